"""A show at a glance: the state of every episode, and what the next publish would do.

What `segmentcast diff` foresees is kept in a small SQLite file, so that a page of 50,000 episodes is
as quick as one of 50. The file is only a memory: it is made again with each look.
"""

from __future__ import annotations

import contextlib
import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from segmentcast import layout
from segmentcast.model import Finding
from segmentcast.ports import SilentProgress
from segmentcast.publish import Options, publish
from segmentcast.publish.memories import RECORDS
from segmentcast.publish.outcome import EpisodeOutcome
from segmentcast.publish.report import Report
from segmentcast.records import Records
from segmentcast.sqlite_file import Schema, SqliteFile
from segmentcast.workspace.show_folder import ShowFolder

OVERVIEW = "overview.sqlite"
State = Literal[
    "published", "retracted", "new", "changed", "draft", "held", "unsure", "failed", "ended"
]
Group = Literal["", "needs", "waiting", "published"]
"""All; those that need a person; those that no subscriber has yet; those in the feed."""

_SCHEMA = Schema(
    1,
    """
CREATE TABLE IF NOT EXISTS episode (
    day TEXT NOT NULL, id TEXT NOT NULL, needs INTEGER NOT NULL, public INTEGER NOT NULL,
    words TEXT NOT NULL, row BLOB NOT NULL, PRIMARY KEY (day DESC, id DESC)
) WITHOUT ROWID;
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


@dataclass(frozen=True, slots=True)
class EpisodeStanding:
    """An episode at a glance. `day` is ISO 8601 or empty, `length_ms` 0 if nobody knows it.

    `why` says what the next publish would do with it, or what keeps it from doing so, and `mend`
    what to do about that. `public`: subscribers have it, or an earlier version. `unsure` counts the
    turns to look at.
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


@dataclass(frozen=True, slots=True)
class Foresight:
    """What the next publish would do with the show as a whole. Sizes and times are estimates.

    `kept_back` counts the episodes that stay as they are by their state. `digest` changes with
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
    moments: dict[str, tuple[str, bool]] = {}
    if (place.work / RECORDS).is_file():
        with contextlib.closing(Records(place.work / RECORDS)) as records:
            moments = {id_: (moment[:10], taken) for id_, moment, taken in records.moments()}
    standings = (_standing(outcome, moments.get(outcome.id)) for outcome in report.outcomes)
    with opened(place) as overview:
        overview.keep(report, standings, now)
    return report


@contextlib.contextmanager
def opened(place: ShowFolder) -> Iterator[ShowOverview]:
    """The overview that was kept last; it is empty at first."""
    overview = ShowOverview(SqliteFile(place.work / OVERVIEW, _SCHEMA))
    try:
        yield overview
    finally:
        overview.close()


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
        where, values = _condition(group, words)
        counted = self._file.run(f"SELECT count(*) FROM episode WHERE {where}", values)  # noqa: S608 - ours
        return int(counted.fetchone()[0])

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
        digest = hashlib.blake2b(digest_size=10)

        def noted() -> Iterator[tuple[Any, ...]]:
            for one in standings:
                if one.state not in ("new", "changed", "published", "retracted"):
                    kept_back[one.state] = kept_back.get(one.state, 0) + 1
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
            foresight = _foresight(report, kept_back, now)
            digest.update(msgspec.json.encode(replace(foresight, at=_NEVER)))
            foresight = replace(foresight, digest=digest.hexdigest())
            self._file.run(
                "INSERT OR REPLACE INTO state VALUES ('foresight', ?)",
                (msgspec.json.encode(foresight),),
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


def _standing(outcome: EpisodeOutcome, known: tuple[str, bool] | None) -> EpisodeStanding:
    state = state_of(outcome, retracted=bool(known and known[1]))
    why, mend = "; ".join(outcome.reasons), ""
    if outcome.problems:
        first, *others = outcome.problems
        why = f"{first.what} (and {len(others)} more)" if others else first.what
        mend = first.mend
    elif state == "new":
        why = ""
    ahead = outcome.forecast
    dated = layout.date_in_folder(outcome.folder)
    day = known[0] if known else ahead.published.date().isoformat() if ahead else ""
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
        known is not None and state != "ended",
    )


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
    )


def _condition(group: Group, words: str) -> tuple[str, tuple[str, ...]]:
    wanted = tuple(_folded(words).split()[:20])
    return " AND ".join([_THOSE[group], *("instr(words, ?)" for _ in wanted)]), wanted


def _folded(text: str) -> str:
    """The text without case and accents, for a search."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))
