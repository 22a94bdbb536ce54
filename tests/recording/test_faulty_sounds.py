"""Recordings with a fault that a measurement finds: repaired and named; without one, left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast import audio_io, master
from segmentcast.model import LoudnessTarget
from segmentcast.recording import Recording, open_recording

TARGET = LoudnessTarget()
RATE_HZ = 48_000
PEAK = 0.25


@pytest.fixture(scope="module")
def talk(speech: Any, at_rate: Any) -> NDArray[np.float32]:
    """16 s of speech at 48 kHz, peaks at -12 dB, with a little noise and a second before and after."""
    samples = at_rate(speech[: 24_000 * 14, 0], RATE_HZ)
    samples = np.pad(samples * np.float32(PEAK / np.abs(samples).max()), RATE_HZ)
    noise = np.random.default_rng(5).standard_normal(len(samples)) * 10 ** (-72 / 20)
    return np.asarray(samples + noise, np.float32)


@pytest.fixture
def master_of(
    write_wav: Any, ffmpeg_decode: Any, ffmpeg_meter: Any, tmp_path: Path
) -> Callable[..., tuple[Recording, Any, NDArray[np.float32], Any]]:
    """Opens samples as a file of floats, masters them; ffmpeg decodes and measures the result."""

    def make(samples: NDArray[np.float32], *options: str) -> Any:
        sides = samples[:, None] if samples.ndim == 1 else samples
        path = write_wav(tmp_path / "talk.wav", sides, RATE_HZ, *(options or ("-c:a", "pcm_f32le")))
        opened = open_recording(path, TARGET)
        out = tmp_path / "out.mp3"
        done = master.encode_mp3(
            opened.source, out, target=TARGET, survey=opened.survey_of(opened.source)
        )
        return opened, done, ffmpeg_decode(out, done.channels), ffmpeg_meter(out)

    return make


def rules(opened: Recording) -> set[str]:
    return {finding.rule for finding in opened.findings} - {"recording-trimmed"}


@pytest.mark.parametrize("offset", [0.005, 0.02, -0.3])
def test_an_offset_is_taken_out(offset: float, talk: Any, master_of: Any) -> None:
    """Quiet speech on a DC offset: -16 LUFS, no offset in the MP3, and its silence is trimmed."""
    opened, done, samples, heard = master_of(talk * np.float32(0.2) + np.float32(offset))
    assert rules(opened) - {"recording-quiet"} == {"recording-offset"}
    assert heard.integrated_lufs == pytest.approx(-16, abs=0.3)
    assert heard.true_peak_dbtp <= -1.0
    assert np.abs(samples.mean(axis=0)).max() < 0.001
    assert done.reduction_db < 12
    assert opened.trimmed_ms >= 500
    assert f"{abs(offset):.1%}" in next(f.what for f in opened.findings if "offset" in f.rule)


def rumble(frames: int, low_hz: float, high_hz: float, level_db: float) -> NDArray[np.float32]:
    """Noise between two frequencies, at this level (RMS)."""
    spectrum = np.fft.rfft(np.random.default_rng(2).standard_normal(frames))
    at_hz = np.fft.rfftfreq(frames, 1 / RATE_HZ)
    spectrum[(at_hz < low_hz) | (at_hz > high_hz)] = 0
    noise = np.fft.irfft(spectrum, frames)
    return np.asarray(noise * 10 ** (level_db / 20) / np.sqrt(np.mean(noise**2)), np.float32)


@pytest.mark.parametrize(("low_hz", "high_hz"), [(5, 30), (2, 12)])
def test_rumble_goes_and_the_speech_stays(
    low_hz: float, high_hz: float, talk: Any, master_of: Any
) -> None:
    """Wind at -18 dBFS under speech: -16 LUFS, little limiting, and the words as they were."""
    opened, done, samples, heard = master_of(talk + rumble(len(talk), low_hz, high_hz, -18))
    assert rules(opened) == {"recording-rumble"}
    assert heard.integrated_lufs == pytest.approx(-16, abs=0.3)
    assert done.reduction_db < 12
    clean = talk[opened.first : opened.first + len(samples)]
    spectra = [
        np.abs(np.fft.rfft(one[: len(clean)], axis=0)).ravel() for one in (samples[:, 0], clean)
    ]
    at_hz = np.fft.rfftfreq(len(clean), 1 / RATE_HZ)
    band = (at_hz > 100) & (at_hz < 4000)
    gains_db = 10 * np.log10([np.sum(one[band] ** 2) for one in spectra])
    assert gains_db[0] - gains_db[1] == pytest.approx(done.gain_db, abs=0.5)
    heard_db = 10 * np.log10(np.sum(spectra[0][at_hz < 35] ** 2)) - done.gain_db
    before = np.fft.rfft(talk[: len(clean)] + rumble(len(clean), low_hz, high_hz, -18))
    assert heard_db < 10 * np.log10(np.sum(np.abs(before[at_hz < 35]) ** 2)) - 8


@pytest.mark.parametrize("spike", [30.0, 1e5, 1e11])
def test_spikes_far_over_everything_are_replaced(spike: float, talk: Any, master_of: Any) -> None:
    """A sample that no microphone gave is named, and the rest is at the target, hardly limited."""
    samples = talk.copy()
    samples[RATE_HZ * 9] = spike
    samples[RATE_HZ * 12 : RATE_HZ * 12 + 2] = -spike
    opened, done, _, heard = master_of(samples)
    assert "recording-spikes" in rules(opened)
    assert heard.integrated_lufs == pytest.approx(-16, abs=0.3)
    assert done.reduction_db < 12


@pytest.mark.parametrize("factor", [-1.0, -0.98])
def test_an_inverted_side_is_turned_round(factor: float, talk: Any, master_of: Any) -> None:
    """Both sides are one sound, so it is published in mono, and not silent."""
    opened, done, _, heard = master_of(np.stack((talk, talk * np.float32(factor)), axis=1))
    assert rules(opened) == {"recording-inverted"}
    assert done.channels == 1
    assert heard.integrated_lufs == pytest.approx(-16, abs=0.3)


def test_a_side_that_is_inverted_for_a_while_is_left_out(talk: Any, master_of: Any) -> None:
    """Five seconds in which both sides cancel out in mono: the left side alone is published."""
    other = talk.copy()
    other[RATE_HZ * 6 : RATE_HZ * 11] *= -1
    opened, done, samples, heard = master_of(np.stack((talk, other), axis=1))
    assert rules(opened) == {"recording-inverted"}
    assert done.channels == 1
    assert heard.integrated_lufs == pytest.approx(-16, abs=0.3)
    levels = [np.sqrt(np.mean(samples[RATE_HZ * at : RATE_HZ * (at + 4)] ** 2)) for at in (2, 6)]
    assert levels[1] > levels[0] / 3


def test_an_inverted_side_of_another_microphone_stays_in_stereo(talk: Any, master_of: Any) -> None:
    """Two microphones near each other, one inverted: turned round, and loud in mono."""
    chance = np.random.default_rng(3)
    other = -0.8 * np.roll(talk, 3) + 0.004 * chance.standard_normal(len(talk))
    opened, done, samples, _ = master_of(np.stack((talk, other), axis=1).astype(np.float32))
    assert rules(opened) == {"recording-inverted"}
    assert done.channels == 2
    mono = np.sqrt(np.mean(samples.mean(axis=1) ** 2))
    assert mono > 0.9 * np.sqrt(np.mean(samples**2))


@pytest.mark.parametrize("other", ["silent", "bleed", "noise"])
def test_speech_in_one_side_only_becomes_mono(other: str, talk: Any, master_of: Any) -> None:
    """Whatever the other side has, silence, bleed or noise, the side with the speech is used."""
    noise = np.random.default_rng(8).standard_normal(len(talk)).astype(np.float32)
    side = {
        "silent": talk * 0,
        "bleed": talk * np.float32(0.045),
        "noise": noise * np.float32(1e-3),
    }
    for order in (1, -1):
        sides = np.stack((talk, side[other])[::order], axis=1)
        opened, done, _, heard = master_of(sides)
        assert rules(opened) == {"recording-one-side"}
        assert done.channels == 1
        assert heard.integrated_lufs == pytest.approx(-16, abs=0.3)


@pytest.mark.parametrize("guest_db", [0, -25])
def test_a_host_on_the_left_and_a_guest_on_the_right_become_mono(
    guest_db: float, talk: Any, master_of: Any
) -> None:
    """Each is heard in both ears; nobody is lost, even a quiet one."""
    turns = (np.arange(len(talk)) // (RATE_HZ * 4)) % 2 == 0
    sides = np.stack((talk * turns, talk * ~turns * np.float32(10 ** (guest_db / 20))), axis=1)
    sides = (sides + 1e-4 * np.random.default_rng(4).standard_normal(sides.shape)).astype(
        np.float32
    )
    opened, done, *_ = master_of(sides)
    assert rules(opened) == {"recording-apart"}
    assert done.channels == 1
    mono = np.concatenate(list(opened.whole.blocks()))[:, 0]
    assert np.corrcoef(mono, sides.sum(axis=1))[0, 1] > 0.999


@pytest.mark.parametrize(
    ("top", "kind"), [(1.0, "pcm_s16le"), (0.89, "pcm_s16le"), (0.89, "pcm_f32le")]
)
def test_flat_tops_are_counted(top: float, kind: str, talk: Any, master_of: Any) -> None:
    """Tops cut off at full scale, or under it, are a warning with their number."""
    samples = np.clip(talk * 8, -top, top)
    opened, *_ = master_of(samples, "-c:a", kind)
    (clipped,) = [finding for finding in opened.findings if finding.rule == "recording-clipped"]
    stated = int(clipped.what.split("clip ")[1].split(" ")[0].replace(",", ""))
    flat = np.abs(samples) >= top * 0.9999
    assert 0.7 * flat.sum() <= stated <= flat.sum()


@pytest.mark.parametrize("lead_s", [0.15])
def test_a_short_sound_is_not_flattened_for_its_loudness(
    lead_s: float, talk: Any, write_wav: Any, tmp_path: Path
) -> None:
    """A loud beginning is all that the meter's gate leaves: it isn't limited by 20 dB for the target."""
    begin = RATE_HZ + int(np.argmax(np.abs(talk[RATE_HZ:]) > PEAK / 3))
    words = talk[begin : begin + RATE_HZ * 12 // 5].copy()
    words[int(RATE_HZ * lead_s) :] *= np.float32(10 ** (-25 / 20))
    path = write_wav(tmp_path / "word.wav", words[:, None], RATE_HZ)
    opened = open_recording(path, TARGET, trim=False)
    done = master.encode_mp3(opened.source, tmp_path / "out.mp3", target=TARGET)
    assert done.reduction_db < 18
    assert done.loudness.integrated_lufs <= -15.7
    assert done.loudness.true_peak_dbtp <= -1.0


def clean_sounds(talk: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """Ten kinds of recordings without a fault."""
    chance = np.random.default_rng(6)
    at = np.arange(len(talk)) / RATE_HZ
    pan = (np.arange(len(talk)) // (RATE_HZ * 4)) % 2
    room = np.convolve(talk, np.exp(-np.arange(4000) / 900) * chance.standard_normal(4000) * 0.03)
    music = sum(np.sin(2 * np.pi * hz * at) for hz in (55, 110, 220, 331, 442)) * 0.04
    return {
        "mono": talk,
        "loud": talk * np.float32(3.5),
        "quiet": talk * np.float32(0.05),
        "noisy": talk + 0.004 * chance.standard_normal(len(talk)),
        "reverberant": 0.7 * talk + room[: len(talk)],
        "with music": talk + music * (at < 10),
        "low-passed": np.convolve(talk, np.hanning(24) / np.hanning(24).sum(), "same"),
        "stereo": np.stack((talk, 0.8 * np.roll(talk, 20)), axis=1),
        "panned a little": np.stack((talk * (1 - 0.4 * pan), talk * (0.6 + 0.4 * pan)), axis=1),
        "wide": np.stack((talk + 0.5 * music, talk - 0.5 * music), axis=1),
    }


@pytest.mark.parametrize("kind", list(clean_sounds(np.zeros(RATE_HZ, np.float32))))
def test_a_sound_without_a_fault_is_left_alone(
    kind: str, talk: Any, write_wav: Any, tmp_path: Path
) -> None:
    """Nothing is repaired: the bytes are those of the file's own samples, mastered without any repair."""
    sound = clean_sounds(talk)[kind].astype(np.float32)
    sides = sound[:, None] if sound.ndim == 1 else sound
    path = write_wav(tmp_path / "talk.wav", sides, RATE_HZ, "-c:a", "pcm_f32le")
    opened = open_recording(path, TARGET)
    assert not opened.repaired
    assert rules(opened) <= {"recording-quiet"}
    plain = audio_io.open_source(path)
    rest = list(plain.blocks())
    own = np.concatenate(rest)[opened.first : opened.first + opened.source.frames]
    assert np.array_equal(np.concatenate(list(opened.source.blocks())), own)
