"""What a publish remembers may be damaged at any byte: it publishes the same all the same."""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from segmentcast.publish import Report
from segmentcast.publish.memories import with_sound_memories
from segmentcast.workspace.show_folder import locate

PLACES = 14
"""For each file, in each run other bytes of it would be found just as well."""


def bytes_to_flip(path: Path) -> Iterator[bytes]:
    """The file with one bit turned over: at places in its head, and all over it."""
    chance = random.Random(20)
    data = path.read_bytes()
    places = [*chance.sample(range(100), 4), *chance.sample(range(len(data)), PLACES - 4)]
    for place in places:
        damaged = bytearray(data)
        damaged[place] ^= 1 << chance.randrange(8)
        yield bytes(damaged)


@pytest.mark.parametrize("name", ["records.sqlite", "pages.sqlite", "ledger.sqlite"])
def test_a_flipped_byte_changes_nothing_that_is_published(show: Any, name: str) -> None:
    """Wherever one bit of a memory is another, the feed is the one that a sound memory gives."""
    show.publish_first("2026-03-14-ferry", "2026-03-20-second")
    show.publish()
    path = show.root / ".segmentcast" / name
    sound = show.root.with_name("sound")
    shutil.copytree(show.root, sound)
    settings = show.folder / "show.toml"
    changed = settings.read_text("utf-8").replace("News from the quay.", "News from the pier.")
    settings.write_text(changed, "utf-8")
    show.publish()
    wanted = show.contents()
    assert b"from the pier" in wanted["feed.xml"]
    for damaged in bytes_to_flip(sound / ".segmentcast" / name):
        shutil.rmtree(show.root)
        shutil.copytree(sound, show.root)
        settings.write_text(changed, "utf-8")
        path.write_bytes(damaged)
        report = show.publish()
        assert report.failed == ()
        assert show.contents() == wanted


def test_a_changed_word_in_the_records_is_not_published(show: Any) -> None:
    """A letter that a disk changed within a record is noticed by its checksum, and said."""
    show.publish_first()
    path = show.root / ".segmentcast" / "records.sqlite"
    data = path.read_bytes()
    assert b"The ferry that came back" in data
    path.write_bytes(data.replace(b"The ferry that came back", b"The ferry that cane back"))
    settings = show.folder / "show.toml"
    settings.write_text(settings.read_text("utf-8").replace("quay", "pier"), "utf-8")
    report = show.publish()
    assert [finding.where for finding in report.findings if finding.rule == "memory-damaged"] == [
        str(path)
    ]
    feed = show.snapshot()["feed.xml"][0]
    assert b"came back" in feed
    assert b"cane back" not in feed


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE card SET shown = shown || 'x'",
        "UPDATE heard SET name = upper(name)",
        "DELETE FROM heard",
    ],
)
def test_a_changed_row_of_the_catalogue_is_not_published(show: Any, change: str) -> None:
    """What lists of episodes and people show is checked before pages are written from it."""
    show.publish_first()
    path = show.root / ".segmentcast" / "records.sqlite"
    whole = {name: content for name, content in show.snapshot().items() if "/" not in name}
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        assert database.execute(change).rowcount
    report = show.publish(force=True)
    assert "memory-damaged" in {finding.rule for finding in report.findings}
    again = {name: content for name, content in show.snapshot().items() if "/" not in name}
    assert {name: data for name, (data, _) in again.items()} == {
        name: data for name, (data, _) in whole.items()
    }


def test_a_defect_of_ours_leaves_sound_memories_alone(show: Any) -> None:
    """An error that nobody foresaw is raised at once, and the memories stay, if nothing is damaged."""
    show.publish_first()
    show.publish()
    work = show.root / ".segmentcast"
    before = {path.name: path.read_bytes() for path in work.glob("*.sqlite")}
    assert len(before) == 3
    attempts = []

    def attempt() -> Report:
        attempts.append(1)
        raise ZeroDivisionError("ours")

    with pytest.raises(ZeroDivisionError, match="ours"):
        with_sound_memories(locate(show.root), attempt)
    assert len(attempts) == 1
    assert {path.name: path.read_bytes() for path in work.glob("*.sqlite")} == before


DAMAGE = {
    "records.sqlite": "UPDATE package SET cues = x'5b5d'",
    "pages.sqlite": "UPDATE made SET sizes = x'00'",
    "ledger.sqlite": "UPDATE entry SET line = '{}'",
}


@pytest.mark.parametrize(("name", "damage"), DAMAGE.items())
def test_an_unforeseen_error_over_a_damaged_memory_is_answered_by_making_it_again(
    show: Any, name: str, damage: str
) -> None:
    """Only the memory that fails its check is removed, and the publish says so."""
    show.publish_first()
    show.publish()
    place = locate(show.root)
    sound = {path.name for path in place.work.glob("*.sqlite")}
    with contextlib.closing(sqlite3.connect(place.work / name)) as database, database:
        assert database.execute(damage).rowcount
    present = []

    def attempt() -> Report:
        present.append({path.name for path in place.work.glob("*.sqlite")})
        if len(present) == 1:
            raise ValueError("something of the damaged memory")
        return Report("", "", ())

    report = with_sound_memories(place, attempt)
    assert present == [sound, sound - {name}]
    assert [finding.where for finding in report.findings] == [str(place.work / name)]
