"""Reads a whole feed, from the web or from a saved file, and follows its paging."""

from __future__ import annotations

from pathlib import Path

from segmentcast import files
from segmentcast.errors import FeedError, Problem, UsageError
from segmentcast.migration.feed_elements import MAX_BYTES
from segmentcast.migration.feed_reading import ReadDocument, joined, read_document
from segmentcast.migration.imported_show import Losses, ReadFeed
from segmentcast.migration.web import Unreachable, Web

MAX_DOCUMENTS = 2000


def read_feed(source: str, web: Web) -> ReadFeed:
    """The whole feed at a URL or in a file, following its paging. Raises FeedError.

    Missing documents are an error for a feed from the web, because part of a show is not the show.
    A saved file is read on its own.
    """
    from_web = source.startswith(("http://", "https://"))
    losses = Losses(source)
    if from_web:
        answer = web.get(source, MAX_BYTES)
        documents = [read_document(answer.data, source, losses, answer.url)]
    else:
        path = Path(source)
        if not path.is_file():
            raise UsageError(
                Problem(source, "there is no such file", "give a file, or an address with https://")
            )
        documents = [read_document(files.read(path, limit_bytes=MAX_BYTES), source, losses)]
    documents += _older(documents[0], source if from_web else "", web, losses, strict=from_web)
    return joined(documents, losses, source if from_web else "")


def _older(
    first: ReadDocument, own: str, web: Web, losses: Losses, *, strict: bool
) -> list[ReadDocument]:
    documents: list[ReadDocument] = []
    seen = {own, first.self_url}
    url = first.older_url
    while url and url not in seen:
        seen.add(url)
        if len(documents) >= MAX_DOCUMENTS:
            raise FeedError(
                Problem(url, f"the feed has more than {MAX_DOCUMENTS} documents", "merge them")
            )
        try:
            answer = web.get(url, MAX_BYTES)
        except Unreachable as error:
            if strict:
                raise
            losses.warn(
                "paging",
                f"the older episodes at {url} are missing: {error}",
                "import from the web instead",
            )
            break
        document = read_document(answer.data, url, losses, answer.url)
        documents.append(document)
        url = document.older_url
    return documents
