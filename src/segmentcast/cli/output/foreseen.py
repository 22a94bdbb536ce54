"""What a publish would do, as a table: `segmentcast diff` and `publish --dry-run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from segmentcast.cli.output.terminal import counted, print_table, printable
from segmentcast.errors import Problem, RemovalsRefused
from segmentcast.model import Finding

if TYPE_CHECKING:
    from segmentcast.publish.outcome import EpisodeOutcome, Forecast
    from segmentcast.publish.report import Report
    from segmentcast.workspace.show_folder import ShowFolder


def print_foreseen(report: Report, place: ShowFolder) -> None:
    """Prints a row for everything new, changed, removed or held, then the totals."""
    rows = [_row(outcome, report) for outcome in report.looked_at if outcome.status != "unchanged"]
    rows += [["removed", name, "", "", "", "its folder is gone"] for name in report.removed]
    rows += [["feed", "", "", "", "", change] for change in report.changes]
    if rows:
        columns = ["", "Episode", "Date", "Speak", "Upload", "Why"]
        print_table(columns, rows, right=frozenset({3, 4}))
    if report.failed:
        click.echo(f"{len(report.failed):,} failed.")
    elif not report.something_to_do:
        click.echo("Nothing to publish.")
    for outcome in report.looked_at:
        if outcome.forecast:
            click.echo(printable(f"{outcome.id}: {_addresses(outcome.forecast)}"))
    held = report.counts["held"]
    waiting = f", {held:,} held" if held else ""
    click.echo(f"\n{report.unchanged:,} unchanged{waiting}. {_moved(report.moved)}")
    if report.sentences_to_speak:
        seconds = max(1, round(report.narration_seconds))
        click.echo(
            f"{counted(report.sentences_to_speak, 'sentence')} to speak: about {seconds:,} s on two cores."
        )
    for use in report.servers:
        cost = "" if use.cost is None else f", {use.cost:,.2f} at your price_per_million"
        click.echo(f"To send to {use.engine}: {counted(use.characters, 'character')}{cost}.")
    if report.upload_bytes:
        click.echo(f"To upload: about {_size(report.upload_bytes)}, plus the feed and the pages.")
    if report.outdated:
        could = f"{counted(report.outdated, 'episode')} could be remade with the current software"
        click.echo(f"{could}: {place.command('publish', '--remake')}")
    if report.unsigned_files:
        many = counted(report.unsigned, "episode") if report.unsigned else "The show's cover is"
        click.echo(
            f"{many} published without Content Credentials of audio or cover: --remake signs what"
            f" has none, and subscribers' apps may download"
            f" {counted(report.unsigned_files, 'file')} again."
        )
    if report.next_due:
        click.echo(f"Next due: {report.next_due:%Y-%m-%d %H:%M %Z}.")


def without_removals(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings without those raised by `refuse_as_foreseen`."""
    return tuple(finding for finding in findings if finding.rule != "removals")


def refuse_as_foreseen(report: Report) -> None:
    """Raises RemovalsRefused if the publish that this report describes would."""
    refused = [finding for finding in report.findings if finding.rule == "removals"]
    if refused:
        raise RemovalsRefused(
            Problem(finding.where, finding.what, finding.mend) for finding in refused
        )


def _row(outcome: EpisodeOutcome, report: Report) -> list[str]:
    kinds = {"made": "new" if "new" in outcome.reasons else "changed", "failed": "FAILED"}
    kind = "removed" if outcome.id in report.leaving else kinds.get(outcome.status, outcome.status)
    ahead = outcome.forecast
    name = outcome.title or outcome.folder
    return [
        kind,
        name if name == outcome.folder else f"{name}\n({outcome.folder})",
        f"{ahead.published:%Y-%m-%d}" if ahead else "",
        str(outcome.spoken) if outcome.spoken else "",
        _size(ahead.upload_bytes) if ahead else "",
        "; ".join(outcome.reasons) or "; ".join(problem.what for problem in outcome.problems),
    ]


def _addresses(ahead: Forecast) -> str:
    if not ahead.enclosure_url:
        sound = "new audio"
    elif ahead.sound_removed:
        sound = f"a notice; {ahead.enclosure_url} is removed"
    elif ahead.new_sound:
        sound = f"a new address for the audio (currently {ahead.enclosure_url}, which stays)"
    else:
        sound = f"the audio stays at {ahead.enclosure_url}"
    return f"GUID {ahead.guid}; {ahead.page_url}; {sound}"


def _moved(count: int) -> str:
    if not count:
        return "0 GUIDs and 0 dates change."
    return f"{count:,} GUIDS OR DATES WOULD CHANGE."


def _size(size_bytes: int) -> str:
    if size_bytes < 1_000_000:
        return f"{max(1, size_bytes // 1000):,} kB"
    return f"{size_bytes / 1_000_000:,.1f} MB"
