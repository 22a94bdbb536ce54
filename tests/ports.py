"""Ports for servers that have to be told theirs before they start.

They lie below those that the system gives to connections. Each process of tests, whichever run it
belongs to, takes ports from a block of its own, so that between choosing one and listening on it
nobody takes it. Whoever can bind port 0 and hand the socket on needs none of this.
"""

import atexit
import functools
import itertools
import socket
import subprocess
import time
from collections.abc import Iterator

_FIRST, _BLOCKS, _LENGTH = 12_000, 90, 200


@functools.cache
def _block() -> tuple[socket.socket, Iterator[int]]:
    """The socket whose port, the first of a block, shows that the block is taken; and the others, over and over."""
    for first in range(_FIRST, _FIRST + _BLOCKS * _LENGTH, _LENGTH):
        mark = socket.socket()
        try:
            mark.bind(("127.0.0.1", first))
        except OSError:
            mark.close()
            continue
        atexit.register(mark.close)
        return mark, itertools.cycle(range(first + 1, first + _LENGTH))
    raise AssertionError("no block of ports is free")


def free_port() -> int:
    """A port of this machine on which nobody listens; another one each time."""
    for port in itertools.islice(_block()[1], _LENGTH):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Until somebody listens there; fails where the server has ended instead."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended at once"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server does not listen")
