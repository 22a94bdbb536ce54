"""What was heard so far of a long recording, so that a stopped command goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from segmentcast import files
from segmentcast.listening.recogniser import HeardWord, RecognisedWindow


class PartialHearing:
    """A file with a line for each window that was heard. `key` identifies sound, model, and language.

    A file of another key, and whatever follows a broken line, counts as nothing.
    """

    def __init__(self, path: Path, key: str) -> None:
        self.path = path
        self._key = key
        self.windows: tuple[RecognisedWindow, ...] = tuple(_read(path, key))

    def add(self, window: RecognisedWindow) -> None:
        """Writes the next window, once it was heard."""
        row = [
            window.start_ms,
            window.end_ms,
            [(word.text, word.start_ms, word.end_ms, word.probability) for word in window.words],
        ]
        self.windows = (*self.windows, window)
        with files.explained(self.path), self.path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")

    def begin(self) -> None:
        """Writes the file anew with what is known, so that lines can follow."""
        known, self.windows = self.windows, ()
        files.write(self.path, f"{json.dumps(self._key)}\n".encode())
        for window in known:
            self.add(window)

    def remove(self) -> None:
        """Removes the file: the work is done."""
        files.remove(self.path)


def _read(path: Path, key: str) -> Sequence[RecognisedWindow]:
    windows: list[RecognisedWindow] = []
    try:
        with path.open(encoding="utf-8") as stream:
            if json.loads(stream.readline()) != key:
                return ()
            for line in stream:
                start_ms, end_ms, words = json.loads(line)
                if start_ms != (windows[-1].end_ms if windows else 0):
                    break
                heard = tuple(HeardWord(*word) for word in words)
                windows.append(RecognisedWindow(start_ms, end_ms, heard))
    except (OSError, ValueError, TypeError):
        return windows
    return windows
