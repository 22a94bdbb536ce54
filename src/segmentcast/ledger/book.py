"""The ledger itself, and the rules for changing it."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from segmentcast.errors import LedgerError, Problem
from segmentcast.feed.guids import episode_guid, show_guid
from segmentcast.ledger.entries import Entry, Version, entry_line, head_to_json, to_line

SCHEMA = 1
"""The schema of the whole ledger as one text."""
RESTORE = "restore the line from version control or from a backup"


class StoredEntries(Protocol):
    """Stored entries, with look-ups by id, fingerprint, GUID and URL."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Entry]:
        """All entries, by id."""

    def entry(self, id: str, /) -> Entry | None:
        """The entry of an episode."""

    def find(self, fingerprint: str, /) -> Iterable[Entry]:
        """The entries with this fingerprint."""

    def owner(self, guid: str, /) -> str | None:
        """The id of the episode with this GUID."""

    def sound_at(self, url: str, /) -> tuple[str, str] | None:
        """Id and SHA-256 of the audio at a URL."""


class _NoEntries:
    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[Entry]:
        return iter(())

    def entry(self, _id: str, /) -> Entry | None:
        return None

    def find(self, _fingerprint: str, /) -> Iterable[Entry]:
        return ()

    def owner(self, _guid: str, /) -> str | None:
        return None

    def sound_at(self, _url: str, /) -> tuple[str, str] | None:
        return None


EMPTY = _NoEntries()


@dataclass(slots=True)
class _Claims:
    """The owners of GUIDs, and the content of URLs."""

    guids: dict[str, str] = field(default_factory=dict)
    urls: dict[str, tuple[str, str]] = field(default_factory=dict)


class Ledger:
    """The show's identity, and its entries by id. Each method either succeeds or changes nothing.

    `stored` has the stored entries. Changes are kept here and override them; the stored ones are
    never modified.
    """

    def __init__(
        self,
        guid: str,
        feed_url: str,
        entries: Iterable[Entry] = (),
        *,
        stored: StoredEntries = EMPTY,
    ) -> None:
        self.guid = guid
        self.feed_url = feed_url
        self._stored = stored
        self._entries: dict[str, Entry] = {}
        self._gone: set[str] = set()
        self._claims = _Claims()
        for entry in entries:
            self.take(entry)

    @classmethod
    def mint(cls, feed_url: str, guid: str = "") -> Ledger:
        """The ledger of a new show. The GUID is derived from the feed's first URL unless given."""
        return cls(guid or show_guid(feed_url), feed_url)

    def __len__(self) -> int:
        more = sum(not self._is_stored(id) for id in self._entries)
        less = sum(id not in self._entries for id in self._gone)
        return len(self._stored) + more - less

    def __iter__(self) -> Iterator[Entry]:
        """All entries, by id."""
        mine = [self._entries[id] for id in sorted(self._entries)]
        if not len(self._stored):
            return iter(mine)
        theirs = (entry for entry in self._stored if not self._hides(entry.id))
        return heapq.merge(mine, theirs, key=lambda entry: entry.id)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self.get(id) is not None

    def get(self, id: str) -> Entry | None:
        """The entry of an episode, or None if it was never admitted."""
        return self._entries.get(id) or (None if id in self._gone else self._stored.entry(id))

    def find(self, fingerprint: str) -> tuple[Entry, ...]:
        """The entries with this source fingerprint, by id, to recognise renamed folders."""
        if not fingerprint:
            return ()
        entries = [
            candidate
            for candidate in self._entries.values()
            if candidate.fingerprint == fingerprint
        ]
        entries += [
            candidate
            for candidate in self._stored.find(fingerprint)
            if not self._hides(candidate.id)
        ]
        return tuple(sorted(entries, key=lambda entry: entry.id))

    def owner(self, guid: str) -> str | None:
        """The id of the episode with this GUID."""
        if guid in self._claims.guids:
            return self._claims.guids[guid]
        owner = self._stored.owner(guid)
        return None if owner in self._gone else owner

    def copy(self) -> Ledger:
        """An independent copy."""
        twin = Ledger(self.guid, self.feed_url, stored=self._stored)
        twin._entries = dict(self._entries)
        twin._gone = set(self._gone)
        twin._claims = _Claims(dict(self._claims.guids), dict(self._claims.urls))
        return twin

    def changes(self) -> dict[str, Entry | None]:
        """The entries that differ from the stored ones, by id; None for a removed one."""
        gone: dict[str, Entry | None] = {
            id: None for id in sorted(self._gone) if id not in self._entries
        }
        return gone | {
            id: entry
            for id, entry in sorted(self._entries.items())
            if id in self._gone or self._stored.entry(id) != entry
        }

    def settle(self) -> None:
        """Marks all changes as stored."""
        self._entries.clear()
        self._gone.clear()
        self._claims = _Claims()

    def take(self, entry: Entry) -> None:
        """Adds an entry unchanged. Raises LedgerError if it contradicts another one."""
        problem = self._objection(entry)
        if problem:
            raise LedgerError(Problem(entry.id, problem, RESTORE))
        self._keep(entry)

    def admit(
        self,
        id: str,
        *,
        title: str,
        published: datetime,
        guid: str = "",
        fingerprint: str = "",
    ) -> Entry:
        """The entry of an episode, created at its first publication and kept forever.

        Title and fingerprint follow the source. `guid` is given for an episode imported with one.
        Raises LedgerError if the GUID or the date would change, or if another episode has the GUID.
        """
        known = self.get(id)
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

    def restore(self, entry: Entry) -> None:
        """Restores a previous entry, dropping unpublished audio; removes it if it had none."""
        self.take(entry)
        self.withdraw(entry.id)

    def withdraw(self, id: str) -> None:
        """Removes the entry of an episode whose audio was never published; otherwise does nothing."""
        entry = self.get(id)
        if entry is not None and not entry.versions:
            self._drop(id)
            self._claims.guids.pop(entry.guid, None)

    def record(self, id: str, version: Version) -> bool:
        """Records an episode's published audio. Returns False if it is already the current version.

        In this case only its `inputs` are updated. Raises LedgerError if the URL has different
        content or belongs to another episode.
        """
        entry = self._admitted(id)
        current = entry.current
        if current and (current.url, current.sha256) == (version.url, version.sha256):
            if version.inputs != current.inputs:
                known = replace(current, inputs=version.inputs)
                self._keep(replace(entry, versions=(*entry.versions[:-1], known)))
            return False
        changed = replace(entry, versions=(*entry.versions, version))
        problem = self._objection(changed)
        if problem:
            remedy = "publish the new audio under a new name: a URL must always give the same file"
            raise LedgerError(Problem(id, problem, remedy))
        self._keep(changed)
        return True

    def rename(self, old: str, new: str) -> Entry:
        """Gives the episode another id after its folder was renamed. GUID and date stay."""
        entry = self._admitted(old)
        if new in self:
            raise LedgerError(
                Problem(
                    new,
                    f"cannot replace {old}: it already is another episode",
                    "rename one of them",
                )
            )
        self._drop(old)
        for version in entry.versions:
            self._claims.urls[version.url] = (new, version.sha256)
        renamed = replace(entry, id=new)
        self._keep(renamed)
        return renamed

    def retract(self, id: str, when: datetime | None) -> Entry:
        """Marks an episode as retracted, or with None as restored."""
        entry = replace(self._admitted(id), retracted=when)
        self._keep(entry)
        return entry

    def move(self, feed_url: str) -> None:
        """Sets a new feed URL. The GUID stays."""
        self.feed_url = feed_url

    def render(self) -> str:
        """The whole ledger as one deterministic text."""
        lines = [to_line(head_to_json(self.guid, self.feed_url, SCHEMA)), *map(entry_line, self)]
        return "\n".join(lines) + "\n"

    def _admitted(self, id: str) -> Entry:
        entry = self.get(id)
        if entry is None:
            raise LedgerError(Problem(id, "this episode is not in the ledger", "publish it"))
        return entry

    def _hides(self, id: str) -> bool:
        """Whether the stored entry with this id is outdated."""
        return id in self._entries or id in self._gone

    def _is_stored(self, id: str) -> bool:
        return self._stored.entry(id) is not None

    def _drop(self, id: str) -> None:
        self._entries.pop(id, None)
        if self._is_stored(id):
            self._gone.add(id)

    def _claim(self, url: str) -> tuple[str, str] | None:
        """Id and SHA-256 of the content at an enclosure's URL."""
        return self._claims.urls.get(url) or self._stored.sound_at(url)

    def _new_guid(self, id: str) -> str:
        """The UUIDv5 of the id, or of `id#2` and so on if a renamed episode has that GUID."""
        guid, count = episode_guid(self.guid, id), 1
        while self.owner(guid) is not None:
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
                    " it would move in subscribers' lists",
                    f"restore the date {known.published.isoformat()}",
                )
            )
        if guid and guid != known.guid:
            problems.append(
                Problem(
                    known.id,
                    f"has the GUID {known.guid}, not {guid}; subscribers would get it twice",
                    f"restore the GUID {known.guid}",
                )
            )
        if problems:
            raise LedgerError(problems)

    def _objection(self, entry: Entry) -> str:
        """Why the entry contradicts others, or an empty string."""
        owner = self.owner(entry.guid) or entry.id
        if owner != entry.id:
            return f"has the GUID {entry.guid}, which belongs to {owner}"
        seen: dict[str, str] = {}
        for version in entry.versions:
            owner, sha256 = self._claim(version.url) or (entry.id, version.sha256)
            sha256 = seen.setdefault(version.url, sha256)
            hosted = not sha256 and not version.sha256
            if owner != entry.id and not hosted:
                return f"has the enclosure {version.url}, which belongs to {owner}"
            if sha256 and version.sha256 and sha256 != version.sha256:
                return f"has two different audio files at {version.url}"
        return ""

    def _keep(self, entry: Entry) -> None:
        self._entries[entry.id] = entry
        self._claims.guids[entry.guid] = entry.id
        for version in entry.versions:
            known = (self._claim(version.url) or ("", ""))[1]
            self._claims.urls[version.url] = (entry.id, version.sha256 or known)


def merge(ours: Ledger, theirs: Ledger) -> Ledger:
    """Merges two ledgers that were changed independently.

    Raises LedgerError with every contradiction: another show, GUID, date, or content of a URL.
    """
    if ours.guid != theirs.guid:
        raise LedgerError(
            Problem(
                "",
                f"the ledgers belong to different shows: {ours.guid} and {theirs.guid}",
                "don't merge them",
            )
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
    versions: dict[Version, Version] = {}
    for version in (*mine.versions, *theirs.versions):
        bare = replace(version, inputs="")
        known = versions.get(bare)
        if known is None or version.inputs > known.inputs:  # any, and the same for both sides
            versions[bare] = version
    ours, others = (
        [replace(version, inputs="") for version in side.versions] for side in (mine, theirs)
    )
    shorter, longer = sorted((ours, others), key=len)
    ordered = sorted(versions.values(), key=lambda version: (version.date, version.url))
    if longer[: len(shorter)] == shorter:
        # The longer one continues the other, so its order counts, even if a clock was set back.
        ordered = [versions[bare] for bare in longer]
    newest = (
        theirs if ordered and theirs.current and ordered[-1].url == theirs.current.url else mine
    )
    retracted = [moment for moment in (mine.retracted, theirs.retracted) if moment]
    return replace(newest, versions=tuple(ordered), retracted=min(retracted, default=None))
