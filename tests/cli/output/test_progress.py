"""What a person sees of a long run: done, left, rate, time to go."""

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

from segmentcast.cli.output.terminal import LineProgress, in_words


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_log_gets_one_line_in_ten_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    """Many steps in a short time are one line, which says what is done and left, how fast, how long."""
    clock = Clock()
    lines = LineProgress(clock=clock)
    lines.start("Sound", 600, "s of sound")
    lines.start("Episodes", 4, "episodes")
    for _ in range(100):
        clock.now += 0.25
        lines.advance("Sound", 3)
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert told[0] == (
        "Sound: 120 of 600 s of sound, 12.0 a second, 40 s to go; Episodes: 0 of 4 episodes"
    )


def test_a_total_that_turns_out_otherwise_is_told_as_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A task that is started again has another total; nothing that was done is forgotten."""
    clock = Clock()
    lines = LineProgress(clock=clock)
    lines.start("Sound", 100, "s of sound")
    clock.now += 5
    lines.advance("Sound", 50)
    lines.start("Sound", 300, "s of sound")
    clock.now += 5
    lines.advance("Sound", 50)
    assert capsys.readouterr().err == ("Sound: 100 of 300 s of sound, 10.0 a second, 20 s to go\n")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(4.4, "4 s"), (600, "10 min"), (12_000, "3 h 20 min"), (400_000, "5 days")],
)
def test_a_time_to_go_is_said_in_whole_units(seconds: float, words: str) -> None:
    """Nobody needs the seconds of a day."""
    assert in_words(seconds) == words


def test_a_terminal_shows_the_account_while_it_runs() -> None:
    """On a real terminal the bar has the amount done, the total, the unit and the rate."""
    # It goes on until it is told that all of it was seen.
    program = (
        "import select, sys\n"
        "from segmentcast.cli.output.terminal import showing_progress\n"
        "with showing_progress() as progress:\n"
        "    progress.start('Sound', 50, 's of sound')\n"
        "    progress.advance('Sound', 40)\n"
        "    while not select.select([sys.stdin], [], [], 0.05)[0]:\n"
        "        progress.advance('Sound', 0.001)\n"
        "    progress.finish('Sound')\n"
    )
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120", "PYTHONPATH": str(_source())},
    )
    os.close(theirs)
    assert child.stdin is not None
    seen, awaited = b"", [b"Sound", b"40/50 s of sound", b"/s"]
    try:
        while any(part not in seen for part in awaited):
            assert select.select([ours], [], [], 60)[0], seen
            seen += os.read(ours, 4096)
        child.stdin.close()
        while select.select([ours], [], [], 60)[0] and _more(ours):
            pass
        assert child.wait(300) == 0
    finally:
        child.kill()
        os.close(ours)


def _more(terminal: int) -> bytes:
    """What a program wrote to its terminal; nothing at its end."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def _source() -> Path:
    import segmentcast

    return Path(segmentcast.__file__).parents[1]
