"""Where a show is: its folder, its output, its working files, and its episodes' folders."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from segmentcast import files
from segmentcast.errors import ConfigError, Problem, UsageError
from segmentcast.ledger_folder import LedgerFolder
from segmentcast.vocabulary.transcript_files import SUFFIXES as TRANSCRIPT_SUFFIXES
from segmentcast.workspace.file_kinds import NOT_TRANSCRIPTS

if TYPE_CHECKING:
    pass

TEMPLATES_FOLDER = "templates"
LEDGER_FOLDER = "ledger"


@dataclass(frozen=True, slots=True)
class ShowPlace:
    """The folders of a show.

    `folder` holds show.toml and an episode a subfolder; `output` is the generated feed folder;
    `work` holds what may be deleted at any time.
    """

    folder: Path
    output: Path
    work: Path

    def file(self, name: str) -> Path:
        """The path of a file beside show.toml or below. Raises ConfigError for a link that leads out."""
        return path_within(self.folder, name)

    @property
    def show_file(self) -> Path:
        return self.folder / "show.toml"

    @property
    def cast_file(self) -> Path:
        return self.folder / "cast.toml"

    @property
    def ledger(self) -> LedgerFolder:
        return LedgerFolder(self.folder / LEDGER_FOLDER)


def path_within(show: Path, name: str) -> Path:
    """The path of `name` below the show's folder. Raises ConfigError for a link that leads out of it.

    Links within are fine, and so is a show's folder that is a link itself. What lies outside was not
    meant to be published: a folder that somebody sent may point at anything on this machine.
    """
    path = show / name
    root = os.path.realpath(show)
    if Path(os.path.realpath(path)).is_relative_to(root):
        return path
    parts = [part for part in (*reversed(path.parents), path) if part.is_relative_to(show)]
    outside = (part for part in parts if not Path(os.path.realpath(part)).is_relative_to(root))
    link = next(outside, path)
    raise ConfigError(
        Problem(
            str(link),
            "this link leads out of the show's folder",
            "put the file itself here, or link to one within the show's folder",
        )
    )


def locate(start: Path, output: Path | None = None) -> ShowPlace:
    """The show at `start`: a folder with show.toml, or one whose `episodes/` has it.

    Raises UsageError when there is none.
    """
    for folder in (start, start / "episodes"):
        if (folder / "show.toml").is_file():
            # A show inside a project keeps its output beside itself, a bare one within.
            resolved = folder.resolve()
            root = resolved.parent if resolved.name == "episodes" else resolved
            return ShowPlace(folder, output or shortened(root / "feed"), root / ".segmentcast")
    above = start.resolve().parent
    if start.is_dir() and (above / "show.toml").is_file():
        raise UsageError(
            Problem(
                str(start),
                "this is a folder within a show, not the show",
                f"give the show's folder: {above}",
            )
        )
    raise UsageError(
        Problem(
            str(start),
            "no show here (a show is a folder with show.toml)",
            f"make one with: segmentcast new {start if start != Path() else 'myshow'}",
        )
    )


OUTPUT_NAMES = frozenset(
    "archive artwork audio captions chapters corrections episodes feeds people private search"
    " static thumbnails waveforms".split()
)


MEDIA_FOLDERS = frozenset("artwork audio captions chapters thumbnails waveforms".split())
"""What an episode's published files are in."""


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
            if entry.name not in OUTPUT_NAMES and not entry.name.startswith(".")
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
            and entry.name.lower() not in NOT_TRANSCRIPTS
        )
    return tuple(place.folder / name for name in names)


def shortened(path: Path) -> Path:
    """The path as a person would write it from here, where that is shorter."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
