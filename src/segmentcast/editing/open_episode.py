"""An episode's files as they were read, and what an edit would make of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from segmentcast import files, layout, toml
from segmentcast.config import EpisodeConfig, ShowConfig
from segmentcast.digest import digest
from segmentcast.errors import Overtaken, Problem, UsageError
from segmentcast.model import Transcript
from segmentcast.publish.plan.machine_transcript import is_unchecked
from segmentcast.vocabulary.sound_files import is_sound
from segmentcast.workspace.episode_folder import EpisodeFolder, episode_folder
from segmentcast.workspace.show_files import read_show
from segmentcast.workspace.show_folder import ShowFolder
from segmentcast.workspace.transcript_source import CAST_FILE, read_transcript

EPISODE_FILE = "episode.toml"


class ChangedMeanwhile(Overtaken):
    """A file was changed by somebody else since it was read; nothing was written."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit writes: a file's new content by its name in the episode's folder.

    `summary` says it in a sentence, as a person reads it. `diff` are pieces of an edit of words:
    "same", "removed" or "added", and the words.
    """

    contents: Mapping[str, bytes]
    summary: str
    diff: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.contents)


@dataclass(frozen=True)
class OpenEpisode:
    """An episode as it was read: its settings, its words, and the bytes that they come from.

    `revision` identifies these bytes; an edit is refused if the files have others by then.
    """

    place: ShowFolder
    show: ShowConfig
    folder: EpisodeFolder
    config: EpisodeConfig
    source: Path
    transcript: Transcript
    revision: str
    _tables: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)

    @property
    def id(self) -> str:
        return layout.episode_id(self.folder.name)

    @property
    def published(self) -> bool:
        """Whether subscribers have it."""
        ledger = self.place.ledger.read()
        entry = ledger.get(self.id) if ledger is not None else None
        return entry is not None and bool(entry.versions)

    @property
    def machine_words(self) -> bool:
        """Whether a machine wrote the words down, and nobody has checked them."""
        return is_unchecked(self.transcript, self.source, self.config)

    def content(self, name: str) -> bytes | None:
        """A file's bytes as they were read; None if it isn't there."""
        return self.folder.read(name) if name in self.folder.names else None

    def table(self, name: str) -> dict[str, Any]:
        """The content of a TOML file of the folder; empty if it isn't there."""
        where = str(self.folder.path / name)
        return dict(toml.parse(self.content(name) or b"", where).table)

    def with_table(self, name: str, wanted: Mapping[str, Any]) -> dict[str, bytes]:
        """The file with this content, its comments and order preserved. Raises ConfigError."""
        before = self.content(name) or b""
        where = str(self.folder.path / name)
        after = toml.with_content(before, wanted, where)
        return {} if after == before else {name: after}

    def reread(self, contents: Mapping[str, bytes | None]) -> Transcript:
        """The transcript as it would be read with these files, or without them (None).

        Raises a SegmentcastError.
        """
        held = {name: self.folder.read(name) for name in self._read_names()}
        gone = {name for name, content in contents.items() if content is None}
        given = {name: content for name, content in contents.items() if content is not None}
        names = tuple(sorted({*self.folder.names, *given} - gone))
        folder = replace(self.folder, names=names, _read={**held, **given})
        return read_transcript(folder, self.show)[3]

    def _read_names(self) -> list[str]:
        return [
            name
            for name in (CAST_FILE, EPISODE_FILE, self.source.name)
            if name in self.folder.names
        ]


def open_episode(place: ShowFolder, name: str) -> OpenEpisode:
    """Reads an episode's words and settings. Raises UsageError for a name that is no episode's.

    Raises ConfigError or TranscriptError with every problem if it can't be read.
    """
    if files.below(name).name != name or name.startswith((".", "_")):
        raise UsageError(Problem(name, "this is no episode's folder", "give a folder's name"))
    path = place.file(name)
    if not path.is_dir():
        raise UsageError(
            Problem(str(path), "there is no such episode folder", f"look in {place.path}")
        )
    show = read_show(place)
    folder = episode_folder(path)
    config, source, _, transcript = read_transcript(folder, show)
    if is_sound(source.name) or not transcript.turns or source.name == EPISODE_FILE:
        raise UsageError(
            Problem(
                str(path),
                "this episode has no transcript whose turns could be edited",
                "put transcript.txt there",
            )
        )
    read = [config.transcript, source.name, CAST_FILE, EPISODE_FILE]
    revision = digest(
        part for file in read if file in folder.names for part in (file, folder.read(file).hex())
    )[:32]
    return OpenEpisode(place, show, folder, config, source, transcript, revision)


def names_by_key(transcript: Transcript) -> dict[str, str]:
    """The speakers' names by their keys."""
    return {speaker.key: speaker.name for speaker in transcript.speakers}


def turn_of(opened: OpenEpisode, number: int) -> int:
    """The index of a turn that counts from 1. Raises UsageError if there is none."""
    count = len(opened.transcript.turns)
    if not 1 <= number <= count:
        raise UsageError(
            Problem(
                str(opened.source), f"there is no turn {number}", f"give a number from 1 to {count}"
            )
        )
    return number - 1
