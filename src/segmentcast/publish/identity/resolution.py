"""Determines the episode of each checked folder before anything is produced."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from segmentcast import layout
from segmentcast.config import EpisodeConfig, ShowConfig
from segmentcast.errors import ConfigError, LedgerError, Problem
from segmentcast.ledger import Entry, Ledger
from segmentcast.model import Transcript
from segmentcast.publish.identity.ledger_session import LedgerSession
from segmentcast.publish.identity.matching import (
    NONE,
    FolderCandidate,
    MatchingContext,
    recognise,
    rename_entries,
)
from segmentcast.publish.identity.stated_guids import refuse_contradictions, refuse_lost_import
from segmentcast.publish.inventory import Inventory
from segmentcast.publish.merge_join import missing_in
from segmentcast.publish.options import Options
from segmentcast.publish.plan.publication_dates import publication_date
from segmentcast.records import Records
from segmentcast.vocabulary.sound_files import is_sound
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.show_folder import ShowFolder
from segmentcast.workspace.transcript_source import (
    fingerprint_of,
    read_transcript,
    recording_fingerprint,
    source_file,
)

_REMEMBERED = 64
"""Up to this many transcripts stay in memory until their episodes are planned."""


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """The ids of folders whose content is unchanged, whether they were checked or not."""

    folders: Inventory
    unchanged: Collection[str]

    def __contains__(self, id_: object) -> bool:
        return id_ in self.unchanged or (isinstance(id_, str) and self.folders.has_outcome(id_))


@dataclass(frozen=True, slots=True)
class Identities:
    """Matches folders with ledger entries. `folders` are all folders of the show."""

    show_folder: ShowFolder
    show: ShowConfig
    records: Records
    ledger_session: LedgerSession
    folders: Inventory
    options: Options

    def settle(self, touched: Mapping[str, EpisodeFolder]) -> Mapping[str, str]:
        """Renames the ledger's entries after their folders. Maps new ids to previous ones.

        The ledger is written at once, so that an interrupted publish leaves nothing ambiguous.
        Raises LedgerError with every question that only a person can answer; nothing is changed
        then.
        """
        if self.ledger_session.minted:
            refuse_lost_import(touched, self.show, self.ledger)
        refuse_contradictions(touched, self.folders, self.show, self.ledger)
        if not any(entry.versions for entry in self.ledger):
            return {}
        prints = dict(self._fingerprints(touched))
        open_ = {id_ for id_ in prints if not self._agrees(id_, prints[id_])}
        if not open_:
            return {}
        found_in = (self._candidate(touched[id_], id_, prints[id_]) for id_ in prints)
        candidates = {candidate.id: candidate for candidate in found_in if candidate}
        away = {id_ for id_ in self.folders.without_outcome() if id_ not in candidates}
        unchanged = {id_ for id_ in away if self._unchanged(id_)}
        recognised = recognise(
            list(candidates.values()),
            self.ledger,
            MatchingContext(
                elsewhere=_Elsewhere(self.folders, unchanged),
                unread=away - unchanged,
                gone=self._gone(),
                text_of=self._text_of,
                timezone=self.show.timezone,
            ),
        )
        if recognised.questions:
            raise LedgerError(
                Problem(
                    str(self.show_folder.path / candidate.folder), candidate.what, candidate.mend
                )
                for candidate in recognised.questions
            )
        if not recognised.names:
            return {}
        rename_entries(self.ledger, recognised.names)
        if not self.options.dry_run:
            self.ledger_session.save()
        for id_ in {*recognised.names, *recognised.names.values()}:
            self.records.delete(id_)  # it belongs to the episode that previously had the name
        return recognised.names

    @property
    def ledger(self) -> Ledger:
        return self.ledger_session.ledger

    def _fingerprints(self, touched: Mapping[str, EpisodeFolder]) -> Iterator[tuple[str, str]]:
        """The fingerprint of each readable folder. Planning reports the others."""
        for id_, folder in touched.items():
            try:
                config, path = source_file(folder, self.show)
                yield id_, self._fingerprint(folder, config, path)
            except Exception:  # noqa: BLE001, S112 - planning the episode reports the error
                continue
            finally:
                if len(touched) > _REMEMBERED:
                    folder.drop_cache()

    def _fingerprint(self, folder: EpisodeFolder, config: EpisodeConfig, path: Path) -> str:
        """The fingerprint of the transcript, or of the recording if it was published without one."""
        own = fingerprint_of(config, path, folder.content(path))
        if is_sound(path.name) or self._agrees(layout.episode_id(folder.name), own):
            return own
        alone = recording_fingerprint(folder, config)
        return alone if self.ledger.find(alone) and not self.ledger.find(own) else own

    def _agrees(self, id_: str, fingerprint: str) -> bool:
        own = self.ledger.get(id_)
        return own is not None and (
            "" in (own.fingerprint, fingerprint) or own.fingerprint == fingerprint
        )

    def _unchanged(self, id_: str) -> bool:
        known, entry = self.records.known_of(id_), self.ledger.get(id_)
        if known is None or entry is None or known.signature != self.folders[id_].signature:
            return False
        brief = known.brief()
        return brief is not None and brief.guid == entry.guid

    def _gone(self) -> set[str]:
        """Published entries whose folder has disappeared since the last publish.

        Without records of that publish: at any time.
        """
        if next(self.records.ids(), None) is not None:
            gone = missing_in(self.records.ids(), self.folders.ids())
            return {id_ for id_ in gone if id_ in self.ledger}
        return {entry.id for entry in self.ledger if entry.id not in self.folders}

    def _candidate(
        self, folder: EpisodeFolder, id_: str, fingerprint: str
    ) -> FolderCandidate | None:
        """The folder as a candidate, without its words if name and content agree with the ledger."""
        own = self.ledger.get(id_)
        if own is not None and self._agrees(id_, fingerprint):
            return FolderCandidate(
                id_, folder.name, fingerprint, own.title, own.published, day_stated=True
            )
        try:
            config, _, _, source = read_transcript(folder, self.show)
            published, due = publication_date(folder, config, source, self.show, self.options.now)
        except Exception:  # noqa: BLE001 - planning the episode reports the error
            return None
        if published is None:
            return None
        words_known = config.retraction is None and config.enclosure is None
        return FolderCandidate(
            id=id_,
            folder=folder.name,
            fingerprint=fingerprint,
            title=config.title or source.title,
            published=published,
            day_stated=bool(config.date or config.publish_at or source.published),
            time_stated=published == due,
            formerly=self._formerly(config),
            text=source if words_known and source.turns else None,
        )

    def _formerly(self, config: EpisodeConfig) -> str:
        """The value of `formerly`: an entry's GUID or id. A folder's name is converted to its id."""
        name = config.formerly
        if not name and config.guid and self.ledger.owner(config.guid) is not None:
            return config.guid
        if name in ("", NONE) or name in self.ledger or self.ledger.owner(name) is not None:
            return name
        try:
            return layout.episode_id(name)
        except ConfigError:
            return name

    def _text_of(self, entry: Entry) -> Transcript | None:
        record = self.records.get(entry.id)
        if record is None or record.package.guid != entry.guid or record.package.retracted:
            return None
        stored = self.records.get_reading(entry.id)
        return stored[0] if stored else None
