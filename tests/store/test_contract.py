"""What every store promises (ports.Store)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from segmentcast.errors import StoreError, UsageError
from segmentcast.ports import Store
from segmentcast.store import DirectoryStore, MemoryStore

STORES: dict[str, Callable[[Path], Store]] = {
    "directory": lambda folder: DirectoryStore(folder / "feed"),
    "memory": lambda folder: MemoryStore(),
}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return STORES[request.param](tmp_path)


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
