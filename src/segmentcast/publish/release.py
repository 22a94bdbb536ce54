"""From packages to what subscribers see: pages, ledger, and the feed last, in one step."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from segmentcast import artwork, files, layout, site
from segmentcast.cache import Packages, PageMemory
from segmentcast.config import ShowConfig
from segmentcast.errors import ArtworkError, CheckFailed, Problem
from segmentcast.ledger import Ledger
from segmentcast.model import Finding, Package, PackageFile, Role, Show
from segmentcast.publish.appearance import templates
from segmentcast.publish.documents import Documents
from segmentcast.publish.memories import PAGES as PAGE_MEMORY
from segmentcast.publish.pages import write_pages
from segmentcast.publish.place import ShowPlace
from segmentcast.publish.promises import Promises
from segmentcast.publish.published_files import PublishedFiles
from segmentcast.publish.retraction import taken_back
from segmentcast.publish.side_feeds import SideFeeds, add_side_feeds, remove_stale
from segmentcast.publish.software import FEED, PAGES, versions
from segmentcast.publish.subscribers import remove_revoked
from segmentcast.store import DirectoryStore
from segmentcast.vocabulary.private_paths import concealed

NO_SIDE_FEEDS = SideFeeds()
STAGING = "documents"
_HASHED = re.compile(rf"(.+)-[0-9a-f]{{{layout.HASH_CHARACTERS}}}\.\w+")


class Writer:
    """Puts files into the store when they differ from what is there, counts them and notes what they are."""

    def __init__(self, store: DirectoryStore, published: PublishedFiles) -> None:
        self.store = store
        self.published = published
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
        self.published.note(path, hashlib.sha256(data).hexdigest(), len(data))

    def put_file(self, role: Role, path: str, data: bytes) -> PackageFile:
        """The same for a file of the show's own, as a package has its files."""
        self.put(path, data)
        sha256 = hashlib.sha256(data).hexdigest()
        return PackageFile(role, path, layout.media_type(path), len(data), sha256)

    def remove(self, path: str) -> None:
        self.store.delete(path)
        self.published.forget(path)


def show_artwork(show: ShowConfig, place: ShowPlace, writer: Writer) -> PackageFile:
    """The show's picture in the store: the supplied one, else a card with its title."""
    if show.artwork:
        path = place.file(show.artwork)
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
    return writer.put_file("artwork", layout.artwork_path("show", sha256, suffix), data)


def release(
    show: Show,
    packages: Packages,
    cards: site.Episodes,
    promises: Promises,
    place: ShowPlace,
    writer: Writer,
    *,
    withdrawn: Sequence[Package] = (),
    sides: SideFeeds = NO_SIDE_FEEDS,
    now: datetime,
) -> tuple[Finding, ...]:
    """Writes pages, then the ledger, then the feed; returns what the checks say.

    `packages` and their `cards` are read one at a time, whole only where something is made of them. `withdrawn` have a
    page that says what happened, and no item. The sound and the captions of a retracted episode are
    removed once the feed no longer names them.

    Raises CheckFailed when the feed would break a rule that directories enforce: then the old
    feed stays as it is.
    """
    show = replace(show, side_feeds=tuple((each.title, each.feed_path) for each, _ in sides.ruled))
    with contextlib.closing(PageMemory(place.work / PAGE_MEMORY)) as memory:
        documents = Documents(memory, writer, place.work / STAGING, versions(FEED), now)
        try:
            documents.add(show, packages)
            add_side_feeds(documents, sides, packages)
            faults = [finding for finding in documents.findings if finding.severity == "error"]
            if faults:
                raise CheckFailed(Problem(fault.where, fault.what, fault.mend) for fault in faults)
            own = templates(place)
            parts = site.outline(show, cards, withdrawn=withdrawn, overrides=own)
            with memory.remembering():
                write_pages(parts, writer, memory, versions(PAGES))
            for package in withdrawn:
                page = site.episode_page(show, package, overrides=own)
                writer.put(layout.page_path(package.id), page)
                frame = site.embed_page(show, package, overrides=own)
                writer.put(site.embed_path(package), frame)
            promises.save()
            files.settle(place.ledger.path)  # before any feed names what is in it
            remove_revoked(writer.store.root, sides.subscribers or {})
            with concealed(), memory.remembering():
                documents.write()
        finally:
            documents.discard()
    gone = remove_stale(writer, documents.paths())
    _remove_retracted(packages, withdrawn, promises.ledger, writer)
    return (*documents.findings, *gone)


def _remove_retracted(
    packages: Packages, withdrawn: Sequence[Package], ledger: Ledger, writer: Writer
) -> None:
    """Removes what was heard and read before a retraction; its notices stay, old ones too.

    Also under the names that the episode had before its folder was renamed: the ledger knows
    them by the sounds that were published. What other episodes have under such a name, before
    or after, stays.
    """
    if not packages.retracted() and not any(package.retracted for package in withdrawn):
        return
    gone = taken_back(ledger)
    candidates = {path for path in _named(gone.names, writer.store) if path not in gone.spared}
    if candidates:
        for package in (*withdrawn, *packages.retracted()):
            candidates.difference_update(file.path for file in package.files)
    if candidates:
        for package in packages:
            candidates.difference_update(file.path for file in package.files)
    for path in sorted(candidates):
        writer.remove(path)
    others = sorted(gone.names.keys() - {each.id for each in withdrawn})
    for name in (name for name in others if not packages.has(name)):
        for page in writer.store.root.glob(f"episodes/{name}/*"):
            writer.remove(f"episodes/{name}/{page.name}")


def _named(names: Collection[str], store: DirectoryStore) -> Iterator[str]:
    """The sounds, captions and chapters that were made for episodes of these names."""
    for folder in ("audio", "captions", "chapters"):
        if not (store.root / folder).is_dir():
            continue
        with files.explained(folder), os.scandir(store.root / folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                found = _HASHED.fullmatch(entry.name)
                if found and found[1] in names:
                    yield f"{folder}/{entry.name}"


def with_page(package: Package) -> Package:
    """The package with the place of its page, which the feed links to."""
    page = PackageFile("page", layout.page_path(package.id), "text/html", 0, "")
    return replace(package, files=(*package.files, page))
