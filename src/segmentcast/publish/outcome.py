"""What became of one episode in a publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from segmentcast.errors import Problem
from segmentcast.model import Finding, Loudness
from segmentcast.timing import seconds

if TYPE_CHECKING:
    pass


DAMAGED = "was missing or damaged"
"""The end of the reason why an episode whose files are not whole is made."""


Status = Literal["made", "unchanged", "held", "failed"]


@dataclass(frozen=True, slots=True)
class ServerUse:
    """What a publish would send to an engine's server. `cost` is in the user's currency, None without a price."""

    engine: str
    characters: int
    cost: float | None

    def as_json(self) -> dict[str, Any]:
        cost = None if self.cost is None else round(self.cost, 2)
        return {"engine": self.engine, "characters": self.characters, "cost": cost}


@dataclass(frozen=True, slots=True)
class EpisodeOutcome:
    """What became of one episode. `reasons` say what made a remake necessary.

    In a dry run there is a `forecast` as well. One that is held
    and `waits` keeps the version in the feed that was published before, if there is one; one that is
    held and `ended` leaves it, as its `remove_at` has come.
    """

    id: str
    folder: str
    status: Status
    title: str = ""
    reasons: tuple[str, ...] = ()
    duration_ms: int = 0
    loudness: Loudness | None = None
    voices: tuple[tuple[str, str], ...] = ()
    spoken: int = 0
    reused: int = 0
    due: datetime | None = None
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    forecast: Forecast | None = None
    servers: tuple[ServerUse, ...] = ()
    waits: bool = False
    ended: bool = False

    @property
    def mended(self) -> bool:
        """Whether published files of it were missing or damaged."""
        return any(reason.endswith(DAMAGED) for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a publish would give subscribers of an episode.

    `enclosure_url` is the present address of the sound, empty for a new one; `new_sound` says that it
    would get another, `sound_removed` that the published one would go, as the episode is retracted.
    Bytes and length are estimates.
    """

    guid: str
    published: datetime
    page_url: str
    enclosure_url: str
    new_sound: bool
    sound_removed: bool
    upload_bytes: int
    sound_ms: int

    def as_json(self) -> dict[str, Any]:
        return {
            "guid": self.guid,
            "published": self.published.isoformat(),
            "page_url": self.page_url,
            "enclosure_url": self.enclosure_url or None,
            "new_enclosure_url": self.new_sound,
            "enclosure_removed": self.sound_removed,
            "upload_bytes_estimated": self.upload_bytes,
            "sound_seconds_estimated": seconds(self.sound_ms),
        }


def outcome_json(outcome: EpisodeOutcome) -> dict[str, Any]:
    loudness = outcome.loudness
    return {
        "id": outcome.id,
        "folder": outcome.folder,
        "title": outcome.title,
        "status": outcome.status,
        "reasons": list(outcome.reasons),
        "duration_seconds": seconds(outcome.duration_ms),
        "integrated_lufs": round(loudness.integrated_lufs, 2) if loudness else None,
        "true_peak_dbtp": round(loudness.true_peak_dbtp, 2) if loudness else None,
        "voices": dict(outcome.voices),
        "sentences_spoken": outcome.spoken,
        "sentences_reused": outcome.reused,
        "due": outcome.due.isoformat() if outcome.due else None,
        **({"forecast": outcome.forecast.as_json()} if outcome.forecast else {}),
        "findings": [finding.as_json() for finding in outcome.findings],
        "problems": [problem.as_json() for problem in outcome.problems],
    }
