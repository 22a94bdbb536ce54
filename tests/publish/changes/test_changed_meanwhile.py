"""Input files that somebody is saving while a publish is at work: no half of them is published."""

from __future__ import annotations

import math
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from segmentcast.publish import Options, publish
from segmentcast.workspace.show_folder import locate

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


def write_tone(path: Path, hertz: int) -> None:
    """Half a second of a tone."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(24_000)
        steps = (math.sin(math.tau * hertz * n / 24_000) for n in range(12_000))
        sound.writeframes(
            b"".join(int(9000 * step).to_bytes(2, "little", signed=True) for step in steps)
        )


def publish_while(
    show: Any, now: Any, happens: Callable[[], object], moment: type[AtWork] = AtWork
) -> Any:
    return publish(locate(show.root), Options(now=now, workers=2), moment(happens))


class AtLast(AtWork):
    """A progress display at whose last episode but one something happens elsewhere."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__(happens)
        self._left = 0.0

    def start(self, task: str, total: float, unit: str) -> None:
        if unit == "episodes":
            self._task, self._left = task, total

    def advance(self, task: str, amount: float) -> None:
        if task == self._task:
            self._left -= amount
        if self._left == 1:
            super().advance(task, amount)


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


def published_of(show: Any, folder: Path) -> dict[str, Any]:
    """What is published of an episode, without its page."""
    return {
        path: content for path, content in show.snapshot().items() if f"/{folder.name}-" in path
    }


def test_all_are_compared_at_the_release(show: Any, now: Any) -> None:
    """Of fourteen episodes one that was made first is changed while the last is being made: what was
    published of it stays, what was made of it is removed, and the next publish has it."""
    first = show.episode("2026-03-01-part")
    show.publish()
    before = published_of(show, first)
    folders = [first, *(show.episode(f"2026-03-{day:02}-part") for day in range(2, 15))]
    path = first / "transcript.txt"

    def write(animal: str) -> None:
        path.write_text(path.read_text("utf-8").replace("cow", animal), "utf-8")

    write("goat")
    report = publish_while(
        show, now, lambda: path.write_text(path.read_text("utf-8") + "x"), AtLast
    )
    outcomes = {each.folder: each.status for each in report.outcomes}
    assert outcomes == {each.name: "held" if each == first else "made" for each in folders}
    assert published_of(show, first) == before
    assert show.snapshot()["feed.xml"][0].count(b"<item>") == 14
    again = {each.folder: each.status for each in show.publish().outcomes}
    assert again == {each.name: "made" if each == first else "unchanged" for each in folders}
    assert published_of(show, first).keys() > before.keys()
    assert {each.status for each in show.publish().outcomes} == {"unchanged"}


def test_a_new_episode_that_is_held_leaves_nothing(show: Any, now: Any) -> None:
    """Nothing of an episode that changed at the last moment is in the folder, the ledger or the records."""
    folders = [show.episode(f"2026-03-{day:02}-part") for day in range(1, 15)]
    path = folders[0] / "transcript.txt"
    publish_while(show, now, lambda: path.write_text(path.read_text("utf-8") + "x"), AtLast)
    assert not [each for each in show.snapshot() if folders[0].name in each]
    assert show.snapshot()["feed.xml"][0].count(b"<item>") == 13
    ledger = locate(show.root).ledger.read()
    assert ledger is not None
    assert folders[0].name not in ledger


@pytest.mark.parametrize("own", [False, True], ids=["the show's", "the episode's"])
def test_sounds_around_a_talk_are_inputs(show: Any, now: Any, own: bool) -> None:
    """A jingle that is exchanged while episodes are made holds those that have the old one."""
    setting = '\n[around]\nintro = "jingle.wav"\n'
    folder = show.episode(**({"episode_toml": setting} if own else {}))
    jingle = (folder if own else show.folder) / "jingle.wav"
    if not own:
        settings = show.folder / "show.toml"
        settings.write_text(settings.read_text("utf-8") + setting, "utf-8")
    write_tone(jingle, 440)
    (outcome,) = publish_while(show, now, lambda: write_tone(jingle, 550)).outcomes
    assert (outcome.status, outcome.waits) == ("held", True)
    assert "jingle.wav" in outcome.reasons[0]
    (again,) = show.publish().outcomes
    assert again.status == "made"
