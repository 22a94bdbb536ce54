"""The plans of the episodes that a publish checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segmentcast import layout
from segmentcast.config import ShowConfig
from segmentcast.errors import ConfigError, Problem
from segmentcast.model import Finding, VoiceInfo
from segmentcast.publish.changes.detection import ChangeDetector
from segmentcast.publish.identity.ledger_session import LedgerSession
from segmentcast.publish.inventory import Inventory
from segmentcast.publish.options import Options
from segmentcast.publish.report import keep_failure
from segmentcast.records import Records
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.show_voices import ShowVoices

if TYPE_CHECKING:
    from segmentcast.publish.plan.episode_plan import Plan


@dataclass(slots=True)
class Planner:
    """Plans episodes in the order of their folders, so that the cast grows in that order.

    `cast` is the show's cast so far; every plan adds the people whom it casts.
    """

    show: ShowConfig
    options: Options
    records: Records
    ledger_session: LedgerSession
    inventory: Inventory
    show_voices: ShowVoices
    cast: dict[str, str]
    _names: set[str] = field(default_factory=set)

    def plans(
        self,
        folders: Mapping[str, EpisodeFolder],
        detector: ChangeDetector,
        skipped: Callable[[], None] = lambda: None,
    ) -> Iterator[Plan]:
        """The plans of these folders, one at a time, so that few are in memory.

        An episode that fails or is held back goes into the inventory; `skipped` is called for it.
        Raises ConfigError for a fault of show.toml.
        """
        from segmentcast.workspace import show_faults

        if not folders:
            return
        show_faults.check_show(self.show, self.show_voices)
        self._refuse_unnumbered(folders)
        usable = self.show_voices.usable()
        for id_, folder in folders.items():
            try:
                plan = self._plan(folder, usable)
                self.cast |= plan.newly_cast
                plan = detector.as_first_published(plan)
                self._names.update(show_faults.speakers_of(plan))
                held = detector.held_back(plan)
                faults = [] if held else show_faults.unnumbered(self.show, plan.config)
                if faults:
                    raise ConfigError(faults)
            except Exception as error:  # noqa: BLE001 - whatever goes wrong in it, the others are published
                keep_failure(self.inventory, self.records, id_, folder, error)
                skipped()
                continue
            if held:
                self.inventory.keep(held)
                skipped()
            else:
                yield plan

    def _plan(self, folder: EpisodeFolder, usable: tuple[VoiceInfo, ...]) -> Plan:
        from segmentcast.publish.plan.hosted_planning import plan_hosted
        from segmentcast.publish.plan.planning import plan_episode

        now, newest = self.options.now, self.ledger_session.newest
        try:
            return plan_hosted(folder, self.show, now=now, newest=newest) or plan_episode(
                folder,
                self.show,
                self.show_voices,
                self.cast,
                usable,
                known=self.ledger_session.ledger.get(layout.episode_id(folder.name)),
                now=now,
                newest=newest,
            )
        finally:
            folder.drop_cache()

    def _refuse_unnumbered(self, folders: Mapping[str, EpisodeFolder]) -> None:
        """Raises ConfigError where the feed of a serial show would hold published episodes without numbers."""
        if self.show.show.type != "serial":
            return
        from segmentcast.workspace import show_faults
        from segmentcast.workspace.transcript_source import source_file

        problems: list[Problem] = []
        for id_, folder in folders.items():
            if self.records.known_of(id_) is None:
                continue
            try:
                problems += show_faults.unnumbered(self.show, source_file(folder, self.show)[0])
            except Exception:  # noqa: BLE001, S112 - planning the episode reports what else is wrong
                continue
        if problems:
            raise ConfigError(problems)

    def voices_for_nobody(self) -> Iterator[Finding]:
        """Names in the show's [voices] that no episode knows; none where not every episode was read."""
        from segmentcast.workspace import show_faults

        outcomes = self.inventory.looked_at.values()
        failed = any(outcome.status == "failed" for outcome in outcomes)
        unknown = show_faults.unknown(self.show.voices, {*self._names, *self.cast})
        if not unknown or not self._names or failed or self.options.only:
            return
        names = set(self._names)
        for package in self.records.packages(now=self.options.now):
            names.update(credit.name for credit in package.credits)
        for who in show_faults.unknown(unknown, names):
            yield show_faults.unknown_voice(who, sorted(names), self.show.where)
