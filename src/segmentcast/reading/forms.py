"""The rows of the table of spoken forms, and the choice of those that can match a text.

Hardly any sentence has a number, a sign, and an abbreviation at once, so rows are chosen by the
characters of the text and the words before its full stops. A row that is skipped could not match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["number", "abbreviation", "symbol", "phrase", "note", "letter"]
Said = Callable[[re.Match[str]], str | None]

DIGITS = "0123456789"
"""Beyond ASCII there are more; a text that has such digits counts as having these."""
_DIGIT = re.compile(r"\d")
_KEPT_CHOICES = 2_048


@dataclass(frozen=True, slots=True)
class SpokenForm:
    """One row. What the group `w` (or the whole match) is replaced by; None leaves it.

    `example` is a sentence and the same as it is spoken, by this row alone or with the others.
    Every text in which this row can fit has one of the characters `signs`, one of the words
    (or the stop) `stopped` right before a full stop, and the pattern `needs`; all are cheaper to look for than
    `pattern` and say nothing where they are empty.
    """

    name: str
    kind: Kind
    source: str
    spoken: Said
    example: tuple[str, str]
    screen: str = ""
    signs: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()
    group: str | int = 0

    @property
    def pattern(self) -> re.Pattern[str]:
        """What the row fits, compiled when a text first asks for it: most texts ask for few rows."""
        return _compiled(self.source)

    @property
    def needs(self) -> re.Pattern[str] | None:
        """What a text must hold for the row to fit; None where nothing cheaper than the row is known."""
        return _compiled(self.screen) if self.screen else None


@lru_cache(None)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def form(
    name: str,
    kind: Kind,
    pattern: str,
    spoken: Said | str,
    example: tuple[str, str],
    *,
    needs: str = "",
    signs: str = "",
    stopped: Sequence[str] = (),
) -> SpokenForm:
    """A row with its patterns compiled; if `said` is text, every match is spoken as that."""
    words = spoken if callable(spoken) else (lambda _match, fixed=spoken: fixed)
    group = "w" if "(?P<w>" in pattern else 0
    marks = frozenset(signs or ("." if stopped else ""))
    return SpokenForm(name, kind, pattern, words, example, needs, marks, frozenset(stopped), group)


def by_table(table: Mapping[str, str]) -> Said:
    """The words for the group `w`, its full stop left out; a capital stays a capital."""

    def replacement(match: re.Match[str]) -> str:
        written = match["w"].rstrip(".")
        words = table.get(written) or table[written.lower()]
        return words[0].upper() + words[1:] if written[0].isupper() else words

    return replacement


class FormTable:
    """Rows in order, and the choice among them."""

    def __init__(self, *rows: SpokenForm) -> None:
        self.rows = rows
        self._signs = frozenset(sign for row in rows for sign in row.signs)
        self._stopped = frozenset(word for row in rows for word in row.stopped)
        self._longest = max(map(len, self._stopped), default=0)
        self._chosen = lru_cache(_KEPT_CHOICES)(self._choose)

    def rows_for(self, text: str) -> tuple[SpokenForm, ...]:
        """The rows that can match `text`; linear in its length."""
        signs = self._signs.intersection(text)
        if not text.isascii() and _DIGIT.search(text):
            signs |= {*DIGITS}
        return self._chosen(signs, self._words_stopped(text) if "." in signs else frozenset())

    def _choose(self, signs: frozenset[str], stopped: frozenset[str]) -> tuple[SpokenForm, ...]:
        return tuple(
            row
            for row in self.rows
            if not (row.signs and row.signs.isdisjoint(signs))
            and not (row.stopped and row.stopped.isdisjoint(stopped))
        )

    def _words_stopped(self, text: str) -> frozenset[str]:
        """Which of the rows' words are right before a full stop; all of them if that isn't clear."""
        words: set[str] = set()
        before = -1
        at = text.find(".")
        while at >= 0:
            earliest = max(before + 1, at - self._longest - 1)
            word = text[max(earliest, text.rfind(" ", earliest, at) + 1) : at]
            if word in self._stopped:
                words.add(word)
            elif not word:
                words.add(".")
            elif word[-1].isalpha() and not word.isalpha():
                return self._stopped
            before, at = at, text.find(".", at + 1)
        return frozenset(words)
