"""What a publish has the disk keep, and in which order: its system calls, watched by strace."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

_RENAMED = re.compile(r'rename\w*\(.*"([^"]+)"(?:, 0)?\) = 0')
_FLUSHED = re.compile(r"f(?:data)?sync\(\d+<([^>]+)>\) = 0")


def calls_of(show: Any, log: Path) -> list[tuple[str, Path]]:
    """The renames (by their new names) and flushes of a publish in a process of its own, in order."""
    done = subprocess.run(
        [
            *("strace", "-f", "-y", "-qq", "-s", "4096", "-o", str(log)),
            *("-e", "trace=rename,renameat,renameat2,fsync,fdatasync"),
            *(sys.executable, "-m", "segmentcast", "publish", str(show.root), "--quiet", "-j", "1"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    calls = []
    for line in log.read_text("utf-8", "replace").splitlines():
        renamed, flushed = _RENAMED.search(line), _FLUSHED.search(line)
        if renamed:
            calls.append(("rename", Path(renamed[1])))
        elif flushed:
            calls.append(("flush", Path(flushed[1])))
    return calls


def test_folders_are_flushed_before_and_after_the_feed(show: Any, tmp_path: Path) -> None:
    """Each folder with a new name in it is flushed once before feed.xml takes its place, the feed's after it.

    The ledger's comes first: no feed names an episode that the ledger could lose in a power cut.
    """
    show.publish_first()
    show.episode("2026-03-20-second")
    calls = calls_of(show, tmp_path / "strace.log")
    own = {".segmentcast", "__pycache__"}  # in a fresh clone, Python compiles what it imports
    calls = [(call, path) for call, path in calls if not own & set(path.parts)]
    feed = calls.index(("rename", show.feed / "feed.xml"))
    before, after = calls[:feed], calls[feed + 1 :]
    renamed = {path.parent for call, path in before if call == "rename"}
    assert {show.feed / "audio", show.feed, show.folder / "ledger"} <= renamed
    flushed = Counter(path for call, path in before if call == "flush" and path.is_dir())
    assert {folder: flushed[folder] for folder in renamed} == dict.fromkeys(renamed, 1)
    for folder in renamed:
        last = max(
            n for n, (call, path) in enumerate(before) if path.parent == folder and call == "rename"
        )
        assert before.index(("flush", folder)) > last
    feeds = [
        n for n, (call, path) in enumerate(calls) if call == "rename" and path.suffix == ".xml"
    ]
    assert before.index(("flush", show.folder / "ledger")) < min(feeds)
    assert [path for call, path in after if call == "flush" and path.is_dir()].count(show.feed) == 1


def test_a_single_file_is_kept_by_its_folder(show: Any, tmp_path: Path) -> None:
    """A command that writes one file has the disk keep its bytes, its permissions and its name, in this order."""
    log = tmp_path / "strace.log"
    done = subprocess.run(
        [
            *("strace", "-f", "-y", "-qq", "-o", str(log)),
            *("-e", "trace=rename,renameat,renameat2,fsync,chmod,fchmod,fchmodat"),
            *(
                sys.executable,
                "-m",
                "segmentcast",
                "private",
                "add",
                "Ann",
                "--show",
                str(show.root),
            ),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in log.read_text("utf-8").splitlines() if str(show.folder) in line]
    names = [re.sub(r"^\d+\s+(f?\w+?)(?:at2?)?\(.*", r"\1", line) for line in lines]
    assert names == ["fsync", "chmod", "rename", "fsync"]
    assert "0600" in lines[1]
    assert f"<{show.folder}>" in lines[3]
