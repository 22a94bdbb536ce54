"""A transcript without full stops, as a recogniser of speech writes them: published in bounded memory."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from typing import Any

WORDS = "the boat came back to quay and people went on board while a cold wind rose".split()
WINDOW, WINDOWS, ROUNDS = 2_000, 25, 20
MOST_BYTES = 500_000_000


def megabyte() -> str:
    """A million characters of words in no order; they come again every 50,000, which are spoken once."""
    chance = random.Random(7)
    rows = []
    for _ in range(WINDOWS):
        row = ""
        while len(row) < WINDOW - 12:
            row += chance.choice(WORDS) + " "
        rows.append(row + "x" * (WINDOW - len(row) - 1) + " ")
    return "".join(rows) * ROUNDS


# In a process of its own: the peak of one that is forked from here counts what the tests hold.
MEASURED = """
import resource, subprocess, sys
limit = 4 << 30  # what ends a publish without bounds before it takes the machine
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
done = subprocess.run([sys.executable, "-m", "segmentcast", "publish", sys.argv[1]])
print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


def test_a_megabyte_without_a_full_stop_is_published_in_bounded_memory(
    new_show: Callable[[str], Any],
) -> None:
    """One paragraph of hours, in one sentence: made, with a warning, and never more than 500 MB in memory."""
    show = new_show("endless")
    text = megabyte()
    assert len(text) == 1_000_000
    show.episode(text=f"An endless talk\n\nPETER AUNE, HOST: {text}\n")
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(show.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    told, _, peak = done.stdout.rpartition("peak ")
    assert done.returncode == 0, done.stdout
    assert "no full stops: 1,000,0" in told or "no full stops: 999,9" in told, told
    assert "1 made" in told
    assert int(peak) * 1024 < MOST_BYTES
