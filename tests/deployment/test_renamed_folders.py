"""Folders that were renamed, and a store that knows the episodes by their names of before."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from segmentcast.deployment import Deployment, publish_to
from segmentcast.deployment.standing import named_as
from segmentcast.errors import LedgerError
from segmentcast.ledger import Entry, Ledger, parse
from segmentcast.ledger_folder import LedgerFolder
from segmentcast.ports import Store
from segmentcast.publish import Options
from segmentcast.store import MemoryStore
from segmentcast.workspace.show_folder import locate

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SHOW = """\
title = "The Harbour Report"
description = "News from the quay."
author = "Harbour News"
base_url = "https://news.example/podcast/"

[voices]
host = "tone/low"
guest = "tone/high"
"""
FERRY, TIDES = "2026-03-14-ferry", "2026-03-15-tides"


class Quiet:
    def start(self, task: str, total: float, unit: str) -> None: ...
    def advance(self, task: str, amount: float) -> None: ...
    def finish(self, task: str) -> None: ...
    def say(self, message: str) -> None: ...


class Newsroom:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "episodes"
        self.folder.mkdir(parents=True)
        (self.folder / "show.toml").write_text(SHOW, encoding="utf-8")

    def episode(self, name: str, subject: str) -> None:
        folder = self.folder / name
        folder.mkdir()
        text = f"The {subject} talk\n\nPETER AUNE, HOST: What of {subject}?\n\nROSA LIND, CAPTAIN: All of {subject} is well.\n"
        (folder / "transcript.txt").write_text(text, encoding="utf-8")

    def publish(self, store: Store) -> Deployment:
        report, done = publish_to(
            locate(self.root), Options(now=NOW), Quiet(), "memory", opening=lambda *_: store
        )
        assert not report.failed, report.failed
        assert done is not None
        return done

    def swap(self) -> None:
        (self.folder / FERRY).rename(self.folder / "_other")
        (self.folder / TIDES).rename(self.folder / FERRY)
        (self.folder / "_other").rename(self.folder / TIDES)


@pytest.fixture
def newsroom(tmp_path: Path) -> Callable[..., Newsroom]:
    def make(name: str = "one") -> Newsroom:
        made = Newsroom(tmp_path / name)
        made.episode(FERRY, "ferries")
        made.episode(TIDES, "tides")
        return made

    return make


def guids(store: Store) -> dict[str | None, str | None]:
    """GUIDs by title: the title goes with the words."""
    root = etree.fromstring(store.get("feed.xml"))
    return {item.findtext("title"): item.findtext("guid") for item in root.iter("item")}


def test_a_renamed_folder_is_no_contradiction(newsroom: Any) -> None:
    """The store's ledger has the old name: the same GUIDs come out, and both ledgers have the new one."""
    store, one = MemoryStore(), newsroom()
    one.publish(store)
    before = guids(store)
    (one.folder / FERRY).rename(one.folder / "2026-03-14-boats")
    one.publish(store)
    assert guids(store) == before
    ours = LedgerFolder(one.folder / "ledger").read()
    assert ours is not None
    theirs = parse(store.get("ledger.jsonl").decode(), "")
    assert {e.id: e.guid for e in ours} == {e.id: e.guid for e in theirs}
    assert "2026-03-14-boats" in theirs
    assert one.publish(store).uploaded == ()


def test_swapped_folders_are_no_contradiction(newsroom: Any) -> None:
    """GUIDs stay with the words in the store, too; also when the first try to bring it there failed."""
    store, one = MemoryStore(), newsroom()
    one.publish(store)
    before = guids(store)
    one.swap()
    from segmentcast.publish import publish

    publish(locate(one.root), Options(now=NOW), Quiet())  # made here, and never brought there
    one.publish(store)
    assert guids(store) == before


def test_renamed_by_somebody_else(newsroom: Any) -> None:
    """Another copy of the show renamed it and published; this one fetches folder and all and goes on."""
    store, one, two = MemoryStore(), newsroom("one"), newsroom("two")
    one.publish(store)
    before = guids(store)
    shutil.copytree(one.folder / "ledger", two.folder / "ledger")
    two.publish(store)
    (two.folder / FERRY).rename(two.folder / "2026-03-14-boats")
    two.publish(store)
    one.publish(store)  # still under the old name
    assert guids(store) == before
    (one.folder / FERRY).rename(one.folder / "2026-03-14-boats")
    one.publish(store)
    assert guids(store) == before


def test_a_name_of_two_episodes_is_told() -> None:
    """Renamed here to a name that somebody else gave to a new episode: nothing is overwritten."""
    guid = "0d3b4e4e-0000-5000-8000-000000000001"
    ours = Ledger.mint("https://news.example/feed.xml")
    entry = ours.admit("first", title="First", published=NOW)
    ours.rename("first", "second")
    theirs = Ledger(ours.guid, ours.feed_url, [entry, Entry("second", guid, NOW, "Second")])
    with pytest.raises(LedgerError, match="another name"):
        named_as(ours, theirs)


def test_a_retraction_reaches_the_names_of_before(newsroom: Any) -> None:
    """The sound goes from the store although the folder had another name; old notices stay there."""
    store, one = MemoryStore(), newsroom()
    one.publish(store)
    other = {path for path in store.paths() if path.startswith("audio/" + TIDES)}
    (one.folder / FERRY).rename(one.folder / "2026-03-14-boats")
    one.publish(store)
    toml = one.folder / "2026-03-14-boats" / "episode.toml"
    notices = []
    for note in ("Wrong.", "All wrong."):
        toml.write_text(f'[retraction]\ndate = 2026-05-30\nnote = "{note}"\n')
        shutil.rmtree(one.root / "feed")  # as on a machine that starts from the folders alone
        one.publish(store)
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
