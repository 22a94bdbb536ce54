"""A real process, really killed, while it publishes into a folder that is being served."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from segmentcast.ports import Store
from segmentcast.store import DirectoryStore

OLD = {"ferry": b"ferry" * 50, "harbour": b"harbour" * 40}
NEW = {"ferry": b"ferry, corrected" * 30, "harbour": OLD["harbour"], "tides": b"tides" * 60}
PROGRAM = """
import os, signal, sys
from pathlib import Path
from segmentcast.deployment import Transaction, survey
from segmentcast.ledger import parse
from segmentcast.store import DirectoryStore, VerifyingStore

at = done = 0

def killing(act):
    def call(*arguments, **more):
        global done
        done += 1
        if done == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return act(*arguments, **more)
    return call

# Below the store: its own steps of writing a file are points to be killed at, too.
import segmentcast.files as files
for name in ("write", "copy", "remove", "read", "sha256_of"):
    setattr(files, name, killing(getattr(files, name)))
for name in ("replace", "fsync", "rename"):
    setattr(os, name, killing(getattr(os, name)))

class Quiet:
    def start(self, task, total, unit): pass
    def advance(self, task, amount): pass
    def finish(self, task): pass
    def say(self, message): pass

def publish(output, ledger_file, target):
    store = VerifyingStore(DirectoryStore(Path(target)))
    ledger = parse(Path(ledger_file).read_text("utf-8"), "ledger")
    known = frozenset(entry.guid for entry in ledger)
    Transaction(
        Path(output), store, survey(store), ledger, "https://news.example/podcast/", known, Quiet(), workers=1
    ).run()

# A process for each run, and the imports once for all of them.
for line in sys.stdin:
    *paths, at = line.rstrip("\\n").split("\\t")
    at = int(at)
    child = os.fork()
    if not child:
        publish(*paths)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., int]]:
    """Publishes in a process that is killed at a step; gives the exit code."""
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def run(one: Any, target: Path, at: int) -> int:
        ledger = tmp_path / "ledger.jsonl"
        ledger.write_text(one.ledger.render(), encoding="utf-8")
        assert program.stdin
        assert program.stdout
        program.stdin.write(f"{one.folder}\t{ledger}\t{target}\t{at}\n")
        program.stdin.flush()
        return int(program.stdout.readline())

    with program:
        yield run


def test_killed_at_any_point_the_feed_is_whole(
    publisher: Any,
    subscribed: Callable[[Store], dict[str, bytes] | None],
    run: Callable[..., int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """After SIGKILL subscribers see the old feed or the new one, whole, and publishing goes on."""
    one = publisher("one")
    points = 0
    for at in range(1, 1000):
        target = DirectoryStore(tmp_path / f"www-{at}")
        one.write(OLD)
        one.deploy(target)
        one.write(NEW)
        code = run(one, target.root, at)
        if code == 0:
            assert subscribed(target) == NEW
            break
        assert code == -signal.SIGKILL
        assert subscribed(target) in (OLD, NEW)
        one.deploy(target)
        assert subscribed(target) == NEW
        points += 1
    with capsys.disabled():
        sys.stdout.write(f" [killed at {points} points] ")
    assert points >= 7
