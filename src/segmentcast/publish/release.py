"""From packages to what subscribers see: pages, ledger, and the feed last, in one step."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from segmentcast import artwork, checks, feed, files, layout, site
from segmentcast.config import ShowConfig
from segmentcast.errors import ArtworkError, CheckFailed, Problem
from segmentcast.ledger import Ledger
from segmentcast.model import Finding, Package, PackageFile, Show
from segmentcast.publish.appearance import templates
from segmentcast.publish.pages import MEMORY, write_pages
from segmentcast.publish.place import ShowPlace
from segmentcast.publish.retraction import taken_back
from segmentcast.publish.side_feeds import SideFeeds, remove_stale, side_documents
from segmentcast.publish.software import PAGES, versions
from segmentcast.publish.subscribers import remove_revoked
from segmentcast.store import DirectoryStore
from segmentcast.vocabulary.private_paths import concealed

NO_SIDE_FEEDS = SideFeeds()


class Writer:
    """Puts files into the store when they differ from what is there, and counts them."""

    def __init__(self, store: DirectoryStore) -> None:
        self.store = store
        self.written = 0
        self.lengths: dict[str, int] = {}

    def documents(self) -> list[tuple[str, int]]:
        """The feed documents that were put, with their lengths: what must stand until the next time."""
        return sorted(row for row in self.lengths.items() if row[0].endswith(".xml"))

    def put(self, path: str, data: bytes) -> None:
        self.lengths[path] = len(data)
        target = files.inside(self.store.root, path)
        if (
            not target.is_file()
            or target.stat().st_size != len(data)
            or self.store.get(path) != data
        ):
            self.store.put(path, data, mime=layout.media_type(path))
            self.written += 1


def show_artwork(show: ShowConfig, place: ShowPlace, writer: Writer) -> PackageFile:
    """The show's picture in the store: the supplied one, else a card with its title."""
    if show.artwork:
        path = files.inside(place.folder, show.artwork)
        if not path.is_file():
            raise ArtworkError(
                Problem(
                    show.where,
                    f'artwork = "{show.artwork}", but there is no such file',
                    "put it there, or leave the key out",
                )
            )
        data = files.read(path)
        suffix = artwork.require(data, str(path)).extension
    else:
        card = artwork.card(
            show.show.title, author=show.show.author, accent=show.show.site.accent, kind="show"
        )
        data, suffix = card, ".jpg"
    sha256 = hashlib.sha256(data).hexdigest()
    target = layout.artwork_path("show", sha256, suffix)
    writer.put(target, data)
    return PackageFile("artwork", target, layout.media_type(target), len(data), sha256)


def release(
    show: Show,
    packages: Sequence[Package],
    ledger: Ledger,
    place: ShowPlace,
    writer: Writer,
    *,
    withdrawn: Sequence[Package] = (),
    sides: SideFeeds = NO_SIDE_FEEDS,
    now: datetime,
) -> tuple[Finding, ...]:
    """Writes pages, then the ledger, then the feed; returns what the checks say.

    `withdrawn` have a page that says what happened, and no item. The sound and the captions of
    a retracted episode are removed once the feed no longer names them.

    Raises CheckFailed when the feed would break a rule that directories enforce: then the old
    feed stays as it is.
    """
    packages = [_with_page(package) for package in packages]
    show = replace(show, side_feeds=tuple((each.title, each.feed_path) for each, _ in sides.ruled))
    documents = feed.documents(show, packages)
    beside = side_documents(sides, packages)
    findings = beside.findings + tuple(
        finding
        for document in (*documents, *beside.checked)
        for finding in (
            *document.findings,
            *checks.check_feed(document.data, document.path, now=now),
        )
    )
    faults = [finding for finding in findings if finding.severity == "error"]
    if faults:
        raise CheckFailed(Problem(fault.where, fault.what, fault.mend) for fault in faults)
    own = templates(place)
    parts = site.outline(show, packages, withdrawn=withdrawn, overrides=own)
    write_pages(parts, writer, place.work / MEMORY, versions(PAGES))
    for package in withdrawn:
        page = site.episode_page(show, package, overrides=own)
        writer.put(layout.page_path(package.id), page)
        frame = site.embed_page(show, package, overrides=own)
        writer.put(site.embed_path(package), frame)
    files.write_if_changed(place.ledger_file, ledger.render().encode())
    remove_revoked(writer.store.root, sides.subscribers or {})
    with concealed():
        for document in reversed((*documents, *beside.written)):
            writer.put(document.path, document.data)
    gone = remove_stale(writer.store, [document.path for document in beside.written])
    _remove_retracted((*packages, *withdrawn), ledger, writer.store)
    return findings + gone


def _remove_retracted(packages: Sequence[Package], ledger: Ledger, store: DirectoryStore) -> None:
    """Removes what was heard and read before a retraction; its notices stay, old ones too.

    Also under the names that the episode had before its folder was renamed: the ledger knows
    them by the sounds that were published. What other episodes have under such a name, before
    or after, stays.
    """
    if not any(package.retracted for package in packages):
        return
    gone = taken_back(ledger)
    kept = gone.spared | {file.path for package in packages for file in package.files}
    in_use = {package.id for package in packages}
    for name in sorted(gone.names):
        for path in _named(name, store):
            if path not in kept:
                store.delete(path)
        if name not in in_use:
            for page in store.root.glob(f"episodes/{name}/*"):
                store.delete(f"episodes/{name}/{page.name}")


def _named(name: str, store: DirectoryStore) -> list[str]:
    """The sounds, captions and chapters that were made for an episode of this name."""
    pattern = re.compile(rf"{re.escape(name)}-[0-9a-f]{{{layout.HASH_CHARACTERS}}}\.\w+")
    return [
        f"{folder}/{path.name}"
        for folder in ("audio", "captions", "chapters")
        for path in sorted((store.root / folder).glob(f"{name}-*"))
        if pattern.fullmatch(path.name)
    ]


def _with_page(package: Package) -> Package:
    """The package with the place of its page, which the feed links to."""
    page = PackageFile("page", layout.page_path(package.id), "text/html", 0, "")
    return replace(package, files=(*package.files, page))
