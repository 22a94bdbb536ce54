"""One way to open a SQLite file that is only a memory."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from segmentcast.errors import StoreError
from segmentcast.records import PageMemory, Records
from segmentcast.records.written_pages import WrittenFiles
from segmentcast.sqlite_file import DamagedFile, Schema, SqliteFile

SCHEMA = Schema(3, "CREATE TABLE IF NOT EXISTS word (name TEXT PRIMARY KEY, count INTEGER);")
PUT = "INSERT OR REPLACE INTO word VALUES (?, ?)"


def stopped_after(done: object) -> None:
    raise KeyError(done)


def words(path: Path, schema: Schema = SCHEMA) -> list[tuple[str, int]]:
    with closing(SqliteFile(path, schema)) as file:
        return list(file.run("SELECT name, count FROM word ORDER BY name"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A memory with one row."""
    path = tmp_path / "work" / "words.sqlite"
    with closing(SqliteFile(path, SCHEMA)) as file:
        file.run(PUT, ("ferry", 2))
    return path


def test_what_was_written_is_there(path: Path) -> None:
    """A memory keeps its rows from one opening to the next."""
    assert words(path) == [("ferry", 2)]


@pytest.mark.parametrize("start", [0, 20, 100])
def test_a_damaged_file_is_begun_anew(path: Path, start: int) -> None:
    """Damage in the head or in the description of the tables empties the memory, and is no error."""
    data = bytearray(path.read_bytes())
    data[start : start + 60] = b"\xff" * 60
    path.write_bytes(data)
    assert words(path) == []


def test_a_changed_description_of_the_tables_is_damage(path: Path) -> None:
    """One letter of a column's name that is another is noticed at the opening."""
    path.write_bytes(path.read_bytes().replace(b"count INTEGER", b"coumt INTEGER"))
    assert words(path) == []


def test_another_schema_is_begun_anew(path: Path) -> None:
    """What another version wrote in other tables is forgotten."""
    assert words(path, Schema(4, SCHEMA.tables)) == []


def test_a_busy_file_is_reported_and_kept(path: Path) -> None:
    """While another program holds it, a memory is neither deleted nor waited for without end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        before = path.read_bytes()
        for act in (SqliteFile, SqliteFile.copy_of):
            with pytest.raises(StoreError) as caught:
                act(path, SCHEMA)
            assert not isinstance(caught.value, DamagedFile)
            assert "wait" in caught.value.problems[0].mend
        other.execute("ROLLBACK")
        assert path.read_bytes() == before
    assert words(path) == [("ferry", 2)]


def test_a_busy_memory_of_pages_is_kept(tmp_path: Path) -> None:
    """The memory of written pages is not deleted while somebody else is using it."""
    path = tmp_path / "pages.sqlite"
    with closing(PageMemory(path)) as memory:
        memory.put("a", WrittenFiles("key", {"a.html": 1}))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError):
            PageMemory(path)
    with closing(PageMemory(path)) as memory:
        assert memory.get("a") == WrittenFiles("key", {"a.html": 1})


def test_a_block_is_kept_whole_or_not_at_all(path: Path) -> None:
    """An error within a block takes back what it wrote, and is itself what is raised."""
    with closing(SqliteFile(path, SCHEMA)) as file:
        with pytest.raises(KeyError), file.at_once():
            stopped_after(file.run(PUT, ("quay", 1)))
        with file.at_once():
            file.run(PUT, ("pier", 1))
    assert words(path) == [("ferry", 2), ("pier", 1)]


def test_damage_within_is_told_as_damage(path: Path) -> None:
    """A page of the table that is another, or bytes that are no text, end in DamagedFile when they are read."""
    with closing(SqliteFile(path, SCHEMA)) as file:
        file.run("INSERT INTO word VALUES (CAST(x'ff41' AS TEXT), 1)")
        with pytest.raises(DamagedFile):
            list(file.run("SELECT name FROM word"))
        with pytest.raises(DamagedFile):
            file.run("SELECT name FROM word WHERE count = 1").fetchone()


READ_ONLY = """
import os, sys
from pathlib import Path
from segmentcast.records import Records
if os.geteuid() == 0:
    os.setuid(65534)
records = Records.reading(Path(sys.argv[1]))
print(records.state("feed"))
"""


def test_a_read_only_place_can_be_read(tmp_path: Path) -> None:
    """Where nothing may be written, not even a lock, the records are read all the same."""
    folder = tmp_path / "work"
    with closing(Records(folder / "records.sqlite")) as records:
        records.set_state("feed", "as it was")
    # The folders of pytest are their owner's alone: one more of them where it runs in several processes.
    private = [parent for parent in tmp_path.parents if parent.stat().st_mode & 0o777 == 0o700]
    for parent in (*private, tmp_path):
        parent.chmod(0o755)
    folder.chmod(0o555)
    before = sorted(folder.iterdir())
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(folder / "records.sqlite")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "as it was\n", done.stderr
    assert sorted(folder.iterdir()) == before
