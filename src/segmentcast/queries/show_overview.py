"""A show at a glance: the state of every episode, and what the next publish would do.

What `segmentcast diff` foresees is kept in a small SQLite file, so that a page of 50,000 episodes is
as quick as one of 50. The file is only a memory: it is made again with each look.
"""

from __future__ import annotations

import contextlib
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from segmentcast import layout
from segmentcast.model import Finding
from segmentcast.ports import SilentProgress
from segmentcast.publish import Options, publish
from segmentcast.publish.changes.site_inputs import held_at_release
from segmentcast.publish.memories import RECORDS
from segmentcast.publish.outcome import EpisodeOutcome
from segmentcast.publish.report import Report
from segmentcast.queries.unreleased import Unreleased, unreleased
from segmentcast.records import Records
from segmentcast.sqlite_file import Schema, SqliteFile
from segmentcast.workspace.show_folder import ShowFolder

OVERVIEW = "overview.sqlite"
State = Literal[
    "published", "retracted", "new", "changed", "draft", "held", "unsure", "failed", "ended"
]
NewAudio = Literal["", "sound", "tags"]
Group = Literal["", "needs", "waiting", "published"]
"""All; those that need a person; those that no subscriber has yet; those in the feed."""

_SCHEMA = Schema(
    2,
    """
CREATE TABLE IF NOT EXISTS episode (
    day TEXT NOT NULL, id TEXT NOT NULL, needs INTEGER NOT NULL, public INTEGER NOT NULL,
    words TEXT NOT NULL, row BLOB NOT NULL, PRIMARY KEY (day DESC, id DESC)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS episode_id ON episode (id);
CREATE INDEX IF NOT EXISTS episode_needs ON episode (day DESC, id DESC) WHERE needs;
CREATE INDEX IF NOT EXISTS episode_waiting ON episode (day DESC, id DESC) WHERE NOT public;
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
""",
)
_THOSE: dict[Group, str] = {
    "": "1",
    "needs": "needs",
    "waiting": "NOT public",
    "published": "public",
}
_NEEDING = frozenset({"failed", "unsure"})
UNRELEASED = "made, and not in the feed yet"
"""Why an episode waits whose files are finished: a publish is at work, or did not come to its end."""


@dataclass(frozen=True, slots=True)
class EpisodeStanding:
    """An episode at a glance. `day` is ISO 8601 or empty, `length_ms` 0 if nobody knows it.

    `why` says what the next publish would do with it, or what keeps it from doing so, and `mend`
    what to do about that. `public`: subscribers have it, or an earlier version. `audio` says
    what the next publish would replace for them: the sound, or only the tags in its file. `unsure` counts the turns to look at.
    """

    id: str
    folder: str
    title: str
    day: str
    state: State
    why: str = ""
    mend: str = ""
    length_ms: int = 0
    people: tuple[str, ...] = ()
    unsure: int = 0
    due: datetime | None = None
    public: bool = False
    audio: NewAudio = ""


@dataclass(frozen=True, slots=True)
class Foresight:
    """What the next publish would do with the show as a whole. Sizes and times are estimates.

    `kept_back` counts the episodes that stay as they are by their state, and `new_audio` the changed
    ones whose audio file is replaced. `unreleased` are titles of episodes that are made and that no feed has. `digest` changes with
    anything in the overview but the time.
    """

    at: datetime
    feed_url: str
    new: int
    changed: int
    unchanged: int
    kept_back: dict[str, int]
    upload_bytes: int
    work_seconds: float
    moved: int
    leaving: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    refused: bool = False
    digest: str = ""
    new_audio: int = 0
    unreleased: tuple[str, ...] = ()

    @property
    def ready(self) -> int:
        """The episodes that would go out."""
        return self.new + self.changed

    @property
    def something_to_do(self) -> bool:
        """Whether a publish would change anything that subscribers see."""
        return bool(self.ready or self.leaving or self.others)


def look_over(place: ShowFolder, *, now: datetime, cache: str = "") -> Report:
    """Foresees a publish, and keeps the overview of it. Returns the report, as `diff` has it.

    Raises a SegmentcastError if the show as a whole cannot be published; the overview then stays.
    """
    report = publish(place, Options(now=now, dry_run=True, cache=cache), SilentProgress())
    known = _Known()
    if (place.work / RECORDS).is_file():
        with contextlib.closing(Records(place.work / RECORDS)) as records:
            known = _Known(
                {id_: (moment[:10], taken) for id_, moment, taken in records.moments()},
                unreleased(place, records, now=now),
                held_at_release(records),
            )
    standings = (_standing(outcome, known) for outcome in report.outcomes)
    with opened(place) as overview:
        overview.keep(report, standings, now)
    return report


@dataclass(frozen=True, slots=True)
class _Known:
    """What was published: date and whether it is retracted, by id; what no publish has let out since
    it was made; and what the last one kept out of the feed."""

    moments: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    unreleased: Mapping[str, Unreleased] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()

    def is_public(self, id_: str) -> bool:
        """Whether the feed has the episode, or its page says why not."""
        out = id_ in self.left_out or self.unreleased.get(id_) == "new"
        return id_ in self.moments and not out


def thumbnails(place: ShowFolder, ids: Iterable[str]) -> dict[str, str]:
    """The small pictures of these episodes that are published: their paths in the feed's folder."""
    if not (place.work / RECORDS).is_file():
        return {}
    with contextlib.closing(Records(place.work / RECORDS)) as records:
        return records.thumbnails(ids)


def opened(place: ShowFolder) -> AbstractContextManager[ShowOverview]:
    """The overview that was kept last; it is empty at first."""
    return contextlib.closing(ShowOverview(SqliteFile(place.work / OVERVIEW, _SCHEMA)))


class ShowOverview:
    """What was kept at the last look."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self.close = file.close

    def foresight(self) -> Foresight | None:
        """What the next publish would do; None before the first look."""
        row = self._file.run("SELECT value FROM state WHERE name = 'foresight'").fetchone()
        with contextlib.suppress(msgspec.DecodeError):
            return _FORESIGHT.decode(row[0]) if row else None
        return None

    def count(self, group: Group = "", words: str = "") -> int:
        """How many episodes are in the group and have all these words in title, people or date."""
        if not words.split():
            return self._counts().get(group, 0)
        where, values = _condition(group, words)
        counted = self._file.run(f"SELECT count(*) FROM episode WHERE {where}", values)  # noqa: S608 - ours
        return int(counted.fetchone()[0])

    def _counts(self) -> dict[str, int]:
        """How many episodes each group has, as counted at the last look."""
        row = self._file.run("SELECT value FROM state WHERE name = 'counts'").fetchone()
        with contextlib.suppress(msgspec.DecodeError):
            return msgspec.json.decode(row[0], type=dict[str, int]) if row else {}
        return {}

    def rows(
        self, group: Group = "", words: str = "", *, skip: int = 0, limit: int = 50
    ) -> list[EpisodeStanding]:
        """Those episodes, the newest first."""
        where, values = _condition(group, words)
        rows = self._file.run(
            f"SELECT row FROM episode WHERE {where} ORDER BY day DESC, id DESC LIMIT ? OFFSET ?",  # noqa: S608 - ours
            (*values, limit, skip),
        )
        return [_STANDING.decode(row) for (row,) in rows]

    def get(self, id_: str) -> EpisodeStanding | None:
        """One episode, or None."""
        row = self._file.run("SELECT row FROM episode WHERE id = ?", (id_,)).fetchone()
        return _STANDING.decode(row[0]) if row else None

    def keep(self, report: Report, standings: Iterator[EpisodeStanding], now: datetime) -> None:
        """Replaces everything by the result of a new look, at once."""
        kept_back: dict[str, int] = {}
        counts: dict[Group, int] = dict.fromkeys(_THOSE, 0)
        made: list[str] = []
        digest = hashlib.blake2b(digest_size=10)

        def noted() -> Iterator[tuple[Any, ...]]:
            for one in standings:
                made.extend([one.title] if one.why == UNRELEASED else ())
                stays = one.state == "ended" and one.public  # until the next publish
                if one.state not in ("new", "changed", "published", "retracted") and not stays:
                    kept_back[one.state] = kept_back.get(one.state, 0) + 1
                counts[""] += 1
                counts["needs"] += one.state in _NEEDING
                counts["published" if one.public else "waiting"] += 1
                row = msgspec.json.encode(one)
                digest.update(row)
                yield (
                    one.day,
                    one.id,
                    one.state in _NEEDING,
                    one.public,
                    _folded(f"{one.title}\n{one.folder}\n{one.day}\n{' '.join(one.people)}"),
                    row,
                )

        with self._file.at_once():
            self._file.run("DELETE FROM episode")
            self._file.run_many("INSERT OR REPLACE INTO episode VALUES (?, ?, ?, ?, ?, ?)", noted())
            foresight = replace(_foresight(report, kept_back, now), unreleased=tuple(made))
            digest.update(msgspec.json.encode(replace(foresight, at=_NEVER)))
            foresight = replace(foresight, digest=digest.hexdigest())
            self._file.run(
                "INSERT OR REPLACE INTO state VALUES ('foresight', ?)",
                (msgspec.json.encode(foresight),),
            )
            self._file.run(
                "INSERT OR REPLACE INTO state VALUES ('counts', ?)", (msgspec.json.encode(counts),)
            )


_NEVER = datetime.min.replace(tzinfo=UTC)
_STANDING = msgspec.json.Decoder(EpisodeStanding)
_FORESIGHT = msgspec.json.Decoder(Foresight)


def state_of(outcome: EpisodeOutcome, *, retracted: bool = False) -> State:
    """The state of an episode by what the next publish would do with it."""
    if outcome.status == "failed":
        return "failed"
    if outcome.status == "made":
        return "new" if "new" in outcome.reasons else "changed"
    if outcome.status == "unchanged":
        return "retracted" if retracted else "published"
    states: dict[str, State] = {"draft": "draft", "doubt": "unsure", "heard": "unsure"}
    return "ended" if outcome.ended else states.get(outcome.hold, "held")


def _standing(outcome: EpisodeOutcome, known: _Known) -> EpisodeStanding:
    moment = known.moments.get(outcome.id)
    state = state_of(outcome, retracted=bool(moment and moment[1]))
    why, mend = "; ".join(outcome.reasons), ""
    if outcome.problems:
        first, *others = outcome.problems
        why = f"{first.what} (and {len(others)} more)" if others else first.what
        mend = first.mend
    elif outcome.status == "unchanged" and outcome.id in known.unreleased:
        state = known.unreleased[outcome.id]
        why = UNRELEASED
    elif state == "new":
        why = ""
    ahead = outcome.forecast
    dated = layout.date_in_folder(outcome.folder)
    day = moment[0] if moment else ahead.published.date().isoformat() if ahead else ""
    if not day and dated:
        day = dated.isoformat()
    return EpisodeStanding(
        outcome.id,
        outcome.folder,
        outcome.title or layout.title_in_name(outcome.folder) or outcome.folder,
        day,
        state,
        why,
        mend,
        outcome.duration_ms or (ahead.sound_ms if ahead else 0),
        tuple(name for name, _voice in outcome.voices),
        outcome.unsure,
        outcome.due,
        known.is_public(outcome.id),
        _new_audio(outcome),
    )


def _new_audio(outcome: EpisodeOutcome) -> NewAudio:
    """What of a published episode's audio file would change; a retraction takes it away."""
    ahead = outcome.forecast
    if not (ahead and ahead.new_sound) or ahead.sound_removed or state_of(outcome) != "changed":
        return ""
    return "tags" if ahead.tags_only else "sound"


def _foresight(report: Report, kept_back: dict[str, int], now: datetime) -> Foresight:
    new = sum(state_of(outcome) == "new" for outcome in report.looked_at)
    return Foresight(
        at=now,
        feed_url=report.feed_url,
        new=new,
        changed=report.counts["made"] - new,
        unchanged=report.unchanged,
        kept_back=kept_back,
        upload_bytes=report.upload_bytes,
        work_seconds=report.narration_seconds,
        moved=report.moved,
        leaving=(*report.removed, *report.leaving),
        others=report.changes,
        findings=report.findings,
        refused=any(finding.rule == "removals" for finding in report.findings),
        new_audio=sum(bool(_new_audio(outcome)) for outcome in report.looked_at),
    )


def _condition(group: Group, words: str) -> tuple[str, tuple[str, ...]]:
    wanted = tuple(_folded(words).split()[:20])
    return " AND ".join([_THOSE[group], *("instr(words, ?)" for _ in wanted)]), wanted


def _folded(text: str) -> str:
    """The text without case and accents, for a search."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))
