"""What keeping a sentence costs: as a file, as a row of a database, and packed in several ways.

    python benchmarks/cache.py --sentences 20000
    python benchmarks/cache.py --pack

Speaks a few sentences with the default voices and packs them: how much is left, and at what price
beside that of speaking. Then writes that many values of the size of a sentence into a cache's folder
and into SQLite, reads them in another order, lists them and removes what is over a limit: processor
time and wall time side by side, and what the disk gives for it.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import platform
import random
import shutil
import sqlite3
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from segmentcast import engines, narration
from segmentcast.cache import PrunePolicy, prune, take_stock
from segmentcast.cache.backends import FolderShelf
from segmentcast.cache.pruning import sweep
from segmentcast.cache.sealed_values import SHARDS, sealed, unsealed
from segmentcast.model import Spoken, Voice

T = TypeVar("T")
SENTENCES = (
    "The bay had no ferry for nine years.",
    "This week it has one again, and the first boat left on time.",
    "It was crowded; people brought flags, and one man brought his cow.",
    "We have no fare for cows, so she went as a guest, and the man paid twice to be fair to us.",
)
VOICES = (Voice("hibari", "heart"), Voice("piper", "joe"))


def timed(what: str, act: Callable[[], T], times: int) -> T:
    """Does it and prints what each of so many times took."""
    wall, cpu = time.monotonic(), time.process_time()
    result = act()
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    print(
        f"  {what:34} {cpu / times * 1e6:9.1f} µs of processor {wall / times * 1e6:9.1f} µs in all"
    )
    return result


def layouts(root: Path, count: int, length_bytes: int) -> None:
    """Files against one database, the same values in both."""
    names = [f"{hashlib.sha256(b'%d' % n).hexdigest()}.tone-low.speech" for n in range(count)]
    shuffled = random.Random(1).sample(names, count)
    body = os.urandom(length_bytes)
    shelf = FolderShelf(root / "files")

    def read(get: Callable[[str], bytes | None]) -> None:
        for name in shuffled:
            data = get(name)
            assert data is not None
            assert unsealed(name, data) is not None

    def write() -> None:
        for name in names:
            shelf.put(name, sealed(name, body))

    print(f"{count:,} sentences of {length_bytes:,} bytes, each:")
    timed("sealing alone", lambda: [sealed(name, body) for name in names], count)
    timed("files: keep", write, count)
    timed("files: read", lambda: read(lambda name: shelf.get(name, 1 << 30)), count)
    timed("files: is it there", lambda: [shelf.has(name) for name in shuffled], count)
    timed("files: stats", lambda: take_stock(shelf), count)
    over = PrunePolicy(limit_bytes=count * length_bytes // 2, dry_run=True)
    timed("files: prune (dry run)", lambda: prune(shelf, over), count)
    timed(
        f"files: a sweep, 1 part of {len(SHARDS)}",
        lambda: sweep(shelf, 20 * 10**9, 1, lambda _: False, at_least=1),
        1,
    )
    blocks = [path.stat() for path in (root / "files").rglob("*")]
    used = sum(status.st_blocks * 512 for status in blocks)
    print(f"  files: {len(blocks):,} inodes, {used / count / length_bytes:.3f} times the bytes")
    shutil.rmtree(root / "files")
    database = sqlite3.connect(root / "cache.sqlite", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("CREATE TABLE kept (name TEXT PRIMARY KEY, used REAL, data BLOB)")
    keep, find = "INSERT INTO kept VALUES (?, 0, ?)", "SELECT data FROM kept WHERE name = ?"

    def put() -> None:
        for name in names:
            database.execute(keep, (name, sealed(name, body)))

    timed("SQLite: keep", put, count)
    timed(
        "SQLite: read",
        lambda: read(lambda name: database.execute(find, (name,)).fetchone()[0]),
        count,
    )
    database.close()
    used = (root / "cache.sqlite").stat().st_size
    print(f"  SQLite: {used / count / length_bytes:.3f} times the bytes")


def packed_planes(samples: NDArray[np.int16]) -> bytes:
    """Second differences, high and low bytes apart, deflated at the fastest level."""
    change = np.diff(np.diff(samples, prepend=np.int16(0)), prepend=np.int16(0)).astype(np.int32)
    folded = ((change << 1) ^ (change >> 31)).astype(np.uint16)
    halves = (folded >> 8).astype(np.uint8).tobytes() + (folded & 255).astype(np.uint8).tobytes()
    return zlib.compress(halves, 1)


def packed_flac(samples: NDArray[np.int16]) -> bytes:
    """FLAC as libav makes it."""
    import av

    out = io.BytesIO()
    with av.open(out, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=narration.RATE_HZ, layout="mono", format="s16")
        for first in range(0, len(samples), 4608):
            block = np.ascontiguousarray(samples[None, first : first + 4608])
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
            frame.sample_rate = narration.RATE_HZ
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def packing(voice: Voice, rounds: int) -> None:
    """What is left of real speech, and what that costs beside speaking it."""
    engine = engines.get(voice.engine)
    narration.prepare(engine.synth(Spoken(SENTENCES[0]), voice))  # what is loaded, is loaded once
    begin = time.process_time()
    spoken = [narration.prepare(engine.synth(Spoken(text), voice)).samples for text in SENTENCES]
    speaking = time.process_time() - begin
    whole = sum(samples.nbytes for samples in spoken)
    print(
        f"{voice}: sentences of {whole / len(spoken) / 2 / narration.RATE_HZ:.1f} s; speaking one"
        f" takes {speaking / len(spoken) * 1e3:.0f} ms of processor time"
    )
    ways: Sequence[tuple[str, Callable[[NDArray[np.int16]], bytes]]] = (
        ("deflated as they are", lambda samples: zlib.compress(samples.tobytes(), 1)),
        ("second differences, deflated", packed_planes),
        ("FLAC", packed_flac),
    )
    for name, pack in ways:
        begin = time.process_time()
        for _ in range(rounds):
            packed = [pack(samples) for samples in spoken]
        cost = (time.process_time() - begin) / rounds
        left = sum(map(len, packed)) / whole
        print(f"  {name:30} {left:.2f} of the bytes, {cost / speaking:.3f} of the time of speaking")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=20_000)
    parser.add_argument("--bytes", type=int, default=130_000)
    parser.add_argument("--folder", type=Path, default=None, help="where to write (a new folder)")
    parser.add_argument("--pack", action="store_true", help="only how the samples can be packed")
    asked = parser.parse_args()
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores"
    )
    for voice in VOICES:
        packing(voice, 5)
    if not asked.pack:
        with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
            layouts(Path(folder), asked.sentences, asked.bytes)


if __name__ == "__main__":
    main()
