"""Locates a show: its folder, its output, its working files, and its episodes' folders."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from segmentcast import files
from segmentcast.errors import ConfigError, Problem, UsageError
from segmentcast.ledger_folder import LedgerFolder
from segmentcast.vocabulary.transcript_files import SUFFIXES as TRANSCRIPT_SUFFIXES
from segmentcast.vocabulary.transcript_files import TABLES, is_draft
from segmentcast.workspace.file_kinds import NOT_TRANSCRIPTS

if TYPE_CHECKING:
    pass

TEMPLATES_FOLDER = "templates"
MOVED_IN = "# Moved in from "
"""How an imported show's show.toml begins; without its ledger such a show is refused."""
LEDGER_FOLDER = "ledger"
_WITH_OUTPUT = frozenset({"publish", "check", "diff", "prune", "serve"})
"""Commands with an --output option."""


@dataclass(frozen=True, slots=True)
class ShowFolder:
    """The folders of a show.

    `path` contains show.toml and the episodes' folders. `output` is the generated feed folder.
    `work` contains files that may be deleted at any time.
    """

    path: Path
    output: Path
    work: Path

    def file(self, name: str) -> Path:
        """The path of a file in the show's folder. Raises ConfigError for a link leading out of it."""
        return path_within(self.path, name)

    @property
    def show_file(self) -> Path:
        return self.path / "show.toml"

    @property
    def cast_file(self) -> Path:
        return self.path / "cast.toml"

    @property
    def ledger(self) -> LedgerFolder:
        return LedgerFolder(self.path / LEDGER_FOLDER)

    def within(self, text: str) -> str:
        """The text with paths as they are within the show, as a person knows it: `episodes/show.toml`."""
        plain = self.path.parent if self.path.name == "episodes" else self.path
        for root in {str(plain), str(plain.absolute()), str(_root(self.path))} - {".", os.sep}:
            begins = (
                rf"(?<![\w./\\-]){re.escape(root + os.sep)}"  # not in the middle of another path
            )
            text = re.sub(begins, "", text)
        return text

    def command(self, name: str, *words: str, option: str = "") -> str:
        """`segmentcast NAME SHOW WORDS` for a message, as it must be typed in the current folder.

        The show is omitted if it is the current folder, and the output folder if it is the default
        one. `option` goes before the show for commands whose argument is something else, as in
        `--show`.
        """
        root = _root(self.path)
        here = Path.cwd()
        show = [] if here in (root, self.path.resolve()) else [_argument(shortened(root))]
        if show and option:
            show.insert(0, option)
        elsewhere = name in _WITH_OUTPUT and self.output.resolve() != (root / "feed").resolve()
        output = ["--output", str(self.output)] if elsewhere else []
        return shlex.join(["segmentcast", *name.split(), *show, *words, *output])


def path_within(show: Path, name: str) -> Path:
    """The path of `name` below the show's folder. Raises ConfigError for a link leading out of it.

    Links within the show are fine, and so is a show folder that is itself a link. Links to the
    outside are rejected because a folder from somebody else could point at any file on this
    machine.
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
            "copy the file here, or link to one within the show's folder",
        )
    )


def locate(start: Path, output: Path | None = None) -> ShowFolder:
    """The show at `start`: a folder with show.toml, or one whose `episodes/` has it.

    Raises UsageError if there is none.
    """
    for folder in (start, start / "episodes"):
        if (folder / "show.toml").is_file():
            # A show in `episodes/` has its output next to that folder, any other show inside its own.
            root = _root(folder)
            return ShowFolder(folder, output or shortened(root / "feed"), root / ".segmentcast")
    above = start.resolve().parent
    if start.is_dir() and (above / "show.toml").is_file():
        raise UsageError(
            Problem(
                str(start),
                "this folder is inside a show, but is not the show itself",
                f"give the show's folder: {above}",
            )
        )
    raise UsageError(
        Problem(
            str(start),
            "no show here (a show is a folder with show.toml)",
            _how_to_make_one(start),
        )
    )


def _root(folder: Path) -> Path:
    """The folder that a user calls the show: the parent of episodes/, if there is one."""
    resolved = folder.resolve()
    return resolved.parent if resolved.name == "episodes" else resolved


def _argument(path: Path) -> str:
    """The path as an argument that cannot be mistaken for an option."""
    text = str(path)
    return f"./{text}" if text.startswith("-") else text


OUTPUT_NAMES = frozenset(
    "archive artwork audio captions chapters corrections episodes feeds people private search"
    " static thumbnails waveforms".split()
)


MEDIA_FOLDERS = frozenset("artwork audio captions chapters thumbnails waveforms".split())
"""The folders of episodes' published files."""


_ROOT_FILES = frozenset({"corrections.json", "index.html", "ledger.jsonl"})
"""Files that an interrupted publish may leave beside the folders, which are written first."""


def check_output(show_folder: ShowFolder) -> None:
    """Raises UsageError if the output folder is the show itself or contains other files.

    A folder is ours if it has a feed.xml, or the list of corrections, or nothing but what an
    interrupted first publish leaves.
    """
    output = show_folder.output.resolve()
    if output in _with_parents(show_folder.path) or _is_show(output):
        raise UsageError(
            Problem(
                str(show_folder.output),
                "the feed cannot be written into the show's own folder",
                "choose a folder that is used for nothing else: --output feed",
            )
        )
    _refuse_others_files(show_folder.output, str(show_folder.output))


def check_store_folder(show_folder: ShowFolder, folder: Path, address: str) -> None:
    """Raises UsageError if a folder to be used as a store belongs to the show, the feed or others.

    Nothing may be published among the transcripts, or above or below them: the next publish would
    take its own pages for episodes. Links are followed. The folder's contents are checked like
    those of the output folder. `address` is what the user typed.
    """
    store = folder.resolve()
    output, work = show_folder.output.resolve(), show_folder.work.resolve()
    if store == output:
        what, mend = "is the output folder of the feed", "omit --to, or use --output"
        raise UsageError(Problem(address, what, mend))
    what = ""
    if store in _with_parents(show_folder.path) or show_folder.path.resolve() in store.parents:
        what = "is the show's own folder, or is inside or around it"
    elif store in output.parents or output in store.parents:
        what = "is inside or around the output folder of the feed"
    elif store in _with_parents(work) or work in store.parents:
        what = "is inside or around the show's working files"
    elif _is_show(store):
        what = "is the folder of another show"
    if what:
        mend = "choose a folder outside the show that is used for nothing else"
        raise UsageError(Problem(address, what, mend))
    _refuse_others_files(folder, address)


def _with_parents(folder: Path) -> tuple[Path, ...]:
    resolved = folder.resolve()
    return (resolved, *resolved.parents)


def _is_show(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("show.toml", "episodes/show.toml"))


def _refuse_others_files(folder: Path, where: str) -> None:
    """Raises UsageError for a folder without a feed that contains foreign files."""
    if not folder.is_dir() or (folder / "feed.xml").is_file():
        return
    if (folder / "corrections.json").is_file() and (folder / "episodes").is_dir():
        return
    with files.explained(folder):
        names = {entry.name for entry in os.scandir(folder) if not entry.name.startswith(".")}
    # Pictures are written before pages, so pages without pictures belong to another site.
    ours = OUTPUT_NAMES | (_ROOT_FILES if "artwork" in names else frozenset())
    foreign = sorted(names - ours)
    if foreign:
        raise UsageError(
            Problem(
                where,
                f"this folder has no feed, but contains other files ({', '.join(foreign[:3])})",
                "choose an empty or a new folder",
            )
        )


def loose_transcripts(show_folder: ShowFolder) -> tuple[Path, ...]:
    """Transcripts next to show.toml that are in no folder, so that no publish finds them."""
    with files.explained(show_folder.path):
        names = sorted(
            entry.name
            for entry in os.scandir(show_folder.path)
            if entry.is_file()
            and entry.name.lower().endswith(TRANSCRIPT_SUFFIXES)
            and not entry.name.lower().endswith(TABLES)
            and entry.name.lower() not in NOT_TRANSCRIPTS
            and not is_draft(entry.name)
        )
    return tuple(show_folder.path / name for name in names)


def _how_to_make_one(start: Path) -> str:
    """Suggests a new folder for a show, inside `start` if that exists: /tmp must not become a show."""
    full = start.resolve()
    if start.exists() and start != Path():
        proposed = shortened(full / "myshow") if full != Path.cwd() else Path("myshow")
        return f"give the folder of a show, or create one: segmentcast new {shlex.quote(_argument(proposed))}"
    proposed = start if start != Path() else Path("myshow")
    return f"create one with: segmentcast new {shlex.quote(_argument(proposed))}"


def shortened(path: Path) -> Path:
    """The path relative to the current folder, if that is shorter."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
