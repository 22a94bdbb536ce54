"""Adds corrections and retraction to a package, and detects missing notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from segmentcast import ledger as ledgers
from segmentcast.errors import ConfigError, Problem
from segmentcast.model import Correction, Finding, Package
from segmentcast.publish.identity.corrections import (
    changes_of_words,
    in_the_open,
    lacks_note,
    published_again,
)
from segmentcast.publish.options import Options
from segmentcast.publish.plan.episode_plan import Plan
from segmentcast.records import Record

NOTE_MISSING = "note-missing"


def with_note_asked_for(
    plan: Plan,
    entry: ledgers.Entry,
    record: Record | None,
    options: Options,
    *,
    reattributed: bool,
) -> Plan:
    """The plan with a warning if published words, or who says them, change without a note.

    Raises ConfigError instead where notes are required.
    """
    if not note_missing(plan, entry, record, options, reattributed=reattributed):
        return plan
    what = "who says some of the words" if reattributed else "the words"
    problem = Problem(
        plan.config.where,
        f"{what} changed after publication, and no correction explains why",
        f'append three lines: [[corrections]], date = {options.now:%Y-%m-%d}, note = "..."',
    )
    if options.require_notes:
        raise ConfigError(problem)
    asked = Finding("warning", NOTE_MISSING, problem.where, problem.what, problem.mend)
    return replace(plan, findings=(*plan.findings, asked))


def note_missing(
    plan: Plan,
    entry: ledgers.Entry,
    record: Record | None,
    options: Options,
    *,
    reattributed: bool,
) -> bool:
    """Whether published words, or who says them, would change without a note that says why."""
    if plan.config.retraction:
        return False
    before = record.package.corrections if record and is_published(record, entry) else None
    return lacks_note(
        entry, plan.words, plan.config.corrections, before, options.now, reattributed=reattributed
    )


def new_notes(plan: Plan, record: Record | None) -> tuple[str, ...]:
    """The notes of corrections and of a retraction that subscribers don't have yet, as they will read them."""
    before: set[str] = set()
    if record:
        package = record.package
        retracted = (package.retracted,) if package.retracted else ()
        before = {one.note for one in (*package.corrections, *retracted)}
    config = plan.config
    notes = [one.note for one in (*config.corrections, config.retraction) if one]
    return tuple(note for note in notes if note not in before)


def is_published(record: Record, entry: ledgers.Entry) -> bool:
    """Whether the record is of what subscribers have, not of a publish that was cut off."""
    audio = record.package.file("audio")
    return bool(audio and entry.current and audio.path == entry.current.path)


def with_corrections(
    plan: Plan, package: Package, entry: ledgers.Entry, now: datetime, *, reattributed: bool
) -> Package:
    """The package with its corrections and its retraction."""
    retraction = plan.config.retraction
    retracted = Correction(retraction.date, retraction.note) if retraction else None
    # A retraction supersedes changes of words.
    changes = (
        () if retracted else changes_of_words(entry, plan.words, now, reattributed=reattributed)
    )
    again = published_again(entry, now, retracted=retracted is not None)
    return replace(
        package,
        corrections=in_the_open(plan.config.corrections, changes, again, package.language),
        retracted=retracted,
    )
