"""Records which pages and feed documents were written, so that only changed ones are rewritten."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from segmentcast.sqlite_file import Rows, Schema, SqliteFile

_SCHEMA = Schema(
    1,
    """
CREATE TABLE IF NOT EXISTS made (name TEXT PRIMARY KEY, key TEXT NOT NULL, sizes TEXT NOT NULL, said TEXT NOT NULL);
""",
)


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """Files written together: the key of their inputs, their paths and lengths.

    `findings` are those of the checks, as JSON.
    """

    key: str
    sizes: Mapping[str, int]
    findings: str = ""


class PageMemory:
    """What was written, by name. If it is lost or damaged, everything is written again."""

    def __init__(self, path: Path) -> None:
        self._file = SqliteFile(path, _SCHEMA)
        self.remembering = self._file.at_once

    def close(self) -> None:
        self._file.close()

    def get(self, name: str) -> WrittenFiles | None:
        """What was last written under this name, or None."""
        row = self._run("SELECT key, sizes, said FROM made WHERE name = ?", name).fetchone()
        try:
            return WrittenFiles(row[0], json.loads(row[1]), row[2]) if row else None
        except ValueError:
            return None

    def get_all(self, names: Sequence[str]) -> dict[str, WrittenFiles]:
        """What was last written under these names, a few hundred at most; without damaged rows."""
        marks = ",".join("?" * len(names))
        rows = self._run(
            f"SELECT name, key, sizes, said FROM made WHERE name IN ({marks})",  # noqa: S608 - marks
            *names,
        )
        written = {}
        for name, key, sizes, note in rows:
            with contextlib.suppress(ValueError):
                written[name] = WrittenFiles(key, json.loads(sizes), note)
        return written

    def count(self, prefix: str) -> int:
        """The number of names with this prefix."""
        rows = self._run(
            "SELECT count(*) FROM made WHERE name >= ? AND name < ?", prefix, f"{prefix}\x7f"
        )
        return int(rows.fetchone()[0])

    def put(self, name: str, written: WrittenFiles) -> None:
        sizes = json.dumps(written.sizes, ensure_ascii=False, separators=(",", ":"))
        self._run(
            "INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?)",
            name,
            written.key,
            sizes,
            written.findings,
        )

    def besides(
        self, prefixes: tuple[str, ...], names: Collection[str]
    ) -> list[tuple[str, WrittenFiles]]:
        """Names that have none of these prefixes and are not in `names`, with what was written."""
        rows = self._run("SELECT name FROM made")
        others = [name for (name,) in rows if not name.startswith(prefixes) and name not in names]
        pairs = [(name, self.get(name)) for name in others]
        return [(name, written) for name, written in pairs if written is not None]

    def forget(self, name: str) -> None:
        self._run("DELETE FROM made WHERE name = ?", name)

    def _run(self, statement: str, *values: object) -> Rows:
        return self._file.run(statement, values)
