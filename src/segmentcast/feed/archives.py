"""Assigns episodes to feed documents (RFC 5005).

Episodes are counted from the oldest. Archives hold fixed, consecutive runs of them, also numbered
from the oldest. So a new episode never moves an old one: it changes only the first document. When
that is full, its oldest run becomes another archive, and the previous archive gets a link to it.
The first document holds the rest, at most `window` episodes.
"""

from __future__ import annotations

from dataclasses import dataclass

FEED_PATH = "feed.xml"
WINDOW = 500
"""Maximum number of episodes in the first document."""
ARCHIVE_ITEMS = 100
"""Episodes per archive. Since items are bounded, an archive stays below 5,000,000 bytes."""


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """One feed document, with the episodes `start` to `stop`, counted from the oldest.

    `older` and `newer` are the paths of the neighbouring documents, or empty. `number` is 0 for the
    first document.
    """

    path: str
    number: int
    start: int
    stop: int
    older: str = ""
    newer: str = ""

    @property
    def archived(self) -> bool:
        return self.number > 0


def archive_path(number: int, feed_path: str = FEED_PATH) -> str:
    """The path of an archive; `archive/00001.xml` is the oldest. Other feeds have their own folder."""
    folder = "" if feed_path == FEED_PATH else feed_path.removesuffix(".xml") + "/"
    return f"{folder}archive/{number:05d}.xml"


def pages(
    count: int,
    *,
    window: int = WINDOW,
    archive_items: int = ARCHIVE_ITEMS,
    archives: int = 0,
    feed_path: str = FEED_PATH,
) -> tuple[ArchivePage, ...]:
    """The documents for `count` episodes: feed.xml first, then the archives from the oldest.

    `archives` is a minimum number of archives, for a first document that would be too large in
    bytes. Raises ValueError if the window is smaller than an archive.
    """
    if not 0 < archive_items <= window:
        raise ValueError(
            f"the window ({window}) must not be smaller than an archive ({archive_items})"
        )
    needed = max(archives, -(-max(count - window, 0) // archive_items))
    first = ArchivePage(
        feed_path,
        0,
        needed * archive_items,
        count,
        older=archive_path(needed, feed_path) if needed else "",
    )
    return (
        first,
        *(
            ArchivePage(
                archive_path(number, feed_path),
                number,
                (number - 1) * archive_items,
                number * archive_items,
                older=archive_path(number - 1, feed_path) if number > 1 else "",
                newer=archive_path(number + 1, feed_path) if number < needed else "",
            )
            for number in range(1, needed + 1)
        ),
    )
