"""Which episodes a publish that did not come to its end has made, and no subscriber has yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from html import unescape
from typing import Literal

from segmentcast import files
from segmentcast.errors import StoreError
from segmentcast.publish.identity.ledger_session import UNFINISHED
from segmentcast.records import Records
from segmentcast.workspace.show_folder import ShowFolder

Unreleased = Literal["new", "changed"]
"""The feed doesn't have the episode, or has its version before."""
_ITEM = re.compile(rb"<item\b.*?</item>", re.DOTALL)
_GUID = re.compile(rb"<guid\b[^>]*>([^<]*)</guid>")
_AUDIO = re.compile(rb'<enclosure\b[^>]*?\burl="([^"]*)"')
_DOCUMENT_BYTES = 1 << 28


def unreleased(place: ShowFolder, records: Records, *, now: datetime) -> Mapping[str, Unreleased]:
    """Those episodes by id. Empty after a publish that came to its end: nothing is read then."""
    if not records.state(UNFINISHED):
        return {}
    audio = dict(_audio_by_guid(place))
    made: dict[str, Unreleased] = {}
    for package in records.packages(now=now):
        in_feed = audio.get(package.guid)
        file = package.file("audio")
        if in_feed is None:
            made[package.id] = "new"
        elif file and not (file.url or in_feed.endswith(f"/{file.path}")):
            made[package.id] = "changed"
    for package in records.withdrawn(now=now):
        if package.guid in audio:
            made[package.id] = "changed"
    return made


def _audio_by_guid(place: ShowFolder) -> Iterable[tuple[str, str]]:
    """The address of the audio in every item of the feed and of its archive."""
    output = place.output
    for path in (*sorted((output / "archive").glob("*.xml")), output / "feed.xml"):
        try:
            document = files.read(path, limit_bytes=_DOCUMENT_BYTES) if path.is_file() else b""
        except StoreError:
            continue  # what can't be read reaches nobody
        for item in _ITEM.findall(document):
            guid, url = _GUID.search(item), _AUDIO.search(item)
            if guid:
                yield _text(guid[1]), _text(url[1]) if url else ""


def _text(raw: bytes) -> str:
    return unescape(raw.decode("utf-8", "replace")).strip()
