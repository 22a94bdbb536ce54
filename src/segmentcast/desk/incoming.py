"""What was pasted and sent, before it becomes an episode: a folder each among the working files.

Nothing that the browser says is a path: an id is looked up among the folders that are there, and
the name of a file gives its kind and a new name. What lies here survives a crash of the desk.
"""

from __future__ import annotations

import re
import secrets
import shutil
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path

from anyio import to_thread

from segmentcast import files
from segmentcast.errors import UsageError
from segmentcast.vocabulary.sound_files import SUFFIXES as SOUND_SUFFIXES
from segmentcast.vocabulary.transcript_files import SUFFIXES as TEXT_SUFFIXES
from segmentcast.workspace.file_kinds import DOCUMENT_SUFFIXES, UNREADABLE_SUFFIXES
from segmentcast.workspace.show_folder import ShowFolder

MOST_SOUND_BYTES = 4_000_000_000
MOST_TEXT_BYTES = 64_000_000
_TEXTS = frozenset((*TEXT_SUFFIXES, *DOCUMENT_SUFFIXES, *UNREADABLE_SUFFIXES))
_SOUNDS = frozenset(SOUND_SUFFIXES)
_MOST_NAME_CHARACTERS = 80
_PASTED = "page.txt"


class Incoming:
    """The folders of what is on its way into the show."""

    def __init__(self, place: ShowFolder) -> None:
        self._root = place.work / "incoming"

    def begin(self) -> str:
        """A new, empty folder. Returns its id."""
        id_ = secrets.token_hex(8)
        files.ensure_folder(self._root / id_)
        return id_

    def waiting(self) -> tuple[str, ...]:
        """The ids of what was sent and not added, the latest first."""
        if not self._root.is_dir():
            return ()
        with files.explained(self._root):
            folders = sorted(self._root.iterdir(), key=lambda path: -path.stat().st_mtime_ns)
            return tuple(path.name for path in folders if path.is_dir() and any(path.iterdir()))

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
        self._clear(folder, _TEXTS)
        files.write(folder / _PASTED, text.encode("utf-8", "replace"))

    async def receive(self, id_: str, name: str, parts: AsyncIterator[bytes]) -> str:
        """Keeps a file that is sent, in place of another of its sort. Returns its name here.

        Raises UsageError for a file that is no transcript and no recording or that is too large,
        and StoreError if it cannot be written.
        """
        folder = self._known(id_)
        kept = safe_name(name)
        sort = _SOUNDS if Path(kept).suffix in _SOUNDS else _TEXTS
        limit = MOST_SOUND_BYTES if sort is _SOUNDS else MOST_TEXT_BYTES
        aside = folder / ".receiving"
        length = 0
        try:
            with files.explained(folder), aside.open("wb") as stream:
                async for part in parts:
                    length += len(part)
                    if length > limit:
                        what = f"this file has more than {limit // 1_000_000:,} MB."
                        raise UsageError.at(kept, what, "send a smaller one")
                    await to_thread.run_sync(stream.write, part)
            self._clear(folder, sort)
            with files.explained(folder):
                aside.replace(folder / kept)
        finally:
            files.remove(aside)
        return kept

    def sources(self, id_: str) -> tuple[Path, ...]:
        """The files of one episode: a transcript, a recording, or both under one name.

        Raises UsageError if there is none.
        """
        folder = self._known(id_)
        paths = [folder / name for name in self.names(id_)]
        sounds = [path for path in paths if path.suffix in _SOUNDS]
        texts = [path for path in paths if path.suffix not in _SOUNDS]
        if not paths:
            raise UsageError.at("", "nothing was pasted and no file was sent.", "do one of both")
        if sounds and texts and sounds[0].stem != texts[0].stem:
            # a recording goes to the transcript of its name
            with files.explained(folder):
                texts[0] = texts[0].rename(texts[0].with_stem(sounds[0].stem))
        return (*texts, *sounds)

    def discard(self, id_: str) -> None:
        """Removes what was sent; nothing happens if it isn't there."""
        folder = self._folder(id_)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

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

    @staticmethod
    def _clear(folder: Path, sort: frozenset[str]) -> None:
        for path in folder.iterdir():
            if path.suffix in sort:
                files.remove(path)


def safe_name(name: str) -> str:
    """A new name from that of a file that was sent: its words, and its ending if it is a known one.

    Raises UsageError for a file that is no transcript and no recording.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem, dot, ending = last.rpartition(".")
    suffix = f".{ending.lower()}" if dot else ""
    if suffix not in _TEXTS | _SOUNDS:
        shown = last[:_MOST_NAME_CHARACTERS] or "this file"
        raise UsageError.at(
            shown,
            "this is neither a transcript nor a recording.",
            "send a text, page, document, captions or a sound file",
        )
    words = re.sub(r"[^\w -]+", "-", stem).strip(" -_")[:_MOST_NAME_CHARACTERS].strip(" -_")
    return f"{words or 'transcript'}{suffix}"
