"""Turns packages into what subscribers see: first pages and ledger, then the feed, in one step."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from segmentcast import files, layout, site
from segmentcast.errors import CheckFailed, Problem
from segmentcast.model import Finding, Package, PackageFile, Show
from segmentcast.publish.identity.ledger_session import LedgerSession
from segmentcast.publish.memories import PAGES as PAGE_MEMORY
from segmentcast.publish.release.branding import templates
from segmentcast.publish.release.extra_feeds import SideFeeds, add_side_feeds, remove_stale
from segmentcast.publish.release.feed_documents import Documents
from segmentcast.publish.release.retracted_files import remove_retracted_files
from segmentcast.publish.release.site_pages import write_pages
from segmentcast.publish.release.writer import Writer
from segmentcast.publish.toolchain import FEED, PAGES, versions
from segmentcast.records import Packages, PageMemory
from segmentcast.vocabulary.private_paths import concealed
from segmentcast.workspace.private_feeds import remove_revoked
from segmentcast.workspace.show_folder import ShowFolder

NO_SIDE_FEEDS = SideFeeds()
STAGING = "documents"


def release(
    show: Show,
    packages: Packages,
    cards: site.Episodes,
    ledger_session: LedgerSession,
    show_folder: ShowFolder,
    writer: Writer,
    *,
    withdrawn: Sequence[Package] = (),
    sides: SideFeeds = NO_SIDE_FEEDS,
    now: datetime,
) -> tuple[Finding, ...]:
    """Writes pages, ledger and feed, in that order, and returns the findings of the checks.

    `packages` and `cards` are read one at a time, and in full only if something has to be made of
    them. `withdrawn` episodes get a page that explains the retraction, but no feed item. The audio
    and captions of retracted episodes are removed once no feed links to them.

    Raises CheckFailed if the feed would break a rule that directories enforce; the previous feed
    then stays.
    """
    show = replace(show, side_feeds=tuple((feed.title, feed.feed_path) for feed, _ in sides.ruled))
    with contextlib.closing(PageMemory(show_folder.work / PAGE_MEMORY)) as memory:
        documents = Documents(memory, writer, show_folder.work / STAGING, versions(FEED), now)
        try:
            documents.add(show, packages)
            add_side_feeds(documents, sides, packages)
            faults = [finding for finding in documents.findings if finding.severity == "error"]
            if faults:
                raise CheckFailed(Problem(fault.where, fault.what, fault.mend) for fault in faults)
            own = templates(show_folder)
            parts = site.outline(show, cards, withdrawn=withdrawn, overrides=own)
            with memory.remembering():
                write_pages(parts, writer, memory, versions(PAGES))
            for package in withdrawn:
                for file in site.withdrawn_pages(show, package, own):
                    writer.put(file.path, file.data)
            ledger_session.save()
            files.settle(show_folder.ledger.path)  # flush it before any feed relies on it
            remove_revoked(writer.store.root, sides.subscribers or {})
            with concealed(), memory.remembering():
                documents.write()
        finally:
            documents.discard()
    gone = remove_stale(writer, documents.paths())
    remove_retracted_files(packages, withdrawn, ledger_session.ledger, writer)
    return (*documents.findings, *gone)


def with_page(package: Package) -> Package:
    """The package with the path of its page, which the feed links to."""
    page = PackageFile("page", layout.page_path(package.id), "text/html", 0, "")
    return replace(package, files=(*package.files, page))
