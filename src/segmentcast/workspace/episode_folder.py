"""An episode's folder and its files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from segmentcast import files
from segmentcast.errors import ConfigError, StoreError
from segmentcast.layout import date_in_folder, episode_id
from segmentcast.vocabulary.sound_files import is_sound
from segmentcast.vocabulary.transcript_files import CAPTIONS, FIRST
from segmentcast.workspace.file_kinds import DOCUMENT_SUFFIXES, UNREADABLE_SUFFIXES
from segmentcast.workspace.show_folder import (
    LEDGER_FOLDER,
    TEMPLATES_FOLDER,
    ShowFolder,
    path_within,
)


@dataclass(frozen=True, slots=True)
class EpisodeFolder:
    """An episode's folder, its file names, and a signature of all names, sizes and times.

    The signature covers subfolders too, and linked folders of the show, because episode.toml may
    name files in them. If a folder could not be listed, `fault` says why, and names and signature
    are empty.
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
        """The path of a file in the folder.

        Raises ConfigError for a link that leads out of the show's folder.
        """
        return path_within(Path(self.root), f"{self.name}/{name}")

    def read(self, name: str) -> bytes:
        """The content of a small file, cached for all callers.

        Raises StoreError, or ConfigError for a link that leads out of the show's folder.
        """
        if name not in self._read:
            self._read[name] = files.read(self.file(name))
        return self._read[name]

    def read_source(self, path: Path) -> bytes:
        """The transcript or its replacement, cached if it is in the folder itself."""
        return self.read(path.name) if path.parent == self.path else files.read(path)

    def content(self, path: Path) -> bytes:
        """The content that identifies the words: a file's bytes, or a recording's SHA-256."""
        if not is_sound(path.name):
            return self.read_source(path)
        key = f"{path}\0sha256"
        if key not in self._read:
            self._read[key] = files.sha256_of(path).encode()
        return self._read[key]

    def drop_cache(self) -> None:
        """Drops the cached files."""
        self._read.clear()


_MANY = 1000


def episode_folders(show_folder: ShowFolder) -> Iterator[EpisodeFolder]:
    """All episode folders by name, without hidden ones, `_drafts`, templates and the output.

    A folder that cannot be listed gets a `fault`; the others are still listed.
    """
    return (folder for folder, is_episode in _all_folders(show_folder) if is_episode)


def loose_recordings(show_folder: ShowFolder) -> Iterator[tuple[Path, str]]:
    """Folders named like an episode's that hold sounds and nothing that makes them one, each with a sound."""
    for folder, is_episode in _all_folders(show_folder):
        sounds = [name for name in folder.names if is_sound(name)]
        if sounds and not is_episode and date_in_folder(folder.name):
            yield folder.path, sounds[0]


def _all_folders(show_folder: ShowFolder) -> Iterator[tuple[EpisodeFolder, bool]]:
    """Every folder that could be an episode's, and whether it is one."""
    others = {TEMPLATES_FOLDER, LEDGER_FOLDER}
    output = show_folder.output.resolve()
    if output.parent == show_folder.path.resolve():
        others.add(output.name)
    with files.explained(show_folder.path), os.scandir(show_folder.path) as entries:
        names = sorted(
            entry.name
            for entry in entries
            if not entry.name.startswith((".", "_"))
            and entry.name not in others
            and _may_be_folder(entry)
        )
    root = str(show_folder.path)
    alike: dict[tuple[str, ...], tuple[str, ...]] = {}
    are_episodes: dict[tuple[str, ...], bool] = {}
    for name in names:
        try:
            folder = _looked_at(root, name, alike)
        except StoreError as error:
            yield EpisodeFolder(root, name, (), "", error), True
            continue
        if len(alike) > _MANY:  # every folder has other names, so sharing saves nothing
            alike.clear()
            are_episodes.clear()
        if folder.names not in are_episodes:
            are_episodes[folder.names] = _is_episode(folder.names)
        yield folder, are_episodes[folder.names]


def find_episode(show_folder: ShowFolder, id_: str) -> EpisodeFolder | None:
    """The episode's folder by its id, looked up among the names that are there; or None."""
    with files.explained(show_folder.path), os.scandir(show_folder.path) as entries:
        names = [entry.name for entry in entries if not entry.name.startswith((".", "_"))]
    for name in [id_] if id_ in names else names:
        try:
            if episode_id(name) == id_ and (show_folder.path / name).is_dir():
                folder = episode_folder(show_folder.path / name)
                return folder if _is_episode(folder.names) else None
        except (ConfigError, UnicodeEncodeError):
            continue
    return None


def _may_be_folder(entry: os.DirEntry[str]) -> bool:
    """Whether the entry is a folder; also True if that is unclear, as for a link to itself."""
    try:
        return entry.is_dir()
    except OSError:
        return True


def _is_episode(names: tuple[str, ...]) -> bool:
    """Whether these are an episode's files, not those of a published feed or a media folder."""
    if "feed.xml" in names:
        return False
    return not names or any(
        name.lower().endswith((*FIRST, *CAPTIONS, *DOCUMENT_SUFFIXES, *UNREADABLE_SUFFIXES))
        or name == "episode.toml"
        or Path(name).stem.lower() in {"recording", "transcript"}
        for name in names
    )


def episode_folder(path: Path) -> EpisodeFolder:
    """Reads the names and the signature of one episode's files."""
    return _looked_at(str(path.parent), path.name, {})


def _looked_at(
    root: str, name: str, alike: dict[tuple[str, ...], tuple[str, ...]]
) -> EpisodeFolder:
    """Reads the folder. `alike` interns tuples of names, shared by up to 100,000 folders."""
    path = f"{root}/{name}"
    rows: list[tuple[str, int, int]] = []
    within: list[str] = []
    with files.explained(path), os.scandir(path) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_file():
                stat = entry.stat()
                rows.append((entry.name, stat.st_size, stat.st_mtime_ns))
            elif entry.is_dir():
                within.append(entry.name)
    rows.sort()
    names = tuple([row[0] for row in rows])
    if within:
        listed = {os.path.realpath(path)}
        for folder_name in sorted(within):
            rows += _files_within(path, folder_name, os.path.realpath(root), listed)
    text = f"{name}\0{rows}".encode("utf-8", "surrogatepass")
    signature = hashlib.blake2b(text, digest_size=12).hexdigest()
    return EpisodeFolder(root, name, alike.setdefault(names, names), signature)


def _files_within(
    root: str, folder: str, show: str, listed: set[str]
) -> Iterator[tuple[str, int, int]]:
    """Name, size and time of each file in a subfolder, at any depth.

    Links to folders are followed within the show, except to a folder that contains the link. `show`
    is the show's real path. `listed` has the real paths of folders already listed, each only once.
    """
    path = os.path.realpath(f"{root}/{folder}")
    around = any(Path(other).is_relative_to(path) for other in listed)
    if around or not Path(path).is_relative_to(show):
        return
    listed.add(path)
    with files.explained(f"{root}/{folder}"), os.scandir(path) as scanned:
        entries = sorted(scanned, key=lambda entry: entry.name)
    for entry in entries:
        name = f"{folder}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if entry.is_file():
            stat = entry.stat()
            yield name, stat.st_size, stat.st_mtime_ns
        elif entry.is_dir():
            yield from _files_within(root, name, show, listed)
