"""Loudness, true peak, the limiter and the solving of the gain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from segmentcast import audio_io
from segmentcast.loudness import (
    CELL,
    Limiter,
    Surveyor,
    TruePeak,
    cut,
    find_speech_span,
    from_db,
    gain,
    integrated_lufs,
    limit,
    range_lu,
    reach_frames,
    solve_gain,
    to_db,
)
from segmentcast.loudness.gain import SURVEY_CELL
from segmentcast.model import LoudnessTarget


def tone(lufs_or_db: float, seconds: float, channels: int = 2, hz: float = 1000.0) -> np.ndarray:
    """A sine of that peak level in dBFS, 48 kHz."""
    at = np.arange(round(seconds * 48_000)) / 48_000
    wave = from_db(lufs_or_db) * np.sin(2 * np.pi * hz * at)
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


def test_a_stereo_tone_reads_its_level(source):
    """EBU Tech 3341, case 1: a stereo sine of 1 kHz at -23 dBFS reads -23.0 LUFS."""
    heard = audio_io.measure(source(tone(-23.0, 20.0), 48_000))
    assert abs(heard.integrated_lufs + 23.0) <= 0.1
    assert abs(heard.true_peak_dbtp + 23.0) <= 0.1


def test_quiet_parts_are_gated_out(source):
    """EBU Tech 3341, case 3: -36, -23 and -36 dBFS read -23.0 LUFS."""
    parts = [tone(-36.0, 10.0), tone(-23.0, 20.0), tone(-36.0, 10.0)]
    heard = audio_io.measure(source(np.concatenate(parts), 48_000))
    assert abs(heard.integrated_lufs + 23.0) <= 0.1


@pytest.mark.parametrize(("levels", "wanted"), [((-20, -30), 10.0), ((-20, -15), 5.0)])
def test_loudness_range_of_two_levels(levels, wanted, source):
    """EBU Tech 3342, cases 1 and 2: 20 s of each of two levels have their distance as range."""
    sound = np.concatenate([tone(level, 20.0) for level in levels])
    assert abs(audio_io.measure(source(sound, 48_000)).range_lu - wanted) <= 1.0


def test_a_peak_between_samples_is_found():
    """EBU Tech 3341, case 16: a sine of a quarter of the rate at 45 degrees peaks 3 dB above its samples."""
    at = np.arange(48_000)
    wave = 0.5 * np.sin(2 * np.pi * at / 4 + np.pi / 4) * np.hanning(48_000) ** 0.1
    peak = TruePeak(1)
    peak.push(wave[:, None].astype(np.float32))
    assert abs(peak.finish() + 6.0) <= 0.2
    assert to_db(float(np.abs(wave).max())) < -8.9


@pytest.mark.parametrize("name", ["speech", "hard"])
def test_readings_agree_with_ffmpeg(name, request, source, ffmpeg_meter, write_wav, tmp_path):
    """Integrated within 0.1 LU, true peak within 0.2 dB, range within 0.5 LU of ffmpeg's figures."""
    samples = request.getfixturevalue(name)
    rate_hz = {"speech": 24_000, "hard": 44_100}[name]
    path = write_wav(tmp_path / "sound.wav", samples, rate_hz, "-c:a", "pcm_f32le")
    ours, theirs = audio_io.measure(source(samples, rate_hz)), ffmpeg_meter(path)
    assert abs(ours.integrated_lufs - theirs.integrated_lufs) <= 0.1
    assert abs(ours.true_peak_dbtp - theirs.true_peak_dbtp) <= 0.2
    assert abs(ours.range_lu - theirs.range_lu) <= 0.5


def test_silence_has_no_loudness(source):
    """Digital silence reads -inf and a range of 0, not a number that looks like one."""
    heard = audio_io.measure(source(np.zeros((48_000, 1), np.float32), 48_000))
    assert heard.integrated_lufs == float("-inf")
    assert heard.true_peak_dbtp == float("-inf")
    assert heard.range_lu == 0.0
    assert integrated_lufs(np.zeros(0, np.float32)) == float("-inf")
    assert range_lu(np.zeros(0, np.float32)) == 0.0


@settings(max_examples=25, deadline=None)
@given(
    seed=some.integers(0, 2**31), block=some.integers(1, 5000), channels=some.sampled_from((1, 2))
)
def test_true_peak_does_not_depend_on_blocks(seed, block, channels):
    """Any cut of a sound into blocks gives the same true peak, and never less than the samples'."""
    draw = np.random.default_rng(seed)
    samples = draw.standard_normal((4000, channels)).astype(np.float32) * draw.random() * 0.5
    whole, parts = TruePeak(channels), TruePeak(channels)
    whole.push(samples)
    for first in range(0, len(samples), block):
        parts.push(samples[first : first + block])
    assert whole.finish() == parts.finish() >= to_db(float(np.abs(samples).max())) - 1e-5


@settings(max_examples=25, deadline=None)
@given(
    seed=some.integers(0, 2**31),
    loud_db=some.floats(-20.0, 30.0),
    ceiling_dbtp=some.floats(-12.0, -0.1),
    frames=some.integers(1, 20_000),
)
def test_the_limiter_keeps_the_ceiling(seed, loud_db, ceiling_dbtp, frames):
    """Noise with bursts, however loud, comes out with its true peak at the ceiling or under it.

    White noise is where four times oversampling misses most; the master's headroom is wider.
    """
    draw = np.random.default_rng(seed)
    samples = (draw.standard_normal((frames, 2)) * 0.1 * from_db(loud_db)).astype(np.float32)
    samples[draw.integers(0, frames, 3)] *= 8
    before = samples.copy()
    taken = limit(samples, 48_000, ceiling_dbtp)
    peak = TruePeak(2)
    peak.push(samples)
    assert peak.finish() <= ceiling_dbtp + 0.3
    assert (np.abs(samples) <= np.abs(before) + 1e-7).all()
    assert (taken == 0.0) == np.array_equal(samples, before)


def test_the_limiter_does_not_depend_on_what_is_cut_off(hard):
    """A stretch that is limited with its context comes out as in the whole."""
    loudest = 44_100 * 5 + int(np.abs(hard[44_100 * 5 : -44_100 * 8]).max(axis=1).argmax())
    loud = hard[loudest - 44_100 * 5 :][: 44_100 * 12] * np.float32(4.0)
    whole = loud.copy()
    limit(whole, 44_100, -1.0)
    before, after = reach_frames(44_100)
    start, stop = 44_100 * 4 // CELL * CELL, 44_100 * 9 // CELL * CELL
    part = loud[start - before : stop + after].copy()
    assert limit(part, 44_100, -1.0) > 3.0
    assert np.array_equal(part[before : before + stop - start], whole[start:stop])


@pytest.mark.parametrize("block", [1, 777, 32_768])
def test_the_limiter_does_not_depend_on_blocks(block, hard, source):
    """However a sound is cut into blocks, and whether its peaks are known: the same samples come out."""
    loud = np.ascontiguousarray(hard[44_100 * 20 : 44_100 * 20 + 40 * block + 5000]) * np.float32(4)
    levels = audio_io.survey(source(loud, 44_100)).levels
    whole = loud.copy()
    taken = limit(whole, 44_100, -1.0)
    for known in (None, levels):
        limiter = Limiter(44_100, 2, -1.0, known)
        parts = [limiter.push(loud[at : at + block]).samples for at in range(0, len(loud), block)]
        assert np.array_equal(np.concatenate([*parts, limiter.finish().samples]), whole)
        assert limiter.reduction_db == taken


def test_what_is_under_the_ceiling_is_left_alone(speech):
    """Far from any peak the limiter changes no sample."""
    samples = speech * np.float32(0.5)
    samples[100_000] = 3.0
    before = samples.copy()
    limit(samples, 24_000, -6.0)
    assert np.array_equal(samples[:90_000], before[:90_000])
    assert np.array_equal(samples[112_000:], before[112_000:])


def test_the_gain_is_solved_with_the_limiter_in_it(speech, source):
    """What the survey foretells is what gain and limiter give, within 0.25 LU."""
    target = LoudnessTarget(-15.0, -2.0)
    plan = solve_gain(audio_io.survey(source(speech, 24_000)), target, -2.0)
    loud = speech * np.float32(from_db(plan.gain_db))
    assert limit(loud, 24_000, -2.0) > 6.0
    heard = audio_io.measure(source(loud, 24_000))
    assert abs(plan.foretold_lufs + 15.0) <= 0.05
    assert abs(heard.integrated_lufs + 15.0) <= 0.25


def test_a_survey_counts_what_clips_and_sees_equal_sides(hard, source):
    """Samples at full scale are counted; two equal channels are noticed, nearly equal ones are not."""
    found = audio_io.survey(source(hard, 44_100))
    assert found.clipped == int(np.count_nonzero(np.abs(hard) >= 1.0)) > 0
    assert not found.same_sides
    same = np.repeat(hard[:, :1], 2, axis=1)
    assert audio_io.survey(source(same, 44_100)).same_sides


@pytest.mark.parametrize("hiss_db", [-120.0, -62.0])
def test_dead_air_is_found_and_no_speech_is_lost(hiss_db, speech, source):
    """Seconds of silence or hiss around speech are left out but for the margins."""
    draw = np.random.default_rng(5)
    ahead, behind = 24_000 * 5, 24_000 * 8
    sound = np.pad(speech, ((ahead, behind), (0, 0)))
    sound += (draw.standard_normal(sound.shape) * from_db(hiss_db)).astype(np.float32)
    first, last = find_speech_span(audio_io.survey(source(sound, 24_000)))
    voiced = np.flatnonzero(np.abs(speech[:, 0]) > 0.01)
    begins, ends = ahead + voiced[0], ahead + voiced[-1]
    assert begins - 24_000 * 0.6 < first <= begins - 24_000 * 0.2
    assert ends + 24_000 * 0.4 <= last < ends + 24_000 * 1.4


def test_a_sound_without_silence_is_kept_whole(speech, source):
    """Nothing is cut where there is nothing to cut."""
    loud = speech[30_000:70_000]
    assert find_speech_span(audio_io.survey(source(loud, 24_000))) == (0, len(loud))


@pytest.mark.parametrize("first", [44_100 * 3, 44_100 * 3 + 4410])
def test_a_part_of_a_survey_is_the_survey_of_the_part(first, hard, source):
    """Its loudness is that of a survey of its own, within 0.05 LU, and no peak is told too small."""
    end = len(hard) - 10_000
    part = cut(audio_io.survey(source(hard, 44_100)), first, end)
    own = audio_io.survey(source(hard[first:end], 44_100))
    assert part.frames == own.frames
    assert len(part.momentary_lufs) == len(own.momentary_lufs)
    assert abs(part.loudness.integrated_lufs - own.loudness.integrated_lufs) <= 0.05
    assert len(part.levels) == len(own.levels) == len(part.levels.energy_codes)
    assert (part.levels.peaks_db() >= own.levels.peaks_db()).all()
    assert np.abs(part.momentary_lufs - own.momentary_lufs)[6:].max() <= 0.3


@pytest.mark.parametrize("loudest_db", [16.0, 30.0, 100.0])
def test_levels_tell_no_peak_too_small_and_no_energy_far_off(loudest_db):
    """In a byte each: peaks up to 0.4 dB too high and never too low, energies within a quarter of a dB."""
    tones_db = np.linspace(loudest_db - 60.0, loudest_db, 1801)
    level = np.repeat(10.0 ** (tones_db / 20.0), SURVEY_CELL).astype(np.float32)
    surveyor = Surveyor(44_100, 1)
    surveyor.push(level[:, None] * np.tile(np.float32([1, -1]), len(level) // 2)[:, None])
    levels = surveyor.finish(np.zeros(0, np.float32)).levels
    told = levels.peaks_db()
    assert len(levels) == len(tones_db)
    assert (told >= tones_db - 1e-4).all()
    assert (told <= tones_db + 0.401).all()
    assert np.abs(levels.energy_db() - tones_db).max() <= 0.251
    level_db = loudest_db - 20.0
    assert (levels.louder_than(level_db) == (levels.energy_db() > level_db)).all()
    assert not levels.louder_than(200.0).any()
    assert levels.louder_than(-200.0).all()


def test_the_base_of_levels_does_not_depend_on_what_came_first():
    """A sound that becomes very loud has the levels of one that was it from the start."""
    draw = np.random.default_rng(3)
    quiet = draw.standard_normal((200 * SURVEY_CELL, 1)).astype(np.float32) * np.float32(0.3)
    loud = quiet * np.float32(3000)
    found = []
    for blocks in ([quiet, loud], [np.concatenate((quiet, loud))]):
        surveyor = Surveyor(44_100, 1)
        for block in blocks:
            surveyor.push(block)
        found.append(surveyor.finish(np.zeros(0, np.float32)).levels)
    one, other = found
    assert one.base_db == other.base_db > 0
    assert np.array_equal(one.peak_codes, other.peak_codes)
    assert np.array_equal(one.energy_codes, other.energy_codes)


def test_a_peak_beyond_all_that_levels_can_tell_is_held_by_the_limiter(source):
    """A float file may hold samples at +40 dB: the limiter looks at them as at any other."""
    samples = np.zeros((44_100, 1), dtype=np.float32)
    samples[20_000] = 100.0
    levels = audio_io.survey(source(samples, 44_100)).levels
    limiter = Limiter(44_100, 1, -1.0, levels)
    held = np.concatenate([limiter.push(samples).samples, limiter.finish().samples])
    assert np.abs(held).max() <= 10 ** (-1.0 / 20)
    assert limiter.reduction_db >= 41.0


def test_a_survey_does_not_depend_on_the_room_it_began_with(hard, source, monkeypatch):
    """A sound that is longer than was thought takes more room, and nothing is lost."""
    whole = audio_io.survey(source(hard, 44_100)).levels
    monkeypatch.setattr(gain, "_COLUMN_BYTES", 100)
    grown = audio_io.survey(source(hard, 44_100)).levels
    assert np.array_equal(whole.peak_codes, grown.peak_codes)
    assert np.array_equal(whole.energy_codes, grown.energy_codes)
