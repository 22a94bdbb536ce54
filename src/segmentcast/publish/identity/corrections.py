"""The corrections of an episode that changed after it was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from segmentcast.ledger import Entry
from segmentcast.model import Correction
from segmentcast.publish.identity.retractions import is_notice
from segmentcast.vocabulary import wordings


@dataclass(frozen=True, slots=True)
class ChangeOfWords:
    """When published words changed. `attribution`: only who says some of them did."""

    date: datetime
    attribution: bool = False


def changes_of_words(
    entry: Entry, words: str, now: datetime, *, reattributed: bool = False
) -> tuple[ChangeOfWords, ...]:
    """The changes of the words, or of who says them, after the first publication.

    `now` is added if they change today. `words` is the hash of the words to publish, and
    `reattributed` tells whether some are given to another person. Versions with unknown words
    (imported ones) count as unchanged. Notices of a retraction are skipped.
    """
    known = [
        (version.words, version.date, version.reattributed)
        for version in entry.versions
        if version.words and not is_notice(version)
    ]
    if known and words:
        known.append((words, now, reattributed))
    return tuple(
        ChangeOfWords(date, attribution=before == after)
        for (before, _, _), (after, date, to_others) in pairwise(known)
        if to_others or before != after
    )


def unexplained(
    noted: Sequence[Correction], changes: Sequence[ChangeOfWords]
) -> tuple[ChangeOfWords, ...]:
    """The changes that no note explains.

    A note explains the latest change up to its date. A note dated before all remaining changes,
    because it was written before publication, explains the first of them.
    """
    left = sorted(changes, key=lambda change: change.date)
    for note in sorted(noted, key=lambda correction: correction.date):
        day = note.date.date()
        before = [
            change for change in left if change.date.astimezone(note.date.tzinfo).date() <= day
        ]
        if left:
            left.remove(before[-1] if before else left[0])
    return tuple(left)


def lacks_note(
    entry: Entry,
    words: str,
    noted: Sequence[Correction],
    before: Sequence[Correction] | None,
    now: datetime,
    *,
    reattributed: bool = False,
) -> bool:
    """Whether this publish changes the words, or who says them, and no correction explains why.

    A correction that was published with the previous words, listed in `before`, doesn't explain it.
    If `before` is None (unknown), the dates decide.
    """
    changes = changes_of_words(entry, words, now, reattributed=reattributed)
    if all(change.date != now for change in changes):
        return False
    if before is not None:
        return all(note in before for note in noted)
    return any(change.date == now for change in unexplained(noted, changes))


def published_again(
    entry: Entry, now: datetime, *, retracted: bool
) -> tuple[tuple[datetime, datetime], ...]:
    """When subscribers got the notice of a retraction that was taken back, and the episode again.

    `now` is the second moment if they get the episode again today, unless it stays `retracted`. The
    ledger keeps the notices that had a sound.
    """
    moments: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    versions = [(version.date, is_notice(version)) for version in entry.versions]
    for date, notice in [*versions, (now, retracted)]:
        if notice:
            since = since or date
        elif since is not None:
            moments.append((since, date))
            since = None
    return tuple(moments)


def in_the_open(
    noted: Sequence[Correction],
    changes: Sequence[ChangeOfWords],
    again: Sequence[tuple[datetime, datetime]],
    language: str,
) -> tuple[Correction, ...]:
    """All corrections to show: those with a note, changes without one, and retractions taken back."""
    words = wordings.language(language)
    unnoted = [
        Correction(
            change.date,
            words.text("unnoted_attribution" if change.attribution else "unnoted_change"),
        )
        for change in unexplained(noted, changes)
    ]
    restored = [
        Correction(
            date,
            words.text(
                "published_again",
                retracted=words.date(since.date()),
                date=words.date(date.date()),
            ),
        )
        for since, date in again
    ]
    return tuple(sorted([*noted, *unnoted, *restored], key=lambda correction: correction.date))
