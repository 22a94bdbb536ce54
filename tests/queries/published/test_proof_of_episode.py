"""`segmentcast listen`: what is heard in an episode's sound beside what is written."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.interview import TURNS


def listen(*arguments: object) -> tuple[int, dict[str, Any], str]:
    """Exit code, JSON, and standard error of the command."""
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", "listen", *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout), done.stderr


@pytest.fixture
def recorded(show: Any, spoken: Any, write: Any) -> Path:
    """An episode with a recording and a transcript in which two words are not those that are said."""
    labelled = "\n\n".join(f"{who}: {' '.join(sentences)}" for who, sentences in TURNS)
    wrong = labelled.replace("nine years", "ninety years").replace(
        "no fare for cows", "a fare for cows"
    )
    folder: Path = show.episode(text=f"{wrong}\n", episode_toml='title = "The ferry"\n')
    write(folder / "recording.mp3", spoken.samples)
    return folder


def test_a_supplied_transcript_is_checked_before_it_is_published(recorded: Path) -> None:
    """Words that are not said are named with their place and both wordings; exit code 10."""
    code, told, _ = listen(recorded)
    (row,) = told["results"]
    assert code == 10
    assert told["ok"] is False
    assert row["sound"].endswith("recording.mp3")
    places = [(place["written"], place["heard"]) for place in row["heard_otherwise"]]
    assert len(places) == 2
    assert places[0][0] == "ninety"
    assert places[1][1].startswith("no")
    assert [place["speaker"] for place in row["heard_otherwise"]] == ["Peter Aune", "Rosa Lind"]
    assert 1.5 < row["heard_otherwise"][0]["at_seconds"] < 7
    assert len(told["problems"]) == 2


def test_a_published_narration_comes_back(show: Any) -> None:
    """The published sound of a narration is heard; nothing is named, exit code 0."""
    settings = 'title = "The ferry"\n[voices]\n"Anna Berg" = "hibari/heart"\n'
    text = "ANNA BERG: The ferry has nine cabins. It leaves at noon.\n"
    folder = show.episode(text=text, episode_toml=settings)
    code, told, _ = listen(folder)
    assert code == 2  # nothing to hear yet
    assert "publish it first" in told["problems"][0]["mend"]
    show.publish()
    code, told, _ = listen(folder)
    (row,) = told["results"]
    assert (code, row["sentences"], row["heard_otherwise"]) == (0, 2, [])
    assert "/audio/" in row["sound"]


def test_what_is_no_episode_is_told(show: Any, tmp_path: Path) -> None:
    """A show, a folder elsewhere, and a path that isn't there: exit code 2 and a message."""
    (tmp_path / "elsewhere").mkdir()
    for path in (show.folder, tmp_path / "elsewhere", tmp_path / "nowhere"):
        code, told, _ = listen(path)
        assert (code, len(told["problems"])) == (2, 1)
