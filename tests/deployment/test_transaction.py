"""A publish to a store: everything or nothing for subscribers, whatever breaks."""

from __future__ import annotations

import hashlib
import random
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from segmentcast.deployment import survey
from segmentcast.deployment.outgoing import Outgoing, in_parallel
from segmentcast.errors import LedgerError, Overtaken, SegmentcastError, StoreBusy, StoreError
from segmentcast.ports import AS_IT_IS, Delivery, Store, StoredFile
from segmentcast.publish.identity.retractions import NOTICE
from segmentcast.retry import Retry
from segmentcast.store import MemoryStore, RetryingStore, VerifyingStore

OLD = {"ferry": b"ferry" * 50, "harbour": b"harbour" * 40}
NEW = {"ferry": b"ferry, corrected" * 30, "harbour": OLD["harbour"], "tides": b"tides" * 60}
Look = Callable[[Store], dict[str, bytes] | None]


class Killed(BaseException):
    """The process ends: nothing after it runs."""


class FaultyStore:
    """A store that goes wrong, in one way, at the n-th operation."""

    def __init__(self, inner: MemoryStore, way: str, at: int) -> None:
        self.inner = inner
        self.way = way
        self.at = at
        self.count = 0

    def _due(self) -> bool:
        self.count += 1
        return self.count == self.at

    def _reading(self) -> None:
        if not self._due():
            return
        if self.way in ("killed before", "killed after"):
            raise Killed
        if self.way != "duplicated":
            raise StoreBusy.at("store", "503", "try again")

    def put(
        self,
        path: str,
        data: bytes | Path,
        *,
        mime: str,
        delivery: Delivery = AS_IT_IS,
        if_version: str | None = None,
    ) -> None:
        body = data.read_bytes() if isinstance(data, Path) else data
        keep: dict[str, Any] = {"mime": mime, "delivery": delivery, "if_version": if_version}
        if not self._due():
            self.inner.put(path, body, **keep)
        elif self.way == "fails before":
            raise StoreBusy.at(path, "503", "try again")
        elif self.way == "fails after":
            self.inner.put(path, body, **keep)
            raise StoreBusy.at(path, "the answer was lost", "try again")
        elif self.way == "truncated":
            self.inner.put(path, body[: len(body) // 2], **keep)
        elif self.way == "duplicated":
            self.inner.put(path, body, **keep)
            self.inner.put(path, body, **{**keep, "if_version": None})
        elif self.way == "lost":
            return
        elif self.way == "refused for good":
            raise StoreError.at(path, "the credential has expired", "get a new one")
        elif self.way == "killed before":
            raise Killed
        else:
            self.inner.put(path, body, **keep)
            raise Killed

    def head(self, path: str) -> StoredFile | None:
        self._reading()
        return self.inner.head(path)

    def get(self, path: str) -> bytes:
        self._reading()
        return self.inner.get(path)

    def delete(self, path: str) -> None:
        self._reading()
        self.inner.delete(path)

    def paths(self) -> Iterator[str]:
        self._reading()
        return self.inner.paths()

    def entries(self) -> Iterator[StoredFile]:
        self._reading()
        return self.inner.entries()

    def digest(self, path: str) -> str:
        self._reading()
        return self.inner.digest(path)


WAYS = [
    "fails before", "fails after", "truncated", "duplicated", "lost", "refused for good",
    "killed before", "killed after",
]  # fmt: skip


def around(store: Store, *, attempts: int = 1) -> Store:
    """The wrappers that open_store puts around a store on the network."""
    return RetryingStore(VerifyingStore(store), Retry(attempts, sleep=lambda _: None))


def test_everything_arrives(publisher: Any, subscribed: Look) -> None:
    """The first publish brings feed, sound, pages and ledger."""
    store, one = MemoryStore(), publisher("one")
    one.write(OLD)
    done = one.deploy(store)
    assert subscribed(store) == OLD
    assert store.get("ledger.jsonl") == one.ledger.render().encode()
    assert {item.title for item in done.added} == set(OLD)
    assert done.feed_changed
    written = list(store.files)
    assert written.index("feed.xml") == len(written) - 1, "the feed goes last"


def test_nothing_changed_means_nothing_sent(publisher: Any) -> None:
    """A second publish of the same uploads not one byte."""
    store, one = MemoryStore(), publisher("one")
    one.write(OLD)
    one.deploy(store)
    before = dict(store.files)
    done = one.deploy(store)
    assert (done.uploaded, done.feed_changed, done.added) == ((), False, ())
    assert store.files == before


def test_only_what_is_new_is_sent(publisher: Any, subscribed: Look) -> None:
    """A new episode and a corrected one send their own files, the page of the show, ledger and feed."""
    store, one = MemoryStore(), publisher("one")
    one.write(OLD)
    one.deploy(store)
    one.write(NEW)
    done = one.deploy(store)
    assert subscribed(store) == NEW
    assert not [path for path in done.uploaded if "harbour" in path]
    assert [item.title for item in done.added] == ["tides"]
    assert [item.title for item in done.changed] == ["ferry"]


@pytest.mark.parametrize("way", WAYS)
def test_a_fault_at_any_operation_harms_nobody(
    publisher: Any, subscribed: Look, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """At every operation in turn: subscribers see the old feed or the new one, whole, and the next
    publish completes."""
    one = publisher("one")
    one.write(OLD)
    first = MemoryStore()
    one.deploy(first)
    one.write(NEW)
    at = 0
    while True:
        at += 1
        store = MemoryStore()
        for path, file in first.files.items():
            store.put(path, file.data, mime=file.mime)
        faulty = FaultyStore(store, way, at)
        try:
            one.deploy(around(faulty))
        except (SegmentcastError, Killed):
            assert subscribed(store) in (OLD, NEW), f"{way} at operation {at}"
        else:
            assert subscribed(store) == NEW, f"{way} at operation {at}"
            if faulty.count < at:
                break
        one.deploy(around(store))
        assert subscribed(store) == NEW, f"{way} at operation {at}, after the next publish"
    with capsys.disabled():
        sys.stdout.write(f" [{way}: {at - 1} points] ")
    assert at > 20


@pytest.mark.parametrize("way", ["fails before", "fails after", "truncated", "duplicated", "lost"])
def test_a_passing_fault_is_not_even_noticed(publisher: Any, subscribed: Look, way: str) -> None:
    """With the usual retries a publish goes through a fault at any operation."""
    one = publisher("one")
    one.write(NEW)
    at = 0
    while True:
        at += 1
        store = MemoryStore()
        faulty = FaultyStore(store, way, at)
        one.deploy(around(faulty, attempts=4))
        assert subscribed(store) == NEW, f"{way} at operation {at}"
        if faulty.count < at:
            break


def test_a_feed_that_names_what_was_not_sent_stays_here(publisher: Any, subscribed: Look) -> None:
    """A damaged sound that is believed to be nobody's is left out: the feed that names it goes nowhere."""
    store, one = MemoryStore(), publisher("one")
    one.write(OLD)
    one.deploy(store)
    one.write(NEW)
    (sound,) = one.folder.glob("audio/tides-*.mp3")
    sound.write_bytes(b"TIDES" * 60)
    with pytest.raises(StoreError, match="the feed links to it, but it is missing"):
        one.deploy(store, needed=lambda _: ())
    assert subscribed(store) == OLD


def test_of_a_retracted_episode_only_its_notices_stay_at_the_store(publisher: Any) -> None:
    """What was said goes, from every machine; a notice keeps its address, also one from before."""
    store, one = MemoryStore(), publisher("one")
    for sound in (b"what was said" * 40, b"a first notice" * 40, b"a second notice" * 40):
        one.write({"ferry": sound})
        one.deploy(store)
    entry = one.ledger.get("ferry")
    said, *notices = entry.versions
    words = [replace(version, words=f"{NOTICE}{version.sha256}") for version in notices]
    one.ledger.take(replace(entry, versions=(said, *words), retracted=entry.published))
    for version in (said, notices[0]):
        (one.folder / version.path).unlink()  # as on a machine that was set up since
    one.deploy(store)
    there = {path for path in store.files if path.startswith("audio/")}
    assert there == {version.path for version in notices}


def test_after_a_break_only_the_rest_is_sent(publisher: Any) -> None:
    """What had arrived before the break is not sent again."""
    store, one = MemoryStore(), publisher("one")
    one.write(NEW)
    with pytest.raises(StoreError):
        one.deploy(around(FaultyStore(store, "refused for good", 12)))
    arrived = {path for path in store.files if path.startswith(("audio/", "captions/"))}
    assert arrived
    done = one.deploy(store)
    assert not arrived & set(done.uploaded)


def test_of_two_at_once_one_wins_and_the_other_is_told(publisher: Any, subscribed: Look) -> None:
    """Both start from the same feed; the later one is refused, and succeeds once it has both."""
    store, one, two = MemoryStore(), publisher("one"), publisher("two")
    start = survey(store)
    one.write({"ferry": b"ferry" * 9})
    two.write({"tides": b"tides" * 9})
    one.deploy(store, standing=start)
    with pytest.raises(Overtaken, match="someone else"):
        two.deploy(store, standing=start)
    assert subscribed(store) == {"ferry": b"ferry" * 9}
    with pytest.raises(Overtaken, match="ferry"):
        two.deploy(store)
    two.write({"ferry": b"ferry" * 9, "tides": b"tides" * 9})
    two.deploy(store)
    assert subscribed(store) == {"ferry": b"ferry" * 9, "tides": b"tides" * 9}


def test_two_at_once_at_any_moment_lose_no_episode(publisher: Any, subscribed: Look) -> None:
    """Whenever the second publishes in full while the first is at work, its episode is kept."""
    tried = 0
    for at in range(1, 60):
        store, one, two = MemoryStore(), publisher("one"), publisher("two")
        one.write({"ferry": b"ferry" * 9})
        two.write({"tides": b"tides" * 9})
        slow = InterruptedStore(store, at, lambda store=store, two=two: two.deploy(store))
        try:
            one.deploy(slow)
        except Overtaken:
            assert subscribed(store) == {"tides": b"tides" * 9}
        else:
            heard = subscribed(store)
            assert heard is not None
            if slow.refused:
                assert set(heard) == {"ferry"}
            else:
                assert slow.count < at, f"an episode was lost at operation {at}"
        tried += 1
        if slow.count < at:
            break
    assert tried > 15


class InterruptedStore(FaultyStore):
    """A store at which somebody else does something just before the n-th operation."""

    def __init__(self, inner: MemoryStore, at: int, act: Callable[[], object]) -> None:
        super().__init__(inner, "interrupted", at)
        self.act = act
        self.refused = False

    def _due(self) -> bool:
        self.count += 1
        if self.count == self.at:
            try:
                self.act()
            except Overtaken:
                self.refused = True
        return False


def test_an_episode_that_was_known_here_may_go(publisher: Any, subscribed: Look) -> None:
    """A folder that was removed on purpose leaves the feed; its ledger line stays."""
    store, one = MemoryStore(), publisher("one")
    one.write(OLD)
    one.deploy(store)
    one.write({"ferry": OLD["ferry"]})
    done = one.deploy(store)
    assert set(subscribed(store) or {}) == {"ferry"}
    assert [item.title for item in done.removed] == ["harbour"]
    assert b"harbour" in store.get("ledger.jsonl")


def test_what_is_not_known_is_dropped_only_when_asked(publisher: Any, subscribed: Look) -> None:
    """--drop-unknown is the way out for an episode that nobody has any more."""
    store, one, two = MemoryStore(), publisher("one"), publisher("two")
    one.write(OLD)
    one.deploy(store)
    two.write({"tides": b"tides"})
    two.deploy(store, drop_unknown=True)
    assert set(subscribed(store) or {}) == {"tides"}


def test_an_output_that_is_not_whole_is_refused(publisher: Any) -> None:
    """A sound that the feed names and the folder lacks is found before anything is written."""
    store, one = MemoryStore(), publisher("one")
    one.write(OLD)
    next((one.folder / "audio").iterdir()).unlink()
    with pytest.raises(StoreError, match="says that audio/"):
        one.deploy(store)
    assert store.files == {}


def test_retracted_sound_is_removed_at_once(publisher: Any, subscribed: Look) -> None:
    """Once the feed no longer names it, nobody can fetch it; other episodes keep theirs."""
    store, one = MemoryStore(), publisher("one")
    one.write(OLD)
    one.deploy(store)
    gone = [path for path in store.files if path.startswith(("audio/ferry", "captions/ferry"))]
    assert len(gone) == 2
    for path in gone:
        (one.folder / path).unlink()
    one.write({"harbour": OLD["harbour"]})
    one.ledger.retract("ferry", datetime(2026, 5, 1, tzinfo=UTC))
    done = one.deploy(store)
    assert sorted(done.deleted) == sorted(gone)
    assert not set(gone) & set(store.files)
    assert set(subscribed(store) or {}) == {"harbour"}


def test_headers_fit_the_files(publisher: Any) -> None:
    """Names that tell their content are kept for good, feed and pages for minutes, with their types."""
    store, one = MemoryStore(), publisher("one")
    one.write(OLD)
    one.deploy(store)
    (audio,) = (file for path, file in store.files.items() if path.startswith("audio/ferry"))
    assert audio.mime == "audio/mpeg"
    assert "immutable" in audio.delivery.cache_control
    assert audio.delivery.disposition == 'inline; filename="ferry.mp3"'
    for path, mime in (("feed.xml", "application/rss+xml"), ("index.html", "text/html")):
        assert store.files[path].mime == mime
        assert store.files[path].delivery == Delivery("public, max-age=300", "", "")


def test_texts_can_be_stored_compressed(publisher: Any) -> None:
    """With `compress` feed and texts are gzip, sound is not, and a second publish sends nothing."""
    import gzip

    store, one = MemoryStore(), publisher("one")
    one.write(OLD)
    one.deploy(store, compress=True)
    assert gzip.decompress(store.get("feed.xml")) == (one.folder / "feed.xml").read_bytes()
    assert store.files["feed.xml"].delivery.encoding == "gzip"
    (audio,) = (file for path, file in store.files.items() if path.startswith("audio/ferry"))
    assert audio.delivery.encoding == ""
    assert one.deploy(store, compress=True).uploaded == ()


def test_hidden_files_stay_here(publisher: Any) -> None:
    """Files whose names begin with a dot are nobody's business."""
    store, one = MemoryStore(), publisher("one")
    one.write(OLD)
    (one.folder / ".notes").write_text("private")
    one.deploy(store)
    assert ".notes" not in store.files


def test_what_was_seen_is_not_asked_for_again(publisher: Any) -> None:
    """With its memory of an earlier publish, one that changes nothing asks for no page."""
    store, one = MemoryStore(), publisher("one")
    one.write(OLD)
    seen: dict[str, list[str]] = {}
    one.deploy(store, seen=seen)
    one.deploy(store, seen=seen)
    counting = FaultyStore(store, "never", -1)
    one.deploy(counting, seen=seen)
    few = counting.count
    counting.count = 0
    one.deploy(counting)
    assert few < counting.count
    store.put("index.html", b"<h1>2 Episodes</h1>", mime="text/html")
    assert "index.html" in one.deploy(store, seen=seen).uploaded


def test_a_page_that_somebody_changed_is_put_right(publisher: Any) -> None:
    """A page of the same length and other words at the target is replaced."""
    store, one = MemoryStore(), publisher("one")
    one.write(OLD)
    one.deploy(store)
    store.put("index.html", store.get("index.html")[::-1], mime="text/html")
    assert one.deploy(store).uploaded == ("index.html",)


def test_a_ledger_in_the_store_that_is_no_text_is_named(publisher: Any) -> None:
    """Letters of the store's ledger are never guessed: the line is named, and nothing is written."""
    store, one = MemoryStore(), publisher("one")
    one.write(OLD)
    one.deploy(store)
    text = store.get("ledger.jsonl")
    damaged = text.replace(b'"title": "', b'"title": "Jos\xe9 ', 1)
    assert damaged != text
    store.put("ledger.jsonl", damaged, mime="application/jsonl")
    one.write(OLD | NEW)
    with pytest.raises(LedgerError) as caught:
        one.deploy(store)
    (problem,) = caught.value.problems
    assert (problem.where, problem.what) == (
        "ledger.jsonl in the store:2",
        "this line is not UTF-8",
    )
    assert store.get("ledger.jsonl") == damaged


def test_compressed_texts_are_not_kept(tmp_path: Path) -> None:
    """Whoever compares or sends the texts of a show holds one of them at a time, and no other."""
    noise = random.Random(6)
    for number in range(40):
        page = bytes(noise.choices(range(32, 127), k=50_000))
        (tmp_path / f"{number}.html").write_bytes(page)
    outgoing = Outgoing(tmp_path, compress=True)
    paths = outgoing.paths()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for path in paths:
            body = outgoing.body(path)
            assert isinstance(body, bytes)
            assert outgoing.length(path) == len(body)
            assert outgoing.digest(path) == hashlib.sha256(body).hexdigest()
        del body
        kept = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert len(paths) == 40
    assert kept < 100_000  # two of the forty bodies are more


def test_what_waits_for_its_turn_takes_no_memory() -> None:
    """Many paths are handed to few workers one by one, in order, and the first failure ends it."""
    paths = [f"episodes/{number}/index.html" for number in range(20_000)]
    tracemalloc.start()
    try:
        done = in_parallel(len, paths, workers=4)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert done == [(path, len(path)) for path in paths]
    assert peak < 8_000_000  # 400 bytes a path
    begun: list[str] = []

    def fails(path: str) -> None:
        begun.append(path)
        raise StoreError.at(path, "refused", "")

    with pytest.raises(StoreError, match="refused"):
        in_parallel(fails, paths, workers=4)
    assert len(begun) <= 4
