"""The only writer of paths."""

import gzip
import os
import shutil
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from segmentcast import files
from segmentcast.cache.backends import FolderBackend
from segmentcast.deployment.remote_state import plain
from segmentcast.errors import StoreError, UsageError


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "../x", "a/../../x", "a\\..\\x", "C:/x", "a/\0b", "a/../b"]
)
def test_a_path_that_leaves_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    """No absolute path, no parent, no drive, no backslash, no NUL."""
    with pytest.raises(UsageError):
        files.inside(tmp_path, name)


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    """A symbolic link below the root does not lead out of it."""
    root = tmp_path / "root"
    root.mkdir()
    (root / "out").symlink_to(tmp_path)
    with pytest.raises(UsageError, match="link"):
        files.inside(root, "out/secret.txt")


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    """When the block fails, the old content stands and no temporary file is left."""
    path = tmp_path / "feed.xml"
    files.write(path, b"old")

    def interrupted() -> None:
        with files.replacing(path) as stream:
            stream.write(b"new, but only hal")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["feed.xml"]


def test_a_full_disk_is_named_with_a_remedy_and_loses_nothing(tmp_path: Path) -> None:
    """Writing past the limit that the system sets is a StoreError; the old file stays whole."""
    script = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from segmentcast import files\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    files.write(Path(sys.argv[1]), b'x' * 5000)\n"
        "except files.StoreError as error:\n"
        "    print(error)\n"
    )
    path = tmp_path / "audio.mp3"
    path.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert "audio.mp3: " in done.stdout
    assert "Fix: " in done.stdout
    assert path.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_writing_below_a_file_is_named_with_its_place(tmp_path: Path) -> None:
    """A folder that is a file gives one message that names it."""
    (tmp_path / "feed").write_text("in the way")
    with pytest.raises(StoreError) as caught:
        files.write(tmp_path / "feed" / "audio" / "x.mp3", b"data")
    assert "feed" in str(caught.value)
    assert "Fix:" in str(caught.value)


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    """Reading is bounded."""
    path = tmp_path / "big.txt"
    path.write_bytes(b"x" * 2000)
    with pytest.raises(StoreError, match="larger than"):
        files.read(path, limit_bytes=1999)


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    """Writing the same bytes leaves the file's time alone and says so."""
    path = tmp_path / "page.html"
    assert files.write_if_changed(path, b"one")
    os.utime(path, ns=(1, 1))
    assert not files.write_if_changed(path, b"one")
    assert path.stat().st_mtime_ns == 1
    assert files.write_if_changed(path, b"two")


def test_two_publishes_at_once_are_told_apart(tmp_path: Path) -> None:
    """The second one is refused while the first holds the lock, and may work afterwards."""
    lock = tmp_path / "work" / "lock"
    script = (
        "import sys\nfrom pathlib import Path\nfrom segmentcast import files\n"
        "try:\n"
        "    with files.only_one(Path(sys.argv[1]), 'publish'): print('entered')\n"
        "except files.StoreError as error: print(error)\n"
    )
    command = [sys.executable, "-c", script, str(lock)]
    with files.only_one(lock, "publish"):
        during = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    after = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "another publish is at work" in during
    assert after.strip() == "entered"


def test_reading_a_small_file_takes_no_memory_for_the_limit(tmp_path: Path) -> None:
    """A limit far over the machine's memory costs nothing: only what is there is held."""
    path = tmp_path / "cover.jpg"
    path.write_bytes(b"x" * 60_000)
    tracemalloc.start()
    try:
        assert len(files.read(path, limit_bytes=1 << 34)) == 60_000
        shelf = FolderBackend(tmp_path)
        shelf.put("ab" * 32, b"y" * 60_000)
        assert shelf.get("ab" * 32, 1 << 34) == b"y" * 60_000
        assert plain(gzip.compress(b"z" * 60_000)) == b"z" * 60_000
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 4_000_000


@pytest.mark.parametrize("over", [0, 1])
def test_a_limit_is_kept_to_the_byte(tmp_path: Path, over: int) -> None:
    """A file of as many bytes as the limit, more than one piece, is read; one more is refused."""
    limit_bytes = (1 << 20) + 5
    path = tmp_path / "page.html"
    path.write_bytes(b"x" * (limit_bytes + over))
    if over:
        with pytest.raises(StoreError, match="larger than"):
            files.read(path, limit_bytes=limit_bytes)
    else:
        assert len(files.read(path, limit_bytes=limit_bytes)) == limit_bytes


def test_a_folder_that_cannot_be_flushed_stops_no_later_flush(tmp_path: Path) -> None:
    """A block of gathered flushes that fails leaves nothing behind: the next one fails, and is told, as well."""
    for _ in range(2):
        with pytest.raises(StoreError):
            write_where_a_file_comes(tmp_path / "a")
        (tmp_path / "a").unlink()


def write_where_a_file_comes(folder: Path) -> None:
    """Writes below the folder, which is a file when it is to be flushed."""
    with files.gathering():
        files.write(folder / "b" / "c.txt", b"c")
        shutil.rmtree(folder)
        folder.write_bytes(b"no folder any more")
