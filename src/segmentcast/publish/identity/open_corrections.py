"""Adds corrections and retraction to a package, and detects missing notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from segmentcast import ledger as ledgers
from segmentcast.errors import ConfigError, Problem
from segmentcast.model import Correction, Package
from segmentcast.publish.identity.corrections import changes_of_words, in_the_open, lacks_note
from segmentcast.publish.options import Options
from segmentcast.publish.plan.episode_plan import Plan
from segmentcast.records import Record


def require_note(plan: Plan, entry: ledgers.Entry, record: Record | None, options: Options) -> None:
    """Raises ConfigError if the words changed without a note and notes are required."""
    if options.require_notes and note_missing(plan, entry, record, options):
        raise ConfigError(
            Problem(
                plan.config.where,
                "the words changed after publication, and no correction explains why",
                f'append three lines: [[corrections]], date = {options.now:%Y-%m-%d}, note = "..."',
            )
        )


def note_missing(plan: Plan, entry: ledgers.Entry, record: Record | None, options: Options) -> bool:
    """Whether published words would change without a note that says why."""
    if plan.config.retraction:
        return False
    before = record.package.corrections if record else None
    return lacks_note(entry, plan.words, plan.config.corrections, before, options.now)


def with_corrections(plan: Plan, package: Package, entry: ledgers.Entry, now: datetime) -> Package:
    """The package with its corrections and its retraction."""
    retraction = plan.config.retraction
    retracted = Correction(retraction.date, retraction.note) if retraction else None
    # A retraction supersedes changes of words.
    changes = () if retracted else changes_of_words(entry, plan.words, now)
    return replace(
        package,
        corrections=in_the_open(plan.config.corrections, changes, package.language),
        retracted=retracted,
    )
