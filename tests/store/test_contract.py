"""What every store promises (ports.Store)."""

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from segmentcast.errors import Overtaken, StoreError, UsageError
from segmentcast.ports import Delivery, Store
from segmentcast.store import parse_address
from segmentcast.store.sftp import SftpStore


def test_what_is_put_is_got(store: Store) -> None:
    """Bytes come back as they went in, and are listed and measured."""
    store.put("audio/a.mp3", b"sound", mime="audio/mpeg")
    assert store.get("audio/a.mp3") == b"sound"
    stored = store.head("audio/a.mp3")
    assert stored is not None
    assert stored.length_bytes == 5
    assert list(store.paths()) == ["audio/a.mp3"]


def test_a_file_on_disk_is_put_whole(store: Store, tmp_path: Path) -> None:
    """A path is as good as bytes."""
    source = tmp_path / "source.mp3"
    source.write_bytes(b"s" * 3_000_000)
    store.put("audio/b.mp3", source, mime="audio/mpeg")
    assert store.get("audio/b.mp3") == source.read_bytes()


def test_a_second_put_replaces_the_first(store: Store) -> None:
    """The newest content stands alone."""
    store.put("feed.xml", b"one", mime="application/rss+xml")
    store.put("feed.xml", b"two!", mime="application/rss+xml")
    assert store.get("feed.xml") == b"two!"
    assert len(list(store.paths())) == 1


def test_what_is_not_there_is_none_and_an_error_to_get(store: Store) -> None:
    """head says None, get says what to do; deleting nothing is nothing."""
    assert store.head("nothing.txt") is None
    with pytest.raises(StoreError, match=r"nothing\.txt"):
        store.get("nothing.txt")
    store.delete("nothing.txt")


def test_deleted_files_are_gone(store: Store) -> None:
    """A deleted file is neither found nor listed."""
    store.put("a.txt", b"x", mime="text/plain")
    store.delete("a.txt")
    assert store.head("a.txt") is None
    assert list(store.paths()) == []


@pytest.mark.parametrize("path", ["../out.txt", "/out.txt", "a/../../out.txt", ""])
def test_nothing_leaves_the_root(store: Store, path: str) -> None:
    """A path that would leave the store is refused by every method."""
    for act in (
        lambda: store.put(path, b"x", mime="text/plain"),
        lambda: store.get(path),
        lambda: store.head(path),
        lambda: store.delete(path),
    ):
        with pytest.raises(UsageError):
            act()


def test_the_digest_is_of_what_is_there(store: Store) -> None:
    """The SHA-256 is that of the stored bytes; of nothing there is none."""
    store.put("a.txt", b"words", mime="text/plain")
    assert store.digest("a.txt") == hashlib.sha256(b"words").hexdigest()
    with pytest.raises(StoreError):
        store.digest("b.txt")


def test_a_large_file_arrives_whole(store: Store, tmp_path: Path) -> None:
    """A file that is sent in parts is the same at the other end."""
    source = tmp_path / "long.mp3"
    source.write_bytes(bytes(range(256)) * 90_000)
    store.put("audio/long.mp3", source, mime="audio/mpeg")
    assert store.digest("audio/long.mp3") == hashlib.sha256(source.read_bytes()).hexdigest()


def test_entries_tell_length_for_every_path(store: Store) -> None:
    """A listing names each file once, sorted, with its length."""
    for name in ("b/2.txt", "a.txt", "b/1.txt"):
        store.put(name, name.encode(), mime="text/plain")
    assert [(entry.path, entry.length_bytes) for entry in store.entries()] == [
        ("a.txt", 5),
        ("b/1.txt", 7),
        ("b/2.txt", 7),
    ]
    assert list(store.paths()) == ["a.txt", "b/1.txt", "b/2.txt"]


def test_an_empty_store_lists_nothing(store: Store) -> None:
    """Before anything was written there is nothing, and no error."""
    assert list(store.entries()) == []


def test_a_new_write_gives_a_new_version(store: Store) -> None:
    """The version tells one content from the next."""
    store.put("feed.xml", b"one", mime="application/rss+xml")
    first = store.head("feed.xml")
    store.put("feed.xml", b"two", mime="application/rss+xml")
    second = store.head("feed.xml")
    assert first is not None
    assert second is not None
    assert "" != first.version != second.version != ""


def test_a_swap_needs_the_version_that_is_there(store: Store) -> None:
    """With a version, a put replaces exactly that one; otherwise what is there stays."""
    store.put("feed.xml", b"one", mime="application/rss+xml", if_version="")
    first = store.head("feed.xml")
    assert first is not None
    store.put("feed.xml", b"two", mime="application/rss+xml", if_version=first.version)
    for old in (first.version, ""):
        with pytest.raises(Overtaken):
            store.put("feed.xml", b"three", mime="application/rss+xml", if_version=old)
    assert store.get("feed.xml") == b"two"


def test_a_swap_of_what_is_gone_fails(store: Store) -> None:
    """A version of a file that was removed is not there any more."""
    store.put("feed.xml", b"one", mime="application/rss+xml")
    first = store.head("feed.xml")
    assert first is not None
    store.delete("feed.xml")
    with pytest.raises(Overtaken):
        store.put("feed.xml", b"two", mime="application/rss+xml", if_version=first.version)
    assert store.head("feed.xml") is None


def test_of_many_writers_at_once_one_wins(same_place: Callable[[], Store]) -> None:
    """Writers that start from the same version: one succeeds, the others are told."""
    stores = [same_place() for _ in range(4)]
    stores[0].put("feed.xml", b"start", mime="application/rss+xml")
    start = stores[0].head("feed.xml")
    assert start is not None
    barrier = threading.Barrier(len(stores))
    won: list[bytes] = []
    told: list[bytes] = []

    def write(store: Store, content: bytes) -> None:
        barrier.wait()
        try:
            store.put("feed.xml", content, mime="application/rss+xml", if_version=start.version)
            won.append(content)
        except Overtaken:
            told.append(content)

    threads = [
        threading.Thread(target=write, args=(store, f"writer {number}".encode()))
        for number, store in enumerate(stores)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert len(told) == len(stores) - 1
    assert stores[0].get("feed.xml") == won[0]


def test_delivery_is_taken_by_every_store(store: Store) -> None:
    """Headers may be given anywhere; a store that cannot use them keeps the bytes all the same."""
    wish = Delivery("public, max-age=60", 'inline; filename="a.txt"', "")
    store.put("a.txt", b"x", mime="text/plain", delivery=wish)
    assert store.get("a.txt") == b"x"


@pytest.mark.parametrize("path", ["a b.txt", "größe.txt", "日本/x.txt", "100%.txt", "a+b&c.txt"])
def test_odd_names_are_kept(store: Store, path: str) -> None:
    """Spaces, percent signs and letters of any language come back as they were given."""
    store.put(path, b"x", mime="text/plain")
    assert list(store.paths()) == [path]
    assert store.get(path) == b"x"


def test_what_an_sftp_server_keeps_may_be_read_by_all(
    ssh_port: int,
    tmp_path: Path,
) -> None:
    """Its umask is 077 here; files get 0644 and the folders that are made 0755 all the same."""
    store = SftpStore(parse_address(f"sftp://127.0.0.1{tmp_path}/www/feed"))
    store.put("audio/2026/a.mp3", b"a", mime="audio/mpeg")
    store.close()
    made = tmp_path / "www"
    assert {path.relative_to(tmp_path).as_posix(): oct(path.stat().st_mode & 0o7777) for path in (made, *made.rglob("*"))} == {
        "www": "0o755", "www/feed": "0o755", "www/feed/audio": "0o755",
        "www/feed/audio/2026": "0o755", "www/feed/audio/2026/a.mp3": "0o644",
    }  # fmt: skip
