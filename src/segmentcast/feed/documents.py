"""Builds the feed documents of a show from its packages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from segmentcast.feed.archives import ARCHIVE_ITEMS, WINDOW, ArchivePage, pages
from segmentcast.feed.characters import forbidden
from segmentcast.model import Finding, Package, Show

if TYPE_CHECKING:
    from segmentcast.feed.rss import Items


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """One XML document: its path below the feed's root, its bytes, and findings.

    `changed` is the latest publication, correction or retraction in it.
    """

    path: str
    data: bytes
    findings: tuple[Finding, ...] = ()
    changed: datetime | None = None


READER_PATH = "static/feed.js"
"""The script of the site that shows a feed to a person who opens it in a browser."""
_READER = (
    '  <podcast:txt purpose="page">'
    f'<script xmlns="http://www.w3.org/1999/xhtml" src="{READER_PATH}" defer="defer"></script>'
    "</podcast:txt>\n  "
).encode()
"""Inside podcast:txt, whose text stays empty: the W3C's validator warns of XHTML elsewhere, and of
namespaces that it does not know.
"""
_CHANNEL_END = b"</channel>"


def with_reader(document: bytes) -> bytes:
    """The main feed with the script that makes a page of it in a browser, as its channel's last element.

    Podcast apps pass over an element of a namespace that they don't know.
    """
    head, end, tail = document.rpartition(_CHANNEL_END)
    return head + _READER + end + tail


def documents(
    show: Show,
    packages: Sequence[Package],
    *,
    window: int = WINDOW,
    max_bytes: int = 1_000_000,
    archive_items: int = ARCHIVE_ITEMS,
) -> tuple[FeedDocument, ...]:
    """All feed documents: feed.xml first, then the archives from the oldest.

    `packages` may be in any order. feed.xml has at most `window` episodes, and fewer if it would
    exceed `max_bytes`, as long as whole archives can be split off. Cues are never read, so packages
    may omit them.
    """
    oldest_first = oldest_to_newest(packages)
    first, plan = first_document(
        show,
        oldest_first,
        narrated=any(package.narrated for package in packages),
        trailers=tuple(package for package in oldest_first if package.kind == "trailer"),
        window=window,
        max_bytes=max_bytes,
        archive_items=archive_items,
    )
    return (first, *(document(show, oldest_first, page) for page in plan[1:]))


def first_document(
    show: Show,
    oldest_first: Sequence[Package],
    *,
    narrated: bool,
    trailers: Sequence[Package] = (),
    window: int = WINDOW,
    max_bytes: int = 1_000_000,
    archive_items: int = ARCHIVE_ITEMS,
    now: datetime | None = None,
) -> tuple[FeedDocument, tuple[ArchivePage, ...]]:
    """feed.xml, and the plan of all documents, which `document` writes one by one.

    `oldest_first` are all packages in the order of `oldest_to_newest`; only the newest are read.
    `narrated` says whether any of them is narrated, and `trailers` are all trailers. lastBuildDate
    is never later than `now`.
    """
    count = len(oldest_first)
    plan = pages(count, window=window, archive_items=archive_items, feed_path=show.feed_path)
    items: Items = {}
    write = partial(
        document, show, oldest_first, narrated=narrated, trailers=trailers, now=now, items=items
    )
    first = write(plan[0])
    while len(first.data) > max_bytes and plan[0].stop - plan[0].start >= 2 * archive_items:
        first_count = plan[0].stop - plan[0].start
        surplus = first_count - first_count * max_bytes // len(first.data)
        more = min(-(-surplus // archive_items), first_count // archive_items - 1)
        plan = pages(
            count,
            window=window,
            archive_items=archive_items,
            archives=len(plan) - 1 + more,
            feed_path=show.feed_path,
        )
        first = write(plan[0])
    return first, plan


def document(
    show: Show,
    oldest_first: Sequence[Package],
    page: ArchivePage,
    *,
    narrated: bool | None = None,
    trailers: Sequence[Package] = (),
    now: datetime | None = None,
    items: Items | None = None,
) -> FeedDocument:
    """One document of the plan from `pages`, independent of the others.

    `oldest_first` are all packages in the order of `oldest_to_newest`; only `page.start` to
    `page.stop` are read. `narrated` is the channel's AI content flag; None takes it from these
    episodes, as archives do so that a new episode never changes them. For the same reason archives
    have no trailers. `items` keeps what was made of a package for another document of these.
    """
    from segmentcast.feed.rss import changed, render

    mine = tuple(oldest_first[page.start : page.stop])[::-1]
    if narrated is None:
        narrated = any(package.narrated for package in mine)
    findings = [*_show_findings(show)] if not page.archived else []
    for package in mine:
        findings.extend(_package_findings(package))
    data = render(show, page, mine, narrated=narrated, trailers=trailers, now=now, items=items)
    return FeedDocument(page.path, data, tuple(findings), changed(mine))


def oldest_to_newest(packages: Sequence[Package]) -> tuple[Package, ...]:
    """Sorted by publication date, then by id."""
    return tuple(sorted(packages, key=lambda package: (package.published, package.id)))


def _show_findings(show: Show) -> Iterator[Finding]:
    fields = (("title", show.title), ("description", show.description), ("author", show.author))
    yield from _stripped("show.toml", fields)


def _package_findings(package: Package) -> Iterator[Finding]:
    fields = [
        ("title", package.title),
        ("summary", package.summary),
        ("notice", package.notice),
        ("byline", package.byline),
    ]
    fields += [("credit", credit.name) for credit in package.credits]
    fields += [("chapter", chapter.title) for chapter in package.chapters]
    fields += [("correction", correction.note) for correction in package.corrections]
    fields += [("tag", tag) for tag in package.tags]
    yield from _stripped(package.id, fields)
    if package.file("audio") is None:
        yield Finding(
            "error", "enclosure-missing", package.id, "the episode has no audio", "publish it again"
        )


def _stripped(where: str, fields: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    for name, text in fields:
        characters = forbidden(text)
        if characters:
            yield Finding(
                "warning",
                "xml-characters",
                where,
                f"the {name} contains characters that are not allowed in a feed: {', '.join(characters[:5])};"
                " they were removed",
                "remove them from the source",
            )
