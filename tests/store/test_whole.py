"""A whole publish into every kind of store, and a program that ends without closing one."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from segmentcast.deployment import Deployment, Transaction, survey
from segmentcast.errors import Overtaken
from segmentcast.ledger import Ledger, Version
from segmentcast.ports import Store
from tests.showcase import Quiet

BASE = "https://news.example/podcast/"


def write_output(folder: Path, sound: bytes) -> Ledger:
    ledger = Ledger.mint(f"{BASE}feed.xml")
    entry = ledger.admit("ferry", title="Ferry", published=datetime(2026, 1, 1, tzinfo=UTC))
    sha256 = hashlib.sha256(sound).hexdigest()
    path = f"audio/ferry-{sha256[:12]}.mp3"
    version = Version(BASE + path, path, sha256, len(sound), "audio/mpeg", entry.published)
    ledger.record("ferry", version)
    feed = (
        f'<rss version="2.0"><channel><item><guid>{entry.guid}</guid><enclosure url="{BASE}{path}"'
        f' length="{len(sound)}" type="audio/mpeg"/></item></channel></rss>'
    )
    pages = {f"episodes/{number}/index.html": b"<p>" + bytes([65 + number]) for number in range(9)}
    for name, data in {path: sound, "feed.xml": feed.encode(), **pages}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return ledger


def test_a_publish_goes_through_and_its_repetition_sends_nothing(
    same_place: Callable[[], Store], tmp_path: Path
) -> None:
    """First everything, then nothing, then only what changed; who starts from the old feed is told."""
    store, output = same_place(), tmp_path / "output"

    def publish(ledger: Ledger, **more: object) -> tuple[str, ...]:
        standing = more.pop("standing", None) or survey(store)
        known = frozenset(entry.guid for entry in ledger)
        task = Transaction(output, store, standing, ledger, BASE, known, Quiet(), **more)  # type: ignore[arg-type]
        return task.run().uploaded

    ledger = write_output(output, b"first sound" * 1000)
    start = survey(store)
    assert len(publish(ledger)) == 12
    assert publish(ledger) == ()
    (output / "episodes/3/index.html").write_bytes(b"<p>changed")
    assert publish(ledger) == ("episodes/3/index.html",)
    newer = write_output(output, b"second sound" * 1000)
    with pytest.raises(Overtaken):
        publish(newer, standing=start)
    assert b"second" not in store.get("feed.xml")
    assert "feed.xml" in publish(newer)
    assert store.get("feed.xml") == (output / "feed.xml").read_bytes()


def test_a_private_feed_comes_and_goes(same_place: Callable[[], Store], tmp_path: Path) -> None:
    """It is at its address until it is revoked; then the next publish takes it away, and says no token."""
    store, output = same_place(), tmp_path / "output"
    ledger = write_output(output, b"sound" * 1000)
    home = output / "private" / ("T" * 32)
    home.mkdir(parents=True)
    (home / "feed.xml").write_bytes((output / "feed.xml").read_bytes())

    def publish() -> Deployment:
        known = frozenset(entry.guid for entry in ledger)
        return Transaction(output, store, survey(store), ledger, BASE, known, Quiet()).run()

    assert "private/***/feed.xml" in publish().uploaded
    assert store.get(f"private/{home.name}/feed.xml") == (output / "feed.xml").read_bytes()
    (home / "feed.xml").unlink()
    assert publish().deleted == ("private/***/feed.xml",)
    assert not [path for path in store.paths() if path.startswith("private/")]


def test_a_program_may_end_without_closing_its_store(ssh_port: int, tmp_path: Path) -> None:
    """An open SFTP connection does not keep a program from ending."""
    program = (
        "from segmentcast.store import open_store\n"
        f"store = open_store('sftp://127.0.0.1{tmp_path}')\n"
        "store.put('a/b.txt', b'words', mime='text/plain')\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=300, env=os.environ)
    assert (tmp_path / "a/b.txt").read_bytes() == b"words"
