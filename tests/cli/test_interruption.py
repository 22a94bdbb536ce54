"""A program that was asked to stop ends, whatever it waits for."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from segmentcast.interruption import EXIT_CODE

_WAITING = """
import signal, sys, threading
from concurrent.futures import ThreadPoolExecutor
from segmentcast import interruption

interruption.GRACE_SECONDS = 0.1
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background ignore it
never = threading.Event()

def ready():
    print("ready", flush=True)
    never.wait()

def farewell():
    interruption.say_at_last("Stopped.")
"""
_AT_WORK = """
with interruption.ended_at_last(farewell), ThreadPoolExecutor(1) as pool:
    pool.submit(ready).result()  # Ctrl-C ends this, and then the pool waits for its thread
"""
_LEAVING = """
try:
    threading.Thread(target=ready).start()
    never.wait()
except KeyboardInterrupt:
    interruption.leave(7)
"""


@pytest.mark.parametrize(
    ("work", "said", "code"), [(_AT_WORK, "Stopped.\n", EXIT_CODE), (_LEAVING, "", 7)]
)
def test_ctrl_c_ends_a_program_whose_threads_wait_for_ever(work: str, said: str, code: int) -> None:
    """It ends, with its last words or its own exit code, though one of its threads never does."""
    with subprocess.Popen(
        [sys.executable, "-c", _WAITING + work],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        program.send_signal(signal.SIGINT)
        try:
            _, errors = program.communicate(timeout=120)
        finally:
            program.kill()
    # Where the thread is faster than `submit`, a traceback stands before the last words.
    assert (program.returncode, errors.splitlines(keepends=True)[-1:]) == (
        code,
        [said] * bool(said),
    )


def test_a_command_seldom_looks_for_garbage_and_never_as_it_exits() -> None:
    looked = """
import atexit, gc, sys
atexit.register(lambda: print(gc.get_threshold()[0], gc.get_freeze_count() > len(gc.get_objects())))
sys.argv = ["segmentcast", "--version"]
from segmentcast.cli import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", looked], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "50000 True"
