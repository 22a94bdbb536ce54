"""Rebuilds a lost ledger from the published feed if the records are lost too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from segmentcast import files, layout
from segmentcast.checks.parsed_feed import PODCAST, read
from segmentcast.config import ShowConfig
from segmentcast.errors import LedgerError, SegmentcastError
from segmentcast.ledger import Ledger, Version
from segmentcast.publish.identity.retractions import NOTICE

_LIMIT_BYTES = 1 << 28


def ledger_of_feed(output: Path, show: ShowConfig) -> Ledger | None:
    """A ledger with the GUIDs, dates and current audio in the feed; None if no episode is ours.

    An episode's id is derived from the URL of its audio or page. Earlier audio cannot be recovered.
    """
    documents = [output / "feed.xml", *sorted(output.glob("archive/*.xml"))]
    base = show.show.base_url
    ledger = Ledger.mint(show.show.feed_url, show.show.guid)
    retracted = dict(_retractions(output, base))
    for document in documents:
        for channel, item in _items(document):
            guid = channel.findtext(f"{PODCAST}guid", "").strip()
            if not len(ledger) and guid and not show.show.guid:
                ledger = Ledger(guid, show.show.feed_url)
            try:
                _take(ledger, item, output, base, retracted)
            except (LedgerError, ValueError, TypeError):
                continue  # from another show; refused before anything is written
    for guid, (id_, title, moment) in retracted.items():
        # Withdrawn: it has no feed item, and its transcript may be gone.
        if id_ not in ledger and ledger.owner(guid) is None:
            day = layout.date_in_folder(id_)
            date = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else moment
            ledger.admit(id_, title=title, published=date, guid=guid)
            # Its notice is at its page alone. If it is taken back, the list goes on to say so.
            page = layout.page_url(base, layout.page_path(id_))
            ledger.record(
                id_, Version(page, "", "", 0, "", moment, "from the list of corrections", NOTICE)
            )
            ledger.retract(id_, moment)
    return ledger if len(ledger) else None


def _items(document: Path) -> Iterator[tuple[Any, Any]]:
    if not document.is_file():
        return
    try:
        feed, _ = read(files.read(document, limit_bytes=_LIMIT_BYTES), str(document), None)
    except SegmentcastError:
        return  # damaged, so it is rebuilt
    for item in feed.items if feed else ():
        yield feed.channel, item  # type: ignore[union-attr]


def _take(
    ledger: Ledger,
    item: Any,
    output: Path,
    base: str,
    retracted: dict[str, tuple[str, str, datetime]],
) -> None:
    """Admits the episode of a feed item. Raises ValueError or LedgerError if it is not ours."""
    guid = item.findtext("guid", "").strip()
    enclosure = item.find("enclosure")
    url = enclosure.get("url", "")
    path = _below(base, url)
    taken_back = retracted.get(guid)
    id_ = taken_back[0] if taken_back else _id_of(_below(base, item.findtext("link", "")), path)
    if not guid or not id_ or id_ in ledger:
        return
    published = parsedate_to_datetime(item.findtext("pubDate", ""))
    ledger.admit(id_, title=item.findtext("title", ""), published=published, guid=guid)
    sha256 = _hash_of(output, path)
    ledger.record(
        id_,
        Version(
            layout.url(base, path) if path else url, path if sha256 else "", sha256,
            int(enclosure.get("length", "0")), enclosure.get("type", ""),
            taken_back[2] if taken_back else published, "from the feed", NOTICE if taken_back else "",
        ),
    )  # fmt: skip
    if taken_back:
        ledger.retract(id_, taken_back[2])


def _below(base: str, address: str) -> str:
    """The path of a URL below the base URL, also behind a tracking prefix; empty if there is none."""
    _, ours, tail = address.partition(base.partition("://")[2])
    return unquote(tail.partition("?")[0]) if ours else ""


def _id_of(page: str, sound: str) -> str:
    """The episode's id from the URL of its page, or else from its audio file's name."""
    folder, _, name = page.rstrip("/").partition("/")
    if folder == "episodes" and name:
        id_ = name
    else:
        id_ = sound.rpartition("/")[2].rpartition("-")[0] if layout.hash_in_name(sound) else ""
    return id_ if id_ and layout.episode_id(id_) == id_ else ""


def _hash_of(output: Path, path: str) -> str:
    """The SHA-256 of a local audio file that matches its name; empty otherwise."""
    name = layout.hash_in_name(path)
    if not name or not (output / path).is_file():
        return ""
    sha256 = files.sha256_of(files.inside(output, path))
    return sha256 if sha256.startswith(name) else ""


def _retractions(output: Path, base: str) -> Iterator[tuple[str, tuple[str, str, datetime]]]:
    """GUID, id, title and time of each retraction in the public list of corrections."""
    path = output / "corrections.json"
    if not path.is_file():
        return
    try:
        for row in json.loads(files.read(path, limit_bytes=_LIMIT_BYTES))["corrections"]:
            id_ = _id_of(_below(base, row["page"]), "")
            if row["retracted"] and id_:
                yield row["guid"], (id_, row["title"], datetime.fromisoformat(row["date"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return
