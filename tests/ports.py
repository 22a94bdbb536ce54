"""Ports for servers that have to be told theirs before they start.

They lie below those that the system gives to connections, and each worker of pytest-xdist has its
own, so that between choosing one and listening on it nobody takes it. Whoever can bind port 0 and
hand the socket on needs none of this.
"""

import itertools
import os
import socket
import subprocess
import time

_FIRST, _EACH = 12_000, 600
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 30
_numbers = itertools.cycle(range(_EACH))


def free_port() -> int:
    """A port of this machine on which nobody listens; another one each time."""
    for number in itertools.islice(_numbers, _EACH):
        port = _FIRST + _WORKER * _EACH + number
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
