"""Sound files that are damaged: read on behind the damage, with a warning of the place and the length."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segmentcast import audio_io, master
from segmentcast.errors import SoundError
from segmentcast.model import LoudnessTarget
from segmentcast.recording import Recording, open_recording

TARGET = LoudnessTarget()
RATE_HZ = 44_100
SECONDS = 24
LYRICS = b"LYRICSBEGININD0000210LYR00050" + b"x" * 50


def put_in(data: bytes) -> bytes:
    half = len(data) // 2
    return data[:half] + np.random.default_rng(1).bytes(100) + data[half:]


def cut_out(data: bytes) -> bytes:
    half = len(data) // 2
    return data[:half] + data[half + 2048 :]


def zeroed(data: bytes) -> bytes:
    half = len(data) // 2
    return data[:half] + bytes(50) + data[half + 50 :]


@pytest.fixture(scope="module")
def plain(
    speech: Any, write_wav: Any, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], bytes]:
    """24 s of speech as a file of this format."""
    folder = tmp_path_factory.mktemp("plain")
    samples = np.repeat(speech, 2, axis=0)[: SECONDS * 48_000]
    options = {
        "aac": ("-b:a", "128k"),
        "mp3": ("-b:a", "64k"),
        "ogg": ("-c:a", "libvorbis"),
        "opus": ("-c:a", "libopus"),
        "avi": ("-c:a", "mp3"),
    }

    def make(suffix: str) -> bytes:
        path = folder / f"plain.{suffix}"
        if not path.exists():
            rate = ("-ar", "48000" if suffix == "opus" else str(RATE_HZ))
            write_wav(path, samples, 48_000, *rate, *options.get(suffix, ()))
        return path.read_bytes()

    return make


def published(opened: Recording, path: Path, decode: Any, meter: Any) -> tuple[float, Any]:
    """The seconds that ffmpeg decodes of the mastered sound, and its loudness by ffmpeg."""
    done = master.encode_mp3(
        opened.source, path, target=TARGET, survey=opened.survey_of(opened.source)
    )
    return len(decode(path, done.channels)) / done.rate_hz, meter(path)


@pytest.mark.parametrize(
    ("suffix", "damage", "seconds", "places"),
    [
        ("mp3", lambda data: data + data, 48, []),
        ("mp3", lambda data: data + b"Something that was put behind it.\n" * 20, 24, []),
        ("mp3", lambda data: data + bytes(4096), 24, []),
        ("mp3", lambda data: data + LYRICS + b"%06dLYRICS200" % len(LYRICS), 24, []),
        ("mp3", put_in, 24, [(12, 0.02, 0.16)]),
        ("mp3", cut_out, 23.74, [(12, 0.02, 0.16)]),
        ("mp3", zeroed, 24, [(12, 0.02, 0.16)]),
        ("m4a", zeroed, 24, [(12, 0.02, 0.1)]),
        ("aac", zeroed, 24, [(12, 0.02, 0.1)]),
        ("flac", zeroed, 24, [(12, 0.08, 0.22)]),
        ("opus", zeroed, 24, [(12, 0.9, 1.1)]),
        ("ogg", zeroed, 24, [(12, 0.5, 2.1)]),
        ("flac", lambda data: data[:-20_000], 23.3, [(23.5, 0.2, 1.5)]),
        ("aac", lambda data: data[:-3333], 23.6, [(23.6, 0.01, 0.1)]),
        ("opus", lambda data: data[:-5000], 23, [(23, 0.7, 1.1)]),
        ("wav", lambda data: data[:-60_000], 23.32, [(23.3, 0.6, 0.75)]),
    ],
    ids=[
        "two MP3s joined", "MP3 and text", "MP3 and zeros", "MP3 and a Lyrics3v2 tag",
        "MP3 with 100 bytes too many", "MP3 that lacks 2 kB", "MP3 with 50 zeros", "M4A with 50 zeros",
        "ADTS with 50 zeros", "FLAC with 50 zeros", "Opus with 50 zeros", "Vorbis with 50 zeros",
        "FLAC cut at its end", "ADTS cut at its end", "Opus cut at its end", "WAV cut at its end",
    ],
)  # fmt: skip
def test_a_damaged_file_is_read_on_behind_the_damage(
    suffix: str,
    damage: Callable[[bytes], bytes],
    seconds: float,
    places: list[tuple[float, float, float]],
    plain: Any,
    ffmpeg_decode: Any,
    ffmpeg_meter: Any,
    tmp_path: Path,
) -> None:
    """All that is left is published at the target; what is lost is named with place and length."""
    path = tmp_path / f"talk.{suffix}"
    path.write_bytes(damage(plain(suffix)))
    opened = open_recording(path, TARGET, trim=False)
    length_s, loudness = published(opened, tmp_path / "out.mp3", ffmpeg_decode, ffmpeg_meter)
    assert length_s == pytest.approx(seconds, abs=0.15)
    assert loudness.integrated_lufs == pytest.approx(-16, abs=0.3)
    assert loudness.true_peak_dbtp <= -1.0
    losses = opened.whole.damage.losses if hasattr(opened.whole, "damage") else ()
    assert len(losses) == len(places)
    for loss, (at_s, least_s, most_s) in zip(losses, places, strict=True):
        assert loss.at_ms / 1000 == pytest.approx(at_s, abs=2)
        assert least_s <= loss.length_ms / 1000 <= most_s
    warned = [finding for finding in opened.findings if finding.rule == "recording-damaged"]
    assert [finding.severity for finding in warned] == ["warning"] * bool(places)
    assert all(f"{losses[0].length_ms / 1000:.2f} s at 0:" in finding.what for finding in warned)
    assert opened.repaired == bool(opened.whole.damage)  # type: ignore[attr-defined]


@pytest.mark.parametrize("suffix", ["m4a", "aac", "flac", "opus", "ogg"])
def test_what_is_behind_damage_stays_in_its_place(suffix: str, plain: Any, tmp_path: Path) -> None:
    """Silence fills what is lost: the last seconds are the same samples at the same time."""
    whole, damaged = tmp_path / f"whole.{suffix}", tmp_path / f"damaged.{suffix}"
    whole.write_bytes(plain(suffix))
    damaged.write_bytes(zeroed(plain(suffix)))
    right, left = (
        np.concatenate(list(audio_io.open_source(path).blocks()))[:, 0] for path in (whole, damaged)
    )
    assert abs(len(right) - len(left)) <= 16
    tail = slice(15 * RATE_HZ, 23 * RATE_HZ)
    assert np.abs(right[tail] - left[tail]).max() < 2e-4
    assert np.abs(left).max() <= np.abs(right).max() * 1.05


def test_bytes_between_joined_files_are_told_by_their_place(plain: Any, tmp_path: Path) -> None:
    """The tag of the second of two joined MP3s loses nothing, and the place is named."""
    path = tmp_path / "joined.mp3"
    path.write_bytes(plain("mp3") + plain("mp3"))
    opened = open_recording(path, TARGET)
    (joined,) = [finding for finding in opened.findings if finding.rule == "recording-joined"]
    assert "at 0:24" in joined.what


@pytest.mark.parametrize("suffix", ["aac", "mp3"])
def test_much_that_somebody_put_between_frames_is_no_lost_sound(
    suffix: str, speech: Any, write_wav: Any, tmp_path: Path
) -> None:
    """Bytes that would be more than 30 s of sound, as those of a picture: nothing is filled for them."""
    path = write_wav(tmp_path / f"talk.{suffix}", speech[: 8 * 48_000], 48_000, "-b:a", "64k")
    data = path.read_bytes()
    half, picture = len(data) // 2, np.random.default_rng(1).integers(0, 128, 5 * len(data))
    path.write_bytes(data[:half] + picture.astype(np.uint8).tobytes() + data[half:])
    source = audio_io.open_source(path)
    frames = sum(len(block) for block in source.blocks())
    assert frames / source.rate_hz == pytest.approx(8, abs=0.15)
    assert 0 < source.damage.lost_ms < 250


def test_joined_files_get_one_warning(speech: Any, write_wav: Any, tmp_path: Path) -> None:
    """The header of the first of two MP3s of variable bitrate says nothing of both: it is not named."""
    samples = np.repeat(speech, 2, axis=0)
    parts = [
        write_wav(tmp_path / f"{seconds}.mp3", samples[: seconds * 48_000], 48_000, "-q:a", "4")
        for seconds in (20, 24)
    ]
    path = tmp_path / "joined.mp3"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    rules = {finding.rule for finding in open_recording(path, TARGET, trim=False).findings}
    assert rules == {"recording-joined"}


@pytest.mark.parametrize(
    ("suffix", "damage"),
    [
        ("flac", lambda data: data[: len(data) // 2]),
        ("wav", lambda data: data[: len(data) // 2]),
        ("m4a", lambda data: data[:60_000] + bytes(60_000) + data[120_000:]),
        ("opus", lambda data: data[:60_000] + bytes(60_000) + data[120_000:]),
    ],
)
def test_a_file_that_lost_more_than_a_tenth_is_refused(
    suffix: str, damage: Callable[[bytes], bytes], plain: Any, tmp_path: Path
) -> None:
    """The error says how much of it is left."""
    path = tmp_path / f"talk.{suffix}"
    path.write_bytes(damage(plain(suffix)))
    with pytest.raises(SoundError, match=r"(truncated|damaged): .*\d s of 2[34]\.\d s"):
        open_recording(path, TARGET)


def test_an_mp4_without_its_index_is_refused_by_name(plain: Any, tmp_path: Path) -> None:
    """What a phone leaves whose battery died: the message says what is missing, and what to do."""
    data = plain("m4a")
    assert data.rindex(b"moov") > len(data) // 2  # the index is at the end
    for number, cut in enumerate((data[: len(data) * 2 // 3], data[: data.rindex(b"moov") - 4])):
        path = tmp_path / f"talk{number}.m4a"
        path.write_bytes(cut)
        with pytest.raises(SoundError, match=r"index \(moov\) is missing: .*repair tool"):
            open_recording(path, TARGET)


def test_no_damage_of_a_flac_is_decoded_to_noise(plain: Any, tmp_path: Path) -> None:
    """Wherever zeros are, all is as it was but for the places that are named: frames have checksums."""
    path, data = tmp_path / "talk.flac", plain("flac")
    path.write_bytes(data)
    whole = np.concatenate(list(audio_io.open_source(path).blocks()))
    for at in np.random.default_rng(3).integers(9_000, len(data) - 9_000, 8):
        path.write_bytes(data[:at] + bytes(50) + data[at + 50 :])
        source = audio_io.open_source(path)
        differs = np.abs(np.concatenate(list(source.blocks())) - whole)
        assert source.damage.losses
        for loss in source.damage.losses:
            first, end = (ms * RATE_HZ // 1000 for ms in (loss.at_ms, loss.at_ms + loss.length_ms))
            differs[first - RATE_HZ // 50 : end + RATE_HZ // 50] = 0
        assert not differs.any()


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        ("mp3", ("-b:a", "64k")),
        ("mp3", ("-ar", "24000", "-q:a", "4")),
    ],
    ids=["MP3", "MPEG-2 of varying rate"],
)
def test_zeros_anywhere_in_an_mp3_are_noticed(
    suffix: str, options: tuple[str, ...], speech: Any, write_wav: Any, tmp_path: Path
) -> None:
    """A decoder makes noise of them and says nothing; the whole file, and what fills it, has no damage."""
    path = write_wav(tmp_path / f"talk.{suffix}", speech[: 8 * 48_000], 48_000, *options)
    data = path.read_bytes()
    places = np.random.default_rng(3).integers(len(data) // 10, len(data) * 9 // 10, 12)
    source = audio_io.open_source(path)
    whole = np.concatenate(list(source.blocks()))
    assert not source.damage
    noticed = 0
    for at in places.tolist():
        path.write_bytes(data[:at] + bytes(50) + data[at + 50 :])
        source = audio_io.open_source(path)
        sound = np.concatenate(list(source.blocks()))
        assert source.damage or np.array_equal(sound, whole), at
        noticed += bool(source.damage)
    assert noticed >= 10


@pytest.mark.parametrize(
    ("suffix", "options", "lost_s"),
    [
        ("mp3", ("-ac", "1", "-b:a", "64k"), 0.375),
        ("mp3", ("-b:a", "128k"), 0.188),
        ("aac", ("-ac", "1", "-b:a", "64k"), 0.375),
    ],
    ids=["MP3 mono", "MP3 stereo", "ADTS"],
)
def test_zeros_over_many_frames_are_told_by_their_length_and_bring_no_noise(
    suffix: str,
    options: tuple[str, ...],
    lost_s: float,
    speech: Any,
    write_wav: Any,
    tmp_path: Path,
) -> None:
    """3 kB of zeros are as long as the sound that was there; what leans on it is no burst of noise."""
    path = write_wav(tmp_path / f"talk.{suffix}", speech[: 12 * 48_000], 48_000, *options)
    data = path.read_bytes()
    whole = np.concatenate(list(audio_io.open_source(path).blocks()))
    places = np.random.default_rng(7).integers(len(data) // 10, len(data) * 8 // 10, 12)
    for at in places.tolist():
        path.write_bytes(data[:at] + bytes(3_000) + data[at + 3_000 :])
        source = audio_io.open_source(path)
        sound = np.concatenate(list(source.blocks()))
        assert abs(len(sound) - len(whole)) <= 0.12 * source.rate_hz, at
        assert lost_s - 0.1 <= source.damage.lost_ms / 1000 <= lost_s + 0.25, at
        assert np.abs(sound).max() <= np.abs(whole).max() * 1.05, at


def test_joined_adts_of_two_kinds_is_read_to_its_end(
    plain: Any, ffmpeg: str, tmp_path: Path
) -> None:
    """Mono behind stereo, and damage in the first: all frames of both are there."""
    source = tmp_path / "plain.wav"
    source.write_bytes(plain("wav"))
    path = tmp_path / "talk.aac"
    subprocess.run([ffmpeg, "-v", "error", "-i", source, "-ac", "1", path], check=True)
    path.write_bytes(cut_out(plain("aac")) + path.read_bytes())
    frames = sum(len(block) for block in audio_io.open_source(path).blocks())
    assert frames / RATE_HZ == pytest.approx(2 * SECONDS, abs=0.2)


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        ("m4a", ("-b:a", "64k")),
        ("m4a", ("-b:a", "256k")),
        ("aac", ("-b:a", "320k")),
        ("aac", ("-b:a", "500k")),
        ("mp3", ("-b:a", "64k")),
        ("mp3", ("-b:a", "320k")),
        ("mp3", ("-ar", "24000", "-b:a", "160k")),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_sounds_with_little_in_them_have_no_damage(
    suffix: str, options: tuple[str, ...], write_wav: Any, tmp_path: Path
) -> None:
    """Of hum, clicks, silence, and single tones, codecs write long runs of zeros: all the sound is kept."""
    times = np.arange(RATE_HZ * 3) / RATE_HZ
    clicks = np.zeros(len(times))
    clicks[:: RATE_HZ // 4] = 0.9
    sounds = {f"{hz} Hz": 0.5 * np.sin(2 * np.pi * hz * times) for hz in (50, 70, 100, 1000, 15_000)}  # fmt: skip
    for name, samples in {**sounds, "clicks": clicks, "silence": np.zeros(len(times))}.items():
        both = np.stack((samples, samples), axis=1).astype(np.float32)
        source = audio_io.open_source(
            write_wav(tmp_path / f"{name}.{suffix}", both, RATE_HZ, *options)
        )
        for _ in source.blocks():
            pass
        assert not source.damage, name


@pytest.mark.parametrize("tag", [b"Xing", b"Info", b"VBRI"])
def test_the_description_of_a_joined_mp3_is_no_damage(
    tag: bytes, plain: Any, tmp_path: Path
) -> None:
    """An encoder's frame of figures stands in the middle of two files joined by cat: nothing is lost there."""
    path, data = tmp_path / "joined.mp3", plain("mp3")
    data = data[data.index(b"\xff\xfb") :]  # without its ID3 tag, which would be told as a joint
    first = data.index(b"Info")  # behind the header and the empty side information
    described = data[:first] + tag + data[first + 4 :]
    path.write_bytes(described + described)
    source = audio_io.open_source(path)
    for _ in source.blocks():
        pass
    assert not source.damage.losses


@pytest.mark.parametrize(
    "suffix", ["mp3", "m4a", "aac", "flac", "opus", "ogg", "wav", "avi", "flv", "voc"]
)
def test_a_whole_file_has_no_damage(suffix: str, plain: Any, tmp_path: Path) -> None:
    """Nothing is warned of, whatever the format; AVI, FLV and VOC are read as well."""
    path = tmp_path / f"talk.{suffix}"
    path.write_bytes(plain(suffix))
    opened = open_recording(path, TARGET)
    assert not opened.repaired
    assert {finding.rule for finding in opened.findings} <= {"recording-trimmed"}
    assert opened.survey.frames / opened.survey.rate_hz == pytest.approx(SECONDS, abs=0.06)


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan, 3e38])
def test_samples_that_are_no_numbers_are_named_and_replaced(
    bad: float, plain: Any, ffmpeg_decode: Any, ffmpeg_meter: Any, write_wav: Any, tmp_path: Path
) -> None:
    """One in a file of floats changes nothing but itself: -16 LUFS, and the count is told."""
    source = tmp_path / "plain.wav"
    source.write_bytes(plain("wav"))
    samples = np.concatenate(list(audio_io.open_source(source).blocks()))
    samples[RATE_HZ * 10 : RATE_HZ * 10 + 3] = bad
    path = write_wav(tmp_path / "talk.wav", samples, RATE_HZ, "-c:a", "pcm_f32le")
    opened = open_recording(path, TARGET)
    _, loudness = published(opened, tmp_path / "out.mp3", ffmpeg_decode, ffmpeg_meter)
    assert loudness.integrated_lufs == pytest.approx(-16, abs=0.3)
    (unreal,) = [finding for finding in opened.findings if finding.rule == "recording-unreal"]
    assert "3 samples" in unreal.what
    assert opened.survey.loudness.true_peak_dbtp < 0.5


def test_of_two_tracks_that_with_the_speech_is_used(
    plain: Any, ffmpeg: str, tmp_path: Path
) -> None:
    """A recording program's first track is a tone; the second, with the speech, is taken and named."""
    source = tmp_path / "plain.wav"
    source.write_bytes(plain("wav"))
    for number, order in enumerate((("1", "0"), ("0", "1"))):
        path = tmp_path / f"obs{number}.mkv"
        maps = [word for one in order for word in ("-map", f"{one}:a")]
        tone = ("-f", "lavfi", "-i", "sine=300:d=24")
        command = [ffmpeg, "-v", "error", "-i", source, *tone, *maps, path]
        subprocess.run(command, check=True)
        opened = open_recording(path, TARGET)
        assert (opened.info.track, opened.info.tracks) == (1 - number, 2)
        (told,) = [finding for finding in opened.findings if finding.rule == "recording-tracks"]
        assert f"track {2 - number} is used" in told.what
        whole = np.concatenate(list(opened.whole.blocks()))[:, 0]
        heard = np.abs(np.fft.rfft(whole[: RATE_HZ * 10]))
        assert int(heard.argmax()) // 10 != 300
