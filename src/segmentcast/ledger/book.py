"""The ledger itself: who may enter, what may change, and its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from segmentcast.errors import LedgerError, Problem
from segmentcast.feed.identity import episode_guid, show_guid
from segmentcast.ledger.entries import (
    Entry,
    Version,
    entry_from_json,
    entry_to_json,
    json_object,
    refuse_unknown,
    take_text,
    to_line,
)

SCHEMA = 1
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_RESTORE = "restore the line from version control or from a backup"


@dataclass(slots=True)
class _Claims:
    """Who has which GUID, and which bytes stand at which URL."""

    guids: dict[str, str] = field(default_factory=dict)
    urls: dict[str, tuple[str, str]] = field(default_factory=dict)


class Ledger:
    """The show's identity and its entries by id. Each method either does all it says or nothing."""

    def __init__(self, guid: str, feed_url: str, entries: Iterable[Entry] = ()) -> None:
        self.guid = guid
        self.feed_url = feed_url
        self._entries: dict[str, Entry] = {}
        self._claims = _Claims()
        for entry in entries:
            problem = self._objection(entry)
            if problem:
                raise LedgerError(Problem(entry.id, problem, _RESTORE))
            self._keep(entry)

    @classmethod
    def mint(cls, feed_url: str, guid: str = "") -> Ledger:
        """The ledger of a new show. The GUID is made from the feed's first URL, unless it has one."""
        return cls(guid or show_guid(feed_url), feed_url)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return (self._entries[id] for id in sorted(self._entries))

    def __contains__(self, id: object) -> bool:
        return id in self._entries

    def get(self, id: str) -> Entry | None:
        """The entry of an episode, or None when it was never admitted."""
        return self._entries.get(id)

    def find(self, fingerprint: str) -> tuple[Entry, ...]:
        """The entries whose source was this: how a renamed folder is recognised."""
        return tuple(entry for entry in self if fingerprint and entry.fingerprint == fingerprint)

    def copy(self) -> Ledger:
        """A ledger that can be changed without changing this one."""
        twin = Ledger(self.guid, self.feed_url)
        twin._entries = dict(self._entries)
        twin._claims = _Claims(dict(self._claims.guids), dict(self._claims.urls))
        return twin

    def admit(
        self,
        id: str,
        *,
        title: str,
        published: datetime,
        guid: str = "",
        fingerprint: str = "",
    ) -> Entry:
        """The entry of an episode: made at its first publication, kept ever after.

        Title and fingerprint follow the source. `guid` is for an episode that has one already (moved
        in from another feed). Raises LedgerError when the GUID or the date would change, or when
        another episode has the GUID.
        """
        known = self._entries.get(id)
        title = title.encode("utf-8", "replace").decode()
        if known is None:
            entry = Entry(id, guid or self._new_guid(id), published, title, (), fingerprint)
            problem = self._objection(entry)
            if problem:
                raise LedgerError(Problem(id, problem, "give each episode a GUID of its own"))
        else:
            self._refuse_change(known, published, guid)
            entry = replace(known, title=title, fingerprint=fingerprint or known.fingerprint)
        self._keep(entry)
        return entry

    def withdraw(self, id: str) -> None:
        """Takes back the admission of an episode whose sound was never published; else nothing."""
        entry = self._entries.get(id)
        if entry is not None and not entry.versions:
            del self._entries[id]
            del self._claims.guids[entry.guid]

    def record(self, id: str, version: Version) -> bool:
        """Notes the sound that is published for an episode; False when it is the current one already.

        Raises LedgerError when the URL stands for other bytes or for another episode.
        """
        entry = self._admitted(id)
        current = entry.current
        if current and (current.url, current.sha256) == (version.url, version.sha256):
            return False
        changed = replace(entry, versions=(*entry.versions, version))
        problem = self._objection(changed)
        if problem:
            remedy = (
                "publish the new sound under a new name: a URL never changes what it stands for"
            )
            raise LedgerError(Problem(id, problem, remedy))
        self._keep(changed)
        return True

    def rename(self, old: str, new: str) -> Entry:
        """The episode goes on under another id (its folder was renamed), with its GUID and date."""
        entry = self._admitted(old)
        if new in self._entries:
            raise LedgerError(
                Problem(new, f"cannot take over from {old}: it is an episode already", "rename one")
            )
        del self._entries[old]
        for version in entry.versions:
            self._claims.urls[version.url] = (new, version.sha256)
        renamed = replace(entry, id=new)
        self._keep(renamed)
        return renamed

    def retract(self, id: str, when: datetime | None) -> Entry:
        """Marks an episode as retracted; with None, as restored."""
        entry = replace(self._admitted(id), retracted=when)
        self._keep(entry)
        return entry

    def move(self, feed_url: str) -> None:
        """The feed has another URL from now on. Its GUID stays."""
        self.feed_url = feed_url

    def render(self) -> str:
        """The file's text: always the same for the same content."""
        head = {"schema": SCHEMA, "guid": self.guid, "feed_url": self.feed_url}
        lines = [to_line(head), *(to_line(entry_to_json(entry)) for entry in self)]
        return "\n".join(lines) + "\n"

    def _admitted(self, id: str) -> Entry:
        if id not in self._entries:
            raise LedgerError(Problem(id, "the ledger does not know this episode", "publish it"))
        return self._entries[id]

    def _new_guid(self, id: str) -> str:
        """UUIDv5 of the id; of `id#2` and so on when a renamed episode took that with it."""
        guid, count = episode_guid(self.guid, id), 1
        while guid in self._claims.guids:
            count += 1
            guid = episode_guid(self.guid, f"{id}#{count}")
        return guid

    def _refuse_change(self, known: Entry, published: datetime, guid: str) -> None:
        problems = []
        if published != known.published:
            problems.append(
                Problem(
                    known.id,
                    f"was first published {known.published.isoformat()}, not {published.isoformat()};"
                    " subscribers would see it move",
                    f"put the date back to {known.published.isoformat()}",
                )
            )
        if guid and guid != known.guid:
            problems.append(
                Problem(
                    known.id,
                    f"has the GUID {known.guid}, not {guid}; subscribers would get it twice",
                    f"put the GUID back to {known.guid}",
                )
            )
        if problems:
            raise LedgerError(problems)

    def _objection(self, entry: Entry) -> str:
        """Why the entry cannot stand beside the others, or an empty string."""
        owner = self._claims.guids.get(entry.guid, entry.id)
        if owner != entry.id:
            return f"has the GUID {entry.guid}, which belongs to {owner}"
        seen: dict[str, str] = {}
        for version in entry.versions:
            owner, sha256 = self._claims.urls.get(version.url, (entry.id, version.sha256))
            sha256 = seen.setdefault(version.url, sha256)
            if owner != entry.id:
                return f"has the enclosure {version.url}, which belongs to {owner}"
            if sha256 and version.sha256 and sha256 != version.sha256:
                return f"has two different sounds at {version.url}"
        return ""

    def _keep(self, entry: Entry) -> None:
        self._entries[entry.id] = entry
        self._claims.guids[entry.guid] = entry.id
        for version in entry.versions:
            known = self._claims.urls.get(version.url, ("", ""))[1]
            self._claims.urls[version.url] = (entry.id, version.sha256 or known)


def parse(text: str, where: str) -> Ledger:
    """The ledger in a file's text.

    Raises LedgerError naming every bad line; nothing is ever dropped or repaired in silence.
    """
    problems: list[Problem] = []
    # Not splitlines(): JSON leaves U+2028 and its like as they are inside a string.
    lines = text.removeprefix("\ufeff").split("\n")
    ledger = _parse_head(lines[0], where, problems)
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        try:
            entry = entry_from_json(json_object(line))
            if entry.id in ledger:
                raise ValueError(f"a second line for {entry.id}")
            objection = ledger._objection(entry)
            if objection:
                raise ValueError(f"{entry.id} {objection}")
            ledger._keep(entry)
        except ValueError as error:
            problems.append(Problem(f"{where}:{number}", str(error), _RESTORE))
    if problems:
        raise LedgerError(problems)
    return ledger


def merge(ours: Ledger, theirs: Ledger) -> Ledger:
    """One ledger with what either of two has (after both were changed apart from each other).

    Raises LedgerError with every contradiction: another show, GUID, date, or use of a URL.
    """
    if ours.guid != theirs.guid:
        raise LedgerError(
            Problem("", f"two different shows: {ours.guid} and {theirs.guid}", "keep them apart")
        )
    problems: list[Problem] = []
    merged = ours.copy()
    for entry in theirs:
        try:
            mine = merged.get(entry.id)
            if mine is None:
                entry_or_merged = entry
            else:
                merged._refuse_change(mine, entry.published, entry.guid)
                entry_or_merged = _merge_entries(mine, entry)
            objection = merged._objection(entry_or_merged)
            if objection:
                raise LedgerError(Problem(entry.id, objection, "publish one of the two again"))
            merged._keep(entry_or_merged)
        except LedgerError as error:
            problems.extend(error.problems)
    if problems:
        raise LedgerError(problems)
    return merged


def _merge_entries(mine: Entry, theirs: Entry) -> Entry:
    versions = dict.fromkeys((*mine.versions, *theirs.versions))
    ordered = tuple(sorted(versions, key=lambda version: (version.date, version.url)))
    newest = theirs if ordered and ordered[-1] == theirs.current else mine
    retracted = [moment for moment in (mine.retracted, theirs.retracted) if moment]
    return replace(newest, versions=ordered, retracted=min(retracted, default=None))


def _parse_head(line: str, where: str, problems: list[Problem]) -> Ledger:
    place = f"{where}:1"
    try:
        head = json_object(line)
        schema = head.pop("schema", None)
        if isinstance(schema, int) and schema > SCHEMA:
            problems.append(
                Problem(
                    place,
                    f"written by a newer segmentcast (schema {schema}; this one knows {SCHEMA})",
                    "update segmentcast",
                )
            )
            raise LedgerError(problems)
        if schema != SCHEMA:
            raise ValueError(f"not the first line of a ledger: schema is {schema!r}")
        guid, feed_url = (take_text(head, key, required=True) for key in ("guid", "feed_url"))
        if not _UUID.fullmatch(guid):
            raise ValueError(f"guid is {guid!r}, not a UUID")
        refuse_unknown(head)
        return Ledger(guid, feed_url)
    except ValueError as error:
        problems.append(Problem(place, str(error), _RESTORE))
        return Ledger("", "")
