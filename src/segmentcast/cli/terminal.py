"""What a person sees: progress bars on a terminal, plain lines elsewhere, tables at the end."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from segmentcast.model import Finding
from segmentcast.ports import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as RichBars
    from rich.progress import TaskID


class SilentProgress:
    """Says nothing: for --json and --quiet."""

    def start(self, task: str, total: float, unit: str) -> None:
        """Nothing to show."""

    def advance(self, task: str, amount: float) -> None:
        """Nothing to show."""

    def finish(self, task: str) -> None:
        """Nothing to show."""

    def say(self, message: str) -> None:
        """Nothing to show."""


class LineProgress:
    """Plain lines for logs: one when a task begins and one at each fifth of it."""

    def __init__(self) -> None:
        self._totals: dict[str, tuple[float, float, int]] = {}
        self._lock = threading.Lock()

    def start(self, task: str, total: float, unit: str) -> None:
        with self._lock:
            self._totals[task] = (0.0, total, 0)
        self.say(f"{task}: {total:,.0f} {unit}")

    def advance(self, task: str, amount: float) -> None:
        with self._lock:
            done, total, told = self._totals.get(task, (0.0, 0.0, 0))
            done += amount
            fifth = int(done / total * 5) if total else 5
            self._totals[task] = (done, total, max(told, fifth))
        if told < fifth < 5:
            self.say(f"{task}: {fifth * 20} %")

    def finish(self, task: str) -> None:
        with self._lock:
            done, total, _ = self._totals.pop(task, (0.0, 0.0, 0))
        if done >= total:
            self.say(f"{task}: done")

    def say(self, message: str) -> None:
        click.echo(printable(message), err=True)


class BarProgress:
    """Bars with time left, on standard error."""

    def __init__(self, bars: RichBars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}
        self._lock = threading.Lock()

    def start(self, task: str, total: float, unit: str) -> None:
        with self._lock:
            self._tasks[task] = self._bars.add_task(task, total=total, unit=unit)

    def advance(self, task: str, amount: float) -> None:
        with self._lock:
            if task in self._tasks:
                self._bars.advance(self._tasks[task], amount)

    def finish(self, task: str) -> None:
        with self._lock:
            if task in self._tasks:
                self._bars.remove_task(self._tasks.pop(task))

    def say(self, message: str) -> None:
        from rich.markup import escape

        self._bars.console.print(escape(printable(message)), highlight=False)


@contextmanager
def showing_progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Bars on a terminal, lines when not, nothing when quiet."""
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
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bars:
        yield BarProgress(bars)


def print_table(
    columns: list[str], rows: list[list[str]], *, right: frozenset[int] = frozenset()
) -> None:
    """A table on standard output, as wide as the terminal, without markup in the cells."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for index, name in enumerate(columns):
        table.add_column(name, justify="right" if index in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    console = Console(highlight=False)
    if not sys.stdout.isatty():
        console = Console(highlight=False, width=140)
    console.print(table)


def print_findings(findings: tuple[Finding, ...]) -> None:
    """One line a finding, on standard error."""
    for finding in findings:
        click.echo(printable(str(finding)), err=True)


def without_notes(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Warnings and errors: what a person has to see; `segmentcast read` shows the notes as well."""
    return tuple(finding for finding in findings if finding.severity != "note")


def printable(text: str) -> str:
    """The text without control characters, which could command a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
