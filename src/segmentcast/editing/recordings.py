"""An episode's recording is put in, replaced, or taken out; and a transcript is put beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from segmentcast import files, toml, transcript
from segmentcast.config import EpisodeConfig, load_episode
from segmentcast.editing.journal import Content, changed_meanwhile, commit_files, large_files
from segmentcast.editing.large_files import LargeFile, LargeFiles
from segmentcast.editing.open_episode import EPISODE_FILE
from segmentcast.errors import Problem, UsageError
from segmentcast.vocabulary.sound_files import EARLIER_FILE, EARLIER_STEM, is_sound
from segmentcast.vocabulary.transcript_files import SUFFIXES, is_draft
from segmentcast.workspace.episode_folder import EpisodeFolder, episode_folder
from segmentcast.workspace.recording_file import whole_recording
from segmentcast.workspace.show_folder import ShowFolder
from segmentcast.workspace.transcript_source import has_transcript

_STEM = "recording"


@dataclass(frozen=True, slots=True)
class RecordingPlace:
    """An episode's folder, its settings, its recording if it has one, and whether it has a transcript.

    `revision` identifies all names, sizes and times of files in the folder.
    """

    folder: EpisodeFolder
    config: EpisodeConfig
    recording: Path | None
    with_transcript: bool

    @property
    def revision(self) -> str:
        return self.folder.signature

    @property
    def drafts(self) -> tuple[str, ...]:
        """Drafts of transcripts that lie there, which nobody has taken yet."""
        return tuple(
            name
            for name in self.folder.names
            if is_draft(name) and PurePath(name).suffix.lower() in SUFFIXES
        )


def recording_place(folder: EpisodeFolder) -> RecordingPlace:
    """Looks for the recording in an episode's folder. Raises ConfigError if it isn't clear which."""
    where = str(folder.config_file)
    config = EpisodeConfig(where=where)
    if folder.config_file.name in folder.names:
        config = load_episode(folder.read(folder.config_file.name), where)
    written = has_transcript(folder, config)
    return RecordingPlace(
        folder, config, whole_recording(folder, config, alone=not written), written
    )


def put_recording(place: ShowFolder, here: RecordingPlace, sound: Path) -> str:
    """Puts a copy of `sound` into the folder as `recording.*`, in place of the one there.

    A recording that was there stays there, unused. Returns what was done and names each file that
    moves; `undo` takes it back. Raises ChangedMeanwhile, or StoreError.
    """
    name = f"{_STEM}{sound.suffix.lower()}"
    large = large_files(place, here.folder.name)
    new = large.keep(sound)
    after, moves = _set_aside(here.folder, large, new)
    after[name] = new
    if here.config.recording:
        after |= _with_setting(here, name)
    summary = f"{name} is the recording."
    if here.recording is not None and here.recording.name not in after:
        summary += f" {here.recording.name} stays in the folder, unused."
    summary += moves
    _commit(place, here, after, summary)
    return summary


def take_out_recording(place: ShowFolder, here: RecordingPlace) -> str:
    """Sets aside the recording of an episode that has a transcript, so that it is narrated.

    Returns what was done and names each file that moves. Raises UsageError without a recording or a transcript, ChangedMeanwhile,
    or StoreError.
    """
    if here.recording is None or not here.with_transcript:
        what = "there is no recording beside a transcript to take out"
        raise UsageError(Problem(str(here.folder.path), what, "load the page again"))
    after, moves = _set_aside(here.folder, large_files(place, here.folder.name))
    if here.config.recording:
        after |= _with_setting(here, None)
    summary = f"{here.recording.name} is no longer used; the episode is narrated.{moves}"
    _commit(place, here, after, summary)
    return summary


def put_transcript(place: ShowFolder, here: RecordingPlace, text: bytes, draft: str = "") -> str:
    """Puts a transcript beside a recording that has none; `draft` is the file that it was, and goes.

    Returns what was done. Raises TranscriptError for what has no turns, UsageError if there is a
    transcript, ChangedMeanwhile, or StoreError.
    """
    where = str(here.folder.path)
    if here.with_transcript:
        raise UsageError(Problem(where, "there is a transcript already", "edit its turns"))
    read = transcript.read(text, draft or "transcript.txt")
    suffix = transcript.suffix_of(text, draft or "transcript.txt")
    after: dict[str, Content] = {f"transcript{suffix}": text}
    if draft:
        after[draft] = None
    turns = "1 turn" if len(read.turns) == 1 else f"{len(read.turns)} turns"
    summary = f"transcript{suffix} is the transcript, with {turns}."
    _commit(place, here, after, summary)
    return summary


def _set_aside(
    folder: EpisodeFolder, large: LargeFiles, new: LargeFile | None = None
) -> tuple[dict[str, Content], str]:
    """Gives the files named `recording.*` a name under which nothing uses them, and says so.

    They may be the only ones, and the journal keeps its copies for a while only. What is the same as
    the new recording, or as a file set aside before, is not kept twice.
    """
    after: dict[str, Content] = {}
    taken, moves = list(folder.names), ""
    for name in _own_sounds(folder):
        path = folder.file(name)
        content = large.keep(path)
        if content != new:
            aside = _same_earlier(folder, path, content)
            if not aside:
                aside = files.unused_name(EARLIER_STEM, path.suffix.lower(), taken)
                taken.append(aside)
                after[aside] = content
            moves += f" {name} stays in the folder as {aside}, unused."
        after[name] = None
    return after, moves


def _same_earlier(folder: EpisodeFolder, path: Path, content: LargeFile) -> str:
    """The name under which a file was set aside before; empty if it was not."""
    size = path.stat().st_size
    for name in folder.names:
        if is_sound(name) and EARLIER_FILE.fullmatch(PurePath(name).stem):
            other = folder.file(name)
            if other.stat().st_size == size and files.has_content(other, content.sha256):
                return name
    return ""


def _own_sounds(folder: EpisodeFolder) -> list[str]:
    return [
        name for name in folder.names if is_sound(name) and PurePath(name).stem.casefold() == _STEM
    ]


def _with_setting(here: RecordingPlace, name: str | None) -> dict[str, Content]:
    """episode.toml with another `recording`, or without one."""
    where = str(here.folder.config_file)
    content = here.folder.read(EPISODE_FILE)
    table: dict[str, Any] = dict(toml.parse(content, where).table)
    table.pop("recording", None)
    wanted = table if name is None else {**table, "recording": name}
    return {EPISODE_FILE: toml.with_content(content, wanted, where)}


def _commit(
    place: ShowFolder, here: RecordingPlace, after: Mapping[str, Content], summary: str
) -> None:
    if episode_folder(here.folder.path).signature != here.revision:
        raise changed_meanwhile(here.folder.path)
    large = large_files(place, here.folder.name)
    before: dict[str, Content] = {}
    for name in after:
        if name not in here.folder.names:
            before[name] = None
        elif is_sound(name):
            before[name] = large.keep(here.folder.file(name))
        else:
            before[name] = files.read(here.folder.file(name))
    commit_files(place, here.folder.name, before, after, summary)
