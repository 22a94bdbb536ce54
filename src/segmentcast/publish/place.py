"""Where a show is: its folder, its output, its working files, and its episodes' folders."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from segmentcast import files
from segmentcast.config import EpisodeConfig
from segmentcast.errors import ConfigError, Problem, StoreError, TranscriptError, UsageError
from segmentcast.ledger_folder import LedgerFolder
from segmentcast.vocabulary.transcript_files import SUFFIXES as TRANSCRIPT_SUFFIXES

TEMPLATES_FOLDER = "templates"
LEDGER_FOLDER = "ledger"
_UNREADABLE = (".pdf", ".doc", ".rtf", ".odt", ".pages", ".wpd")
_NOT_A_TRANSCRIPT = {
    f"{name}{suffix}"
    for name in ("readme", "notes")
    for suffix in (".md", ".markdown", ".txt", ".text")
}


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
        return _within(self.folder, name)

    @property
    def show_file(self) -> Path:
        return self.folder / "show.toml"

    @property
    def cast_file(self) -> Path:
        return self.folder / "cast.toml"

    @property
    def ledger(self) -> LedgerFolder:
        return LedgerFolder(self.folder / LEDGER_FOLDER)


@dataclass(frozen=True, slots=True)
class EpisodeFolder:
    """An episode's folder, the names of its files, and a signature of names, sizes and times.

    The signature is that of all files in it, also of those in folders within, and in folders of the
    show that are linked here: episode.toml may name them.
    `fault` says why a folder could not be listed; it has no names then, and an empty signature.
    """

    root: str
    name: str
    names: tuple[str, ...]
    signature: str
    fault: StoreError | None = field(default=None, compare=False, repr=False)
    _read: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    @property
    def path(self) -> Path:
        return Path(self.root, self.name)

    @property
    def config_file(self) -> Path:
        return self.path / "episode.toml"

    def file(self, name: str) -> Path:
        """The path of one of its files, found or named.

        Raises ConfigError for a link that leads out of the show's folder.
        """
        return _within(Path(self.root), f"{self.name}/{name}")

    def read(self, name: str) -> bytes:
        """One of its small files, which is read once, however many ask.

        Raises StoreError, and ConfigError for a link that leads out of the show's folder.
        """
        if name not in self._read:
            self._read[name] = files.read(self.file(name))
        return self._read[name]

    def read_source(self, path: Path) -> bytes:
        """The transcript or what stands for it: read once if it lies in the folder itself."""
        return self.read(path.name) if path.parent == self.path else files.read(path)

    def forget(self) -> None:
        """Whoever asks from now on gets what the file holds then."""
        self._read.clear()


def _within(show: Path, name: str) -> Path:
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
            return ShowPlace(folder, output or _shortened(root / "feed"), root / ".segmentcast")
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


_MADE_HERE = frozenset(
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


_MANY = 1000


def episode_folders(place: ShowPlace) -> Iterator[EpisodeFolder]:
    """Every episode's folder, by name; hidden ones, `_drafts`, templates and the output are left out.

    One that cannot be listed has a `fault`, and the others are listed all the same.
    """
    others = {TEMPLATES_FOLDER, LEDGER_FOLDER}
    output = place.output.resolve()
    if output.parent == place.folder.resolve():
        others.add(output.name)
    with files.explained(place.folder), os.scandir(place.folder) as entries:
        names = sorted(
            entry.name
            for entry in entries
            if not entry.name.startswith((".", "_"))
            and entry.name not in others
            and _may_be_folder(entry)
        )
    root = str(place.folder)
    alike: dict[tuple[str, ...], tuple[str, ...]] = {}
    are_episodes: dict[tuple[str, ...], bool] = {}
    for name in names:
        try:
            folder = _looked_at(root, name, alike)
        except StoreError as error:
            yield EpisodeFolder(root, name, (), "", error)
            continue
        if len(alike) > _MANY:  # each has names of its own: none is to be shared
            alike.clear()
            are_episodes.clear()
        if folder.names not in are_episodes:
            are_episodes[folder.names] = _is_episode(folder.names)
        if are_episodes[folder.names]:
            yield folder


def _may_be_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder; also so for what cannot be told, such as a link that leads to itself."""
    try:
        return entry.is_dir()
    except OSError:
        return True


def _is_episode(names: tuple[str, ...]) -> bool:
    """Not so: a feed that was written here, and a folder of pictures or sounds for other folders."""
    if "feed.xml" in names:
        return False
    return not names or any(
        name.lower().endswith((*TRANSCRIPT_SUFFIXES, *_UNREADABLE))
        or name == "episode.toml"
        or Path(name).stem.lower() == "recording"
        for name in names
    )


def episode_folder(path: Path) -> EpisodeFolder:
    """Names and signature of one episode's files."""
    return _looked_at(str(path.parent), path.name, {})


def _looked_at(
    root: str, name: str, alike: dict[tuple[str, ...], tuple[str, ...]]
) -> EpisodeFolder:
    """The folder; `alike` has the names that folders have, so that a hundred thousand share theirs."""
    path = f"{root}/{name}"
    found: list[tuple[str, int, int]] = []
    within: list[str] = []
    with files.explained(path), os.scandir(path) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_file():
                stat = entry.stat()
                found.append((entry.name, stat.st_size, stat.st_mtime_ns))
            elif entry.is_dir():
                within.append(entry.name)
    found.sort()
    names = tuple([row[0] for row in found])
    if within:
        listed = {os.path.realpath(path)}
        for each in sorted(within):
            found += _files_within(path, each, os.path.realpath(root), listed)
    text = f"{name}\0{found}".encode("utf-8", "surrogatepass")
    signature = hashlib.blake2b(text, digest_size=12).hexdigest()
    return EpisodeFolder(root, name, alike.setdefault(names, names), signature)


def _files_within(
    root: str, folder: str, show: str, listed: set[str]
) -> Iterator[tuple[str, int, int]]:
    """Name, size and time of each file in a folder of an episode's folder, at any depth.

    A link to a folder is followed within the show, unless the link lies in that folder itself. `show`
    is the show's real path; `listed` has those of folders that were listed, each once.
    """
    path = os.path.realpath(f"{root}/{folder}")
    around = any(Path(other).is_relative_to(path) for other in listed)
    if around or not Path(path).is_relative_to(show):
        return
    listed.add(path)
    with files.explained(f"{root}/{folder}"), os.scandir(path) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        name = f"{folder}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if entry.is_file():
            stat = entry.stat()
            yield name, stat.st_size, stat.st_mtime_ns
        elif entry.is_dir():
            yield from _files_within(root, name, show, listed)


def folder_times(output: Path) -> str:
    """The times of the output's folders, which change when a file is added to one or removed."""
    if not output.is_dir():
        return ""
    with files.explained(output), os.scandir(output) as entries:
        return "\n".join(
            sorted(
                f"{entry.name} {entry.stat().st_mtime_ns} {entry.stat().st_ino}"
                for entry in entries
                if entry.is_dir() and entry.name in _MADE_HERE
            )
        )


def has_transcript(folder: EpisodeFolder, config: EpisodeConfig) -> bool:
    """Whether there is a file that could be the episode's transcript."""
    if config.transcript:
        return folder.file(config.transcript).is_file()
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
        path = folder.file(config.transcript)
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
        return folder.file(chosen[0])
    if not chosen:
        unread = [name for name in folder.names if name.lower().endswith(_UNREADABLE)]
        what = f"{unread[0]} cannot be read" if unread else "no transcript in this folder"
        mend = "save it as .docx or .txt" if unread else "put transcript.txt there"
        raise TranscriptError(
            Problem(
                str(folder.path),
                what,
                f"{mend} (read are {', '.join(TRANSCRIPT_SUFFIXES)})",
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
