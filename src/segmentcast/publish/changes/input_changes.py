"""Detects input files that changed while an episode was being produced."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from segmentcast import files
from segmentcast import ledger as ledgers
from segmentcast.errors import PublishStopped, SegmentcastError, StoreError
from segmentcast.ledger import Entry, Ledger
from segmentcast.model import Finding, Package
from segmentcast.publish.inventory import Inventory
from segmentcast.publish.outcome import EpisodeOutcome
from segmentcast.publish.published_files import PublishedFiles
from segmentcast.records import Record, Records
from segmentcast.workspace.episode_folder import EpisodeFolder, episode_folder
from segmentcast.workspace.show_folder import ShowFolder

if TYPE_CHECKING:
    from segmentcast.publish.plan.episode_plan import Plan

_REMEMBERED = 1000
"""Maximum number of hashes to keep within one publish."""


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """What to compare right before the release, and what to restore if it differs.

    `entry` is the previous line of the ledger. `fresh` are files that no other version uses.
    """

    folder: str
    title: str
    signature: str
    sources: Mapping[str, str]
    entry: str
    fresh: tuple[str, ...]

    @classmethod
    def of(cls, plan: Plan, entry: Entry, fresh: Iterable[str]) -> MadeFrom:
        """The comparison data of an episode produced from this plan."""
        folder = plan.folder
        line = ledgers.entry_line(entry)
        return cls(folder.name, plan.title, folder.signature, plan.sources, line, tuple(fresh))

    def note(self) -> str:
        return msgspec.json.encode(self).decode()


class ChangedMeanwhile:
    """Holds episodes whose files changed after they were read, for example when saved by an editor."""

    def __init__(
        self,
        show_folder: ShowFolder,
        records: Records,
        ledger: Ledger,
        published: PublishedFiles,
        inventory: Inventory,
    ) -> None:
        self._show_folder = show_folder
        self._records = records
        self._ledger = ledger
        self._published = published
        self._inventory = inventory
        self._hashes: dict[str, tuple[os.stat_result, str]] = {}
        self._all_known = published.noted or not any(entry.versions for entry in ledger)

    @contextlib.contextmanager
    def compared(self) -> Iterator[None]:
        """Context manager: compares all episodes produced in the block, even if it is interrupted."""
        try:
            yield
        except (KeyboardInterrupt, PublishStopped):
            with contextlib.suppress(SegmentcastError):  # the first error is more useful
                self._hold_changed()
            raise
        self._hold_changed()

    def _hold_changed(self) -> None:
        """Compares every episode that was produced, and restores those whose inputs changed."""
        changed: list[tuple[str, MadeFrom, tuple[str, ...]]] = []
        for id_, note in self._records.replaced.notes():
            made_from = msgspec.json.decode(note, type=MadeFrom)
            if names := self._changed(made_from):
                changed.append((id_, made_from, names))
        for id_, made_from, names in changed:
            self._records.put_back(id_)
            self._hold(id_, made_from, names)

    def hold_if_changed(self, id_: str, made_from: MadeFrom) -> bool:
        """Holds an episode that is not in the records yet if its inputs changed; True if it did."""
        names = self._changed(made_from)
        if names:
            self._hold(id_, made_from, names)
        return bool(names)

    def fresh(self, package: Package, entry: Entry, record: Record | None) -> Iterator[str]:
        """The package's files that no earlier version has; none if earlier versions are unknown."""
        before = {file.path for file in record.package.files} if record else set()
        before |= {version.path for version in entry.versions}
        for file in package.files if self._all_known else ():
            if not (file.url or file.path in before or self._published.recorded(file.path)):
                yield file.path

    def hold(self, made_from: MadeFrom, outcome: EpisodeOutcome) -> None:
        """Holds a new episode that was made and is in no book yet: nothing of it stays."""
        self._undo(made_from)
        self._inventory.keep(outcome)

    def _hold(self, id_: str, made_from: MadeFrom, changed: tuple[str, ...]) -> None:
        """Restores the ledger's line, removes the files produced, and holds the episode."""
        self._undo(made_from)
        folder = self._show_folder.path / made_from.folder
        before = self._records.known_of(id_) is not None
        self._inventory.keep(
            _waiting(id_, folder, made_from.title, changed, published_before=before)
        )

    def _undo(self, made_from: MadeFrom) -> None:
        self._ledger.restore(ledgers.entry_of(made_from.entry))
        for path in made_from.fresh:
            files.remove(files.inside(self._show_folder.output, path))
            self._published.forget(path)

    def _changed(self, made_from: MadeFrom) -> tuple[str, ...]:
        """The names of input files that changed after they were read.

        New files in the folder don't count, because scripts write files and publish at once.
        """
        folder = self._show_folder.path / made_from.folder
        own = f"{folder}/"
        try:
            same = episode_folder(folder).signature == made_from.signature
        except StoreError:
            return (made_from.folder,)
        return tuple(
            Path(path).name
            for path, sha256 in made_from.sources.items()
            if not (same and path.startswith(own)) and self._now(path) != sha256
        )

    def _now(self, path: str) -> str:
        """The SHA-256 of a file, cached while its size and times match; empty if it cannot be read."""
        try:
            status = Path(path).stat()
            if path in self._hashes and _alike(self._hashes[path][0], status):
                return self._hashes[path][1]
            sha256 = files.sha256_of(Path(path))
        except (OSError, StoreError):
            return ""
        if len(self._hashes) >= _REMEMBERED:
            self._hashes.clear()
        self._hashes[path] = status, sha256
        return sha256


def _alike(one: os.stat_result, other: os.stat_result) -> bool:
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")
    )


def _waiting(
    id_: str, folder: Path, title: str, changed: tuple[str, ...], *, published_before: bool
) -> EpisodeOutcome:
    """The outcome of an episode held until the next publish. Its published version stays."""
    names = ", ".join(changed)
    stays = "the published version stays in the feed" if published_before else "not in the feed yet"
    finding = Finding(
        "warning",
        "changed-meanwhile",
        str(folder),
        f"{names} changed while the episode was being produced, so it waits for the next publish; {stays}",
        "publish again after saving the file",
    )
    reasons = (f"{names} changed meanwhile", stays)
    return EpisodeOutcome(
        id_, folder.name, "held", title, reasons, findings=(finding,), hold="changed"
    )


def outcome_of(record: Record, folder: EpisodeFolder, status: str) -> EpisodeOutcome:
    """An outcome for an episode with this record."""
    package = record.package
    return EpisodeOutcome(
        record.id,
        folder.name,
        status,  # type: ignore[arg-type]
        package.title,
        duration_ms=package.duration_ms,
        loudness=package.loudness,
        voices=tuple((credit.name, credit.voice) for credit in package.credits if credit.voice),
    )
