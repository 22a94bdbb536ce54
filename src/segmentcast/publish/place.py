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
_UNREADABLE = (".pdf", ".doc", ".rtf", ".odt", ".pages", ".wpd")
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


_MADE_HERE = frozenset(
    "archive artwork audio captions chapters corrections episodes feeds people private search"
    " static thumbnails waveforms".split()
)


def check_output(place: ShowPlace) -> None:
    """Raises UsageError when the output folder is somebody's: the show itself, or other files.

    A folder with a feed.xml is ours, and one that has lost it but not the list of corrections; so
    is one that an interrupted first publish left, which holds nothing but folders that a feed has.
    """
    output = place.output
    if output.resolve() in (place.folder.resolve(), *place.folder.resolve().parents) or any(
        (output / name).exists() for name in ("show.toml", "episodes/show.toml")
    ):
        raise UsageError(
            Problem(
                str(output),
                "the feed cannot be written into the show's own folder",
                "name a folder that is used for nothing else: --output feed",
            )
        )
    if not output.is_dir() or (output / "feed.xml").is_file():
        return
    if (output / "corrections.json").is_file() and (output / "episodes").is_dir():
        return
    with files.explained(output):
        foreign = sorted(
            entry.name
            for entry in os.scandir(output)
            if entry.name not in _MADE_HERE and not entry.name.startswith(".")
        )
    if foreign:
        raise UsageError(
            Problem(
                str(output),
                f"this folder holds something else ({', '.join(foreign[:3])}) and no feed",
                "name an empty folder, or a new one",
            )
        )


def loose_transcripts(place: ShowPlace) -> tuple[Path, ...]:
    """Transcripts that lie beside show.toml, without a folder: nobody would look at them."""
    with files.explained(place.folder):
        names = sorted(
            entry.name
            for entry in os.scandir(place.folder)
            if entry.is_file()
            and entry.name.lower().endswith(TRANSCRIPT_SUFFIXES)
            and entry.name.lower() not in _NOT_A_TRANSCRIPT
        )
    return tuple(place.folder / name for name in names)


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
        folder = episode_folder(path)
        if _is_episode(folder):
            yield folder


def _is_episode(folder: EpisodeFolder) -> bool:
    """Not so: a feed that was written here, and a folder of pictures or sounds for other folders."""
    if "feed.xml" in folder.names:
        return False
    return not folder.names or any(
        name.lower().endswith((*TRANSCRIPT_SUFFIXES, *_UNREADABLE))
        or name == "episode.toml"
        or Path(name).stem.lower() == "recording"
        for name in folder.names
    )


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


def has_transcript(folder: EpisodeFolder, config: EpisodeConfig) -> bool:
    """Whether there is a file that could be the episode's transcript."""
    if config.transcript:
        return files.inside(folder.path, config.transcript).is_file()
    return bool(_candidates(folder))


def _candidates(folder: EpisodeFolder) -> list[str]:
    return [
        name
        for name in folder.names
        if name.lower().endswith(TRANSCRIPT_SUFFIXES) and name.lower() not in _NOT_A_TRANSCRIPT
    ]


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
    candidates = _candidates(folder)
    named = [name for name in candidates if Path(name).stem.lower() == "transcript"]
    chosen = named or candidates
    if len(chosen) == 1:
        return folder.path / chosen[0]
    if not chosen:
        unread = [name for name in folder.names if name.lower().endswith(_UNREADABLE)]
        what = f"{unread[0]} cannot be read" if unread else "no transcript in this folder"
        mend = "save it as .docx or .txt" if unread else "put transcript.txt there"
        raise TranscriptError(
            Problem(
                str(folder.path),
                what,
                f"{mend} (.txt, .html, .md, .docx, .vtt, .srt and .json are read)",
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
