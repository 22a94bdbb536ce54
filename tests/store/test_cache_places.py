"""A cache in each kind of place: what is kept by content, and shared by several machines."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from segmentcast.cache import Cache, PrunePolicy, measure_usage, prune
from segmentcast.cache.backends import Backend, FolderBackend, StoreBackend
from segmentcast.cache.sealed_values import sealed
from segmentcast.cache.two_tier import Shared
from segmentcast.ports import Store
from segmentcast.store import DirectoryStore, MemoryStore

NAME = f"{hashlib.sha256(b'one').hexdigest()}.tone-low.speech"
OTHER = f"{hashlib.sha256(b'two').hexdigest()}.mp3"
LIMIT_BYTES = 1 << 20


@pytest.fixture
def shelf(store: Store) -> Backend:
    """A folder as the cache uses it, and every other kind of store."""
    return FolderBackend(store.root) if isinstance(store, DirectoryStore) else StoreBackend(store)


def machine(folder: Path, shelf: Backend) -> Cache:
    """The cache of one machine that shares the shelf."""
    return Cache(FolderBackend(folder), Shared(lambda: shelf, "the shared place"))


def test_a_shelf_gives_back_what_it_was_given(shelf: Backend) -> None:
    """Bytes come back; what is not there is None; what is larger than the limit as well."""
    assert shelf.get(NAME, LIMIT_BYTES) is None
    assert not shelf.has(NAME)
    shelf.put(NAME, b"value")
    assert shelf.get(NAME, LIMIT_BYTES) == b"value"
    assert shelf.get(NAME, 4) is None
    assert shelf.has(NAME)


def test_a_shelf_replaces_only_when_told(shelf: Backend) -> None:
    """With `replacing` the new bytes stand there, and nothing is left beside them."""
    shelf.put(NAME, b"damaged")
    shelf.put(NAME, b"whole", replacing=True)
    assert shelf.get(NAME, LIMIT_BYTES) == b"whole"
    assert [kept.name for kept in shelf.entries()] == [NAME]


def test_a_shelf_lists_names_lengths_and_times(shelf: Backend) -> None:
    """A listing has each value once, all of them or those of two first digits."""
    shelf.put(NAME, b"value")
    shelf.put(OTHER, b"longer value")
    found = {kept.name: kept for kept in shelf.entries()}
    assert {name: kept.length_bytes for name, kept in found.items()} == {NAME: 5, OTHER: 12}
    assert (found[NAME].kind, found[NAME].label) == ("speech", "tone-low")
    assert (found[OTHER].kind, found[OTHER].label) == ("mp3", "")
    assert [kept.name for kept in shelf.entries(OTHER[:2])] == [OTHER]
    shelf.remove(NAME)
    shelf.remove(NAME)
    assert [kept.name for kept in shelf.entries()] == [OTHER]


def test_a_second_machine_finds_what_the_first_one_made(shelf: Backend, tmp_path: Path) -> None:
    """What one keeps, another gets; after that it has its own copy."""
    first, second = machine(tmp_path / "first", shelf), machine(tmp_path / "second", shelf)
    first.put(NAME, b"spoken")
    first.close()
    assert first.counters["speech"].brought == 1
    assert second.missing([NAME, OTHER]) == (OTHER,)
    assert second.gather([NAME, OTHER]) == {NAME}
    alone = Cache(FolderBackend(tmp_path / "second"))
    value = alone.get(NAME)
    assert value is not None
    assert bytes(value) == b"spoken"
    assert (second.findings(), second.counters["speech"].fetched) == ((), 1)


@pytest.mark.parametrize(
    "foreign",
    [
        pytest.param(sealed(NAME, b"spoken")[:-1], id="cut"),
        pytest.param(sealed(NAME, b"spoken")[:-1] + b"?", id="altered"),
        pytest.param(sealed(OTHER, b"spoken"), id="another's"),
        pytest.param(b"\x80\x04K\x01.", id="a pickle"),
        pytest.param(b"", id="empty"),
    ],
)
def test_a_damaged_or_foreign_value_is_never_used_and_replaced(
    shelf: Backend, tmp_path: Path, foreign: bytes
) -> None:
    """It counts as absent; the next one who makes the value puts it in its place."""
    shelf.put(NAME, foreign)
    first = machine(tmp_path / "first", shelf)
    assert first.gather([NAME]) == frozenset()
    first.put(NAME, b"spoken again")
    first.close()
    second = machine(tmp_path / "second", shelf)
    value = second.get(NAME)
    assert value is not None
    assert bytes(value) == b"spoken again"


def test_a_value_that_is_used_again_is_not_the_oldest_any_more(
    store: Store, tmp_path: Path
) -> None:
    """Use renews the time by which the least used are found, where a store keeps one."""
    shelf = StoreBackend(store, renew_seconds=-1.0)
    shelf.put(NAME, b"value")
    (before,) = shelf.entries()
    time.sleep(1.1)  # the clocks of stores tell seconds
    shelf.get(NAME, LIMIT_BYTES)
    (after,) = shelf.entries()
    if isinstance(store, MemoryStore):
        assert after.used == before.used == 0.0  # it keeps no time
    else:
        assert after.used > before.used > 0.0


def test_a_value_in_a_folder_is_renewed_once_in_a_while(tmp_path: Path) -> None:
    """The first use after a while renews the time of the file; further ones leave it alone."""
    folder = FolderBackend(tmp_path / "folder", renew_seconds=3600)
    folder.put(NAME, b"value")
    os.utime(folder.path(NAME), (1e9, 1e9))
    folder.get(NAME, LIMIT_BYTES)
    (renewed,) = folder.entries()
    folder.get(NAME, LIMIT_BYTES)
    (again,) = folder.entries()
    assert renewed.used == again.used > 1e9


def test_room_is_made_in_every_kind_of_place(store: Store, shelf: Backend) -> None:
    """A prune down to a limit, and a sweep that keeps one, remove what they should and nothing else."""
    kept = [f"{hashlib.sha256(str(n).encode()).hexdigest()}.tone-low.speech" for n in range(12)]
    for name in kept:
        shelf.put(name, bytes(100))
    future = time.time() + 10
    done = prune(shelf, PrunePolicy(limit_bytes=850, safe=future))
    assert (done.freed.values, done.left.length_bytes) == (4, 800)
    assert measure_usage(shelf).total.values == 8
    # What is newer than the safe time stays; memory keeps no time.
    freed = prune(shelf, PrunePolicy(limit_bytes=0, safe=1.0)).freed.values
    assert freed == (8 if isinstance(store, MemoryStore) else 0)


def test_a_shared_limit_is_kept_by_who_writes_there(store: Store, tmp_path: Path) -> None:
    """What was used long ago goes when a machine brings more than there is room for."""
    if isinstance(store, DirectoryStore):
        shelf: Backend = FolderBackend(store.root)
    else:
        shelf = StoreBackend(store)
    names = [f"{hashlib.sha256(str(n).encode()).hexdigest()}.mp3" for n in range(6)]
    cache = Cache(
        FolderBackend(tmp_path / "here"),
        Shared(lambda: shelf, "the shared place"),
        shared_limit_bytes=250,
    )
    for name in names:
        cache.put(name, bytes(63))
    cache.close()
    there = {kept.name for kept in shelf.entries()}
    # Within the hour nothing goes, except where no time is kept.
    if isinstance(store, MemoryStore):
        assert there < set(names)
    else:
        assert there == set(names)
    assert measure_usage(cache.local).total.values == len(names)
    assert cache.findings() == ()


def test_a_bucket_serves_a_second_machine(s3_endpoint: str, tmp_path: Path) -> None:
    """The command line, a bucket, two machines: the second speaks nothing and makes the same sound."""
    shared = f"s3://bucket/{uuid.uuid4().hex}/cache"
    settings = f'\n[cache]\nendpoint = "{s3_endpoint}"\nregion = "us-east-1"\n'
    voices = '\n[voices]\nhost = "tone/low"\nguest = "tone/high"\n'

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "segmentcast", *arguments],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "SEGMENTCAST_CACHE": shared},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "secret" not in done.stdout + done.stderr
        return done.stdout

    first, second = tmp_path / "first", tmp_path / "second"
    run("new", str(first))
    toml = first / "episodes/show.toml"
    toml.write_text(toml.read_text("utf-8") + voices + settings, encoding="utf-8")
    spoken, sounds = [], []
    for show in (first, second):
        if show is second:
            shutil.copytree(first / "episodes", second / "episodes")
        (episode,) = json.loads(run("publish", str(show), "--json"))["episodes"]
        spoken.append((episode["sentences_spoken"], episode["sentences_reused"]))
        (sound,) = (show / "feed/audio").glob("*.mp3")
        sounds.append(sound.read_bytes())
    made = spoken[0][0]
    assert made > 5
    assert spoken == [(made, 0), (0, made)]
    assert sounds[0] == sounds[1]
    places = json.loads(run("cache", "stats", str(second), "--json"))["places"]
    assert places[1]["place"] == shared
    values = [{kind: size["values"] for kind, size in each["kinds"].items()} for each in places]
    assert values[0] == values[1]
