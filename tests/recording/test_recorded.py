"""Opening a recording: what is cut off, what is kept, what a person is told."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segmentcast import audio_io
from segmentcast.errors import SoundError
from segmentcast.model import LoudnessTarget
from segmentcast.recording import copy_frames, open_recording

TARGET = LoudnessTarget()


def whole(source: Any) -> np.ndarray:
    return np.concatenate(list(source.blocks()))


@pytest.mark.parametrize("suffix", ["wav", "aiff", "flac", "mp3", "m4a", "mp4", "ogg", "opus"])
def test_every_format_is_trimmed_and_no_word_is(
    suffix: str, spoken: Any, write: Any, at_rate: Any, tmp_path: Path
) -> None:
    """Two seconds of silence at either end go, 0.3 s before and 0.7 s after the speech stay."""
    path = write(tmp_path / f"talk.{suffix}", at_rate(spoken.samples, 48_000), 48_000)
    found = open_recording(path, TARGET)
    first_ms, end_ms = spoken.turn_ms(0)[0], spoken.turn_ms(3)[1]
    assert first_ms - 500 < found.trimmed_ms <= first_ms - 250
    length_ms = len(spoken.samples) // 24
    assert end_ms + 400 < length_ms - found.dropped_ms < end_ms + 1200
    samples = whole(found.source)
    assert len(samples) == found.source.frames
    begin = (first_ms - found.trimmed_ms) * 48
    assert np.abs(samples[begin : begin + 4800]).max() > 0.02
    assert found.source.channels == 1
    assert {finding.rule for finding in found.findings} == {"recording-trimmed"}


def test_two_equal_sides_become_one(spoken: Any, write: Any, tmp_path: Path) -> None:
    """A stereo file with the same on both sides is mono; with a difference it stays stereo."""
    both = np.repeat(spoken.turn(1)[:, None], 2, axis=1)
    same = open_recording(write(tmp_path / "same.wav", both), TARGET)
    assert (same.info.channels, same.source.channels, whole(same.source).shape[1]) == (2, 1, 1)
    both[:, 1] *= 0.5
    other = open_recording(write(tmp_path / "other.wav", both), TARGET)
    assert (other.source.channels, whole(other.source).shape[1]) == (2, 2)


def test_clipping_is_told_in_numbers(spoken: Any, write: Any, tmp_path: Path) -> None:
    """The warning counts the clipped samples and says which gain the target asks for."""
    loud = np.clip(spoken.turn(0) * 12, -1, 1)
    found = open_recording(write(tmp_path / "loud.wav", loud), TARGET)
    (clipped,) = [f for f in found.findings if f.rule == "recording-clipped"]
    count = int((np.abs(np.rint(loud * 32767)) >= 32767).sum())
    stated = int(clipped.what.split("clip ")[1].split(" ")[0].replace(",", ""))
    assert 0 < stated <= count
    needed = TARGET.integrated_lufs - found.loudness.integrated_lufs
    assert f"-16 LUFS needs {needed:+.1f} dB" in clipped.what


def test_a_whisper_and_a_telephone_are_warned_of(
    spoken: Any, write: Any, at_rate: Any, tmp_path: Path
) -> None:
    """So much gain that the noise comes along, and a rate without treble, are said."""
    faint = at_rate(spoken.turn(1), 8_000) * np.float32(0.03)
    found = open_recording(write(tmp_path / "faint.wav", faint, 8_000), TARGET)
    assert {"recording-quiet", "recording-rate"} <= {finding.rule for finding in found.findings}


def test_high_rates_and_surround_are_taken(
    spoken: Any, write: Any, at_rate: Any, tmp_path: Path
) -> None:
    """192 kHz is read as it is; 5.1 becomes stereo, which is said."""
    fine = open_recording(
        write(tmp_path / "fine.wav", at_rate(spoken.turn(1), 192_000), 192_000), TARGET
    )
    assert fine.source.rate_hz == 192_000
    six = np.repeat(spoken.turn(1)[:, None], 6, axis=1) * np.linspace(0.2, 1, 6, dtype=np.float32)
    around = open_recording(write(tmp_path / "around.flac", six), TARGET)
    assert around.source.channels == 2
    assert "6 channels" in next(f.what for f in around.findings if f.rule == "recording-channels")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(lambda path, _: path.write_bytes(b""), "empty", id="no bytes"),
        pytest.param(lambda path, _: path.write_bytes(b"%PDF-1.7 x" * 99), "PDF", id="a document"),
        pytest.param(lambda path, _: None, "no such file", id="not there"),
        pytest.param(
            lambda path, write: write(path, np.zeros(48_000, np.float32)), "silence", id="silent"
        ),
        pytest.param(
            lambda path, write: write(path, np.full(2_400, 0.1, np.float32)), "100 ms", id="a click"
        ),
        pytest.param(
            lambda path, write: path.write_bytes(
                write(path, np.full(96_000, 0.1, np.float32)).read_bytes()[:60_000]
            ),
            "truncated",
            id="half of it",
        ),
    ],
)
def test_what_cannot_be_used_says_why(
    make: Callable[..., object], says: str, write: Any, tmp_path: Path
) -> None:
    """The error names the file, the reason and a remedy."""
    path = tmp_path / "bad.wav"
    make(path, write)
    with pytest.raises(SoundError) as caught:
        open_recording(path, TARGET)
    (problem,) = caught.value.problems
    assert problem.where == str(path)
    assert says in problem.what
    assert problem.mend


def test_frames_are_copied_without_their_tags(spoken: Any, write: Any, tmp_path: Path) -> None:
    """What is between the tags is the same bytes; the tags, even large ones, are gone."""
    path = write(tmp_path / "talk.mp3", spoken.turn(1))
    bare = path.read_bytes()
    start = 10 + int.from_bytes(bare[6:10], "big") if bare[:3] == b"ID3" else 0
    size = 3_000_000
    head = b"ID3\x03\x00\x00" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    path.write_bytes(head + bytes(size) + bare[start:] + b"TAG" + b"x" * 125)
    length = copy_frames(path, tmp_path / "frames.mp3")
    assert (tmp_path / "frames.mp3").read_bytes() == bare[start:]
    assert length == len(bare) - start


def test_a_variable_rate_mp3_that_declares_a_wrong_length_is_warned_of(
    spoken: Any, write: Any, tmp_path: Path
) -> None:
    """All that is in it is used, and both lengths are told."""
    plain, path = write(tmp_path / "talk.wav", spoken.samples), tmp_path / "talk.mp3"
    subprocess.run(["ffmpeg", "-v", "error", "-i", plain, "-q:a", "4", path], check=True)
    right = open_recording(path, TARGET)
    assert not [f for f in right.findings if f.rule == "recording-length"]
    data = bytearray(path.read_bytes())
    at = data.index(b"Xing") + 8
    frames = int.from_bytes(data[at : at + 4], "big")
    data[at : at + 4] = (3 * frames).to_bytes(4, "big")
    path.write_bytes(data)
    wrong = open_recording(path, TARGET)
    (said,) = [f for f in wrong.findings if f.rule == "recording-incomplete"]
    assert f"{wrong.survey.frames / wrong.survey.rate_hz:.1f} s" in said.what
    assert abs(wrong.survey.frames - right.survey.frames) <= 1152


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "m4a"])
def test_the_survey_of_what_is_left_is_that_of_the_trimmed_sound(
    suffix: str, spoken: Any, write: Any, at_rate: Any, tmp_path: Path
) -> None:
    """Mastering need not look at a trimmed recording again: it is as long and as loud."""
    path = write(tmp_path / f"talk.{suffix}", at_rate(spoken.samples, 48_000), 48_000)
    found = open_recording(path, TARGET)
    given, own = found.survey_of(found.source), audio_io.survey(found.source)
    assert (given.frames, given.channels) == (own.frames, own.channels)
    assert len(given.levels) == len(own.levels)
    assert (given.levels.peaks_db() >= own.levels.peaks_db()).all()
    assert abs(given.loudness.integrated_lufs - own.loudness.integrated_lufs) <= 0.05


@pytest.mark.parametrize("behind", [b"Copied from the archive.\n" * 9, bytes(4096)])
def test_text_and_zeros_behind_the_last_frame_are_not_copied(
    behind: bytes, spoken: Any, write: Any, at_rate: Any, tmp_path: Path
) -> None:
    """An MP3 at the target keeps its frames, and what was put behind them is left out."""
    path = write(tmp_path / "talk.mp3", at_rate(spoken.turn(1), 44_100), 44_100)
    copy_frames(path, tmp_path / "whole.mp3")
    path.write_bytes(path.read_bytes() + behind)
    copy_frames(path, tmp_path / "frames.mp3")
    assert (tmp_path / "frames.mp3").read_bytes() == (tmp_path / "whole.mp3").read_bytes()
