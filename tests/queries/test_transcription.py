"""`segmentcast transcribe`: a draft from a recording by the real model, and what it leaves alone."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from segmentcast import files, transcript
from segmentcast.cli import group
from segmentcast.errors import SegmentcastError
from segmentcast.listening.drafting import key_of_draft
from segmentcast.listening.partial_hearing import PartialHearing
from segmentcast.listening.recogniser import HeardWord, RecognisedWindow


def run(*arguments: object) -> Result:
    return CliRunner().invoke(group, ["transcribe", *map(str, arguments)])


@pytest.fixture(scope="module")
def episode(spoken: Any, write: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An episode's folder with two turns of an interview as its recording, transcribed once."""
    folder = tmp_path_factory.mktemp("episodes") / "2026-03-14-ferry"
    folder.mkdir()
    first, end = spoken.times_ms[0][2][0] - 400, spoken.times_ms[2][0][1] + 400
    write(folder / "recording.mp3", spoken.samples[first * 24 : end * 24])
    result = run(folder, "--jobs", "2")
    assert result.exit_code == 0, result.output
    return folder


def test_the_draft_has_the_words_and_their_times(episode: Path, spoken: Any) -> None:
    """Sentences come back with times within 0.3 s of the truth; the turns are proposed, in doubt."""
    source = transcript.read(
        (episode / "transcript.draft.vtt").read_bytes(), "transcript.draft.vtt"
    )
    paragraphs = [paragraph for turn in source.turns for paragraph in turn.paragraphs]
    assert "one man brought his cow" in source.turns[1].text
    assert source.turns[-1].text.endswith("pay for the crossing?")
    assert all(turn.confidence <= 0.5 for turn in source.turns)
    offset = spoken.times_ms[0][2][0] - 400
    truth = [start - offset for turn in spoken.times_ms[:3] for start, _ in turn][2:]
    starts = [paragraph.start_ms for paragraph in paragraphs if paragraph.start_ms is not None]
    assert len(starts) == len(truth)
    assert all(abs(start - true) < 300 for start, true in zip(starts, truth, strict=True))


def test_nothing_else_is_left_behind(episode: Path) -> None:
    """Beside the recording is the draft alone; what was kept for a stop is gone."""
    assert sorted(path.name for path in episode.iterdir()) == [
        "recording.mp3",
        "transcript.draft.vtt",
    ]


def test_an_unchanged_recording_is_not_heard_again(episode: Path) -> None:
    """A second run says that the draft is up to date and doesn't write it."""
    before = (episode / "transcript.draft.vtt").stat().st_mtime_ns
    assert "up to date" in run(episode).output
    assert (episode / "transcript.draft.vtt").stat().st_mtime_ns == before


def test_two_transcriptions_of_a_recording_are_not_mixed(episode: Path) -> None:
    """While another one is at work, a second is refused in words; nothing of it stays behind."""
    lock = episode / ".transcript.draft.vtt.lock"
    with files.only_one(lock, "transcription"):
        refused = run(episode)
    lock.unlink()
    assert "another transcription of this recording is at work" in str(refused.exception)
    assert "up to date" in run(episode).output
    test_nothing_else_is_left_behind(episode)


def test_a_dry_run_says_what_would_be_done(episode: Path) -> None:
    """`--dry-run --json` has the recording, its length, and where the draft would go."""
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", "transcribe", str(episode), "--dry-run", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    (row,) = json.loads(done.stdout)["results"]
    assert (row["status"], row["draft"]) == ("planned", str(episode / "transcript.draft.vtt"))
    assert row["duration_seconds"] > 10


def test_an_edited_draft_is_never_replaced(episode: Path) -> None:
    """Words that a person corrected stay, with a message; only --force replaces them."""
    draft = episode / "transcript.draft.vtt"
    written = draft.read_bytes()
    draft.write_bytes(written.replace(b"cow", b"cows"))
    result = run(episode)
    assert isinstance(result.exception, SegmentcastError)
    assert result.exception.exit_code == 2
    assert "--force" in str(result.exception)
    assert b"cows" in draft.read_bytes()
    draft.write_bytes(written)


def test_a_stopped_run_goes_on(episode: Path, spoken: Any, write: Any, tmp_path: Path) -> None:
    """What was heard before a stop isn't heard again: its words are in the draft."""
    path = write(tmp_path / "talk.wav", spoken.turn(2))
    assert run(path).exit_code == 0
    draft = tmp_path / "talk.draft.vtt"
    key = key_of_draft(draft.read_bytes())
    draft.unlink()
    length_ms = len(spoken.turn(2)) // 24
    part = PartialHearing(tmp_path / ".talk.draft.vtt.part", key)
    part.begin()
    part.add(RecognisedWindow(0, length_ms, (HeardWord("Kept.", 100, 900, 1.0),)))
    assert run(path).exit_code == 0
    assert b"Kept." in draft.read_bytes()


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("2026-01-01-empty", 6, "no recording in this folder"),
        ("nowhere", 2, "no such file or folder"),
        ("notes.txt", 2, "not an audio file"),
    ],
)
def test_what_has_no_sound_is_told(tmp_path: Path, name: str, code: int, words: str) -> None:
    """A folder without a recording, a path that isn't there, a text: a message and its exit code."""
    (tmp_path / "2026-01-01-empty").mkdir()
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    result = run(tmp_path / name)
    assert isinstance(result.exception, SegmentcastError)
    assert result.exception.exit_code == code
    assert words in str(result.exception)
