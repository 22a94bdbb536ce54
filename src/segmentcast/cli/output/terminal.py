"""Terminal output: progress bars or plain lines, and tables."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import click

from segmentcast.model import Finding
from segmentcast.ports import Progress, SilentProgress
from segmentcast.vocabulary.private_paths import masked

if TYPE_CHECKING:
    from rich.progress import Progress as RichBars
    from rich.progress import TaskID

LINE_EVERY_S = 10.0
_BESIDE_COLUMN = 2
"""The padding per column, the last one included. With less, the table breaks words."""
_SPEED_OVER_S = 120.0
"""The time left is estimated from the speed in the last two minutes."""


@dataclass(slots=True)
class _ShownTask:
    """A task and its progress. `began` is when its first part was finished."""

    total: float
    unit: str
    began: float
    done: float = 0.0


class LineProgress:
    """Plain lines for logs: one about all tasks every ten seconds, and messages.

    `clock` returns seconds.
    """

    def __init__(
        self, every_s: float = LINE_EVERY_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._every_s = every_s
        self._clock = clock
        self._tasks: dict[str, _ShownTask] = {}
        self._printed_at = clock()
        self._lock = threading.Lock()

    def start(self, task: str, total: float, unit: str) -> None:
        with self._lock:
            known = self._tasks.get(task)
            if known:
                known.total = total
            else:
                self._tasks[task] = _ShownTask(total, unit, self._clock())

    def advance(self, task: str, amount: float) -> None:
        with self._lock:
            if task not in self._tasks:
                return
            self._tasks[task].done += amount
            now = self._clock()
            if now - self._printed_at < self._every_s:
                return
            self._printed_at = now
            line = "; ".join(standing(name, task, now) for name, task in self._tasks.items())
        self.say(line)

    def finish(self, task: str) -> None:
        with self._lock:
            self._tasks.pop(task, None)

    def say(self, message: str) -> None:
        click.echo(printable(masked(message)), err=True)


def standing(name: str, task: _ShownTask, now: float) -> str:
    """What is done and left, the rate and the time left, in one line."""
    left = max(0.0, task.total - task.done)
    passed = now - task.began
    line = f"{name}: {task.done:,.0f} of {max(task.total, task.done):,.0f} {task.unit}"
    if task.done <= 0 or passed <= 0:
        return line
    rate = task.done / passed
    shown = f"{rate:,.1f} a second" if rate >= 0.1 else f"{rate * 60:,.1f} a minute"
    return f"{line}, {shown}, {in_words(left / rate)} to go"


def counted(count: int, thing: str) -> str:
    """A count with its noun: 1 warning, 2 warnings, 1,200 warnings."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def in_words(seconds: float) -> str:
    """A duration in whole units: 40 s, 12 min, 3 h 20 min, 2 days."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes / 60 / 24:.0f} days"


class BarProgress:
    """Bars with what is done and left, the rate and the time left, on standard error."""

    def __init__(self, bars: RichBars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}
        self._lock = threading.Lock()

    def start(self, task: str, total: float, unit: str) -> None:
        with self._lock:
            if task in self._tasks:
                self._bars.update(self._tasks[task], total=total)
            else:
                self._tasks[task] = self._bars.add_task(task, total=total, unit=unit, rate="")

    def advance(self, task: str, amount: float) -> None:
        with self._lock:
            if task in self._tasks:
                number = self._tasks[task]
                self._bars.advance(number, amount)
                shown = next(bar for bar in self._bars.tasks if bar.id == number)
                if shown.completed > (shown.total or 0.0):
                    self._bars.update(number, total=shown.completed)
                speed = shown.finished_speed or shown.speed
                self._bars.update(number, rate=f"{speed:,.1f}/s" if speed else "")

    def finish(self, task: str) -> None:
        with self._lock:
            if task in self._tasks:
                self._bars.remove_task(self._tasks.pop(task))

    def say(self, message: str) -> None:
        from rich.markup import escape

        self._bars.console.print(escape(printable(masked(message))), highlight=False)


@contextmanager
def showing_progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Context manager for a Progress: bars on a terminal, lines otherwise, nothing if quiet."""
    if quiet:
        yield SilentProgress()
        return
    if not sys.stderr.isatty():
        yield LineProgress()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.completed:,.0f}/{task.total:,.0f} {task.fields[unit]}"),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        speed_estimate_period=_SPEED_OVER_S,
        transient=True,
    ) as bars:
        yield BarProgress(bars)


def print_table(
    columns: list[str], rows: list[list[str]], *, right: frozenset[int] = frozenset()
) -> None:
    """Prints a table to standard output, as wide as the terminal, without markup in cells.

    If a word would have to be broken, each row is printed as a block of lines instead.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        console = Console(highlight=False, width=140)
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = _column_widths([columns, *cells], console.width)
    if widths is None:
        _print_blocks(columns, cells, console.width)
        return
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for index, name in enumerate(columns):
        justify: Literal["left", "right"] = "right" if index in right else "left"
        table.add_column(name, justify=justify, overflow="fold", width=widths[index])
    for row in cells:
        table.add_row(*map(Text, row))
    console.print(table)


def _column_widths(rows: list[list[str]], width: int) -> list[int] | None:
    """The width of each column such that no word is broken; None if they don't fit."""
    from rich.cells import cell_len

    columns = list(zip(*rows, strict=True))
    least = [
        max(cell_len(w) for cell in column for w in cell.split() or [""]) for column in columns
    ]
    most = [
        max(cell_len(line) for cell in column for line in cell.split("\n")) for column in columns
    ]
    left = width - _BESIDE_COLUMN * len(columns) - sum(least)
    if left < 0:
        return None
    wanted = [full - short for short, full in zip(least, most, strict=True)]
    share = min(1.0, left / sum(wanted)) if sum(wanted) else 0.0
    return [short + int(more * share) for short, more in zip(least, wanted, strict=True)]


def _print_blocks(columns: list[str], rows: list[list[str]], width: int) -> None:
    """Prints each row as lines: the first cell, then the others by column name."""
    for number, row in enumerate(rows):
        if number:
            click.echo()
        first, *others = [cell.replace("\n", " ") for cell in row]
        _wrapped(first or columns[0], "", width)
        for name, cell in zip(columns[1:], others, strict=True):
            if cell:
                _wrapped(f"{name}: {cell}" if name else cell, "  ", width)


def _wrapped(text: str, indent: str, width: int) -> None:
    import textwrap

    lines = textwrap.wrap(
        text, max(20, width), initial_indent=indent, subsequent_indent=f"{indent}  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    click.echo("\n".join(lines))


def print_findings(findings: tuple[Finding, ...]) -> None:
    """Prints one line per finding to standard error."""
    for finding in findings:
        click.echo(printable(masked(str(finding))), err=True)


def without_notes(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Only warnings and errors; `segmentcast read` shows notes too."""
    return tuple(finding for finding in findings if finding.severity != "note")


def printable(text: str) -> str:
    """The text without control characters, which could control the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
