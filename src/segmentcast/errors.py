"""One error tree: where, what, how to mend it, and an exit code for each class.

    SegmentcastError            1   anything of ours
    ├── UsageError              2   the command line asks for something that cannot be
    ├── ConfigError             3   show.toml, episode.toml, cast.toml, an unknown key
    ├── TranscriptError         4   missing, empty, undecodable, nothing to speak
    ├── VoiceError              5   unknown voice, an engine that cannot run here, no voice for a language
    │   ├── EngineError         5   an engine that ran and failed (network, model, empty sound)
    │   └── VoiceMissing        5   a voice that `voices add` would bring, and that is not here
    ├── SoundError              6   a recording, a codec, a loudness that cannot be reached
    ├── ArtworkError            7   an image of the wrong kind or size
    ├── StoreError              8   unwritable folder, full disk, lost network
    │   ├── Overtaken           8   someone else published meanwhile
    │   ├── StoreBusy           8   a store that failed for now: lost network, throttling, 5xx
    │   └── PublishStopped      8   a full disk, no memory: it stops every episode, and none caused it
    ├── LedgerError             9   what was promised to subscribers would change
    ├── CheckFailed            10   a check found errors
    ├── RemovalsRefused        11   too many episodes would leave a feed at once
    ├── FeedError              12   a feed to move in that cannot be fetched or read
    ├── BenchmarkFailed        13   a benchmark could not be run to its end
    ├── RecogniserError        14   speech recognition cannot run here
    ├── EpisodesFailed         20   some episodes failed; the others were published
    └── Defect                 70   a defect of ours; a file for the report has the traceback

An error holds every problem of its input at once. Errors survive pickling, so that worker
processes can raise them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

_STOPS = (".", "!", "?", ":")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    `where` is a place a person can open: `episodes/x/episode.toml:4` or `transcript.txt:12:3`.
    `what` says what is wrong there; `mend` says what to do about it.
    """

    where: str
    what: str
    mend: str = ""

    def as_json(self) -> dict[str, str]:
        """Its three parts, for machines."""
        return {"where": self.where, "what": self.what, "mend": self.mend}

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{with_remedy(self.what, self.mend)}"


def with_remedy(what: str, mend: str, rule: str = "") -> str:
    """`what. [rule] Fix: mend`, the one form of every message; what has no remedy is left as it is."""
    shown_rule = f" [{rule}]" if rule else ""
    if not mend:
        return f"{what}{shown_rule}"
    stop = "" if what.endswith("…") or what.rstrip("\"'”’»)").endswith(_STOPS) else "."
    return f"{what}{stop}{shown_rule} Fix: {mend}"


class SegmentcastError(Exception):
    """The root of the tree; carries all the problems of one input."""

    exit_code: ClassVar[int] = 1

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        super().__init__(self.problems)

    @classmethod
    def at(cls, where: str, what: str, mend: str = "") -> SegmentcastError:
        """The error for a single problem."""
        return cls(Problem(where, what, mend))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class UsageError(SegmentcastError):
    """The command line asks for something that cannot be."""

    exit_code = 2


class ConfigError(SegmentcastError):
    """show.toml, episode.toml or cast.toml is wrong."""

    exit_code = 3


class TranscriptError(SegmentcastError):
    """A transcript is missing, empty, undecodable, or holds nothing to speak."""

    exit_code = 4


class FormatNotRead(TranscriptError):
    """A file of a known format for which there is no reader."""


class VoiceError(SegmentcastError):
    """An unknown voice, an engine that cannot run here, or no voice for a language."""

    exit_code = 5


class EngineError(VoiceError):
    """An engine ran and failed."""


class VoiceMissing(VoiceError):
    """A voice that this machine lacks and that `segmentcast voices add` would bring."""


class SoundError(SegmentcastError):
    """A recording, a codec or a loudness that cannot be used or reached."""

    exit_code = 6


class ArtworkError(SegmentcastError):
    """An image of the wrong kind or size."""

    exit_code = 7


class StoreError(SegmentcastError):
    """Somewhere to write to that does not take what is written."""

    exit_code = 8


class Overtaken(StoreError):
    """Someone else wrote the same file meanwhile; their version stays."""


class StoreBusy(StoreError):
    """A store that does not answer or fails for now; the same may succeed a little later."""


class PublishStopped(StoreError):
    """A full disk, no memory, an output that cannot be written: what no single episode is to blame for."""


class LedgerError(SegmentcastError):
    """A promise made to subscribers would be broken."""

    exit_code = 9


class CheckFailed(SegmentcastError):
    """A check found errors."""

    exit_code = 10


class RemovalsRefused(SegmentcastError):
    """Too many episodes would leave a feed at once; nothing was changed."""

    exit_code = 11


class FeedError(SegmentcastError):
    """A running feed that was to be moved in cannot be fetched or read."""

    exit_code = 12


class BenchmarkFailed(SegmentcastError):
    """A benchmark could not be run to its end; the others were."""

    exit_code = 13


class RecogniserError(SegmentcastError):
    """Speech recognition cannot run here: its extra or its model is missing or damaged."""

    exit_code = 14


class EpisodesFailed(SegmentcastError):
    """Some episodes failed; the others were published."""

    exit_code = 20


class Defect(SegmentcastError):
    """A defect of ours. Inside one episode it is that episode's failure."""

    exit_code = 70
