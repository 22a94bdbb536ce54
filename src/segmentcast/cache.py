"""What has been made before: spoken sentences by content, and the record of each episode.

The cache may be deleted at any time; all it costs is making things again. It lives in
`.segmentcast/` beside the show and is safe for several writers: a sentence is written under
the hash of all that decides its bytes, to a temporary file that is then renamed.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from segmentcast import files
from segmentcast.model import Package, Reading, Transcript, WordTime

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MAGIC = b"SGS1"
_HEAD = struct.Struct("<4sII")


def digest(parts: Iterable[object]) -> str:
    """A hash over values in order: sha256 of their JSON, 64 hex digits."""
    text = json.dumps([str(part) for part in parts], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class KeptSpeech:
    """A spoken sentence ready to be joined to others: mono int16 samples, shape (n,)."""

    samples: NDArray[np.int16]
    rate_hz: int
    words: tuple[WordTime, ...] = ()


class SpeechCache:
    """Spoken sentences, content-addressed. A damaged entry counts as missing."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, key: str) -> Path:
        return self._root / key[:2] / f"{key}.speech"

    def has(self, key: str) -> bool:
        """Whether there is an entry; it may yet turn out to be damaged when read."""
        return self.path(key).is_file()

    def get(self, key: str) -> KeptSpeech | None:
        """The sentence, or None when it is not there or damaged."""
        import numpy as np

        try:
            data = self.path(key).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise files.explain(error, self.path(key)) from error
        if len(data) < _HEAD.size:
            return None
        magic, head_bytes, checksum = _HEAD.unpack_from(data)
        body = data[_HEAD.size :]
        if magic != _MAGIC or zlib.crc32(body) != checksum:
            return None
        head = json.loads(body[:head_bytes])
        words = tuple(WordTime(*word) for word in head["words"])
        return KeptSpeech(np.frombuffer(body, "<i2", offset=head_bytes), head["rate_hz"], words)

    def put(self, key: str, speech: KeptSpeech) -> None:
        """Keeps the sentence; readers see all of it or nothing."""
        words = [[word.start_ms, word.end_ms, word.start, word.end] for word in speech.words]
        head = json.dumps({"rate_hz": speech.rate_hz, "words": words}).encode()
        head += b" " * (len(head) % 2)
        body = head + speech.samples.astype("<i2").tobytes()
        data = _HEAD.pack(_MAGIC, len(head), zlib.crc32(body)) + body
        files.write(self.path(key), data, durable=False)


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an episode since it was last made.

    `signature` tells whether its files are untouched (sizes and times), `inputs` whether their
    content is, `recipe` what of the show and the software went in; `products` holds the key of
    each product (`sound`, `tags`, `artwork`), so that what is not touched is not made again. `remove_at`
    is when it leaves the feed, `withdrawn` that it was taken out of it.
    """

    id: str
    folder: str
    signature: str
    inputs: dict[str, str]
    recipe: str
    products: dict[str, str]
    package: Package
    remove_at: datetime | None = None
    withdrawn: bool = False


class Records:
    """The records of a show's episodes, in one SQLite file."""

    _SCHEMA = 1

    def __init__(self, path: Path) -> None:
        files.ensure_folder(path.parent)
        self._path = path
        try:
            self._open()
        except sqlite3.DatabaseError:
            files.remove(path)
            self._open()

    def _open(self) -> None:
        self._database = sqlite3.connect(self._path, isolation_level=None)
        version = self._database.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, self._SCHEMA):
            self._database.execute("DROP TABLE IF EXISTS episode")
            self._database.execute("DROP TABLE IF EXISTS state")
            self._database.execute("DROP TABLE IF EXISTS reading")
        self._database.execute(f"PRAGMA user_version = {self._SCHEMA}")
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS episode"
            " (id TEXT PRIMARY KEY, signature TEXT NOT NULL, recipe TEXT NOT NULL, record BLOB NOT NULL)"
        )
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT)"
        )
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS reading"
            " (id TEXT PRIMARY KEY, transcript BLOB NOT NULL, reading BLOB NOT NULL)"
        )

    def marks(self) -> dict[str, tuple[str, str]]:
        """Signature and recipe of each episode, without reading the records."""
        rows = self._database.execute("SELECT id, signature, recipe FROM episode")
        return {id_: (signature, recipe) for id_, signature, recipe in rows}

    def get(self, id_: str) -> Record | None:
        row = self._database.execute("SELECT record FROM episode WHERE id = ?", (id_,)).fetchone()
        return _decoded(row[0]) if row else None

    def all(self) -> Iterator[Record]:
        for (data,) in self._database.execute("SELECT record FROM episode ORDER BY id"):
            record = _decoded(data)
            if record is not None:
                yield record

    def put(self, record: Record) -> None:
        self._database.execute(
            "INSERT OR REPLACE INTO episode VALUES (?, ?, ?, ?)",
            (record.id, record.signature, record.recipe, msgspec.json.encode(record)),
        )

    def put_reading(self, id_: str, transcript: Transcript, reading: Reading) -> None:
        """Keeps what was said and how it was read, for the proof that both are the same words."""
        self._database.execute(
            "INSERT OR REPLACE INTO reading VALUES (?, ?, ?)",
            (id_, msgspec.json.encode(transcript), msgspec.json.encode(reading)),
        )

    def get_reading(self, id_: str) -> tuple[Transcript, Reading] | None:
        """The transcript and the reading of an episode as it was last made."""
        row = self._database.execute(
            "SELECT transcript, reading FROM reading WHERE id = ?", (id_,)
        ).fetchone()
        if row is None:
            return None
        return (
            msgspec.json.decode(row[0], type=Transcript),
            msgspec.json.decode(row[1], type=Reading),
        )

    def delete(self, id_: str) -> None:
        self._database.execute("DELETE FROM episode WHERE id = ?", (id_,))
        self._database.execute("DELETE FROM reading WHERE id = ?", (id_,))

    def state(self, name: str) -> str:
        """A remembered value of the whole show, empty when there is none."""
        row = self._database.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_state(self, name: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))

    def close(self) -> None:
        self._database.close()


def _decoded(data: bytes) -> Record | None:
    try:
        return msgspec.json.decode(data, type=Record)
    except msgspec.DecodeError:
        return None
