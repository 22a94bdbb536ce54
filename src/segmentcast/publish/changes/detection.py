"""Decides whether a publish leaves, holds or makes each episode, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from segmentcast.cache import Cache, SpeechCache
from segmentcast.config.provenance_settings import ProvenanceConfig
from segmentcast.engines import ONLINE
from segmentcast.errors import ConfigError, Problem
from segmentcast.model import Finding, Utterance
from segmentcast.publish.changes import show_settings
from segmentcast.publish.changes.site_inputs import held_at_release
from segmentcast.publish.changes.unsure_words import (
    reason_to_hold,
    unchecked_turns,
    unsure_turns,
    warning,
)
from segmentcast.publish.identity.ledger_session import LEDGER_SIGNATURE, LedgerSession
from segmentcast.publish.inventory import Inventory
from segmentcast.publish.merge_join import MergeJoin
from segmentcast.publish.options import Options
from segmentcast.publish.outcome import DAMAGED, EpisodeOutcome, Hold, ServerUse
from segmentcast.publish.published_files import PublishedFiles
from segmentcast.records import Record, Records
from segmentcast.workspace.show_folder import ShowFolder

if TYPE_CHECKING:
    from segmentcast.publish.plan.episode_plan import Plan
    from segmentcast.workspace.show_voices import ShowVoices


_TOUCHED = "its files were touched"
_RESPOKEN_NAMED = 3
"""So many sentences that would be spoken again are named in a dry run."""
_FORGOTTEN = "published before, but there is no record of it here"
_EARLIER = "published by an earlier version, which recorded less than is needed now"


@dataclass(frozen=True, slots=True)
class ChangeDetector:
    """Compares folders with the records. `renamed` maps the ids of renamed episodes to earlier ids.

    With `provenance`, the show's new files get Content Credentials.
    """

    show_folder: ShowFolder
    options: Options
    records: Records
    ledger_session: LedgerSession
    recipe: str
    cache: Cache
    published: PublishedFiles
    show_voices: ShowVoices
    renamed: Mapping[str, str] = field(default_factory=dict)
    provenance: ProvenanceConfig | None = None
    show_content: bytes = b""
    _outdated: dict[str, bool] = field(default_factory=dict, repr=False)
    _show_changes: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def signs(self) -> bool:
        return self.provenance is not None

    def is_outdated(self, id_: str) -> bool:
        """Whether the episode was made with other software versions than the current ones."""
        return self._is_outdated(self.records.software_of(id_))

    def is_remade(self, id_: str) -> bool:
        """Whether the episode is to be rebuilt with the current software."""
        return self.options.remake and self.is_outdated(id_)

    def outdated(self) -> int:
        """The number of episodes that `--remake` would rebuild."""
        return sum(
            count for software, count in self.records.made_by() if self._is_outdated(software)
        )

    def unsigned(self) -> tuple[int, int]:
        """The number of published episodes that `--remake` would sign, and of their files."""
        from segmentcast.publish.toolchain import unsigned_files

        rows = self.records.made_by() if self.signs else ()
        several = [(unsigned_files(software), count) for software, count in rows]
        return (
            sum(count for unsigned, count in several if unsigned),
            sum(count * unsigned for unsigned, count in several),
        )

    def _is_outdated(self, made_by: str) -> bool:
        from segmentcast.publish.toolchain import is_outdated, unsigned_files

        if made_by not in self._outdated:
            self._outdated[made_by] = (self.signs and unsigned_files(made_by) > 0) or is_outdated(
                made_by, self.show_voices, self._watermark()
            )
        return self._outdated[made_by]

    def _watermark(self) -> str:
        if self.provenance is None or not self.provenance.watermark:
            return ""
        from segmentcast.provenance.watermark import open_watermark

        watermark = open_watermark(self.provenance, self.show_folder.path)
        return watermark.identity if watermark else ""

    def keep_unchanged(self, inventory: Inventory) -> None:
        """Stores the outcomes of episodes whose files are unchanged, without reading them.

        Episodes that need a check are left out. So are those missing from the ledger, whose publish
        was interrupted.
        """
        inventory.keep_untouched(self._untouched(inventory))

    def _untouched(self, inventory: Inventory) -> Iterator[tuple[str, bytes, datetime | None]]:
        guids = self._ledger_guids()
        signatures = MergeJoin(inventory.signatures())
        published = self.published
        held = held_at_release(self.records)
        for known in self.records.known():
            if known.signature != signatures.at(known.id) or known.recipe != self.recipe:
                continue
            if self.is_remade(known.id):
                continue
            brief = known.brief()
            if brief is None or (guids is not None and guids.at(known.id) != brief.guid):
                continue
            if published.suspicious and published.any_damaged(path for path, _ in known.files()):
                continue
            if brief.remove_at and brief.remove_at <= self.options.now:
                inventory.keep_ended(known.id, known.stored, _ended(brief.remove_at))
            elif known.id not in held:
                yield known.id, known.stored, brief.remove_at

    def _ledger_guids(self) -> MergeJoin[str] | None:
        """GUIDs by id from the ledger; None if it is unchanged since the last complete publish."""
        if self.records.state(LEDGER_SIGNATURE) == self.ledger_session.folder.signature():
            return None
        return MergeJoin(self.ledger_session.published())

    def held_back(self, plan: Plan) -> EpisodeOutcome | None:
        """The outcome of an episode that must not be published now, else None. Raises ConfigError."""
        config, now = plan.config, self.options.now
        entry = self.ledger_session.ledger.get(plan.id)
        published_before = entry is not None and bool(entry.versions)
        due = max(plan.due, config.publish_at or plan.due)
        if config.draft and published_before:
            raise ConfigError(
                Problem(
                    config.where,
                    "draft = true, but this episode is already published",
                    "remove the draft line, or retract the episode with a [retraction]",
                )
            )
        doubt = ""
        if not published_before:  # even for a draft, so that what was checked is remembered
            doubt = reason_to_hold(plan, self.records, dry_run=self.options.dry_run)
        ended = config.remove_at is not None and config.remove_at <= now
        hold: Hold
        if config.draft:
            hold, reason, when = "draft", "it is a draft", None
        elif config.remove_at and ended:
            hold, reason, when = "ended", _ended(config.remove_at), None
        elif due > now and not published_before:
            # A published episode stays, whatever the clock or a later embargo says.
            hold, reason, when = "time", "its time has not come", due
        elif doubt:
            unsure = EpisodeOutcome(plan.id, plan.folder.name, "held", plan.title, (doubt,))
            return replace(unsure, findings=plan.findings, hold="doubt", unsure=unsure_turns(plan))
        else:
            return None
        return EpisodeOutcome(
            plan.id, plan.folder.name, "held", plan.title, (reason,), due=when, hold=hold
        )

    def as_first_published(self, plan: Plan) -> Plan:
        """The plan with the date of its first publication, whatever the files say now."""
        entry = self.ledger_session.ledger.get(plan.id)
        if entry is not None and entry.versions and (unsure := warning(plan, self.records)):
            plan = replace(plan, findings=(unsure, *plan.findings))
        if entry is None or entry.published == plan.published:
            return plan
        if plan.due <= entry.published <= plan.published and plan.due != plan.published:
            return replace(plan, published=entry.published)  # published that day, before noon
        finding = Finding(
            "warning",
            "published-date",
            str(plan.folder.path),
            f"the date is now {plan.published.isoformat()}, but the episode was published as {entry.published.isoformat()}, which is kept",
            "restore the first date, or ignore this: podcast apps sort by the date",
        )
        return replace(plan, published=entry.published, findings=(*plan.findings, finding))

    def reasons(self, plan: Plan, record: Record | None) -> tuple[str, ...]:
        """Why this episode has to be made or checked again."""
        if plan.id in self.renamed:
            return (f'renamed, previously published as "{self.renamed[plan.id]}"',)
        if record is None:
            entry = self.ledger_session.ledger.get(plan.id)
            return ("new",) if entry is None or not entry.versions else (_FORGOTTEN,)
        reasons = []
        if bool(plan.config.retraction) != bool(record.package.retracted):
            reasons.append("retracted" if plan.config.retraction else "no longer retracted")
        reasons += [
            f"{name} changed" if name in record.inputs else f"{name} is new"
            for name, value in plan.inputs.items()
            if record.inputs.get(name) != value
        ]
        reasons += [
            # A copy with another name may have taken its place.
            f"{name} is no longer read" if name in plan.folder.names else f"{name} is gone"
            for name in record.inputs
            if name not in plan.inputs
        ]
        damaged = (
            file.path
            for file in record.package.files
            if not (file.url or self.published.is_whole(file.path, file.length_bytes, file.sha256))
        )
        reasons += [f"{path} {DAMAGED}" for path in islice(damaged, 1)]
        before = {credit.name: credit.voice for credit in record.package.credits}
        if any(before.get(name, voice) != voice for name, voice in plan.spoken_by):
            reasons.append("voices changed")
        if record.recipe != self.recipe:
            reasons.append(self._show_change(record.recipe) if record.own else _EARLIER)
        if plan.id in held_at_release(self.records):
            reasons.append("comes back into the feed")
        if self.is_remade(plan.id):
            reasons.append("requested by --remake")
        if self.options.force:
            reasons.append("requested by --force")
        return tuple(reasons) or (_TOUCHED,)

    def _show_change(self, recipe: str) -> str:
        """What changed of the show's settings since an episode was published with this recipe."""
        if recipe not in self._show_changes:
            where = str(self.show_folder.show_file)
            self._show_changes[recipe] = show_settings.change_in_words(
                self.records, recipe, self.show_content, where
            )
        return self._show_changes[recipe]

    def preview_outcome(
        self, plan: Plan, previous: Record | None, show_voices: ShowVoices
    ) -> EpisodeOutcome:
        """What a publish would make of the plan, and how many sentences it would speak.

        `previous` is the published version that may be kept.
        """
        from segmentcast import narration

        record = self.records.get(plan.id)
        keys: tuple[str, ...] = ()
        unspoken = 0
        respoken: tuple[str, ...] = ()
        servers: tuple[ServerUse, ...] = ()
        if episode := plan.sound_plan:
            speakers = show_voices.for_reading(episode.spoken)
            keys = narration.sentence_keys(episode.spoken, speakers)
            if self.options.force or not episode.keeps_sound(previous):
                cache = SpeechCache(self.cache)
                absent = narration.missing(episode.spoken, speakers, cache)
                unspoken, servers = len(absent), _servers(absent.values(), show_voices)
                if record is not None:
                    respoken = tuple(one.text for one in islice(absent.values(), _RESPOKEN_NAMED))
        reasons = self.reasons(plan, record)
        return EpisodeOutcome(
            plan.id,
            plan.folder.name,
            "unchanged" if reasons == (_TOUCHED,) else "made",
            plan.title,
            () if reasons == (_TOUCHED,) else reasons,
            duration_ms=record.package.duration_ms if record else 0,
            voices=plan.spoken_by,
            spoken=unspoken,
            reused=len(keys) - unspoken,
            findings=plan.findings,
            servers=servers,
            unsure=0 if reasons == (_TOUCHED,) else unchecked_turns(plan, self.records),
            respoken=respoken,
        )


def _servers(sentences: Iterable[Utterance], show_voices: ShowVoices) -> tuple[ServerUse, ...]:
    """How many characters of these sentences would leave this machine, by engine."""
    characters: Counter[str] = Counter()
    for utterance in sentences:
        if utterance.voice.engine in ONLINE:
            characters[utterance.voice.engine] += len(utterance.spoken.text)
    uses = []
    for engine, count in characters.items():
        price = show_voices.price_per_million(engine)
        uses.append(ServerUse(engine, count, None if price is None else count * price / 1e6))
    return tuple(uses)


def _ended(moment: datetime) -> str:
    return f"its remove_at passed on {moment:%Y-%m-%d %H:%M %Z}"
