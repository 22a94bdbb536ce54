"""Input files that somebody is saving while a publish is at work: no half of them is published."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from segmentcast.publish import Options, publish
from segmentcast.publish.place import locate

SECOND = "2026-03-20-second"
WRITER = """
import sys
from pathlib import Path
path, text = Path(sys.argv[1]), Path(sys.argv[2]).read_text("utf-8")
with path.open("w", encoding="utf-8") as stream:
    stream.write(text[: len(text) // 2])
    stream.flush()
    print("half", flush=True)
    sys.stdin.readline()
    stream.write(text[len(text) // 2 :])
"""


class AtWork:
    """A progress display at whose first sentence something happens elsewhere."""

    def __init__(self, happens: Callable[[], object]) -> None:
        self._happens: Callable[[], object] | None = happens

    def start(self, task: str, total: float, unit: str) -> None: ...
    def advance(self, task: str, amount: float) -> None:
        if self._happens is not None:
            happens, self._happens = self._happens, None
            happens()

    def finish(self, task: str) -> None: ...
    def say(self, message: str) -> None: ...


def publish_while(show: Any, now: Any, happens: Callable[[], object]) -> Any:
    return publish(locate(show.root), Options(now=now, workers=2), AtWork(happens))


class Editor:
    """Another process that has written the first half of a file, and writes the rest when it is asked to."""

    def __init__(self, path: Path, text: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(text)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "half\n"

    def finish(self) -> None:
        self._process.communicate("\n")
        assert self._process.returncode == 0


def test_a_half_written_transcript_is_held(show: Any, now: Any, tmp_path: Path) -> None:
    """A new episode whose transcript is still being saved is not in the feed, and is named; the next publish has it whole."""
    folder = show.episode()
    show.episode(SECOND)
    whole = tmp_path / "whole.txt"
    whole.write_bytes((folder / "transcript.txt").read_bytes())
    editor = Editor(folder / "transcript.txt", whole)
    report = publish_while(show, now, editor.finish)
    outcomes = {each.folder: each for each in report.outcomes}
    assert outcomes[SECOND].status == "made"
    held = outcomes["2026-03-14-ferry"]
    assert held.status == "held"
    assert [finding.rule for finding in held.findings] == ["changed-meanwhile"]
    (named,) = (each for each in report.as_json()["episodes"] if each["folder"] == folder.name)
    assert "transcript.txt" in named["findings"][0]["what"]
    assert show.snapshot()["feed.xml"][0].count(b"<item>") == 1
    (again, _) = show.publish().outcomes
    assert again.status == "made"
    assert show.snapshot()["feed.xml"][0].count(b"<item>") == 2


@pytest.mark.parametrize("name", ["transcript.txt", "episode.toml", "cast.toml"])
def test_a_published_episode_stays_as_it_was(show: Any, now: Any, name: str) -> None:
    """While one of its files is being saved, subscribers keep the version that they have."""
    folder = show.publish_first()
    (folder / "transcript.txt").write_text(
        (folder / "transcript.txt").read_text("utf-8").replace("cow", "goat"), "utf-8"
    )
    path = folder / name
    if not path.exists():
        path.write_text("# nothing yet\n", "utf-8")
    before = show.snapshot()["feed.xml"][0]
    report = publish_while(
        show, now, lambda: path.write_text(path.read_text("utf-8") + "\n# more\n", "utf-8")
    )
    (outcome,) = report.outcomes
    assert (outcome.status, outcome.waits) == ("held", True)
    assert show.snapshot()["feed.xml"][0] == before
    (again,) = show.publish().outcomes
    assert again.status == "made"
    assert show.snapshot()["feed.xml"][0] != before


def test_a_new_file_and_a_touched_one_hold_nothing(show: Any, now: Any) -> None:
    """Another file in the folder, and the same words saved once more, are no reason to wait."""
    folder = show.episode()
    text = (folder / "transcript.txt").read_bytes()

    def save() -> None:
        (folder / "photo.jpg").write_bytes(b"new")
        (folder / "transcript.txt").write_bytes(text)

    (outcome,) = publish_while(show, now, save).outcomes
    assert outcome.status == "made"
