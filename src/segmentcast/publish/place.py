"""Where a show is: its folder, its output, its working files, and its episodes' folders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from segmentcast import files
from segmentcast.cache import digest
from segmentcast.config import EpisodeConfig
from segmentcast.errors import ConfigError, Problem, TranscriptError, UsageError

TEMPLATES_FOLDER = "templates"
TRANSCRIPT_SUFFIXES = (".txt", ".html", ".htm", ".md", ".docx", ".vtt", ".srt", ".json")
_NOT_A_TRANSCRIPT = {"readme.md", "readme.txt", "notes.txt", "notes.md"}


@dataclass(frozen=True, slots=True)
class ShowPlace:
    """The folders of a show.

    `folder` holds show.toml and an episode a subfolder; `output` is the generated feed folder;
    `work` holds what may be deleted at any time.
    """

    folder: Path
    output: Path
    work: Path

    @property
    def show_file(self) -> Path:
        return self.folder / "show.toml"

    @property
    def cast_file(self) -> Path:
        return self.folder / "cast.toml"

    @property
    def ledger_file(self) -> Path:
        return self.folder / "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class EpisodeFolder:
    """An episode's folder and a signature of its files' names, sizes and times."""

    path: Path
    names: tuple[str, ...]
    signature: str

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def config_file(self) -> Path:
        return self.path / "episode.toml"


def locate(start: Path, output: Path | None = None) -> ShowPlace:
    """The show at `start`: a folder with show.toml, or one whose `episodes/` has it.

    Raises UsageError when there is none.
    """
    for folder in (start, start / "episodes"):
        if (folder / "show.toml").is_file():
            # A show inside a project keeps its output beside itself, a bare one within.
            resolved = folder.resolve()
            root = resolved.parent if resolved.name == "episodes" else resolved
            return ShowPlace(folder, output or _shortened(root / "feed"), root / ".segmentcast")
    raise UsageError(
        Problem(
            str(start),
            "no show here (a show is a folder with show.toml)",
            f"make one with: segmentcast new {start if start != Path() else 'myshow'}",
        )
    )


def episode_folders(place: ShowPlace) -> Iterator[EpisodeFolder]:
    """Every episode's folder, by name; hidden ones, `_drafts`, templates and the output are left out."""
    output = place.output.resolve()
    with files.explained(place.folder):
        entries = sorted(os.scandir(place.folder), key=lambda entry: entry.name)
    for entry in entries:
        if not entry.is_dir() or entry.name.startswith((".", "_")):
            continue
        if entry.name == TEMPLATES_FOLDER:
            continue
        path = place.folder / entry.name
        if path.resolve() == output:
            continue
        yield episode_folder(path)


def episode_folder(path: Path) -> EpisodeFolder:
    """Names and signature of one episode's files."""
    with files.explained(path), os.scandir(path) as entries:
        present = [
            (entry.name, entry.stat())
            for entry in entries
            if not entry.name.startswith(".") and entry.is_file()
        ]
    found = sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in present)
    names = tuple(name for name, _, _ in found)
    return EpisodeFolder(path, names, digest([path.name, *found]))


def transcript_file(folder: EpisodeFolder, config: EpisodeConfig) -> Path:
    """The episode's transcript: the one that episode.toml names, else `transcript.*`, else the only one.

    Raises TranscriptError when there is none or the choice is not clear.
    """
    if config.transcript:
        path = files.inside(folder.path, config.transcript)
        if not path.is_file():
            raise ConfigError(
                Problem(
                    config.where,
                    f'transcript = "{config.transcript}", but there is no such file in the folder',
                    "correct the name, or put the file there",
                )
            )
        return path
    candidates = [
        name
        for name in folder.names
        if name.lower().endswith(TRANSCRIPT_SUFFIXES) and name.lower() not in _NOT_A_TRANSCRIPT
    ]
    named = [name for name in candidates if Path(name).stem.lower() == "transcript"]
    chosen = named or candidates
    if len(chosen) == 1:
        return folder.path / chosen[0]
    if not chosen:
        raise TranscriptError(
            Problem(
                str(folder.path),
                "no transcript in this folder",
                "put transcript.txt there (or .html, .md, .docx, .vtt, .srt, .json)",
            )
        )
    raise TranscriptError(
        Problem(
            str(folder.path),
            f"more than one transcript: {', '.join(chosen)}",
            f'say which in episode.toml: transcript = "{chosen[0]}"',
        )
    )


def _shortened(path: Path) -> Path:
    """The path as a person would write it from here, where that is shorter."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
