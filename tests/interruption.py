"""A command that is interrupted (Ctrl-C) at a moment which no look from outside could hit for certain."""

import signal
import subprocess
import sys
from functools import partial

# The moment is seen from within (by the interpreter's own audit events), so that none passes between two looks.
_INTERRUPTING = """
import os, signal, sys

event, ending, left = sys.argv[1], sys.argv[2], int(sys.argv[3])

def watch(name, arguments):
    global left
    # The new name of a rename is its second argument.
    if name == event and str(arguments[name == "os.rename"]).endswith(ending):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGINT)

sys.addaudithook(watch)
sys.argv[1:4] = []
from segmentcast.__main__ import main
sys.exit(main())
"""


def interrupted(
    *arguments: object, event: str = "os.rename", ending: str, count: int = 1
) -> subprocess.CompletedProcess[str]:
    """A command that gets SIGINT when it opens or renames a file of this ending for the nth time."""
    return subprocess.run(
        [sys.executable, "-c", _INTERRUPTING, event, ending, str(count), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        # A test run in the background has interruptions ignored, and hands that on.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
