"""Which episode goes into which document (RFC 5005).

Episodes are counted from the oldest. Archives hold fixed, consecutive runs of them, numbered from
the oldest too, so a new episode never moves an old one: it changes the first document only. When
that one is full, its oldest run becomes one more archive, and the archive before it gains the link
forward. The first document holds the rest, at most `window` episodes.
"""

from __future__ import annotations

from dataclasses import dataclass

FEED_PATH = "feed.xml"
ARCHIVE_ITEMS = 100
"""Episodes in an archive. With the bounds on an item's text this stays below 5,000,000 bytes."""


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """One document of the feed: the episodes `start` to `stop`, counted from the oldest.

    `older` and `newer` are the paths of the documents beside it, or empty. `number` is 0 for the
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
    """`archive/00001.xml` holds the oldest episodes; other feeds keep theirs in a folder of their name."""
    folder = "" if feed_path == FEED_PATH else feed_path.removesuffix(".xml") + "/"
    return f"{folder}archive/{number:05d}.xml"


def pages(
    count: int,
    *,
    window: int = 500,
    archive_items: int = ARCHIVE_ITEMS,
    archives: int = 0,
    feed_path: str = FEED_PATH,
) -> tuple[ArchivePage, ...]:
    """The documents for `count` episodes: feed.xml first, then the archives from the oldest.

    `archives` asks for at least this many archives (when the first document is too long in bytes).
    Raises ValueError when the window is smaller than an archive.
    """
    if not 0 < archive_items <= window:
        raise ValueError(f"the window ({window}) must hold an archive ({archive_items})")
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
