"""The outcome of one episode in a publish."""

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
"""Ends the reason for rebuilding an episode whose files are not intact."""


Status = Literal["made", "unchanged", "held", "failed"]
Hold = Literal["", "draft", "time", "doubt", "heard", "ended", "changed"]
"""Why an episode is held: its draft line, its embargo, doubtful speakers, what is heard, `remove_at`,
or a file that changed meanwhile."""


@dataclass(frozen=True, slots=True)
class ServerUse:
    """What a publish would send to an engine's server. `cost` is in the user's currency, or None."""

    engine: str
    characters: int
    cost: float | None

    def as_json(self) -> dict[str, Any]:
        cost = None if self.cost is None else round(self.cost, 2)
        return {"engine": self.engine, "characters": self.characters, "cost": cost}


@dataclass(frozen=True, slots=True)
class EpisodeOutcome:
    """The outcome of one episode. `reasons` say why it was made, held or failed.

    A dry run adds a `forecast`, and to `respoken` the first sentences that would be spoken again in an
    episode that is published. `hold` is why an episode is held, and `unsure` counts the turns that a
    person should look at, if it is held for them or (in a dry run) would be made with them. A held episode that `waits` keeps its published version, if any, in
    the feed; one that `ended` leaves the feed because its `remove_at` has passed.
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
    hold: Hold = ""
    unsure: int = 0
    respoken: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether it waits for the next publish, and its published version stays."""
        return self.hold == "changed"

    @property
    def ended(self) -> bool:
        """Whether its `remove_at` has passed."""
        return self.hold == "ended"

    @property
    def mended(self) -> bool:
        """Whether published files of the episode were missing or damaged."""
        return any(reason.endswith(DAMAGED) for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What subscribers would get if the episode were published.

    `enclosure_url` is the current URL of the audio, or empty for a new episode. `new_sound` says
    that the URL would change, `tags_only` that it would because of the tags or the picture in them
    alone; `sound_removed` that the audio would be removed because of a
    retraction. `note_missing` says that published words would change and no correction says why.
    `upload_bytes` and `sound_ms` are estimates. `notes` are those of corrections and of a retraction
    that subscribers have not read yet.
    """

    guid: str
    published: datetime
    page_url: str
    enclosure_url: str
    new_sound: bool
    sound_removed: bool
    upload_bytes: int
    sound_ms: int
    note_missing: bool = False
    notes: tuple[str, ...] = ()
    tags_only: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "guid": self.guid,
            "published": self.published.isoformat(),
            "page_url": self.page_url,
            "enclosure_url": self.enclosure_url or None,
            "new_enclosure_url": self.new_sound,
            "enclosure_removed": self.sound_removed,
            "note_missing": self.note_missing,
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
