"""What may be removed from a store: only what no app asks for any more."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from segmentcast.deployment import find_unused, survey
from segmentcast.ledger import Entry
from segmentcast.publish.identity.retractions import NOTICE
from segmentcast.store import MemoryStore

FERRY, OLD, GONE = b"ferry, corrected" * 40, b"ferry" * 40, b"harbour" * 40
LATER = timedelta(days=400)


class Archive:
    """A store to which an episode was published, a correction of it, and another that left the feed."""

    def __init__(self, publisher: Any) -> None:
        self.one, self.store = publisher("one"), MemoryStore()
        for episodes in ({"ferry": OLD, "harbour": GONE}, {"ferry": FERRY}):
            self.one.write(episodes)
            self.one.deploy(self.store)
        (self.one.folder / "episodes/harbour/index.html").unlink()
        self.old, self.new = (version.path for version in self.entry("ferry").versions)
        (self.gone,) = (version.path for version in self.entry("harbour").versions)
        self.replaced = self.entry("ferry").versions[1].date

    def entry(self, id_: str) -> Entry:
        entry: Entry = self.one.ledger.get(id_)
        return entry

    def unused(self, age: timedelta | None, since: timedelta = LATER) -> set[str]:
        """The sounds that may go so long after the correction; each file was written so long before."""
        now = self.replaced + since
        standing = survey(self.store)
        written = now - age if age is not None else None
        listing = {path: replace(file, modified=written) for path, file in standing.listing.items()}
        state = replace(standing, listing=listing)
        found = find_unused(self.one.folder, state, self.one.ledger, now=now)
        return {each.file.path for each in found if each.file.path.startswith("audio/")}


@pytest.fixture
def archive(publisher: Any) -> Archive:
    return Archive(publisher)


def test_the_last_sound_of_every_episode_stays(archive: Archive) -> None:
    """Also of one that left the feed years ago; what a correction replaced goes."""
    assert archive.unused(LATER) == {archive.old}


def test_what_was_just_replaced_stays_for_a_while(archive: Archive) -> None:
    """Apps hold feeds of the last weeks, however old the file itself is."""
    assert archive.unused(LATER, since=timedelta(days=29)) == set()
    assert archive.unused(LATER, since=timedelta(days=31)) == {archive.old}


def test_a_young_file_stays_and_one_of_unknown_age(archive: Archive) -> None:
    """Somebody may be about to publish what names it."""
    assert archive.unused(timedelta(days=29)) == set()
    assert archive.unused(None) == set()


def test_of_a_retracted_episode_only_notices_stay(archive: Archive) -> None:
    """What it said may go although nothing took its place; the notice is the last that it has."""
    entry = archive.entry("harbour")
    archive.one.ledger.take(replace(entry, retracted=entry.published))
    assert archive.unused(LATER) == {archive.old, archive.gone}
    notice = replace(entry.versions[0], words=f"{NOTICE}0")
    archive.one.ledger.take(replace(entry, versions=(notice,), retracted=entry.published))
    assert archive.unused(LATER) == {archive.old}
