"""How much is kept, and what goes when it is too much."""

import hashlib
import os
import random
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from segmentcast.cache import Cache, PrunePolicy, measure_usage, prune
from segmentcast.cache.backends import FolderBackend
from segmentcast.cache.pruning import number_of_parts, sweep

NOW = time.time()
DAY = 86_400
MB = 1_000_000


def name(number: int, kind: str = "speech", label: str = "tone-low") -> str:
    key = hashlib.sha256(str(number).encode()).hexdigest()
    return f"{key}.{label}.{kind}" if label else f"{key}.{kind}"


def shelf_with(root: Path, entries: Iterable[tuple[str, int, float]]) -> FolderBackend:
    """A folder of values: name, length in bytes, and how many days ago each was used."""
    backend = FolderBackend(root)
    for each, length_bytes, days in entries:
        backend.path(each).parent.mkdir(parents=True, exist_ok=True)
        with backend.path(each).open("wb") as stream:
            stream.truncate(length_bytes)
        os.utime(backend.path(each), (NOW - days * DAY,) * 2)
    return backend


def names(backend: FolderBackend) -> set[str]:
    return {kept.name for kept in backend.entries()}


def test_stock_is_counted_by_kind_and_by_voice(tmp_path: Path) -> None:
    """Values, bytes, and the use that lies furthest back."""
    backend = shelf_with(
        tmp_path,
        [
            (name(1), 10, 5),
            (name(2), 20, 9),
            (name(3, label="hibari-heart"), 40, 1),
            (name(4, "mp3", ""), 100, 2),
        ],
    )
    usage = measure_usage(backend)
    assert (usage.total.values, usage.total.length_bytes) == (4, 170)
    assert {kind: size.length_bytes for kind, size in usage.kinds.items()} == {
        "speech": 70,
        "mp3": 100,
    }
    assert {voice: size.length_bytes for voice, size in usage.voices.items()} == {
        "tone-low": 30,
        "hibari-heart": 40,
    }
    assert usage.oldest == pytest.approx(NOW - 9 * DAY, abs=1)


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    """Down to the limit and no further, also among values that were used in the same minute."""
    entries = [(name(n), 10, 10 - n) for n in range(5)] + [(name(n), 10, 1) for n in range(5, 10)]
    backend = shelf_with(tmp_path, entries)
    done = prune(backend, PrunePolicy(limit_bytes=75))
    assert names(backend) == {name(n) for n in range(3, 10)}
    assert (done.freed.values, done.freed.length_bytes) == (3, 30)
    assert (done.left.values, done.left.length_bytes) == (7, 70)
    done = prune(backend, PrunePolicy(limit_bytes=25))
    assert done.left.length_bytes == 20
    assert names(backend) < {name(n) for n in range(5, 10)}
    assert prune(backend, PrunePolicy(limit_bytes=0)).left.values == 0
    assert names(backend) == set()


def test_what_was_not_used_for_long_or_is_not_needed_goes(tmp_path: Path) -> None:
    """By age, by need, or both; a dry run says the same and removes nothing."""
    backend = shelf_with(tmp_path, [(name(n), 10, n) for n in range(10)])
    policy = PrunePolicy(
        before=NOW - 6.5 * DAY, needed=lambda kept: kept.name != name(2), dry_run=True
    )
    said = prune(backend, policy)
    assert len(names(backend)) == 10
    done = prune(backend, PrunePolicy(before=policy.before, needed=policy.needed))
    assert said == done
    assert names(backend) == {name(n) for n in (0, 1, 3, 4, 5, 6)}


def test_what_may_be_in_use_stays(tmp_path: Path) -> None:
    """Nothing that was used since then goes, whatever the wish."""
    backend = shelf_with(tmp_path, [(name(1), 10, 0), (name(2), 10, 1)])
    prune(backend, PrunePolicy(limit_bytes=0, needed=lambda _: False, safe=NOW - 60))
    assert names(backend) == {name(1)}


def test_other_files_stay_and_broken_off_writes_go(tmp_path: Path) -> None:
    """A file that is no value is somebody's; a half-written one of yesterday is nobody's."""
    backend = shelf_with(tmp_path, [(name(1), 10, 3)])
    folder = backend.path(name(1)).parent
    for other in ("README", f"{'a' * 64}.txt", f".{name(1)}.new.part", f".{name(1)}.old.part"):
        (folder / other).write_text("x")
    (tmp_path / "notes.txt").write_text("x")
    os.utime(folder / f".{name(1)}.old.part", (NOW - 2 * DAY,) * 2)
    prune(backend, PrunePolicy(limit_bytes=0))
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {
        "README",
        f"{'a' * 64}.txt",
        f".{name(1)}.new.part",
        "notes.txt",
    }


@pytest.mark.parametrize(
    ("limit", "parts"), [(0, 1), (MB, 1), (200 * MB, 2), (20_000 * MB, 256), (10**15, 256)]
)
def test_a_place_is_looked_at_in_parts(limit: int, parts: int) -> None:
    """A small place is one part, a large one as many as there are folders."""
    assert number_of_parts(limit) == parts


def test_a_limit_holds_however_much_is_written(tmp_path: Path) -> None:
    """After each stretch of work a part is looked at; the whole stays near its limit all the time."""
    random.seed(1)
    limit = 600 * MB
    backend = FolderBackend(tmp_path)
    for stretch in range(40):
        written = [(name(1000 * stretch + n), 2 * MB, 100 - stretch) for n in range(15)]
        shelf_with(tmp_path, written)
        sweep(backend, limit, sum(each[1] for each in written), lambda _: False, at_least=1)
    total = measure_usage(backend).total.length_bytes
    assert 0.6 * limit < total < 1.4 * limit
    early = sum(kept.used < NOW - 80 * DAY for kept in backend.entries())
    late = sum(kept.used > NOW - 80 * DAY for kept in backend.entries())
    assert early < late / 3


def test_nothing_is_looked_at_when_little_was_written(tmp_path: Path) -> None:
    """Far over the limit, but a publish that wrote nothing does not pay for that."""
    backend = shelf_with(tmp_path, [(name(n), MB, 9) for n in range(10)])
    sweep(backend, 5 * MB, 0, lambda _: False)
    assert len(names(backend)) == 10


def test_a_publish_never_loses_what_it_holds(tmp_path: Path) -> None:
    """Over the limit, old, and yet there as long as somebody needs it; then it goes."""
    shelf_with(tmp_path, [(name(n), MB, 9) for n in range(10)])
    cache = Cache(FolderBackend(tmp_path), limit_bytes=MB)
    hold = cache.hold([name(1), name(2)])
    cache.put(name(99), b"new")
    cache.close()
    assert names(cache.local) == {name(1), name(2), name(99)}
    del hold
    cache.put(name(98), b"new")
    cache.close()
    assert {name(98), name(99)} <= names(cache.local) < {name(1), name(2), name(98), name(99)}


def test_a_worker_that_never_ends_keeps_the_limit(tmp_path: Path) -> None:
    """After each batch of its work it makes room, as far as nothing of the last hour is touched."""
    shelf_with(tmp_path, [(name(n), MB, 9) for n in range(10)])
    cache = Cache(FolderBackend(tmp_path), limit_bytes=3 * MB)
    cache.put(name(99), bytes(2 * MB))
    cache.flush()
    assert name(99) in names(cache.local)
    assert measure_usage(cache.local).total.length_bytes <= 3 * MB


def test_a_limit_that_cannot_be_kept_is_a_warning(tmp_path: Path) -> None:
    """What cannot be removed does not fail the work."""
    cache = Cache(FolderBackend(tmp_path), limit_bytes=MB)
    cache.put(name(1), b"value")
    for shard in ("00", "ff"):
        (tmp_path / shard).write_text("a file where a folder should be")
    cache.close()
    (finding,) = cache.findings()
    assert (finding.severity, finding.rule) == ("warning", "cache")
