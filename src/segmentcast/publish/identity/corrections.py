"""The corrections of an episode that changed after it was published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from segmentcast.ledger import Entry
from segmentcast.model import Correction
from segmentcast.publish.identity.retractions import is_notice
from segmentcast.vocabulary import wordings


def changes_of_words(entry: Entry, words: str, now: datetime) -> tuple[datetime, ...]:
    """When the words changed after the first publication; `now` is added if they change today.

    `words` is the hash of the words to publish. Versions with unknown words (imported ones) count
    as unchanged. Notices of a retraction are skipped.
    """
    known = [
        (version.words, version.date)
        for version in entry.versions
        if version.words and not is_notice(version)
    ]
    if known and words:
        known.append((words, now))
    return tuple(date for (before, _), (after, date) in pairwise(known) if before != after)


def unexplained(noted: Sequence[Correction], changes: Sequence[datetime]) -> tuple[datetime, ...]:
    """The changes that no note explains.

    A note explains the latest change up to its date. A note dated before all remaining changes,
    because it was written before publication, explains the first of them.
    """
    left = sorted(changes)
    for note in sorted(noted, key=lambda correction: correction.date):
        day = note.date.date()
        before = [change for change in left if change.astimezone(note.date.tzinfo).date() <= day]
        if left:
            left.remove(before[-1] if before else left[0])
    return tuple(left)


def lacks_note(
    entry: Entry,
    words: str,
    noted: Sequence[Correction],
    before: Sequence[Correction] | None,
    now: datetime,
) -> bool:
    """Whether this publish changes the words and no correction explains why.

    A correction that was published with the previous words, listed in `before`, doesn't explain it.
    If `before` is None (unknown), the dates decide.
    """
    changes = changes_of_words(entry, words, now)
    if now not in changes:
        return False
    if before is not None:
        return all(note in before for note in noted)
    return now in unexplained(noted, changes)


def in_the_open(
    noted: Sequence[Correction], changes: Sequence[datetime], language: str
) -> tuple[Correction, ...]:
    """All corrections to show: those with a note, and changes without one."""
    text = wordings.language(language).text("unnoted_change")
    unnoted = [Correction(date, text) for date in unexplained(noted, changes)]
    return tuple(sorted([*noted, *unnoted], key=lambda correction: correction.date))
