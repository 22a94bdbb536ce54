"""Folders that were renamed, and a store that knows the episodes by their names of before."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from segmentcast.deployment.remote_state import named_as
from segmentcast.errors import LedgerError
from segmentcast.ledger import Entry, Ledger, parse
from segmentcast.ledger_folder import LedgerFolder
from segmentcast.ports import Store
from segmentcast.store import MemoryStore
from tests.showcase import NOW, ShowUnderTest

FERRY, TIDES = "2026-03-14-ferry", "2026-03-15-tides"


class Newsroom(ShowUnderTest):
    def talk(self, name: str, subject: str) -> None:
        text = f"The {subject} talk\n\nPETER AUNE, HOST: What of {subject}?\n\nROSA LIND, CAPTAIN: All of {subject} is well.\n"
        self.episode(name, text)

    def swap(self) -> None:
        (self.folder / FERRY).rename(self.folder / "_other")
        (self.folder / TIDES).rename(self.folder / FERRY)
        (self.folder / "_other").rename(self.folder / TIDES)


@pytest.fixture
def newsroom(tmp_path: Path) -> Callable[..., Newsroom]:
    def make(name: str = "one") -> Newsroom:
        made = Newsroom(tmp_path / name)
        made.talk(FERRY, "ferries")
        made.talk(TIDES, "tides")
        return made

    return make


def guids(store: Store) -> dict[str | None, str | None]:
    """GUIDs by title: the title goes with the words."""
    root = etree.fromstring(store.get("feed.xml"))
    return {item.findtext("title"): item.findtext("guid") for item in root.iter("item")}


def test_a_renamed_folder_is_no_contradiction(newsroom: Any) -> None:
    """The store's ledger has the old name: the same GUIDs come out, and both ledgers have the new one."""
    store, one = MemoryStore(), newsroom()
    one.publish_to(store)
    before = guids(store)
    (one.folder / FERRY).rename(one.folder / "2026-03-14-boats")
    one.publish_to(store)
    assert guids(store) == before
    ours = LedgerFolder(one.folder / "ledger").read()
    assert ours is not None
    theirs = parse(store.get("ledger.jsonl").decode(), "")
    assert {e.id: e.guid for e in ours} == {e.id: e.guid for e in theirs}
    assert "2026-03-14-boats" in theirs
    assert one.publish_to(store).uploaded == ()


def test_swapped_folders_are_no_contradiction(newsroom: Any) -> None:
    """GUIDs stay with the words in the store, too; also when the first try to bring it there failed."""
    store, one = MemoryStore(), newsroom()
    one.publish_to(store)
    before = guids(store)
    one.swap()
    one.publish()  # made here, and never brought there
    one.publish_to(store)
    assert guids(store) == before


def test_renamed_by_somebody_else(newsroom: Any) -> None:
    """Another copy of the show renamed it and published; this one fetches folder and all and goes on."""
    store, one, two = MemoryStore(), newsroom("one"), newsroom("two")
    one.publish_to(store)
    before = guids(store)
    shutil.copytree(one.folder / "ledger", two.folder / "ledger")
    two.publish_to(store)
    (two.folder / FERRY).rename(two.folder / "2026-03-14-boats")
    two.publish_to(store)
    one.publish_to(store)  # still under the old name
    assert guids(store) == before
    (one.folder / FERRY).rename(one.folder / "2026-03-14-boats")
    one.publish_to(store)
    assert guids(store) == before


def test_a_name_of_two_episodes_is_told() -> None:
    """Renamed here to a name that somebody else gave to a new episode: nothing is overwritten."""
    guid = "0d3b4e4e-0000-5000-8000-000000000001"
    ours = Ledger.mint("https://news.example/feed.xml")
    entry = ours.admit("first", title="First", published=NOW)
    ours.rename("first", "second")
    theirs = Ledger(ours.guid, ours.feed_url, [entry, Entry("second", guid, NOW, "Second")])
    with pytest.raises(LedgerError, match="rename the folder"):
        named_as(ours, theirs)


def test_a_retraction_reaches_the_names_of_before(newsroom: Any) -> None:
    """The sound goes from the store although the folder had another name; old notices stay there."""
    store, one = MemoryStore(), newsroom()
    one.publish_to(store)
    other = {path for path in store.paths() if path.startswith("audio/" + TIDES)}
    (one.folder / FERRY).rename(one.folder / "2026-03-14-boats")
    one.publish_to(store)
    toml = one.folder / "2026-03-14-boats" / "episode.toml"
    notices = []
    for note in ("Wrong.", "All wrong."):
        toml.write_text(f'[retraction]\ndate = 2026-05-30\nnote = "{note}"\n')
        shutil.rmtree(one.root / "feed")  # as on a machine that starts from the folders alone
        one.publish_to(store)
        item = next(
            each
            for each in etree.fromstring(store.get("feed.xml")).iter("item")
            if each.findtext("title") == "The ferries talk"
        )
        enclosure = item.find("enclosure")
        assert enclosure is not None
        notices.append(enclosure.get("url", "").removeprefix("https://news.example/podcast/"))
    paths = set(store.paths())
    assert len(set(notices)) == 2
    assert paths.issuperset(notices)
    assert paths >= other
    assert {path for path in paths if path.startswith("audio/")} == {*notices, *other}
    assert not [path for path in paths if path.startswith("captions/" + FERRY)]
