"""Files of many kinds, whole and broken."""

from __future__ import annotations

import os
import struct
import subprocess
import threading
import wave
from pathlib import Path

import numpy as np
import pytest

from segmentcast import audio_io
from segmentcast.errors import Problem, SoundError
from segmentcast.ports import SoundSource


def read(path: Path) -> np.ndarray:
    return np.concatenate(list(audio_io.open_source(path).blocks()))


@pytest.fixture(scope="module")
def stereo(speech) -> np.ndarray:
    """Ten seconds of two different channels, said to be at 44.1 kHz."""
    return np.hstack([speech[:441_000], -0.5 * speech[:441_000]])


@pytest.mark.parametrize(
    ("name", "options", "exact"),
    [
        ("a.wav", ("-c:a", "pcm_s16le"), True),
        ("b.wav", ("-c:a", "pcm_s24le"), True),
        ("c.wav", ("-c:a", "pcm_f32le"), True),
        ("d.wav", ("-c:a", "pcm_u8"), False),
        ("e.flac", (), True),
        ("f.aiff", (), True),
        ("g.mp3", ("-b:a", "192k"), False),
        ("h.mp3", ("-q:a", "4"), False),
        ("i.m4a", ("-b:a", "192k"), False),
        ("j.ogg", ("-c:a", "libvorbis", "-q:a", "6"), False),
        ("k.opus", ("-ar", "48000"), False),
        ("l.mp4", ("-c:a", "aac"), False),
    ],
)
def test_formats_are_read_as_what_they_hold(name, options, exact, stereo, write_wav, tmp_path):
    """Each format gives its channels, its rate, its length and its samples; and again on a second read."""
    path = write_wav(tmp_path / name, stereo, 44_100, *options)
    sound = audio_io.open_source(path)
    assert isinstance(sound, SoundSource)
    rate_hz = 48_000 if name.endswith("opus") else 44_100
    assert (sound.rate_hz, sound.channels) == (rate_hz, 2)
    samples = read(path)
    assert samples.dtype == np.float32
    assert abs(len(samples) / rate_hz - 10.0) < 0.06
    assert abs(sound.info.duration_ms - 10_000) < 80
    assert np.array_equal(samples, np.concatenate(list(sound.blocks())))
    if exact:
        assert np.abs(samples - stereo).max() < 1 / 30_000
    elif rate_hz == 44_100:
        loudness = [audio_io.measure(audio_io.open_source(path)).integrated_lufs]
        assert abs(np.corrcoef(samples[:400_000, 0], -samples[:400_000, 1])[0, 1]) > 0.95
        assert loudness[0] < -10


def test_surround_becomes_stereo_and_mono_stays_mono(speech, stereo, write_wav, tmp_path):
    """Six channels are mixed to two; one stays one."""
    six = np.repeat(speech[:48_000], 6, axis=1)
    path = write_wav(tmp_path / "six.flac", six, 48_000)
    assert audio_io.probe(path).channels == 6
    assert read(path).shape == (48_000, 2)
    assert read(write_wav(tmp_path / "one.flac", speech[:48_000], 48_000)).shape == (48_000, 1)


@pytest.mark.parametrize(
    ("first", "then"),
    [((1, 44_100), (2, 44_100)), ((2, 44_100), (1, 44_100)), ((2, 44_100), (2, 48_000))],
)
def test_a_stream_that_changes_its_shape_on_the_way_is_read_to_its_end(
    first, then, ffmpeg, speech, write_wav, tmp_path
):
    """Two MP3s of different shapes laid end to end are one sound in the shape of the first."""
    plain = write_wav(tmp_path / "plain.wav", speech[: 24_000 * 3], 24_000)
    whole = b""
    for number, (channels, rate_hz) in enumerate((first, then)):
        part = tmp_path / f"{number}.mp3"
        shape = ["-ac", str(channels), "-ar", str(rate_hz), "-b:a", "128k"]
        bare = ["-write_xing", "0", "-id3v2_version", "0"]
        subprocess.run([ffmpeg, "-v", "error", "-i", plain, *shape, *bare, part], check=True)
        whole += part.read_bytes()
    path = tmp_path / "whole.mp3"
    path.write_bytes(whole)
    sound = read(path)
    assert sound.shape[1] == first[0]
    assert len(sound) == pytest.approx(6 * first[1], rel=0.03)
    middle = len(sound) // 2
    assert np.abs(sound[middle + 20_000 :]).max() > 0.02


def test_a_picture_and_a_huge_tag_in_an_mp3_are_passed_by(stereo, write_wav, tmp_path):
    """50 MB of ID3 tag in front change neither what is heard nor the memory that it takes."""
    path = write_wav(tmp_path / "plain.mp3", stereo, 44_100, "-id3v2_version", "0")
    size = 50 * 1024 * 1024
    tagged = tmp_path / "tagged.mp3"
    head = b"ID3\x03\x00\x00" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    tagged.write_bytes(head + bytes(size) + path.read_bytes())
    assert np.array_equal(read(tagged), read(path))


def broken(name: str, folder: Path, stereo, write_wav) -> Path:
    """A file that cannot be used, of the kind `name`."""
    path = folder / f"{name}.wav"
    whole = write_wav(folder / "whole.wav", stereo, 44_100).read_bytes()
    contents = {
        "empty": b"",
        "text": b"HOST: Good evening.\n" * 200,
        "page": b"<!doctype html><title>Not found</title>" * 20,
        "picture": b"\x89PNG\r\n\x1a\n" + bytes(3000),
        "document": b"%PDF-1.7\n" + bytes(3000),
        "noise": np.random.default_rng(0).bytes(20_000),
        "cut short": whole[: len(whole) // 2],
        "header only": whole[:44],
        "playlist": b"#EXTM3U\n#EXTINF:10,\n/etc/hostname\n",
    }
    path.write_bytes(contents[name])
    return path


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("empty", "the file is empty"),
        ("text", "not a sound"),
        ("page", "web page"),
        ("picture", "PNG picture|no sound in the file"),
        ("document", "PDF document"),
        ("noise", "not a sound|cannot be used|no sound"),
        ("cut short", r"truncated: it has 5\.0 s of 10\.0 s"),
        ("header only", "truncated|has no sound|not a sound"),
        ("playlist", "playlist"),
    ],
)
def test_what_cannot_be_used_is_named_with_a_remedy(name, says, stereo, write_wav, tmp_path):
    """One SoundError: the file, what is wrong with it, and what to do."""
    path = broken(name, tmp_path, stereo, write_wav)
    with pytest.raises(SoundError, match=says) as caught:
        read(path)
    (problem,) = caught.value.problems
    assert problem.where == str(path)
    assert problem.mend


@pytest.mark.parametrize("name", ["part.flac", "part.m4a"])
def test_a_truncated_file_of_another_format_is_refused(name, stereo, write_wav, tmp_path):
    """Half a FLAC or M4A is not published as if it were the whole."""
    path = write_wav(tmp_path / name, stereo, 44_100)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(SoundError):
        read(path)


def test_a_video_without_sound_is_refused(ffmpeg, write_wav, tmp_path):
    """The error says that there is only a picture in it."""
    path = tmp_path / "silent.mp4"
    subprocess.run(
        [
            ffmpeg,
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "color=s=64x64:d=1",
            "-c:v",
            "mpeg4",
            str(path),
        ],
        check=True,
    )
    with pytest.raises(SoundError, match="no sound in the file, only video"):
        audio_io.open_source(path)


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    """The system's reasons are passed on in plain words."""
    with pytest.raises(SoundError, match="no such file"):
        audio_io.open_source(tmp_path / "nothing.wav")
    with pytest.raises(SoundError, match="is a directory"):
        audio_io.open_source(tmp_path)


def test_a_stream_without_a_declared_length_is_read_to_its_end(tmp_path):
    """Recorders that were cut off leave a length of 0 or 4 GB: the samples are there all the same."""
    path = tmp_path / "stream.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(np.full(48_000, 1000, dtype="<i2").tobytes())
    data = bytearray(path.read_bytes())
    data[40:44] = struct.pack("<I", 0xFFFFFFFF)
    path.write_bytes(data)
    assert len(read(path)) == 48_000


def test_clips_are_decoded_to_mono(stereo, write_wav, tmp_path):
    """decode_bytes gives one channel and the rate; nothing at all is an error."""
    data = write_wav(tmp_path / "clip.mp3", stereo, 44_100).read_bytes()
    samples, rate_hz = audio_io.decode_bytes(data)
    assert rate_hz == 44_100
    assert samples.ndim == 1
    assert abs(len(samples) - 441_000) <= 1
    assert np.corrcoef(samples, stereo.mean(axis=1)[: len(samples)])[0, 1] > 0.95
    for nothing in (b"", b"<html>consent</html>"):
        with pytest.raises(SoundError, match="clip 3"):
            audio_io.decode_bytes(nothing, where="clip 3")


@pytest.mark.parametrize(
    ("rate_hz", "wanted"), [(24_000, 48_000), (22_050, 44_100), (16_000, 48_000)]
)
def test_resampling_keeps_the_sound_and_makes_no_images(rate_hz, wanted, source):
    """A tone stays at its level and its place, and nothing stands above the old band by -70 dB."""
    at = np.arange(rate_hz * 3) / rate_hz
    tone = (0.5 * np.sin(2 * np.pi * rate_hz * 0.32 * at)).astype(np.float32)[:, None]
    sound = audio_io.resampled(source(tone, rate_hz, 5_001), wanted)
    samples = np.concatenate(list(sound.blocks()))[:, 0]
    assert len(samples) == wanted * 3
    middle = samples[wanted : 2 * wanted].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(wanted))) / (wanted / 4)
    assert int(spectrum.argmax()) == round(rate_hz * 0.32)
    assert abs(spectrum.max() - 0.5) < 0.005
    assert spectrum[rate_hz // 2 :].max() < 0.5 * 10 ** (-70 / 20)
    late = np.sin(2 * np.pi * rate_hz * 0.32 * np.arange(wanted, 2 * wanted) / wanted)
    assert np.dot(middle, late) / np.dot(late, late) > 0.495


def test_a_file_that_may_not_be_read_is_refused(stereo, write_wav, tmp_path):
    """The error says that the permission is missing, and what to do; also for one who is root elsewhere."""
    path = write_wav(tmp_path / "locked.wav", stereo, 44_100)
    audio_io.open_source(path)
    path.chmod(0)
    me = os.geteuid()
    if me == 0:
        os.seteuid(65_534)
    try:
        with pytest.raises(SoundError) as refused:
            audio_io.open_source(path)
    finally:
        os.seteuid(me)
    assert "permission denied" in str(refused.value)
    assert "change the file's permissions" in str(refused.value)


@pytest.mark.parametrize("name", ["talk.mp3", "talk.flac", "talk.m4a", "talk.wav"])
def test_codecs_start_no_threads_of_their_own(name, stereo, write_wav, tmp_path):
    """Decoding, metering and resampling run in the thread that asks: workers are all there is."""
    path = write_wav(tmp_path / name, stereo, 44_100)
    before = threads()
    most = 0
    sound = audio_io.resampled(audio_io.open_source(path), 48_000)
    meter = audio_io.Meter(48_000, 2)
    for block in sound.blocks():
        meter.push(block)
        most = max(most, threads())
    meter.finish()
    assert most <= before


def threads() -> int:
    """How many threads this process has."""
    return len(list(Path("/proc/self/task").iterdir()))


def test_a_reader_ahead_ends_with_its_reader(stereo, source):
    """It gives the same blocks and the same error, and leaves no thread when it is left early."""
    sound = source(stereo, 44_100)
    ahead = audio_io.ReadAhead(sound)
    pairs = zip(ahead.blocks(), sound.blocks(), strict=True)
    assert all(np.array_equal(one, other) for one, other in pairs)
    before = threading.active_count()
    blocks = ahead.blocks()
    next(blocks)
    blocks.close()
    assert threading.active_count() == before

    class Broken:
        rate_hz, channels = 44_100, 2

        def blocks(self):
            yield stereo[:100]
            raise SoundError(Problem("talk.wav", "it broke", "mend it"))

    with pytest.raises(SoundError, match="it broke"):
        list(audio_io.ReadAhead(Broken()).blocks())
