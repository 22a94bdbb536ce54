"""The whole way: from episode folders to a store, and whom it tells."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from segmentcast.deployment import Deployment, FeedItem, announce, find_unused, publish_to, survey
from segmentcast.errors import Overtaken, RemovalsRefused, StoreError, UsageError
from segmentcast.ledger_folder import LedgerFolder
from segmentcast.model import Show
from segmentcast.ports import Answer, Store
from segmentcast.publish import Options
from segmentcast.retry import Retry
from segmentcast.store import MemoryStore
from segmentcast.workspace.show_folder import locate
from tests.showcase import NOW, Quiet, ShowUnderTest

TALK = (
    "PETER AUNE, HOST: Rosa, how was {}?\n\nROSA LIND, CAPTAIN: It was crowded, and very early.\n"
)


class Clone(ShowUnderTest):
    """One person's copy of the show's folder."""

    def talk(self, name: str, words: str = "the morning") -> None:
        self.episode(name, f"The {name} talk\n\n{TALK.format(words)}")


@pytest.fixture
def clone(tmp_path: Path) -> Callable[..., Clone]:
    return lambda name="one", more="": Clone(tmp_path / name, more)


def titles(store: Store) -> set[str | None]:
    return {item.findtext("title") for item in etree.fromstring(store.get("feed.xml")).iter("item")}


def test_publish_brings_the_show_to_the_store(clone: Callable[..., Clone]) -> None:
    """Feed, ledger and everything in the output folder stand in the store; again is nothing."""
    store, one = MemoryStore(), clone()
    one.talk("2026-03-14-ferry")
    one.publish_to(store)
    here = {
        path.relative_to(one.root / "feed").as_posix()
        for path in (one.root / "feed").rglob("*")
        if path.is_file()
    }
    assert set(store.paths()) == here | {"ledger.jsonl"}
    assert one.publish_to(store).uploaded == ()


def test_a_dry_run_writes_nowhere(clone: Callable[..., Clone]) -> None:
    """Neither store nor ledger change, and what would be sent is told."""
    store, one = MemoryStore(), clone()
    one.talk("2026-03-14-ferry")
    one.publish_to(store)
    before = dict(store.files)
    (one.root / "feed" / "index.html").write_text("changed", encoding="utf-8")
    done = one.publish_to(store, dry_run=True)
    assert "index.html" in done.uploaded
    assert store.files == before


def test_the_output_folder_is_no_store(clone: Callable[..., Clone]) -> None:
    """Publishing into the folder in which the feed is made is refused before anything is done."""
    one = clone()
    one.talk("2026-03-14-ferry")
    place = locate(one.root)
    with pytest.raises(UsageError, match="is the output folder"):
        publish_to(place, Options(now=NOW), Quiet(), str(place.output))
    assert not place.output.exists()


def test_two_people_lose_no_episode(clone: Callable[..., Clone]) -> None:
    """Each has an episode that the other has not: the second is told, as often as they try, and after
    fetching the other's folder both are published."""
    store, one, two = MemoryStore(), clone("one"), clone("two")
    one.talk("2026-03-14-ferry")
    two.talk("2026-03-15-tides")
    one.publish_to(store)
    for _ in range(2):
        with pytest.raises(Overtaken, match=r"ferry(.|\n)*publish with --drop-unknown"):
            two.publish_to(store)
    assert len(titles(store)) == 1
    shutil.copytree(one.folder / "2026-03-14-ferry", two.folder / "2026-03-14-ferry")
    two.publish_to(store)
    assert len(titles(store)) == 2


def test_a_fresh_clone_keeps_what_was_promised(clone: Callable[..., Clone]) -> None:
    """Where the ledger was not committed (a CI runner), the store's own keeps dates and GUIDs."""
    store, one, two = MemoryStore(), clone("one"), clone("two")
    one.talk("2026-03-14-ferry")
    one.publish_to(store)
    two.talk("2026-03-14-ferry")
    (two.folder / "2026-03-14-ferry" / "episode.toml").write_text("date = 2026-04-01\n")
    two.publish_to(store)
    first, second = (LedgerFolder(each.folder / "ledger").read() or () for each in (one, two))
    assert [entry.published for entry in first] == [entry.published for entry in second]
    assert [entry.guid for entry in first] == [entry.guid for entry in second]


def test_a_removed_folder_leaves_the_feed(clone: Callable[..., Clone]) -> None:
    """Removing on purpose is not losing."""
    store, one = MemoryStore(), clone()
    one.talk("2026-03-14-ferry")
    one.talk("2026-03-15-tides")
    one.publish_to(store)
    shutil.rmtree(one.folder / "2026-03-15-tides")
    done = one.publish_to(store)
    assert len(done.removed) == 1
    assert len(titles(store)) == 1


def test_a_statistics_prefix_is_on_enclosures_alone(clone: Callable[..., Clone]) -> None:
    """`[analytics] prefix` changes the enclosures' addresses; GUIDs, captions and ledger stay."""
    plain_store, counted_store = MemoryStore(), MemoryStore()
    plain = clone("plain")
    counted = clone("counted", '[analytics]\nprefix = "https://op3.dev/e"\n')
    for each, store in ((plain, plain_store), (counted, counted_store)):
        each.talk("2026-03-14-ferry")
        each.publish_to(store)
    before, after = (store.get("feed.xml").decode() for store in (plain_store, counted_store))
    assert 'url="https://op3.dev/e/news.example/podcast/audio/' in after
    assert after.replace("https://op3.dev/e/", "https://") == before
    assert counted_store.get("ledger.jsonl") == plain_store.get("ledger.jsonl")
    assert counted.publish_to(counted_store).uploaded == ()


def test_old_sound_is_pruned_after_the_grace_time(
    clone: Callable[..., Clone], tmp_path: Path
) -> None:
    """A corrected episode's old sound stays for thirty days, then it may go; what is named never."""
    from segmentcast.store import DirectoryStore

    store, one = DirectoryStore(tmp_path / "www"), clone()
    one.talk("2026-03-14-ferry", "the first morning")
    one.publish_to(store)
    first = {path for path in store.paths() if path.startswith("audio/")}
    one.talk("2026-03-14-ferry", "the second morning")
    real_now = datetime.now(UTC)
    one.publish_to(store, now=real_now)
    ledger = LedgerFolder(one.folder / "ledger").read()
    assert ledger is not None

    def unused(days: int) -> set[str]:
        later = real_now + timedelta(days=days)
        found = find_unused(one.root / "feed", survey(store), ledger, now=later)
        return {each.file.path for each in found}

    assert unused(29) == set()
    assert first <= unused(31)
    feed = store.get("feed.xml").decode()
    assert not [path for path in unused(400) if path in feed]


def test_prune_needs_the_feed_that_was_made_here(clone: Callable[..., Clone]) -> None:
    """Where the store has another feed, what it names is not known, and nothing is listed."""
    store, one = MemoryStore(), clone()
    one.talk("2026-03-14-ferry")
    one.publish_to(store)
    ledger = LedgerFolder(one.folder / "ledger").read()
    assert ledger is not None
    store.put("feed.xml", store.get("feed.xml") + b"\n", mime="application/rss+xml")
    with pytest.raises(StoreError, match="publish first"):
        find_unused(one.root / "feed", survey(store), ledger, now=NOW)


# --- telling the world ------------------------------------------------------------------------


class Hub:
    """A visitor that notes what it is asked and answers from a list."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.asked: list[tuple[str, str, bytes | None]] = []

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit_bytes: int = 1 << 20,
    ) -> Answer:
        self.asked.append((method, url, body))
        return Answer(url, self.statuses.pop(0))


SHOWN = Show("T", "D", "A", "https://news.example/podcast/", "", hub="https://hub.example/")
DONE = Deployment(feed_changed=True, added=(FeedItem("g", "Größe", "https://x.example/a.mp3", 5),))


def test_the_hub_is_told(tmp_path: Path) -> None:
    """A publish notification names the feed; after a passing failure it is sent again."""
    hub = Hub(503, 204)
    assert announce(SHOWN, DONE, (), tmp_path, hub, retry=Retry(3, sleep=lambda _: None)) == ()
    assert [call[:2] for call in hub.asked] == [("POST", "https://hub.example/")] * 2
    assert b"hub.mode=publish&hub.url=https%3A%2F%2Fnews.example" in (hub.asked[0][2] or b"")


def test_a_hub_that_refuses_fails_nothing(tmp_path: Path) -> None:
    """It is a warning, after one try for a refusal and three for a failure."""
    for statuses, tries in (((403,), 1), ((500, 500, 500), 3)):
        hub = Hub(*statuses)
        (finding,) = announce(SHOWN, DONE, (), tmp_path, hub, retry=Retry(3, sleep=lambda _: None))
        assert (finding.severity, finding.rule, len(hub.asked)) == ("warning", "hub", tries)


def test_nobody_is_told_of_nothing(tmp_path: Path) -> None:
    """When the feed did not change, neither hub nor hook is called."""
    hub = Hub()
    assert announce(SHOWN, Deployment(), ("false",), tmp_path, hub) == ()
    assert hub.asked == []


def test_the_hook_gets_the_change(tmp_path: Path) -> None:
    """A program of the newsroom gets feed and change as JSON, in the show's folder, without a shell."""
    program = (
        "import sys, pathlib; pathlib.Path('told.json').write_text(sys.stdin.read() + sys.argv[1])"
    )
    hook = (sys.executable, "-c", program, "; echo $HOME")
    assert announce(SHOWN, DONE, hook, tmp_path, Hub(204)) == ()
    told, _, argument = (tmp_path / "told.json").read_text("utf-8").rpartition("}")
    change = json.loads(told + "}")
    assert argument == "; echo $HOME"
    assert change["feed"] == "https://news.example/podcast/feed.xml"
    assert [item["guid"] for item in change["added"]] == ["g"]


@pytest.mark.parametrize(
    "hook", [("no-such-program",), (sys.executable, "-c", "raise SystemExit('it broke')")]
)
def test_a_hook_that_fails_fails_nothing(tmp_path: Path, hook: tuple[str, ...]) -> None:
    """A missing or failing program is a warning that says what it said."""
    (finding,) = announce(SHOWN, DONE, hook, tmp_path, Hub(204))
    assert (finding.severity, finding.rule) == ("warning", "hook")
    assert "published anyway" in finding.what


def test_what_only_the_store_would_lose_is_refused(tmp_path: Path) -> None:
    """Episodes that left here with leave stay at the store until they may leave there as well."""
    store = MemoryStore()
    clone = Clone(tmp_path / "one")
    for number in range(5):
        clone.talk(f"2026-03-{number + 1:02d}-day", f"day {number}")
    clone.publish_to(store)
    before = {path: store.get(path) for path in store.paths()}
    for number in range(4):
        shutil.rmtree(clone.folder / f"2026-03-{number + 1:02d}-day")
    here = {path: path.read_bytes() for path in clone.root.rglob("*.xml")}
    with pytest.raises(RemovalsRefused, match="4 of 5"):
        clone.publish_to(store)
    assert {path: path.read_bytes() for path in clone.root.rglob("*.xml")} == here
    clone.publish(allow_removals=True)
    with pytest.raises(RemovalsRefused, match=r"4 of 5.* feed") as refused:
        clone.publish_to(store)
    assert [problem.where for problem in refused.value.problems] == ["feed.xml at memory"]
    assert {path: store.get(path) for path in store.paths()} == before
    clone.publish_to(store, allow_removals=True)
    assert store.get("feed.xml").count(b"<item>") == 1


def test_private_feeds_at_the_store_are_counted(tmp_path: Path) -> None:
    """A rule that would empty the subscribers' feeds there is refused, without a word of the token."""
    token = "0123456789abcdefghijABCDEFGHIJ_-"
    store = MemoryStore()
    clone = Clone(tmp_path / "one")
    (clone.folder / "private.toml").write_text(f'[subscribers]\n"Ann" = "{token}"\n')
    clone.talk("2026-03-01-day")
    clone.publish_to(store)
    toml = clone.folder / "show.toml"
    toml.write_text(toml.read_text() + '\n[private]\ntag = "none has it"\n')
    shutil.rmtree(clone.root / "feed")
    with pytest.raises(RemovalsRefused) as refused:
        clone.publish_to(store)
    assert [problem.where for problem in refused.value.problems] == ["private at memory"]
    assert token not in str(refused.value)
