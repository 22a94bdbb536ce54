"""Reads and writes the files of a ledger: month by month, never partially."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from segmentcast import files
from segmentcast.errors import LedgerError, Problem, StoreError
from segmentcast.ledger import (
    MONTH,
    RESTORE,
    Ledger,
    decoded,
    entry_line,
    month_of,
    parse_head,
    render_head,
    render_month,
    take_lines,
)

_HEAD = "show.json"
CREDENTIALS = "credentials"
"""The folder with what signatures added to published files; `provenance` reads and writes it."""
_PENDING = ".pending.json"
_SUFFIX = ".jsonl"
_LIMIT_BYTES = 1 << 30
_LOOK = (
    f"compare {_PENDING} with the ledger in version control; once the ledger is correct,"
    f" delete {_PENDING}"
)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LedgerFolder:
    """The folder `ledger/` of a show."""

    path: Path

    @property
    def head_file(self) -> Path:
        return self.path / _HEAD

    def exists(self) -> bool:
        """Whether there is a ledger."""
        return self.head_file.is_file() or bool(self.months())

    def months(self) -> dict[str, str]:
        """The months that have a file, each with a signature that changes with it.

        Raises LedgerError if the folder contains other files.
        """
        months: dict[str, str] = {}
        strangers: list[str] = []
        try:
            with files.explained(self.path), os.scandir(self.path) as entries:
                for entry in entries:
                    month = entry.name.removesuffix(_SUFFIX)
                    if MONTH.fullmatch(month) and entry.name != month:
                        stat = entry.stat()
                        months[month] = (
                            f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"
                        )
                    elif entry.name not in (_HEAD, CREDENTIALS) and not entry.name.startswith("."):
                        strangers.append(entry.name)
        except StoreError:
            if self.path.is_dir():
                raise
        if strangers:
            raise LedgerError(
                Problem(
                    str(self.path / sorted(strangers)[0]),
                    "this file is not part of the show's ledger, whose folder it is in",
                    f"move it elsewhere; an episode's folder must not be named {self.path.name}",
                )
            )
        return dict(sorted(months.items()))

    def signature(self) -> str:
        """A signature that changes with any file of the ledger. No file is read."""
        rows = [f"{month} {signature}" for month, signature in self.months().items()]
        for path in (self.head_file, self.path / _PENDING):
            if path.is_file():
                stat = path.stat()
                rows.append(f"{path.name} {stat.st_size} {stat.st_mtime_ns} {stat.st_ino}")
        return "\n".join(rows)

    # --- reading ------------------------------------------------------------------------------

    def head(self) -> tuple[str, str]:
        """The show's GUID and feed URL. Raises LedgerError."""
        if not self.head_file.is_file():
            what = "is missing: it identifies the show of this ledger"
            raise LedgerError(Problem(str(self.head_file), what, RESTORE.replace("line", "file")))
        return parse_head(self._text(self.head_file), str(self.head_file))

    def text(self, month: str) -> str:
        """The text of a month. Raises LedgerError if it is not text."""
        return self._text(self.file(month))

    def file(self, month: str) -> Path:
        """The path of a month."""
        return self.path / f"{month}{_SUFFIX}"

    def read(self) -> Ledger | None:
        """The whole ledger in memory, or None. Nothing is written.

        Raises LedgerError with every bad line in any file.
        """
        months: Mapping[str, str | None] = dict.fromkeys(self.months())
        months = {**months, **self.pending()}
        if not months and not self.head_file.is_file():
            return None
        guid, feed_url = self.head()
        ledger = Ledger(guid, feed_url)
        problems: list[Problem] = []
        for month in sorted(months):
            text = months[month]
            where = str(self.file(month))
            content = self.text(month) if text is None else text
            take_lines(ledger, content, where, problems, month=month)
        if problems:
            raise LedgerError(problems)
        return ledger

    def pending(self) -> dict[str, str]:
        """The months of an interrupted write, with the texts they are to have."""
        return {month: text for month, (_, text) in self._begun().items()}

    def _begun(self) -> dict[str, tuple[str, str]]:
        """The digest of the previous text, and the new text, for each month of an interrupted
        write.

        Raises LedgerError if a month now has neither text: it was pulled, restored or edited since,
        and completing the write would undo that.
        """
        path = self.path / _PENDING
        if not path.is_file():
            return {}
        begun: dict[str, tuple[str, str]] = {}
        try:
            for month, (before, text) in json.loads(self._text(path)).items():
                if not MONTH.fullmatch(month) or not {type(before), type(text)} == {str}:
                    raise ValueError(month)
                begun[month] = (before, text)
        except (ValueError, TypeError, AttributeError, RecursionError):
            what = "is not a valid file of an interrupted publish"
            raise LedgerError(Problem(str(path), what, _LOOK)) from None
        problems = [
            Problem(
                str(self.file(month)),
                f"was changed after a publish was interrupted while writing it ({_PENDING})",
                _LOOK,
            )
            for month, (before, text) in begun.items()
            if _digest(now := self._text_or_empty(month)) != before and now != text
        ]
        if problems:
            raise LedgerError(problems)
        return begun

    def _text_or_empty(self, month: str) -> str:
        """The text of a month, or an empty string without a file."""
        return self.text(month) if self.file(month).is_file() else ""

    def _text(self, path: Path) -> str:
        return decoded(files.read(path, limit_bytes=_LIMIT_BYTES), str(path))

    # --- writing ------------------------------------------------------------------------------

    def write(self, ledger: Ledger) -> bool:
        """Writes the ledger where it differs from the files. Returns whether anything changed."""
        months: dict[str, list[tuple[str, str]]] = {}
        for entry in ledger:
            months.setdefault(month_of(entry), []).append((entry.id, entry_line(entry)))
        texts = {month: render_month(lines) for month, lines in months.items()}
        texts |= dict.fromkeys(self.months().keys() - texts.keys(), "")
        changed = {
            month: text
            for month, text in texts.items()
            if not self.file(month).is_file() or self.text(month) != text
        }
        head = self.head() if self.head_file.is_file() else None
        return self.write_months(ledger, changed, at_once=True, head=head)

    def write_months(
        self,
        ledger: Ledger,
        texts: Mapping[str, str],
        *,
        at_once: bool,
        head: tuple[str, str] | None,
    ) -> bool:
        """Writes these months, and the head if it changed. An empty text deletes the file.

        After a crash each file has either its old or its new content. `at_once` says that an
        episode moves from one month to another: all texts are then logged first, so that it is
        never found twice or not at all.
        """
        files.ensure_folder(self.path)
        written = head != (ledger.guid, ledger.feed_url)
        if written:
            files.write(self.head_file, render_head(ledger.guid, ledger.feed_url).encode())
        if at_once and len(texts) > 1:
            begun = {
                month: (_digest(self._text_or_empty(month)), text) for month, text in texts.items()
            }
            data = json.dumps(begun, ensure_ascii=False).encode()
            files.write(self.path / _PENDING, data)
            files.settle(self.path)
        self._put(texts)
        return written or bool(texts)

    def finish(self) -> None:
        """Completes an interrupted write. Raises LedgerError."""
        self._put(self.pending())

    def _put(self, texts: Mapping[str, str]) -> None:
        for month, text in sorted(texts.items()):
            if text:
                files.write_if_changed(self.file(month), text.encode())
            else:
                files.remove(self.file(month))
        if (self.path / _PENDING).is_file():
            files.settle(self.path)
            files.remove(self.path / _PENDING)
