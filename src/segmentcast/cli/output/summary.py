"""The result of a publish, as a table."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from segmentcast.cli.output.foreseen import print_foreseen
from segmentcast.cli.output.terminal import print_table, printable
from segmentcast.model import Finding
from segmentcast.publish.outcome import EpisodeOutcome, Status
from segmentcast.publish.report import Report
from segmentcast.timing import length_clock
from segmentcast.workspace.show_folder import ShowFolder

_UNCHANGED_SHOWN = 20
"""Longer lists of unchanged episodes are summarised."""

_ABOUT_SPEAKERS = frozenset(
    {
        "alternation", "label-doubtful", "label-unread", "speaker-silent", "speaker-unnamed",
        "speaker-unsure", "turn-boundaries",
    }
)  # fmt: skip
_LEAST_TOGETHER = 2
_MISSING: tuple[Status, ...] = ("failed", "held")
"""Outcomes that keep an episode, or its new version, out of the feed."""


def print_summary(report: Report, place: ShowFolder) -> None:
    """Prints a row per episode, then the next due time, the feed's address and the next steps."""
    if report.dry_run:
        print_foreseen(report, place)
        click.echo("\nNothing was written (--dry-run).")
        return
    few = report.unchanged <= _UNCHANGED_SHOWN
    shown = [
        outcome
        for outcome in (report.outcomes if few else report.looked_at)
        if few or outcome.status != "unchanged"
    ]
    if shown:
        print_table(
            ["Episode", "Length", "Loudness", "Voices", "Result", "Why"],
            [_row(outcome) for outcome in shown],
            right=frozenset({1}),
        )
    if len(shown) < len(report.outcomes):
        click.echo(f"{report.unchanged:,} episodes are unchanged.")
    for name in report.removed:
        click.echo(
            printable(
                f"No longer in the feed: {name} (its folder is gone; the ledger keeps its GUID)"
            )
        )
    click.echo(f"\n{_sums(report)}")
    if report.next_due:
        click.echo(
            f"Something is due on {report.next_due:%Y-%m-%d at %H:%M %Z}: publish again then."
        )
    if not _has_feed(report):
        return
    click.echo(f"Feed: {Path(report.output) / 'feed.xml'}   for subscribers: {report.feed_url}")
    click.echo(f"To listen: {place.command('serve')}")


def about_speakers_together(
    findings: Sequence[Finding], folder: str, place: ShowFolder
) -> tuple[Finding, ...]:
    """An episode's findings, with several about its speakers combined into one line.

    `segmentcast read` shows each of them.
    """
    several = [finding for finding in findings if finding.rule in _ABOUT_SPEAKERS]
    if len(several) < _LEAST_TOGETHER:
        return tuple(findings)
    counts = Counter(finding.rule for finding in several)
    shown = ", ".join(f"{count:,} {rule}" for rule, count in counts.items())
    path = place.path / folder
    whole = Finding(
        "warning", "speakers", str(path), f"{len(several):,} warnings about speakers ({shown}).",
        f"segmentcast read {shlex.quote(str(path))} shows them",
    )  # fmt: skip
    return (whole, *(finding for finding in findings if finding not in several))


def _sums(report: Report) -> str:
    """The number of episodes made, unchanged, failed and held, and the state of the feed."""
    counts = report.counts
    missing = [f"{counts[name]:,} {name}" for name in _MISSING if counts[name]]
    if counts["made"] or report.written:
        rest = "the rest is in the feed" if missing else "the feed is up to date"
        done = [f"{counts['made']:,} made", f"{counts['unchanged']:,} unchanged"]
        return f"{', '.join([*done, *missing])}; {rest}."
    if counts["failed"]:
        feed = "the feed is unchanged" if _has_feed(report) else "no feed was written"
        return f"{', '.join(missing)}; {feed}."
    state = "Nothing changed" if _has_feed(report) else "Nothing is published yet"
    return f"{'; '.join([state, *missing])}."


def _has_feed(report: Report) -> bool:
    return (Path(report.output) / "feed.xml").is_file()


def _row(outcome: EpisodeOutcome) -> list[str]:
    loudness = outcome.loudness
    results = {"failed": "FAILED"}
    why = [problem.what for problem in outcome.problems] or list(outcome.reasons)
    if outcome.problems:
        why += outcome.reasons
    due = f" (due {outcome.due:%Y-%m-%d %H:%M %Z})" if outcome.due else ""
    name = outcome.title or outcome.folder
    return [
        name if name == outcome.folder else f"{name}\n({outcome.folder})",
        length_clock(outcome.duration_ms) if outcome.duration_ms else "",
        f"{loudness.integrated_lufs:.1f} LUFS, {loudness.true_peak_dbtp:.1f} dBTP"
        if loudness
        else "",
        "\n".join(f"{name}: {voice}" for name, voice in outcome.voices),
        results.get(outcome.status, outcome.status),
        "; ".join(why) + due,
    ]
