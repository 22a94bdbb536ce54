"""Finds lexicon entries in a text: whole words, the longest phrase first, in linear time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeAlias

from segmentcast.model import LexiconEntry, LexiconHit

_APOSTROPHES = str.maketrans("’‘ʼ＇", "''''")
# the parts of the first plane that have combining marks; ideographs, Hangul, and private use have none
_WITH_MARKS = (range(0x300, 0x3400), range(0xA000, 0xAC00), range(0xFB00, 0x10000))
# what may follow a name after an apostrophe without making it another word
_ENDINGS = frozenset({"s", "d", "ll", "ve", "re"})
_JOINS_DIGITS = frozenset(".,:/")
_PLAIN_TOKEN = re.compile(r"\w+|\S", re.ASCII)

Token: TypeAlias = tuple[int, int, str]
"""A run of letters and digits, or one other character: its start, end, and case-folded key.

A plain tuple, because an hour's transcript has ten thousand tokens, built twice.
"""


class _Node:
    """A node in the tree of all phrases."""

    __slots__ = ("entries", "following")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.entries: list[LexiconEntry] = []


@dataclass(frozen=True)
class Lexicon:
    """A `ports.Pronouncer` over entries; threads may share it.

    Of entries for the same words, one that matches in case wins, then one for a narrower language,
    then the later one.
    """

    entries: tuple[LexiconEntry, ...] = ()

    @cached_property
    def _root(self) -> _Node:
        root = _Node()
        for entry in self.entries:
            node = root
            for _, _, key in tokens(entry.written.strip()):
                node = node.following.setdefault(key, _Node())
            if node is not root:
                node.entries.append(entry)
        return root

    def find(self, text: str, language: str = "") -> tuple[LexiconHit, ...]:
        """The places in `text` that entries pronounce, in order and without overlap, the longest first.

        `language` (BCP 47) excludes entries for other languages; an empty one excludes none.
        """
        if not self.entries:
            return ()
        firsts = self._root.following
        # most sentences contain no word of the lexicon; this check costs a fifth of the search
        if text.isascii() and firsts.keys().isdisjoint(_PLAIN_TOKEN.findall(text.lower())):
            return ()
        words = tokens(text)
        hits: list[LexiconHit] = []
        after = 0
        for at, (start, _, first) in enumerate(words):
            node = firsts.get(first.lstrip(" "))
            if node is None or at < after:
                continue
            position = at
            hit: LexiconHit | None = None
            while node is not None:
                end = words[position][1]
                if node.entries and _whole(text, start, end):
                    entry = _best(node.entries, text[start:end], language)
                    if entry is not None:
                        hit, after = LexiconHit(start, end, entry), position + 1
                position += 1
                node = node.following.get(words[position][2]) if position < len(words) else None
            if hit is not None:
                hits.append(hit)
        return tuple(hits)


def tokens(text: str) -> list[Token]:
    """The tokens of `text`. A key begins with a space if white space precedes it."""
    plain = text.isascii()
    pattern = _PLAIN_TOKEN if plain else _token_pattern()
    fold: Callable[[str], str] = str.lower if plain else _fold
    result: list[Token] = []
    latest = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        key = fold(match[0])
        result.append((start, end, f" {key}" if start > latest and result else key))
        latest = end
    return result


def folded(written: str) -> tuple[str, ...]:
    """An entry's words without their case, by which entries for the same words are compared."""
    return tuple(key for _, _, key in tokens(written.strip()))


def speaks(language: str, wanted: str) -> bool:
    """Whether `language` is `wanted` or a variety of it (BCP 47, RFC 4647 §3.3.1)."""
    return f"{language.lower()}-".startswith(f"{wanted.lower()}-")


def _fold(token: str) -> str:
    if token.isascii():
        return token.lower()
    return unicodedata.normalize("NFC", token).translate(_APOSTROPHES).casefold()


def _as_written(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(_APOSTROPHES).split())


@cache
def _token_pattern() -> re.Pattern[str]:
    # Python's \w excludes combining marks, so it would cut a decomposed é in two
    marks = [at for part in _WITH_MARKS for at in part if unicodedata.category(chr(at))[0] == "M"]
    ranges: list[list[int]] = []
    for at in marks:
        if ranges and ranges[-1][1] == at - 1:
            ranges[-1][1] = at
        else:
            ranges.append([at, at])
    marked = "".join(f"{chr(low)}-{chr(high)}" for low, high in ranges)
    return re.compile(rf"[\w{marked}]+|\S")


def _best(entries: list[LexiconEntry], written: str, language: str) -> LexiconEntry | None:
    best: LexiconEntry | None = None
    for entry in entries:
        if entry.case and _as_written(entry.written) != _as_written(written):
            continue
        if entry.language and language and not speaks(language, entry.language):
            continue
        if best is None or _rank(entry) >= _rank(best):
            best = entry
    return best


def _rank(entry: LexiconEntry) -> tuple[bool, int]:
    return entry.case, len(entry.language)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether `start:end` is a whole word or number: not the don of don't, nor the 5 of 5.2."""
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    if len(before) == 2 and before[1] in "'’":
        if before[0].isalnum() and text[start].isalpha():
            return False
    elif (
        len(before) == 2
        and text[start].isdigit()
        and before[1] in _JOINS_DIGITS
        and before[0].isdigit()
    ):
        return False
    if after and after in "'’" and text[end - 1].isalnum():
        ending = re.match(r"[^\W\d]{0,3}", text[end + 1 : end + 4])
        return ending is None or not ending[0] or ending[0].lower() in _ENDINGS
    if after and after in _JOINS_DIGITS and text[end - 1].isdigit():
        return not text[end + 1 : end + 2].isdigit()
    return True
