"""What a killed upload leaves, and a server that stops answering."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from segmentcast.deployment import prune
from segmentcast.deployment.unused_files import find_broken_off
from segmentcast.errors import StoreBusy
from segmentcast.ports import Store
from segmentcast.store import RetryingStore, VerifyingStore, leftovers, parse_address
from segmentcast.store.sftp import SftpStore


@pytest.fixture(params=["directory", "sftp"])
def folder_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The stores that keep an unfinished write as a hidden file in their folder."""
    from segmentcast.store import DirectoryStore

    if request.param == "directory":
        yield DirectoryStore(tmp_path / "www")
        return
    request.getfixturevalue("ssh_port")
    store = SftpStore(parse_address(f"sftp://127.0.0.1{tmp_path}/www"))
    yield store
    store.close()


def test_what_a_kill_left_is_removed_after_a_day(folder_store: Store, tmp_path: Path) -> None:
    """Hidden .part files are in no listing; prune finds the old ones, and nothing else."""
    folder_store.put("audio/a.mp3", b"sound", mime="audio/mpeg")
    now = datetime.now(UTC)
    audio = tmp_path / "www" / "audio"
    for name, hours in ((".a.mp3.0f.part", 25), (".b.mp3.1f.part", 1), ("mine.part", 99)):
        (audio / name).write_bytes(b"sou")
        then = (now - timedelta(hours=hours)).timestamp()
        os.utime(audio / name, (then, then))
    store = VerifyingStore(folder_store)
    assert list(store.paths()) == ["audio/a.mp3"]
    assert [file.path for file in leftovers(store)] == [
        "audio/.a.mp3.0f.part",
        "audio/.b.mp3.1f.part",
    ]
    assert prune(store, find_broken_off(store, now=now)) == 1
    assert sorted(path.name for path in audio.iterdir()) == [
        ".b.mp3.1f.part",
        "a.mp3",
        "mine.part",
    ]


def test_other_stores_keep_unfinished_writes_to_themselves(same_place: Callable[[], Store]) -> None:
    """After a finished write no store has a leftover."""
    store = same_place()
    store.put("audio/a.mp3", b"sound", mime="audio/mpeg")
    assert leftovers(store) == ()


def test_a_server_that_stops_answering_ends_the_operation(ssh_port: int, tmp_path: Path) -> None:
    """When bytes no longer come through, an upload ends as a failure for the moment, not never;
    and the next one finds a new connection."""
    flowing = threading.Event()
    flowing.set()
    port, close = _relay(ssh_port, flowing)
    home = Path(os.environ["HOME"])
    known = home / ".ssh" / "known_hosts"
    before = known.read_text()
    known.write_text(before + before.replace(f":{ssh_port}", f":{port}"))
    address = parse_address(f"sftp://127.0.0.1:{port}{tmp_path}/www")
    store = SftpStore(address, operation_seconds=2)
    patient = RetryingStore(store)  # on a busy machine two seconds may be too few
    patient.put("a.txt", b"one", mime="text/plain")
    flowing.clear()
    with pytest.raises(StoreBusy):
        store.put("a.txt", b"two", mime="text/plain")
    assert (tmp_path / "www" / "a.txt").read_bytes() == b"one"
    flowing.set()
    patient.put("a.txt", b"three", mime="text/plain")
    assert patient.get("a.txt") == b"three"
    store.close()
    close()
    known.write_text(before)


def _relay(port: int, flowing: threading.Event) -> tuple[int, Callable[[], None]]:
    """Passes connections on to a port, as long as it flows; its own port, and what ends it."""
    listener = socket.create_server(("127.0.0.1", 0))
    ends: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(act: Callable[..., None], *arguments: socket.socket) -> None:
        threads.append(threading.Thread(target=act, args=arguments, daemon=True))
        threads[-1].start()

    def pass_on(source: socket.socket, target: socket.socket) -> None:
        try:
            while block := source.recv(1 << 16):
                flowing.wait()
                target.sendall(block)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def accept() -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", port))
            ends.extend((near, far))
            start(pass_on, near, far)
            start(pass_on, far, near)

    def close() -> None:
        listener.shutdown(socket.SHUT_RDWR)
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(10)
        for each in (listener, *ends):
            each.close()

    start(accept)
    return int(listener.getsockname()[1]), close
