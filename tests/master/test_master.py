"""The master: loudness, peaks, length and bytes of what comes out."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from segmentcast import audio_io, master
from segmentcast.errors import SoundError
from segmentcast.master import chain, cutting, encoded_pieces, mp3_writer
from segmentcast.model import WRITTEN_KBPS, Loudness, LoudnessTarget
from segmentcast.mp3 import crc16

TARGET = LoudnessTarget()


def encoded(sound, **options) -> tuple[bytes, master.Mastered]:
    out = io.BytesIO()
    done = master.encode_mp3(sound, out, target=options.pop("target", TARGET), **options)
    return out.getvalue(), done


def case(name, speech, hard):
    """Samples and rate of a kind of sound."""
    claps = np.zeros_like(speech)
    for first in range(50_000, len(speech), 150_000):
        claps[first : first + 300, 0] = np.random.default_rng(first).uniform(-1.0, 1.0, 300)
    return {
        "narration": (speech, 24_000),
        "22.05 kHz": (speech, 22_050),
        "quiet": (speech * 10 ** (-20 / 20), 24_000),
        "far above full scale": (speech * 20, 48_000),
        "claps in quiet speech": (speech * 0.1 + claps, 24_000),
        "hard": (hard, 44_100),
    }[name]


@pytest.mark.parametrize(
    "name",
    ["narration", "22.05 kHz", "quiet", "far above full scale", "claps in quiet speech", "hard"],
)
def test_the_decoded_master_is_at_the_target_by_another_meter(
    name, speech, hard, source, ffmpeg_meter, ffmpeg_decode, tmp_path: Path
):
    """ffmpeg finds the loudness within 0.3 LU, the peak under the ceiling, and exactly all samples."""
    samples, rate_hz = case(name, speech, hard)
    path = tmp_path / "master.mp3"
    done = master.encode_mp3(source(samples, rate_hz), path, target=TARGET, workers=2)
    heard = ffmpeg_meter(path)
    assert abs(heard.integrated_lufs - TARGET.integrated_lufs) <= 0.3
    assert heard.true_peak_dbtp <= TARGET.true_peak_dbtp
    assert abs(done.loudness.integrated_lufs - heard.integrated_lufs) <= 0.15
    assert abs(done.loudness.true_peak_dbtp - heard.true_peak_dbtp) <= 0.2
    assert len(ffmpeg_decode(path, done.channels)) == done.samples
    assert done.samples == -(-len(samples) * done.rate_hz // rate_hz)
    assert path.stat().st_size == done.length_bytes


def test_another_target_is_met_too(speech, source, ffmpeg_meter, tmp_path: Path):
    """-19 LUFS under -2 dBTP is reached as well as the default."""
    path = tmp_path / "master.mp3"
    target = LoudnessTarget(-19.0, -2.0)
    master.encode_mp3(source(speech, 24_000), path, target=target)
    heard = ffmpeg_meter(path)
    assert abs(heard.integrated_lufs + 19.0) <= 0.3
    assert heard.true_peak_dbtp <= -2.0


def test_threads_and_blocks_change_no_byte(hard, source):
    """One thread or three, small blocks or one: the same file."""
    part = hard[: 44_100 * 36]
    first, _ = encoded(source(part, 44_100, 10_000), workers=1, quality="fast")
    second, _ = encoded(source(part, 44_100, 4_321), workers=3, quality="fast")
    third, _ = encoded(source(part, 44_100, len(part)), workers=2, quality="fast")
    assert first == second == third


def test_resampled_narration_does_not_depend_on_blocks(speech, source):
    """The resampler sees one grid of blocks, whatever the source's are."""
    first, _ = encoded(source(speech[:240_000], 24_000, 777))
    second, _ = encoded(source(speech[:240_000], 24_000, 100_000), workers=2)
    assert first == second


def test_the_decoded_sound_lies_where_the_source_lay(speech, source, ffmpeg_decode, tmp_path: Path):
    """No delay is left: a decoder that reads the Info frame gives the sound sample for sample in place."""
    path = tmp_path / "master.mp3"
    sound = audio_io.resampled(source(speech, 24_000), 48_000)
    master.encode_mp3(sound, path, target=LoudnessTarget(-30.0, -1.0))
    heard = ffmpeg_decode(path, 1)[:, 0]
    sent = np.concatenate(list(sound.blocks()))[:, 0]
    window = slice(48_000 * 2, 48_000 * 12)
    at = {
        lag: float(np.dot(heard[window.start + lag : window.stop + lag], sent[window]))
        for lag in (-2, -1, 0, 1, 2)
    }
    assert max(at, key=at.__getitem__) == 0


def test_joints_cannot_be_heard(speech, hard, source, monkeypatch):
    """Many short pieces decode to what one piece decodes to: joints differ no more than other frames."""
    for samples, rate_hz in ((speech, 24_000), (hard[: 44_100 * 22], 44_100)):
        decoded = []
        for piece_frames in (245, 245 * 100):
            monkeypatch.setattr(chain, "PIECE_FRAMES", piece_frames)
            data, _ = encoded(source(samples, rate_hz), workers=2, quality="fast")
            decoded.append(mixed(data))
        apart = relative_difference(*decoded)
        near = np.zeros(len(apart), dtype=bool)
        for border in range(245, len(apart), 245):
            near[border - 20 : border + 12] = True
        assert near.sum() >= 3 * 32
        # where both encoders chose alike nothing differs; -20 dB is the codec's own noise
        assert apart[near].max() <= max(1.5 * apart[~near].max(), 0.01)


def test_the_measure_for_joints_finds_a_click(speech, source):
    """A join that ignores the bit reservoir stands out by the measure that clean joins pass."""
    data, _ = encoded(source(speech, 24_000))
    frame = 144_000 * 96 // 48_000
    middle = frame * 700
    torn = (
        data[:middle]
        + bytes(frame - 64).join((data[middle : middle + 64], b""))
        + data[middle + frame :]
    )
    apart = relative_difference(mixed(torn), mixed(data))
    assert apart[690:710].max() > 3 * np.percentile(apart, 99)
    assert apart[690:710].max() > 0.5


def mixed(data: bytes) -> np.ndarray:
    """The file's samples, mixed to one channel."""
    return audio_io.decode_bytes(data)[0]


def relative_difference(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """For each frame of 1152 samples the energy of the difference as a part of the energy around it."""
    assert len(left) == len(right)
    whole = len(left) // 1152 * 1152
    apart = np.square(left - right)[:whole].reshape(-1, 1152).mean(axis=1)
    loud = np.square(right)[:whole].reshape(-1, 1152).mean(axis=1)
    around = np.maximum(loud, np.maximum(np.roll(loud, 1), np.roll(loud, -1)))
    return apart / (around + 1e-5)


def test_a_bridge_joins_where_no_frame_fits(speech, source, ffmpeg_decode, tmp_path, monkeypatch):
    """Where two pieces have no frame to change over at, a short piece between them does it."""
    asked: list[int] = []
    plain = mp3_writer.Mp3Writer.add

    def add(self, piece, border, bridge):
        def counted():
            asked.append(border)
            return bridge()

        plain(self, piece, border, counted)

    monkeypatch.setattr(mp3_writer.Mp3Writer, "add", add)
    monkeypatch.setattr(chain, "PIECE_FRAMES", 245)
    monkeypatch.setattr(cutting, "POST_ROLL", 3)
    monkeypatch.setattr(mp3_writer, "WARM_FRAMES", 28)
    path = tmp_path / "master.mp3"
    done = master.encode_mp3(source(speech, 24_000), path, target=TARGET, workers=2)
    assert asked
    assert len(ffmpeg_decode(path, 1)) == done.samples


def test_without_any_joint_the_change_is_forced(
    speech, source, ffmpeg_decode, tmp_path, monkeypatch
):
    """When even a bridge does not help, the length is right and little is not as it was."""
    whole, _ = encoded(source(speech, 24_000))
    monkeypatch.setattr(chain, "PIECE_FRAMES", 245)
    monkeypatch.setattr("segmentcast.mp3.join.JOIN_REACH", 10_000)
    path = tmp_path / "master.mp3"
    done = master.encode_mp3(source(speech, 24_000), path, target=TARGET, workers=2)
    assert done.pieces > 1
    assert len(ffmpeg_decode(path, 1)) == done.samples
    apart = relative_difference(mixed(path.read_bytes()), mixed(whole))
    assert np.count_nonzero(apart > 0.05) <= 8 * done.pieces
    assert_valid(path)


def test_mp3val_has_nothing_to_say(speech, source, tmp_path: Path):
    """A checker of MP3 files finds no broken frame and a constant bitrate."""
    path = tmp_path / "master.mp3"
    master.encode_mp3(source(speech, 24_000), path, target=TARGET, workers=2)
    assert_valid(path)


def assert_valid(path: Path) -> None:
    checker = shutil.which("mp3val")
    if checker is None:
        pytest.fail("this test needs the mp3val program: apt-get install mp3val")
    path.write_bytes(path.read_bytes() + b"TAG" + bytes(125))
    said = subprocess.run([checker, str(path)], check=True, capture_output=True, text=True).stdout
    assert "WARNING" not in said
    assert "ERROR" not in said
    assert "CBR" in said


def test_the_info_frame_tells_the_truth(speech, source):
    """Frames, bytes, delay, padding and both checksums of the Info frame are right."""
    data, done = encoded(source(speech[:100_000], 24_000))
    length = 144_000 * 96 // 48_000
    head, sound = data[:length], data[length:]
    tag = head.index(b"Info")
    assert int.from_bytes(head[tag + 8 : tag + 12]) * length == len(sound)
    assert int.from_bytes(head[tag + 12 : tag + 16]) == len(data)
    lame = tag + 120
    assert head[lame : lame + 4] == b"LAME"
    delays = int.from_bytes(head[lame + 21 : lame + 24])
    frames = len(sound) // length
    assert frames * 1152 - (delays >> 12) - (delays & 0xFFF) == done.samples
    assert delays & 0xFFF >= 529
    assert int.from_bytes(head[lame + 28 : lame + 32]) == len(data)
    assert int.from_bytes(head[lame + 32 : lame + 34]) == crc16(sound)
    assert int.from_bytes(head[lame + 34 : lame + 36]) == crc16(head[: lame + 34])


def test_equal_sides_become_mono(speech, source):
    """A stereo file whose channels are the same is published as mono, at the target."""
    both = np.repeat(speech[:240_000], 2, axis=1)
    _, done = encoded(source(both, 24_000))
    _, mono = encoded(source(speech[:240_000], 24_000))
    assert (done.channels, done.bitrate_kbps) == (1, 96)
    assert abs(done.loudness.integrated_lufs + 16.0) <= 0.2
    assert abs(done.source.integrated_lufs - mono.source.integrated_lufs) < 0.05


@pytest.mark.parametrize(
    ("rate_hz", "wanted"), [(8_000, 48_000), (11_025, 44_100), (96_000, 48_000), (192_000, 48_000)]
)
def test_every_rate_becomes_44_1_or_48_khz(rate_hz, wanted, source):
    """Rates that MP3 does not have, or that players balk at, are resampled to the nearest family."""
    at = np.arange(rate_hz * 2) / rate_hz
    tone = (0.1 * np.sin(2 * np.pi * 440 * at)).astype(np.float32)[:, None]
    data, done = encoded(source(tone, rate_hz))
    assert done.rate_hz == wanted
    assert done.samples == wanted * 2
    samples, rate = audio_io.decode_bytes(data)
    assert (len(samples), rate) == (wanted * 2, wanted)
    spectrum = np.abs(np.fft.rfft(samples[wanted // 2 : wanted // 2 + wanted]))
    assert int(spectrum.argmax()) == 440


@pytest.mark.parametrize("frames", [0, 24_000 * 3])
def test_silence_is_refused(frames, source):
    """There is nothing to bring to a loudness: an error that says so, and nothing of use written."""
    with pytest.raises(SoundError, match=r"silence|no sound"):
        encoded(source(np.zeros((frames, 1), dtype=np.float32), 24_000))


@pytest.mark.parametrize("kbps", WRITTEN_KBPS)
def test_every_bitrate_that_is_offered_is_written(kbps, speech, source):
    """What the settings allow, the codec does, in mono and in stereo."""
    for sides in (1, 2):
        sound = np.repeat(speech[:24_000], sides, axis=1)
        if sides == 2:
            sound = sound * np.array([[1.0, 0.9]], dtype=np.float32)
        done = encoded(source(sound, 24_000), bitrate_kbps=kbps)[1]
        assert (done.bitrate_kbps, done.channels) == (kbps, sides)


@pytest.mark.parametrize("kbps", [97, 100, 144])
def test_a_bitrate_that_no_mp3_has_is_refused(kbps, speech, source):
    """It is no defect of ours: the message names those that there are."""
    with pytest.raises(SoundError, match="choose one of: 64, 80"):
        encoded(source(speech[:24_000], 24_000), bitrate_kbps=kbps)


def test_a_bitrate_too_small_for_the_info_frame_is_refused(speech, source):
    """48 kbit/s has no room for the head that makes the length exact."""
    with pytest.raises(SoundError, match="48 kbit/s"):
        encoded(source(speech[:48_000], 24_000), bitrate_kbps=48)


@pytest.mark.parametrize("seconds", [0.5, 23.47, 23.52, 23.57, 47.04])
def test_lengths_around_the_grid_are_exact(seconds, source, speech):
    """Sounds that end just before, at or after a border of pieces lose and gain nothing."""
    frames = round(seconds * 48_000)
    sound = np.tile(speech, (4, 1))[:frames]
    data, done = encoded(source(sound, 48_000), quality="fast", workers=2)
    samples, _ = audio_io.decode_bytes(data)
    assert len(samples) == done.samples == frames


class Kept(dict[str, bytes]):
    """A piece cache in memory."""

    def put(self, key: str, data: bytes) -> None:
        self[key] = data


def test_kept_pieces_give_the_same_file_and_an_edit_keeps_those_before_it(speech, source):
    """With a cache the bytes are the same; after an edit near the end the pieces before it are there."""
    kept = Kept()
    sound = np.concatenate([speech, speech])
    plain, _ = encoded(source(sound, 24_000), quality="fast")
    first, told = encoded(source(sound, 24_000), quality="fast", cache=kept, workers=2)
    made = len(kept)
    again, told_again = encoded(source(sound, 24_000), quality="fast", cache=kept)
    assert plain == first == again
    assert told == told_again
    assert len(kept) == made
    edited = sound.copy()
    edited[-48_000:-36_000] *= 0.9
    encoded(source(edited, 24_000), quality="fast", cache=kept)
    assert len(kept) == made + 1


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda kept, head: b"", id="nothing"),
        pytest.param(lambda kept, head: kept[:head], id="a head alone"),
        pytest.param(lambda kept, head: kept[:-1], id="a cut frame"),
        pytest.param(lambda kept, head: kept[:head] + b"no frames" * 90, id="no frames"),
        pytest.param(lambda kept, head: kept[: head + 288 * 9], id="too few frames"),
        pytest.param(lambda kept, head: kept + kept[head:], id="twice as many frames"),
        pytest.param(lambda kept, head: b"\xff" * 8 + kept[8:], id="a peak that is no number"),
        pytest.param(
            lambda kept, head: kept[:head] + kept[head:].replace(b"\xff\xfb", b"\xff\xfb\x14", 1),
            id="a frame of another form",
        ),
    ],
)
def test_what_is_no_piece_is_made_again(speech, source, damage):
    """A cache may hold a stranger's bytes: the file is that of no cache, and the piece is replaced."""
    kept = Kept()
    sound = source(speech[: 24_000 * 6], 24_000)
    plain, _ = encoded(sound, quality="fast", cache=kept)
    whole = dict(kept)
    for key, data in whole.items():
        kept[key] = damage(data, 12)
    again, _ = encoded(sound, quality="fast", cache=kept)
    assert again == plain
    assert kept == whole


def test_a_file_object_is_written_from_where_it_stands(speech, source):
    """What was in front stays in front, so that a tag may go ahead."""
    out = io.BytesIO(b"in front")
    out.seek(8)
    done = master.encode_mp3(source(speech[:96_000], 24_000), out, target=TARGET)
    assert out.getvalue()[:10] == b"in front\xff\xfb"
    assert len(out.getvalue()) == 8 + done.length_bytes


@pytest.mark.parametrize(
    ("lufs", "dbtp", "codec", "kept"),
    [
        (-16.4, -1.2, "mp3", True),
        (-16.6, -1.2, "mp3", False),
        (-16.0, -0.9, "mp3", False),
        (-16.0, -2.0, "aac", False),
    ],
)
def test_only_an_mp3_that_meets_the_target_is_left_alone(lufs, dbtp, codec, kept):
    """Within 0.5 LU and under the ceiling the frames need not be touched."""
    container = "mp3" if codec == "mp3" else "mov"
    info = audio_io.SoundInfo(container, codec, 44_100, 2, 60_000, 128, 960_000)
    assert master.already_mastered(info, Loudness(lufs, dbtp), TARGET) is kept


def test_a_piece_kept_from_within_is_not_the_one_at_the_start():
    """Within a sound the first frames of a piece are not used, so their peaks are not looked at."""
    loud = np.zeros((48_000, 1), np.int16)
    loud[2000:6000, 0] = 30_000 * np.sign(np.sin(np.arange(4000) / 8))
    settings = encoded_pieces.Settings(48_000, 1, 96, "fast", -1.0, -4.0)
    kept = Kept()
    within = encoded_pieces.encode_piece(
        encoded_pieces.SampleSpan(loud, 70, encoded_pieces.WARM_FRAMES), settings, kept
    )
    start = encoded_pieces.encode_piece(encoded_pieces.SampleSpan(loud, 0, 0), settings, kept)
    assert start.peak_dbtp <= -1.0
    assert start.piece.data != within.piece.data
    plain = encoded_pieces.encode_piece(encoded_pieces.SampleSpan(loud, 0, 0), settings, None)
    assert start.piece.data == plain.piece.data


@pytest.mark.parametrize("factor", [1000.0, 32_768.0, 2.0**31])
def test_floats_far_over_full_scale_reach_the_target(factor, speech, source, tmp_path):
    """A float file that holds the values of whole numbers comes out like any other."""
    sound = source(speech[:200_000] * np.float32(factor), 24_000)
    done = master.encode_mp3(sound, tmp_path / "a.mp3", target=TARGET)
    assert abs(done.loudness.integrated_lufs - TARGET.integrated_lufs) <= 0.2
    assert done.loudness.true_peak_dbtp <= TARGET.true_peak_dbtp
    plain = master.encode_mp3(source(speech[:200_000], 24_000), tmp_path / "b.mp3", target=TARGET)
    assert abs(done.reduction_db - plain.reduction_db) <= 0.5


@pytest.mark.parametrize("frames", [119, 120, 239])
def test_loud_noise_up_to_the_last_frame_is_held(frames, source, ffmpeg_decode, tmp_path):
    """What is looked at again may reach the end of a piece, and every length of it is looked at."""
    noise = np.random.default_rng(frames).standard_normal((frames * 1152, 1)) * 0.3
    target = LoudnessTarget(-12.0, -1.0)
    path = tmp_path / "noise.mp3"
    sound = source(noise.astype(np.float32), 44_100)
    done = master.encode_mp3(sound, path, target=target, bitrate_kbps=64)
    assert len(ffmpeg_decode(path, 1)) == frames * 1152
    assert done.loudness.true_peak_dbtp <= -1.0
