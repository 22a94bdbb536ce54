"""What was pasted and sent, before it becomes an episode: a folder each among the working files.

Nothing that the browser says is a path: an id is looked up among the folders that are there, and
the name of a file gives its kind and a new name. What lies here survives a crash of the desk.
"""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import shutil
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from anyio import to_thread

from segmentcast import files, transcript
from segmentcast.config import ShowConfig
from segmentcast.errors import FormatNotRead, SegmentcastError, UsageError
from segmentcast.intake import (
    FetchedMaterial,
    FetchedPage,
    Material,
    gather,
    material_of,
    with_recording,
)
from segmentcast.vocabulary.sound_files import SUFFIXES as SOUND_SUFFIXES
from segmentcast.vocabulary.transcript_files import SUFFIXES as TEXT_SUFFIXES
from segmentcast.workspace.file_kinds import (
    DOCUMENT_SUFFIXES,
    UNREADABLE_SUFFIXES,
    is_chapter_file,
)
from segmentcast.workspace.notes_file import NAMES as NOTES
from segmentcast.workspace.show_folder import ShowFolder

KEPT_DAYS = 30
"""So long is kept what was sent for a new episode and not added; its sender has it elsewhere."""
MOST_SOUND_BYTES = 4_000_000_000
MOST_TEXT_BYTES = 64_000_000
_TEXTS = frozenset((*TEXT_SUFFIXES, *DOCUMENT_SUFFIXES, *UNREADABLE_SUFFIXES))
_SOUNDS = frozenset(SOUND_SUFFIXES)
_MOST_NAME_CHARACTERS = 80
_PASTED = "page.txt"
_CONVERSATION = 2
_ENDING = re.compile(r"\.[a-z0-9]{1,12}")
_RECEIVING = ".receiving-"
_SENDING_SECONDS = 86_400
"""A part of a file that is older belongs to no sending that goes on."""
_FETCHED, _PICTURE = ".fetched.json", ".picture"
_NOTHING = ("nothing was pasted and no file was sent.", "do one of both")


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """The name of a file that was sent, as it is here, and what it took the place of, in words."""

    name: str
    replaced: str = ""


_NO_PLAIN_TEXT = (b"PK", b"%PDF", b"{\\rtf")
"""How documents begin whose lines are not the lines of their words: Word, OpenDocument, PDF, Rich Text."""
_HEAD_BYTES = 4096


class Incoming:
    """The folders of what is on its way into the show; `within` is the folder that they are in."""

    def __init__(
        self, place: ShowFolder, within: str = "incoming", *, one_of_a_sort: bool = True
    ) -> None:
        """`one_of_a_sort`: a recording takes the place of another, and so does a text."""
        self._root = place.work / within
        self._one_of_a_sort = one_of_a_sort

    def begin(self, id_: str = "") -> str:
        """An empty folder, with a new id or the one of an episode that is there. Returns the id."""
        id_ = id_ or secrets.token_hex(8)
        files.ensure_folder(self._root / id_)
        return id_

    def waiting(self) -> tuple[str, ...]:
        """The ids of what was sent and not added, the latest first."""
        if not self._root.is_dir():
            return ()
        with files.explained(self._root):
            folders = sorted(self._root.iterdir(), key=lambda path: -path.stat().st_mtime_ns)
            return tuple(path.name for path in folders if path.is_dir() and self.names(path.name))

    def tidy(self, now: datetime, *, days: int = 0) -> None:
        """Removes parts of files whose sending broke off, and what was last touched `days` ago (0: never)."""
        if not self._root.is_dir():
            return
        moment = now.timestamp()
        for folder in [path for path in self._root.iterdir() if path.is_dir()]:
            with contextlib.suppress(OSError):  # another desk is at it
                for part in folder.glob(f"{_RECEIVING}*"):
                    if part.stat().st_mtime < moment - _SENDING_SECONDS:
                        part.unlink()
                last = max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
                if days and last < moment - days * 86_400:
                    shutil.rmtree(folder)

    def names(self, id_: str) -> tuple[str, ...]:
        """The names of the files of an id; none if there is no such id."""
        folder = self._folder(id_)
        if folder is None:
            return ()
        with files.explained(folder):
            paths = (path for path in folder.iterdir() if path.is_file())
            return tuple(sorted(path.name for path in paths if not path.name.startswith(".")))

    def keep_text(self, id_: str, text: str) -> None:
        """Keeps a pasted page, in place of another text. Raises UsageError or StoreError."""
        folder = self._known(id_)
        self._clear(folder, "text")
        files.write(folder / _PASTED, text.encode("utf-8", "replace"))

    def keep_page(self, id_: str, fetched: FetchedMaterial) -> None:
        """Keeps a page that was fetched, in place of another text, so that it is fetched only once."""
        folder = self._known(id_)
        self._clear(folder, "text")
        page = fetched.page
        stem = _words(Path(page.name).stem) or "page"
        name = f"{stem}{transcript.suffix_of(page.data, page.name)}"
        about = {
            "file": name,
            "source": fetched.source,
            "url": page.url,
            "name": page.name,
            "note": page.note,
            "no_picture": fetched.no_picture,
        }
        if fetched.picture:
            files.write(folder / _PICTURE, fetched.picture)
        files.write(folder / name, page.data)
        files.write(folder / _FETCHED, json.dumps(about).encode())

    def adopt(self, id_: str, path: Path) -> str:
        """Keeps a file that is about to leave an episode's folder. Returns its name here.

        Raises StoreError.
        """
        folder = self._known(id_)
        kept = folder / files.unused_name(path.stem, path.suffix, self.names(id_))
        with files.explained(folder):
            try:
                kept.hardlink_to(path)
            except OSError:  # another disk, or one without links
                files.copy(path, kept)
        return kept.name

    async def receive(self, id_: str, name: str, parts: AsyncIterator[bytes]) -> ReceivedFile:
        """Keeps a file that is sent, in place of another of its name, or of its sort.

        Raises UsageError for a file that is no transcript and no recording or that is too large,
        and StoreError if it cannot be written: the caller reads the rest of `parts` then.
        """
        folder = self._known(id_)
        kept = safe_name(name)
        limit = MOST_SOUND_BYTES if sort_of(kept) == "sound" else MOST_TEXT_BYTES
        aside = folder / f"{_RECEIVING}{secrets.token_hex(4)}"
        length = 0
        try:
            with files.explained(folder), aside.open("wb") as stream:
                async for part in parts:
                    length += len(part)
                    if length <= limit:
                        await to_thread.run_sync(stream.write, part)
            if length > limit:
                what = f"this file has more than {limit // 1_000_000:,} MB."
                raise UsageError.at(kept, what, "send a smaller one")
            if not length:
                raise UsageError.at(kept, "this file is empty.", "send it again, or another one")
            if sort_of(kept) == "":
                await to_thread.run_sync(_check_unknown, aside, kept)
            before = [one for one in self.names(id_) if self._gives_way(one, kept)]
            for one in before:
                self._remove(folder, one)
            with files.explained(folder):
                aside.replace(folder / kept)
        finally:
            files.remove(aside)
        replaced = ("the one sent before" if one == kept else one for one in before)
        return ReceivedFile(kept, ", ".join(replaced))

    def material(self, id_: str, show: ShowConfig) -> Material:
        """What was sent, read: a transcript, a recording, or both, with what goes along with it.

        Raises a SegmentcastError with everything that stands in its way.
        """
        folder = self._known(id_)
        names = self.names(id_)
        sounds = [name for name in names if sort_of(name) == "sound"]
        texts = [name for name in names if sort_of(name) in ("text", "")]
        if not names:
            raise UsageError.at("", *_NOTHING)
        if sounds:
            self._beside(folder, sounds[0], names)
        errors: list[SegmentcastError] = []
        read: list[Material] = []
        for name in (*texts, *sounds):
            try:
                read.append(self._read(folder, name, show))
            except SegmentcastError as error:
                errors.append(error)
        if errors:
            kind = type(errors[0]) if len(errors) == 1 else SegmentcastError
            raise kind(problem for error in errors for problem in error.problems)
        if not read:
            what = "chapters and show notes belong to a recording, and here is none."
            raise UsageError.at(names[0], what, "send the recording too")
        if len(read) == 1:
            return read[0]
        text, sound = read
        if texts[0] == _PASTED:  # a name that nobody chose
            text = replace(text, stem=sound.stem)
        return with_recording(text, sound)

    def text_of(self, id_: str, name: str) -> str:
        """The content of a text that was sent; empty for anything else."""
        folder = self._folder(id_)
        if folder is None or name not in self.names(id_) or sort_of(name) == "sound":
            return ""
        try:
            with (folder / name).open("rb") as file:
                content = file.read(8_000_000)
        except OSError:
            return ""
        packed = content.startswith(_NO_PLAIN_TEXT) or b"\0" in content[:_HEAD_BYTES]
        return "" if packed else content.decode("utf-8", "ignore")

    def discard(self, id_: str) -> None:
        """Removes what was sent; nothing happens if it isn't there."""
        folder = self._folder(id_)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def remove(self, id_: str, name: str) -> bool:
        """Removes one of the files. Returns False if it isn't there."""
        folder = self._folder(id_)
        if folder is None or name not in self.names(id_):
            return False
        self._remove(folder, name)
        self.forget_empty(id_)
        return True

    def forget_empty(self, id_: str) -> None:
        """Removes the folder of an id in which there is nothing."""
        folder = self._folder(id_)
        if folder is not None:
            with contextlib.suppress(OSError):
                folder.rmdir()

    def shown(self, where: str) -> str:
        """A place in one of the files, without the folder that nobody chose."""
        return re.sub(rf"{re.escape(str(self._root))}/[0-9a-f]+/", "", where)

    def _known(self, id_: str) -> Path:
        folder = self._folder(id_)
        if folder is None:
            what = "what was pasted or sent is no longer here."
            raise UsageError.at("", what, "paste or send it again")
        return folder

    def _folder(self, id_: str) -> Path | None:
        if not self._root.is_dir():
            return None
        return next((path for path in self._root.iterdir() if path.name == id_), None)

    def _read(self, folder: Path, name: str, show: ShowConfig) -> Material:
        about = folder / _FETCHED
        if about.is_file():
            known = json.loads(files.read(about))
            if known["file"] == name:
                picture = folder / _PICTURE
                page = FetchedPage(
                    known["url"], known["name"], files.read(folder / name), known["note"]
                )
                fetched = FetchedMaterial(
                    known["source"],
                    page,
                    files.read(picture) if picture.is_file() else b"",
                    known["no_picture"],
                )
                return material_of(fetched, show)
        return gather(str(folder / name), show)

    def _beside(self, folder: Path, sound: str, names: tuple[str, ...]) -> None:
        """Names chapters and notes like the recording, so that they go along with it."""
        stem = Path(sound).stem
        for name in names:
            if sort_of(name) in ("chapters", "notes") and not name.startswith(f"{stem}."):
                ending = ".notes.md" if sort_of(name) == "notes" else _chapters_ending(name)
                with files.explained(folder):
                    (folder / name).replace(folder / f"{stem}{ending}")

    def _clear(self, folder: Path, sort: str) -> None:
        for path in folder.iterdir():
            if not path.name.startswith(".") and sort_of(path.name) in (sort, ""):
                self._remove(folder, path.name)

    def _gives_way(self, old: str, new: str) -> bool:
        return _replaces(new, old) if self._one_of_a_sort else new == old

    @staticmethod
    def _remove(folder: Path, name: str) -> None:
        files.remove(folder / name)
        if sort_of(name) in ("text", ""):
            files.remove(folder / _FETCHED)
            files.remove(folder / _PICTURE)


def safe_name(name: str) -> str:
    """A new name from that of a file that was sent: its words, and its ending.

    Raises UsageError for a name without words and an unknown ending.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    if is_chapter_file(last):
        return f"chapters{_chapters_ending(last)}"
    if _is_notes(last):
        return "notes.md"
    stem, dot, ending = last.rpartition(".")
    suffix = f".{ending.lower()}" if dot else ""
    if not _ENDING.fullmatch(suffix):
        stem, suffix = last, ""
    if suffix not in _TEXTS | _SOUNDS and not _words(stem):
        raise _neither(last)
    return f"{_words(stem) or 'transcript'}{suffix}"


def _words(stem: str) -> str:
    return re.sub(r"[^\w -]+", "-", stem).strip(" -_")[:_MOST_NAME_CHARACTERS].strip(" -_")


def _neither(name: str) -> SegmentcastError:
    return UsageError.at(
        name[:_MOST_NAME_CHARACTERS] or "this file",
        "this is neither a transcript nor a recording.",
        "send a text, page, document, captions or a sound file",
    )


def _check_unknown(path: Path, name: str) -> None:
    """Raises UsageError for a file whose ending says nothing, if no conversation is read in it.

    Raises FormatNotRead if it is of a known format that isn't read.
    """
    try:
        turns = len(transcript.read(files.read(path), name).turns)
    except FormatNotRead:
        raise
    except SegmentcastError:
        turns = 0
    if turns < _CONVERSATION:
        raise _neither(name)


def sort_of(name: str) -> str:
    """`sound`, `chapters`, `notes` or `text`; empty for an ending that says nothing."""
    suffix = Path(name).suffix.lower()
    if suffix in _SOUNDS:
        return "sound"
    if is_chapter_file(name):
        return "chapters"
    if _is_notes(name):
        return "notes"
    return "text" if suffix in _TEXTS else ""


def _is_notes(name: str) -> bool:
    return name.lower() in NOTES or name.lower().endswith(tuple(f".{one}" for one in NOTES))


def _replaces(new: str, old: str) -> bool:
    """Whether a file takes the place of another: an episode has one of each sort."""
    of_text = ("text", "")
    sort, other = sort_of(new), sort_of(old)
    return sort == other or (sort in of_text and other in of_text)


def _chapters_ending(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if suffix in (".psc", ".cue") else f".chapters{suffix}"
