"""segmentcast cache: what is kept from earlier work, and how room is made."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def run(*arguments: str | Path, code: int = 0, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **variables},
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout + done.stderr


def stats(show: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("cache", "stats", show, "--json", *arguments))
    return found


@pytest.fixture(scope="module")
def published(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show that was published with a shared cache, named by the environment."""
    root = tmp_path_factory.mktemp("newsroom")
    shutil.copytree(starter, root / "myshow")
    run("publish", root / "myshow", SEGMENTCAST_CACHE=str(root / "shared"))
    return root


@pytest.fixture
def show(published: Path, tmp_path: Path) -> Path:
    shutil.copytree(published, tmp_path / "copy")
    return tmp_path / "copy" / "myshow"


def test_stats_tell_both_places_and_the_last_publish(show: Path) -> None:
    """Values and bytes by kind and voice, here and there; people get the same as a table."""
    found = stats(show, "--cache", str(show.parent / "shared"))
    here, there = found["places"]
    assert here["values"] == there["values"]
    assert here["bytes"] > there["bytes"]  # here each value says where it came from
    assert set(here["voices"]) == {"tone-low", "tone-high"}
    spoken = here["kinds"]["speech"]["values"]
    assert sum(voice["values"] for voice in here["voices"].values()) == spoken > 5
    on_disk = list((show / ".segmentcast/cache").rglob("*.speech"))
    assert len(on_disk) == spoken
    assert found["last_publish"]["speech"]["made"] == spoken
    assert found["last_publish"]["speech"]["brought"] == spoken
    said = run("cache", "stats", show, SEGMENTCAST_CACHE=str(show.parent / "shared"))
    assert "spoken by tone-low" in said
    assert f"{spoken} made" in said
    assert str(show.parent / "shared") in said


@pytest.mark.parametrize(
    "odd", ["", "[]", '{"speech": {"found": "many"}}', '{"speech": 1}', "\xff"]
)
def test_stats_do_without_an_account_that_cannot_be_read(show: Path, odd: str) -> None:
    """What the last publish did is then not told; the rest is."""
    account = show / ".segmentcast" / "cache" / "last-publish.json"
    kept = account.read_bytes()
    account.write_bytes(odd.encode("latin-1"))
    try:
        assert stats(show)["last_publish"] == {}
        assert "spoken by tone-low" in run("cache", "stats", show)
    finally:
        account.write_bytes(kept)


def test_a_second_machine_takes_everything_from_the_shared_place(show: Path) -> None:
    """With its own cache gone, nothing is spoken again."""
    shutil.rmtree(show / ".segmentcast")
    shared = ("--cache", str(show.parent / "shared"))
    told = json.loads(run("publish", show, "--remake", "--json", *shared))
    assert sum(episode["sentences_spoken"] for episode in told["episodes"]) == 0
    assert stats(show, *shared)["last_publish"]["speech"]["fetched"] > 5


def test_pruning_says_what_it_frees_and_frees_it(show: Path) -> None:
    """First --dry-run, then in earnest, down to the limit; the shared place is asked for by name."""
    before = stats(show)["places"][0]
    assert "Nothing to remove." in run("cache", "prune", show)
    assert "Would free" in run("cache", "prune", show, "--limit", "1 MB", "--dry-run")
    assert stats(show)["places"][0]["values"] == before["values"]
    told = json.loads(run("cache", "prune", show, "--limit", "1 MB", "--json"))
    after = stats(show)["places"][0]
    assert after["bytes"] == told["left"]["bytes"] <= 1_000_000 < before["bytes"]
    run("cache", "prune", show, "--older-than", "0")
    assert stats(show)["places"][0]["values"] == 0
    shared = ("--cache", str(show.parent / "shared"))
    # What was used within the hour may be needed by somebody who is at work elsewhere.
    assert "Nothing to remove." in run(
        "cache", "prune", show, "--shared", "--limit", "0 MB", *shared
    )
    for path in (show.parent / "shared").rglob("*.speech"):
        os.utime(path, (1e9, 1e9))
    assert "Freed" in run("cache", "prune", show, "--shared", "--older-than", "30", *shared)
    assert set(stats(show, *shared)["places"][1]["kinds"]) == {"mp3"}


def test_sentences_that_no_episode_needs_are_found(show: Path) -> None:
    """Nothing while the words stand; the old sentence after it was changed."""
    assert "Nothing to remove." in run("cache", "prune", show, "--unused")
    transcript = next((show / "episodes").rglob("transcript.txt"))
    text = transcript.read_text()
    changed = text.replace("For six evenings", "For seven evenings")
    assert changed != text
    transcript.write_text(changed)
    run("publish", show)
    assert "1 spoken sentence." in run("cache", "prune", show, "--unused")
    transcript.write_text("")
    assert "transcript" in run("cache", "prune", show, "--unused", code=3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--limit", "much"), "not a size"),
        (("--shared",), "no shared cache"),
        (("--shared", "--unused", "--cache", "shared"), "is unknown here"),
    ],
)
def test_what_cannot_be_is_said(show: Path, arguments: tuple[str, ...], said: str) -> None:
    """A wrong option is told with what to write instead."""
    assert said in run("cache", "prune", show, *arguments, code=2)


def test_room_is_not_made_while_a_publish_is_at_work(show: Path) -> None:
    """Whoever publishes may need what would go; a dry run only looks."""
    from filelock import FileLock

    with FileLock(show / ".segmentcast/lock"):
        assert "another publish is at work" in run("cache", "prune", show, code=8)
        run("cache", "prune", show, "--dry-run")
