"""A GUID in episode.toml: an imported episode keeps it whatever becomes of the ledger."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import feedparser
import pytest

from segmentcast.errors import LedgerError
from segmentcast.ledger_folder import LedgerFolder
from segmentcast.migration import Wishes, move_in
from segmentcast.publish import Options, publish
from segmentcast.workspace.relocation import move_out
from segmentcast.workspace.show_folder import locate
from tests.showcase import NOW, TALK, Quiet, ShowUnderTest

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Quay</title><language>en</language>
<item><title>One</title><guid>guid-1</guid><pubDate>Mon, 01 Jun 2020 10:00:00 GMT</pubDate>
<enclosure url="https://cdn.example/1.mp3" length="101" type="audio/mpeg"/></item>
<item><title>Two</title><guid>guid-2</guid><pubDate>Tue, 02 Jun 2020 10:00:00 GMT</pubDate>
<enclosure url="https://cdn.example/2.mp3" length="102" type="audio/mpeg"/></item>
</channel></rss>"""


@pytest.fixture
def imported(tmp_path: Path) -> Path:
    """An imported show of two episodes, published once."""
    saved = tmp_path / "saved.xml"
    saved.write_text(FEED, "utf-8")
    root = tmp_path / "show"
    move_in(str(saved), root, Wishes("https://new.example/", small_files=False), Quiet())
    run(root)
    return root


def run(root: Path) -> Any:
    return publish(locate(root), Options(now=NOW), Quiet())


def identities(root: Path) -> dict[str, str]:
    """The date of each item of the feed by its GUID."""
    entries = feedparser.parse((root / "feed/feed.xml").read_bytes()).entries
    return {entry.id: entry.published for entry in entries}


def lose_everything(root: Path) -> None:
    """What a machine keeps besides the folders of the episodes: ledger, feed and memories."""
    for folder in ("episodes/ledger", "feed", ".segmentcast"):
        shutil.rmtree(root / folder, ignore_errors=True)


def test_every_guid_survives_the_loss_of_all_else(imported: Path) -> None:
    """With ledger, feed and memories gone, and a folder renamed, the same GUIDs and dates come back."""
    before = identities(imported)
    assert set(before) == {"guid-1", "guid-2"}
    (imported / "episodes/2020-06-01-one").rename(imported / "episodes/2020-06-01-the-first")
    lose_everything(imported)
    run(imported)
    assert identities(imported) == before


@pytest.mark.parametrize("lost", [False, True], ids=["with the ledger", "without it"])
def test_two_folders_with_one_guid_are_refused(imported: Path, lost: bool) -> None:
    """A copied folder brings its GUID along: both are named, and nothing is published."""
    if lost:
        lose_everything(imported)
    shutil.copytree(imported / "episodes/2020-06-01-one", imported / "episodes/2020-06-05-copy")
    with pytest.raises(LedgerError) as raised:
        run(imported)
    told = str(raised.value)
    assert "2020-06-05-copy" in told
    assert "2020-06-01-one" in told
    assert not lost or not (imported / "feed/feed.xml").exists()


def test_a_guid_that_differs_from_the_ledger_is_refused(imported: Path) -> None:
    """The ledger is right: it says what subscribers have."""
    before = identities(imported)
    config = imported / "episodes/2020-06-01-one/episode.toml"
    config.write_text(config.read_text("utf-8").replace("guid-1", "guid-9"), "utf-8")
    with pytest.raises(LedgerError, match="guid-1"):
        run(imported)
    assert identities(imported) == before
    book = LedgerFolder(imported / "episodes/ledger").read()
    assert book is not None
    assert {entry.guid for entry in book} == set(before)


def test_swapped_lines_are_refused(imported: Path) -> None:
    """Each folder has the sound that subscribers know by the other GUID."""
    before = identities(imported)
    for name, ours, others in (("01-one", "guid-1", "guid-2"), ("02-two", "guid-2", "guid-1")):
        config = imported / f"episodes/2020-06-{name}/episode.toml"
        config.write_text(config.read_text("utf-8").replace(ours, others), "utf-8")
    with pytest.raises(LedgerError, match="subscribers have this episode as"):
        run(imported)
    assert identities(imported) == before


def test_swapped_folders_keep_their_guids(imported: Path) -> None:
    """Two folders that changed names bring their GUIDs along."""
    before = identities(imported)
    one, two = imported / "episodes/2020-06-01-one", imported / "episodes/2020-06-02-two"
    one.rename(imported / "episodes/x")
    two.rename(one)
    (imported / "episodes/x").rename(two)
    run(imported)
    assert identities(imported) == before


def test_an_older_import_without_its_ledger_is_refused(imported: Path) -> None:
    """Its episode.toml have no GUID: new ones would reach subscribers unasked."""
    for config in (imported / "episodes").glob("*/episode.toml"):
        lines = config.read_text("utf-8").splitlines(keepends=True)
        config.write_text("".join(line for line in lines if not line.startswith("guid")), "utf-8")
    lose_everything(imported)
    with pytest.raises(LedgerError, match="ledger is missing"):
        run(imported)
    assert not (imported / "feed/feed.xml").exists()


def test_renamed_folders_survive_the_loss_of_all_else(show: ShowUnderTest) -> None:
    """A renamed folder, and a new one under its old name, keep GUIDs and dates without the ledger."""
    first = show.publish_first("2026-03-14-ferry")
    first.rename(show.folder / "2026-03-12-crossing")
    show.episode("2026-03-14-ferry", TALK.replace("ferry", "market"))
    show.publish()
    before = identities(show.root)
    settings = (show.folder / "2026-03-12-crossing/episode.toml").read_text("utf-8")
    assert "date = 2026-03-14" in settings
    files = show.contents()
    show.publish()
    assert show.contents() == files
    assert not show.publish().something_to_do
    lose_everything(show.root)
    show.publish()
    assert identities(show.root) == before
    assert len(before) == 2


def test_the_guid_of_a_show_that_moved_is_in_show_toml(show: ShowUnderTest) -> None:
    """Written by moving-out; after a change by hand, a publish says which line to add."""
    show.publish_first()
    before = identities(show.root)
    show.settings(base_url="https://other.example/")
    show.episode("2026-03-15-second", TALK.replace("ferry", "market"))
    (finding,) = (row for row in show.publish().findings if row.rule == "guid-unstated")
    line = finding.mend.partition(": ")[2]
    assert line.startswith("guid = ")
    move_out(locate(show.root), "https://third.example/")
    assert line in (show.folder / "show.toml").read_text("utf-8").splitlines()
    show.publish()
    lose_everything(show.root)
    show.publish()
    assert identities(show.root).items() >= before.items()
