"""The corrections to publish for an episode that changed after it was published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from segmentcast.ledger import Entry
from segmentcast.model import Correction
from segmentcast.publish.identity.retractions import is_notice
from segmentcast.vocabulary import wordings


def changes_of_words(entry: Entry, words: str, now: datetime) -> tuple[datetime, ...]:
    """When the words changed since the first publication; `now` is the last one when they change today.

    `words` is the hash of the words as they are to be published. Versions whose words are not
    known (moved in from elsewhere, or a recording without a transcript) count as unchanged, and notices
    of a retraction do not count. Empty `words` are not known either.
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

    A note explains the last change up to its day; one that is dated before every change that is
    left (written before it was published) explains the first of these.
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
    """Whether the words change with this publish and no correction says why.

    A correction published with the previous words, one of `before`, cannot; None where
    those are not known: then the dates decide.
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
    """Every correction to show: those with a note, and the changes without one."""
    text = wordings.language(language).text("unnoted_change")
    unnoted = [Correction(date, text) for date in unexplained(noted, changes)]
    return tuple(sorted([*noted, *unnoted], key=lambda correction: correction.date))
