"""Ports of servers under test: two runs of the tests on one machine do not meet."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_ASKING = "from tests.ports import free_port; print(free_port(), free_port(), flush=True); input()"


def test_processes_of_one_worker_number_have_ports_of_their_own() -> None:
    """Three runs at once whose workers have the same number are given six ports."""
    with contextlib.ExitStack() as stack:
        ports: list[bytes] = []
        for _ in range(3):
            asking = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", _ASKING],
                    cwd=ROOT,
                    env={**os.environ, "PYTEST_XDIST_WORKER": "gw0"},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            )
            assert asking.stdout is not None
            ports += asking.stdout.readline().split()
    assert len(set(ports)) == len(ports) == 6
