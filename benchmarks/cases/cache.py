"""What keeping a sentence costs: as a file, as a row of a database, and packed in several ways.

Writes many values of the size of a sentence into a cache's folder and into SQLite, reads them in
another order, lists them and removes what is over a limit. Then speaks a few sentences with the
default voices and packs them: how much is left, and at what price beside that of speaking.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from segmentcast import engines, narration
from segmentcast.benchmark import Row, Task, material
from segmentcast.benchmark.stopwatch import row_of, side_by_side, timed
from segmentcast.cache import PrunePolicy, measure_usage, prune
from segmentcast.cache.backends import FolderBackend
from segmentcast.cache.pruning import sweep
from segmentcast.cache.sealed_values import SHARDS, sealed, unsealed
from segmentcast.model import Spoken, Voice

SENTENCES, LENGTH_BYTES = 5_000, 130_000
VOICES = (Voice("hibari", "heart"), Voice("piper", "joe"))


def run(task: Task) -> Iterator[Row]:
    """Keeping, reading, listing; then packing the speech of each default voice."""
    yield from _layouts(task, round(SENTENCES * task.factor))
    for voice in VOICES:
        yield from _packing(voice, task.rounds)


def _layouts(task: Task, count: int) -> Iterator[Row]:
    """Files against one database, the same values in both."""
    names = [f"{hashlib.sha256(b'%d' % n).hexdigest()}.tone-low.speech" for n in range(count)]
    shuffled = random.Random(1).sample(names, count)
    body = os.urandom(LENGTH_BYTES)
    folder, path = task.folder / "files", task.folder / "cache.sqlite"
    shelf = FolderBackend(folder)
    database = sqlite3.connect(path, isolation_level=None)
    for statement in (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = NORMAL",
        "CREATE TABLE kept (name TEXT PRIMARY KEY, used REAL, data BLOB)",
    ):
        database.execute(statement)

    def keep_rows() -> None:
        for name in names:
            database.execute(
                "INSERT OR REPLACE INTO kept VALUES (?, 0, ?)", (name, sealed(name, body))
            )

    def keep_files() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        for name in names:
            shelf.put(name, sealed(name, body))

    def from_database(name: str) -> bytes:
        row = database.execute("SELECT data FROM kept WHERE name = ?", (name,)).fetchone()
        return bytes(row[0])

    def read(get: Callable[[str], bytes | None]) -> None:
        for name in shuffled:
            data = get(name)
            assert data is not None
            assert unsealed(name, data) is not None

    measure = partial(side_by_side, "cache", amount=count, unit="sentences", rounds=task.rounds)
    rows = measure({
        "sealed alone": lambda: [sealed(name, body) for name in names],
        "kept in SQLite": keep_rows,
        "kept as files": keep_files,
    })  # fmt: skip
    blocks = [file.stat() for file in folder.rglob("*")]
    used = {
        "kept in SQLite": path.stat().st_size,
        "kept as files": sum(status.st_blocks * 512 for status in blocks),
    }
    for row in rows:
        share = used.get(row.way, 0) / count / LENGTH_BYTES
        yield replace(row, note=f"{share:.3f} times the bytes on disk" if share else "")
    yield from measure({
        "read from SQLite": lambda: read(from_database),
        "read from files": lambda: read(lambda name: shelf.get(name, 1 << 30)),
    })  # fmt: skip
    over = PrunePolicy(limit_bytes=count * LENGTH_BYTES // 2, dry_run=True)
    alone: Mapping[str, Callable[[], object]] = {
        "files: is each there": lambda: [shelf.has(name) for name in shuffled],
        "files: stats": lambda: measure_usage(shelf),
        "files: prune (dry run)": lambda: prune(shelf, over),
        f"files: a sweep, 1 part of {len(SHARDS)}": lambda: sweep(
            shelf, 20 * 10**9, 1, lambda _: False, at_least=1
        ),
    }
    for way, work in alone.items():
        costs = [timed(work) for _ in range(task.rounds)]
        yield row_of(("cache", way), costs, (count, "sentences"), note=f"{len(blocks):,} inodes")
    database.close()


def _packing(voice: Voice, rounds: int) -> list[Row]:
    """What is left of real speech, and what that costs beside speaking it."""
    engine = engines.get(voice.engine)
    texts = material.sentences(4)
    spoken: list[NDArray[np.int16]] = []

    def speak() -> None:
        spoken[:] = [narration.prepare(engine.synth(Spoken(text), voice)).samples for text in texts]

    speak()  # what is loaded, is loaded once
    packings: Mapping[str, Callable[[NDArray[np.int16]], bytes]] = {
        "deflated as they are": lambda samples: zlib.compress(samples.tobytes(), 1),
        "second differences, deflated": packed_planes,
        "FLAC": packed_flac,
    }
    shares: dict[str, float] = {}

    def packed(way: str) -> None:
        left = sum(len(packings[way](samples)) for samples in spoken)
        shares[way] = left / sum(samples.nbytes for samples in spoken)

    rows: Sequence[Row] = side_by_side(
        "cache",
        {"spoken": speak, **{way: partial(packed, way) for way in packings}},
        amount=len(texts),
        unit="sentences",
        rounds=rounds,
    )
    return [
        replace(
            row,
            way=f"{voice}: {row.way}",
            against=row.against and f"{voice}: {row.against}",
            note=f"{shares[row.way]:.2f} of the bytes" if row.way in shares else "",
        )
        for row in rows
    ]


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
