"""A command in a message works as it stands, where the person is who reads it."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from segmentcast.workspace.show_folder import locate
from tests.showcase import ShowUnderTest

MODULE_DOCSTRINGS = {
    f"segmentcast {name}" for name in ("publish", "check", "prune", "private", "serve", "diff")
}
TALK = "A talk\n\nPETER AUNE, HOST: How was it?\n\nROSA LIND, CAPTAIN: It was crowded.\n"


def command(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "segmentcast", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200"},
    )


def remedy(text: str) -> list[str]:
    """The words of the first command in a message, as a shell reads them."""
    line = next(line for line in text.splitlines() if "segmentcast " in line)
    return shlex.split(line[line.rindex("segmentcast ") :])[1:]


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """A show with two episodes; its name needs quotes."""
    begun = ShowUnderTest(tmp_path / "news" / "my show", base_url="https://news.segmentcast.dev/")
    for name in ("2026-03-14-ferry", "2026-03-15-ferry"):
        begun.episode(name, TALK)
    return begun.root


@pytest.mark.parametrize(
    ("place", "named"),
    [("news", ["my show"]), ("news/my show", []), ("news/my show/episodes", []), ("", ["news/my show"]),
     ("elsewhere", None)],
)  # fmt: skip
def test_a_command_names_the_show_as_it_is_from_here(
    show: Path, tmp_path: Path, place: str, named: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing for a person who is in the show, a short path near it, the whole path elsewhere."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / place)
    words = shlex.split(locate(show).command("publish", "--only", "a b"))
    shown = [str(show)] if named is None else named
    assert words == ["segmentcast", "publish", *shown, "--only", "a b"]
    listed = shlex.split(locate(show).command("private list", option="--show"))
    assert listed == ["segmentcast", "private", "list", *(["--show", *shown] if shown else [])]


def test_a_command_names_another_output_folder_too(show: Path, tmp_path: Path) -> None:
    """What is published elsewhere than usual is not published beside the show by following a message."""
    place = locate(show, tmp_path / "out")
    assert shlex.split(place.command("publish"))[-2:] == ["--output", str(tmp_path / "out")]
    assert "--output" not in place.command("private list", option="--show")


def test_following_what_the_messages_say_puts_a_show_right(show: Path) -> None:
    """Each command is pasted from the folder above the show, as it is printed there."""
    above = show.parent
    unpublished = command("check", "my show", cwd=above)
    assert unpublished.returncode == 2
    assert remedy(unpublished.stderr) == ["publish", "my show"]
    published = command(*remedy(unpublished.stderr), cwd=above)
    assert published.returncode == 0, published.stderr
    assert remedy(published.stdout) == ["serve", "my show"]
    next(show.glob("feed/captions/*")).unlink()
    damaged = command("check", "my show", cwd=above)
    assert damaged.returncode == 10
    assert remedy(damaged.stderr) == ["publish", "my show"]
    assert command(*remedy(damaged.stderr), cwd=above).returncode == 0
    assert command("check", "my show", cwd=above).returncode == 0
    store = above / "a store"
    assert command("publish", "my show", "--to", store, cwd=above).returncode == 0
    next(store.glob("captions/*")).unlink()
    lacking = command("check", "my show", "--store", store, cwd=above)
    assert remedy(lacking.stderr) == ["publish", "my show", "--verify-store", "--to", str(store)]
    assert command(*remedy(lacking.stderr), cwd=above).returncode == 0
    assert command("check", "my show", "--store", store, cwd=above).returncode == 0
    for folder in show.glob("episodes/2026*"):
        folder.rename(above / folder.name)
    refused = command("publish", "my show", cwd=above)
    assert refused.returncode == 11
    assert remedy(refused.stderr) == ["publish", "my show", "--allow-removals"]
    assert command(*remedy(refused.stderr), cwd=above).returncode == 0


def test_names_of_subscribers_are_listed_as_the_message_says(show: Path) -> None:
    """`private` takes the show as an option."""
    above = show.parent
    unknown = command("private", "revoke", "Rosa", "--show", "my show", cwd=above)
    assert remedy(unknown.stderr) == ["private", "list", "--show", "my show"]
    assert command(*remedy(unknown.stderr), cwd=above).returncode == 0
    assert command("private", "add", "Rosa Lind", "--show", "my show", cwd=above).returncode == 0
    twice = command("private", "add", "Rosa Lind", "--show", "my show", cwd=above)
    assert remedy(twice.stderr) == ["private", "revoke", "--show", "my show", "Rosa Lind"]
    assert command(*remedy(twice.stderr), cwd=above).returncode == 0


def test_it_is_the_episode_that_is_missing(show: Path, tmp_path: Path) -> None:
    """`embed` and `read` say so of a folder that is none, and nobody makes a show of a system folder."""
    above = show.parent
    assert command("publish", "my show", cwd=above).returncode == 0
    missing = command("embed", "my show/episodes/nosuch", cwd=above)
    assert missing.returncode == 2
    assert "no episode with this name is published" in missing.stderr
    assert "segmentcast new" not in missing.stderr
    nowhere = command("embed", "nosuch", cwd=tmp_path)
    assert "there is no such episode" in nowhere.stderr
    folder = tmp_path / "folder"
    folder.mkdir()
    unread = command("read", folder, cwd=tmp_path)
    assert "this folder is not an episode of a show" in unread.stderr
    assert "segmentcast new" not in unread.stderr
    none = command("publish", folder, cwd=above)
    assert remedy(none.stderr) == ["new", str(folder / "myshow")]


def test_no_message_writes_the_command_of_a_show_by_hand() -> None:
    """Commands for a show have one door, which knows where the show is."""
    source = Path(__file__).parents[2] / "src" / "segmentcast"
    by_hand = re.compile(r"segmentcast (?:publish|check|prune|private|serve|diff)\b")
    wrong = [
        f"{path.name}:{text.lineno}: {text.value}"
        for path in sorted(source.rglob("*.py"))
        if "benchmark" not in path.parts
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
        if "\n" not in text.value and by_hand.search(text.value)
        if not text.value.endswith(".") and text.value not in MODULE_DOCSTRINGS
    ]
    assert wrong == []
