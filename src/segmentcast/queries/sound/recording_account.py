"""An account of an episode's recording: its measurement, and where each sentence is heard, or isn't.

`recording_look` makes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec

from segmentcast import __version__, files
from segmentcast.config import ShowConfig
from segmentcast.digest import digest
from segmentcast.errors import Problem
from segmentcast.model import Finding
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.transcript_source import CAST_FILE, source_file

_FORM = "recording-2"

SentenceState = Literal["missing", "unclear", "unsure", "placed"]


@dataclass(frozen=True, slots=True)
class PlacedSentence:
    """A sentence (or a paragraph with its own time) and where it is heard in the file.

    `turn` counts from 1. `start_ms` is where to listen: for a sentence that wasn't found, after the
    one before it. `share` is the share of its words that were recognised; None where nobody listened.
    """

    turn: int
    speaker: str
    text: str
    state: SentenceState
    start_ms: int
    end_ms: int
    share: float | None = None


@dataclass(frozen=True, slots=True)
class TurnLoudness:
    """The loudness of a turn in LUFS; None if it is silent or too short to be measured."""

    start_ms: int
    speaker: str
    lufs: float | None


@dataclass(frozen=True, slots=True)
class RecordingAccount:
    """What `segmentcast measure` says of a recording, and where the transcript's sentences are in it.

    `columns` are the waveform: highest peak and mean level, from 0 to 1. `extra` are spans of sound
    without words in the transcript (start, end in ms). `problems` say why no sentence was placed.
    `key` identifies what the account was made of.
    """

    key: str
    format: str
    duration_ms: int
    integrated_lufs: float | None
    range_lu: float | None
    true_peak_dbtp: float | None
    target_lufs: float
    objections: tuple[str, ...]
    columns: tuple[tuple[float, float], ...]
    turns: tuple[TurnLoudness, ...] = ()
    sentences: tuple[PlacedSentence, ...] = ()
    extra: tuple[tuple[int, int], ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    approximate: bool = False
    own_times: bool = False
    converted: bool = field(default=False, kw_only=True)
    """Whether there is a copy beside the account for browsers, which can't play the recording itself."""

    @property
    def doubtful(self) -> tuple[PlacedSentence, ...]:
        """The sentences to listen to: those that aren't there, couldn't be made out, or are unsure."""
        order = ("missing", "unclear", "unsure")
        return tuple(
            sorted(
                (one for one in self.sentences if one.state in order),
                key=lambda one: order.index(one.state),
            )
        )

    @property
    def places(self) -> int:
        """How many places there are to listen to; a finding that is not about one sentence counts as one."""
        listed = {"alignment-approximate"}
        if any(one.state == "missing" for one in self.sentences):
            listed.add("timed-beyond-end")  # its cues are among the sentences
        others = [
            one for one in self.findings if one.severity == "warning" and one.rule not in listed
        ]
        return len(self.doubtful) + len(self.extra) + len(others)


def account_key(folder: EpisodeFolder, show: ShowConfig, path: Path) -> str:
    """Identifies what an account is made of: recording, words, people, and the settings of sound.

    Raises StoreError or ConfigError.
    """
    with files.explained(path):
        stat = path.stat()
    config, words = source_file(folder, show)
    parts = [
        folder.read_source(file).hex()
        for file in dict.fromkeys((words, folder.path / CAST_FILE))
        if file not in {path, folder.config_file} and files.is_file(file)
    ]
    settings = (show.audio, show.show.language, show.directions, config.language, config.cast)
    sound = (path.name, stat.st_size, stat.st_mtime_ns)
    return digest([_FORM, __version__, *sound, *settings, config.around, show.around, *parts])


def kept_account(work: Path, id_: str, key: str) -> RecordingAccount | None:
    """The account of an episode's recording, if one was made of the same."""
    path = account_path(work, id_)
    if not files.is_file(path):
        return None
    try:
        account = msgspec.json.decode(files.read(path), type=RecordingAccount)
    except msgspec.DecodeError:
        return None
    return account if account.key == key else None


def account_path(work: Path, id_: str, suffix: str = ".json") -> Path:
    """Where the account of an episode's recording is kept, or (`.mp3`) the copy for browsers."""
    return work / "recordings" / f"{id_}{suffix}"
