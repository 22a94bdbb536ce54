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
from segmentcast.workspace.show_folder import locate
from tests.showcase import NOW, Quiet

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Quay</title><language>en</language>
<item><title>One</title><guid>guid-1</guid><pubDate>Mon, 01 Jun 2020 10:00:00 GMT</pubDate>
<enclosure url="https://cdn.example/1.mp3" length="101" type="audio/mpeg"/></item>
<item><title>Two</title><guid>guid-2</guid><pubDate>Tue, 02 Jun 2020 10:00:00 GMT</pubDate>
<enclosure url="https://cdn.example/2.mp3" length="102" type="audio/mpeg"/></item>
</channel></rss>"""


@pytest.fixture
def show(tmp_path: Path) -> Path:
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


def test_every_guid_survives_the_loss_of_all_else(show: Path) -> None:
    """With ledger, feed and memories gone, and a folder renamed, the same GUIDs and dates come back."""
    before = identities(show)
    assert set(before) == {"guid-1", "guid-2"}
    (show / "episodes/2020-06-01-one").rename(show / "episodes/2020-06-01-the-first")
    lose_everything(show)
    run(show)
    assert identities(show) == before


@pytest.mark.parametrize("lost", [False, True], ids=["with the ledger", "without it"])
def test_two_folders_with_one_guid_are_refused(show: Path, lost: bool) -> None:
    """A copied folder brings its GUID along: both are named, and nothing is published."""
    if lost:
        lose_everything(show)
    shutil.copytree(show / "episodes/2020-06-01-one", show / "episodes/2020-06-05-copy")
    with pytest.raises(LedgerError) as raised:
        run(show)
    told = str(raised.value)
    assert "2020-06-05-copy" in told
    assert "2020-06-01-one" in told
    assert not lost or not (show / "feed/feed.xml").exists()


def test_a_guid_that_differs_from_the_ledger_is_refused(show: Path) -> None:
    """The ledger is right: it says what subscribers have."""
    before = identities(show)
    config = show / "episodes/2020-06-01-one/episode.toml"
    config.write_text(config.read_text("utf-8").replace("guid-1", "guid-9"), "utf-8")
    with pytest.raises(LedgerError, match="guid-1"):
        run(show)
    assert identities(show) == before
    book = LedgerFolder(show / "episodes/ledger").read()
    assert book is not None
    assert {entry.guid for entry in book} == set(before)


def test_swapped_folders_keep_their_guids(show: Path) -> None:
    """Two folders that changed names bring their GUIDs along."""
    before = identities(show)
    one, two = show / "episodes/2020-06-01-one", show / "episodes/2020-06-02-two"
    one.rename(show / "episodes/x")
    two.rename(one)
    (show / "episodes/x").rename(two)
    run(show)
    assert identities(show) == before


def test_an_older_import_without_its_ledger_is_refused(show: Path) -> None:
    """Its episode.toml have no GUID: new ones would reach subscribers unasked."""
    for config in (show / "episodes").glob("*/episode.toml"):
        lines = config.read_text("utf-8").splitlines(keepends=True)
        config.write_text("".join(line for line in lines if not line.startswith("guid")), "utf-8")
    lose_everything(show)
    with pytest.raises(LedgerError, match="ledger is missing"):
        run(show)
    assert not (show / "feed/feed.xml").exists()
