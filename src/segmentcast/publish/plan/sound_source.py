"""Where an episode's audio comes from: engines, a recording, or both, turn by turn."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from segmentcast.config import EpisodeConfig, ShowConfig
from segmentcast.config.sound import AroundConfig, ClipConfig
from segmentcast.errors import ConfigError, Problem, SoundError
from segmentcast.model import Voice
from segmentcast.vocabulary.sound_files import TURN_FILE, is_sound
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.recording_file import whole_recording
from segmentcast.workspace.show_folder import ShowFolder

RECORDED = Voice("recording", "")
"""The voice of a recorded utterance. No engine has it."""


@dataclass(frozen=True, slots=True)
class Narrated:
    """Every turn is spoken by an engine."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The whole talk is in one audio file."""

    path: Path


@dataclass(frozen=True, slots=True)
class Clip:
    """A recorded turn, counted from 0. Without `start_ms` and `end_ms` it is the whole file."""

    turn: int
    path: Path
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Mixed:
    """Some turns are recorded, listed in turn order; engines speak the others."""

    clips: tuple[Clip, ...]


Source = Narrated | Recorded | Mixed


def find_source(folder: EpisodeFolder, config: EpisodeConfig, turns: int) -> Source:
    """The source named in episode.toml, else found next to the transcript.

    `turns` is the number of turns in the transcript. Raises ConfigError or SoundError with every
    problem.
    """
    problems: list[Problem] = []
    try:
        whole = whole_recording(folder, config, alone=not turns)
    except ConfigError as error:
        problems += error.problems
        whole = None
    clips = _clips(folder, config, whole, turns, problems)
    if problems:
        raise ConfigError(problems)
    if not clips:
        return Recorded(whole) if whole else Narrated()
    if whole and all(clip.path != whole for clip in clips):
        raise SoundError(
            Problem(
                str(folder.path),
                f"{whole.name} is a recording of the whole talk, and {clips[0].path.name} of one turn: only one can be used",
                'remove one of them; or cut the turn from the recording with [[clips]] turn = ..., start = "...", end = "..."',
            )
        )
    return Mixed(tuple(sorted(clips, key=lambda clip: clip.turn)))


def recorded_turns(source: Source, turns: int) -> frozenset[int]:
    """The indices of the recorded turns."""
    match source:
        case Narrated():
            return frozenset()
        case Recorded():
            return frozenset(range(turns))
        case Mixed(clips):
            return frozenset(clip.turn for clip in clips)


def files_of(source: Source) -> tuple[Path, ...]:
    """The audio files in use, without duplicates, in a fixed order."""
    match source:
        case Narrated():
            return ()
        case Recorded(path):
            return (path,)
        case Mixed(clips):
            return tuple(dict.fromkeys(clip.path for clip in clips))


def key_of(source: Source, hashes: Mapping[Path, str]) -> list[object]:
    """Everything about the source that affects the audio. `hashes` has the hash of each file."""
    match source:
        case Narrated():
            return ["narrated"]
        case Recorded(path):
            return ["recorded", hashes[path]]
        case Mixed(clips):
            return [
                "mixed",
                *((clip.turn, hashes[clip.path], clip.start_ms, clip.end_ms) for clip in clips),
            ]


@dataclass(frozen=True, slots=True)
class Around:
    """The audio around a talk, with resolved paths; None for those that are not configured."""

    config: AroundConfig
    intro: Path | None = None
    outro: Path | None = None
    sting: Path | None = None
    bed: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """The configured files in a fixed order."""
        named = (self.intro, self.outro, self.sting, self.bed)
        return tuple(path for path in named if path is not None)


def find_around(folder: EpisodeFolder, config: EpisodeConfig, show: ShowConfig) -> Around:
    """The episode's own `[around]`, else the show's. File names are relative to the file they are
    in.

    Raises ConfigError for missing files.
    """
    if config.around is not None:
        return resolve_around(config.around, folder.file, config.where)
    show_folder = ShowFolder(Path(folder.root), Path(), Path())
    return resolve_around(show.around, show_folder.file, show.where)


def resolve_around(config: AroundConfig, file: Callable[[str], Path], where: str) -> Around:
    """Resolves the files of `[around]`.

    `file` maps a name to a path. Raises ConfigError with every missing file.
    """
    problems: list[Problem] = []
    paths: dict[str, Path] = {}
    for key in ("intro", "outro", "sting", "bed"):
        name = getattr(config, key)
        if not name:
            continue
        path = file(name)
        if path.is_file():
            paths[key] = path
        else:
            problems.append(
                Problem(
                    where,
                    f'around.{key} = "{name}", but there is no such file',
                    "put it next to this file, or remove the key",
                )
            )
    if problems:
        raise ConfigError(problems)
    return Around(config, **paths)


def around_marks(show: ShowConfig, show_folder: ShowFolder) -> tuple[str, ...]:
    """Names, sizes and modification times of the audio files that the show puts around every talk."""
    stats = [
        (path, path.stat())
        for path in resolve_around(show.around, show_folder.file, show.where).files
    ]
    return tuple(f"{path.name} {status.st_size} {status.st_mtime_ns}" for path, status in stats)


def _clips(
    folder: EpisodeFolder,
    config: EpisodeConfig,
    whole: Path | None,
    turns: int,
    problems: list[Problem],
) -> list[Clip]:
    clips: dict[int, Clip] = {}

    def add(number: int, clip: Clip, where: str) -> None:
        if not 1 <= number <= turns:
            problems.append(
                Problem(
                    where,
                    f"{clip.path.name} is for turn {number}, but the transcript has only {turns} turns",
                    f"list the turns with: segmentcast read {shlex.quote(str(folder.path))}",
                )
            )
        elif number - 1 in clips:
            problems.append(
                Problem(
                    where,
                    f"turn {number} has two recordings: {clips[number - 1].path.name} and {clip.path.name}",
                    "remove one of them",
                )
            )
        else:
            clips[number - 1] = clip

    for row in config.clips:
        path = _clip_file(folder, config, row, whole, problems)
        if path is not None:
            add(row.turn, Clip(row.turn - 1, path, row.start, row.end), config.where)
    named = {row.file for row in config.clips}
    for name in folder.names:
        match = TURN_FILE.fullmatch(Path(name).stem)
        if match and is_sound(name) and name not in named:
            path = folder.file(name)
            add(int(match[1]), Clip(int(match[1]) - 1, path), str(path))
    return list(clips.values())


def _clip_file(
    folder: EpisodeFolder,
    config: EpisodeConfig,
    clip: ClipConfig,
    whole: Path | None,
    problems: list[Problem],
) -> Path | None:
    if clip.start is not None and clip.end is not None and clip.start >= clip.end:
        problems.append(
            Problem(
                config.where, f"the clip of turn {clip.turn} ends before it starts", "swap them"
            )
        )
    if clip.file:
        return _existing(folder, config, f"the clip of turn {clip.turn}", clip.file, problems)
    if whole is None:
        problems.append(
            Problem(
                config.where,
                f"the clip of turn {clip.turn} has no file",
                'add file = "...", or put recording.wav next to the transcript',
            )
        )
    return whole


def _existing(
    folder: EpisodeFolder, config: EpisodeConfig, key: str, name: str, problems: list[Problem]
) -> Path | None:
    path = folder.file(name)
    if path.is_file():
        return path
    problems.append(
        Problem(
            config.where,
            f'{key}: the folder has no file "{name}"',
            "correct the name, or put the file there",
        )
    )
    return None
