"""The feed documents of an edition. Only those that changed are rewritten.

Each archive document of a feed holds a fixed run of episodes. It stays as it is while their
packages, the show and the neighbouring documents are unchanged, however many archives there are.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from segmentcast import checks, feed, files
from segmentcast.feed import ArchivePage, FeedDocument
from segmentcast.model import Finding, Show
from segmentcast.records import Packages, PageMemory, WrittenFiles
from segmentcast.site import seal
from segmentcast.vocabulary.private_paths import private_path

if TYPE_CHECKING:
    from segmentcast.publish.release.writer import Writer

NAMES = "document/"
"""Prefix of documents in the page memory."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The subscribers' tokens. Private feeds differ only in the token that replaces `placeholder`."""

    placeholder: str
    tokens: tuple[str, ...]

    def paths(self, path: str) -> dict[str, str]:
        """Maps the path of each subscriber's document to their token."""
        return {path.replace(self.placeholder, token): token for token in self.tokens}


EVERYBODY = Tokens("", ("",))


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A document, and the file where it is staged until it is published; None if it is unchanged."""

    path: str
    written: WrittenFiles
    tokens: Tokens
    staged: Path | None = None


@dataclass(slots=True)
class Documents:
    """All documents of one edition. New ones wait in `staging` until all checks have passed.

    `findings` holds what writing and checking reported, including the findings of unchanged
    documents.
    """

    memory: PageMemory
    writer: Writer
    staging: Path
    recipe: str
    now: datetime
    findings: list[Finding] = field(default_factory=list)
    _leaves: list[_Leaf] = field(default_factory=list)

    def add(
        self, show: Show, packages: Packages, *, tokens: Tokens = EVERYBODY, shown_as: str = ""
    ) -> None:
        """Adds the documents of one feed. Findings show `shown_as` in place of the feed's token."""
        look = seal([self.recipe, show])
        for page in self._add_first(show, packages, look, tokens, shown_as):
            seals = [value for _, value in packages.seals(page.start, page.stop)]
            key = seal([look, page, seals])
            if not self._unchanged(page, key, tokens):
                self._stage(
                    feed.document(show, packages, page, now=self.now), key, tokens, shown_as
                )

    def _add_first(
        self, show: Show, packages: Packages, look: str, tokens: Tokens, shown_as: str
    ) -> Sequence[ArchivePage]:
        """Adds the first document of a feed, and returns the archives beside it.

        How many archives there are depends on the first document's length. It is remembered with
        the document's key, so that nothing is rendered while all that it may hold is unchanged.
        """
        narrated, trailers = packages.narrated(), packages.trailers()
        count = len(packages)
        newest = [value for _, value in packages.seals(max(0, count - feed.WINDOW), count)]
        inputs = seal([look, count, narrated, trailers, newest])
        written = self.memory.get(NAMES + show.feed_path)
        key, _, archives = written.key.partition(" ") if written else ("", "", "")
        if written and key == inputs:
            plan = feed.pages(count, archives=int(archives), feed_path=show.feed_path)
            if self._unchanged(plan[0], written.key, tokens):
                return plan[1:]
        first, plan = feed.first_document(
            show, packages, narrated=narrated, trailers=trailers, now=self.now
        )
        # A date that was cut to now, and what is said of it, are true at this moment only.
        is_lasting = first.changed is not None and first.changed <= self.now
        self._stage(first, f"{inputs} {len(plan) - 1}" if is_lasting else "", tokens, shown_as)
        return plan[1:]

    def paths(self) -> list[str]:
        """The path of every document."""
        return [path for leaf in self._leaves for path in leaf.tokens.paths(leaf.path)]

    def write(self) -> None:
        """Publishes the staged documents, each after those it links to; the main feed comes last."""
        for leaf in reversed(self._leaves):
            if leaf is self._leaves[0]:
                files.settle()  # flush everything the feed links to before the feed itself
            length = leaf.written.sizes[leaf.path]
            if leaf.staged is None:
                self.writer.lengths |= dict.fromkeys(leaf.tokens.paths(leaf.path), length)
                continue
            data = files.read(leaf.staged, limit_bytes=1 << 30)
            for path, token in leaf.tokens.paths(leaf.path).items():
                self.writer.put(path, _for(data, leaf, token))
            self.memory.put(NAMES + leaf.path, leaf.written)

    def discard(self) -> None:
        """Removes the staged documents."""
        for leaf in self._leaves:
            if leaf.staged is not None:
                files.remove(leaf.staged)

    def _unchanged(self, page: ArchivePage, key: str, tokens: Tokens) -> bool:
        written = self.memory.get(NAMES + page.path)
        if written is None or written.key != key:
            return False
        if not self.writer.published.as_written(tokens.paths(page.path)):
            return False
        self.findings += _recalled(written.findings)
        self._leaves.append(_Leaf(page.path, written, tokens))
        return True

    def _stage(self, document: FeedDocument, key: str, tokens: Tokens, shown_as: str) -> None:
        document = self._readable(document)
        name = document.path.replace(tokens.placeholder, shown_as) if shown_as else document.path
        findings = (*document.findings, *checks.check_feed(document.data, name, now=self.now))
        self.findings += findings
        staged = self.staging / f"{len(self._leaves)}.xml"
        files.write(staged, document.data, durable=False)
        sizes = {document.path: len(document.data)}
        written = WrittenFiles(
            key, sizes, json.dumps([asdict(finding) for finding in findings]) if findings else ""
        )
        self._leaves.append(_Leaf(document.path, written, tokens, staged))

    def _readable(self, document: FeedDocument) -> FeedDocument:
        """The main feed with its page for people. A feed that is published without stays as it is."""
        if document.path != feed.FEED_PATH or self.writer.before(document.path) == document.data:
            return document
        return replace(document, data=feed.with_reader(document.data))


def _for(data: bytes, leaf: _Leaf, token: str) -> bytes:
    """One subscriber's copy of the document, with their token in its own and all linked addresses."""
    if not token:
        return data
    before, after = (
        private_path(name).removesuffix(".xml").encode()
        for name in (leaf.tokens.placeholder, token)
    )
    return data.replace(before, after)


def _recalled(text: str) -> Sequence[Finding]:
    return [Finding(**row) for row in json.loads(text)] if text else []
