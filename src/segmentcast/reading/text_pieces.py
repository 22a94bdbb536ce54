"""Cuts long sentences at their clauses into pieces for a voice, and bounds their length.

An engine's memory and time grow faster than its text, and a machine transcript may have no full stop in
two hours. So no piece is longer than LONGEST_PIECE, whatever the text: it ends after a clause, else a
comma, else a word; a longer word is cut within.
"""

from __future__ import annotations

import re
import unicodedata

from segmentcast.patterns import compile_late

LONGEST_SENTENCE = 350
"""The characters from which a sentence is cut at clause punctuation, for engines' memory and prosody."""

LONGEST_PIECE = 600
"""The most characters for a voice at once, both written and spoken."""

_LONG_SILENCE = 40
"""How many marks in a row, with nothing to speak, are left out of a text beyond the bound."""

# Scripts without spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, kana, Han.
UNSPACED = compile_late(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_CLAUSE_MARKS = (re.compile(r"[;:—–]\s+|[；：]"), re.compile(r",\s+|[，、]"))
_SPACE = compile_late(r"\s+")
_SYMBOLS_SPOKEN = frozenset("&%@$£€¥°½¼¾⅓⅔")
_JOINERS = frozenset("\u200c\u200d")


def speakable(text: str) -> bool:
    """Whether `text` has anything to speak: a letter, a digit, a spoken symbol."""
    return any(_is_spoken(char) for char in text)


def cut_long(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentence `text[start:end]` in pieces that have something to speak, in order.

    Each is at most LONGEST_PIECE characters long, except for unspoken marks (`quiet_runs`).
    """
    pieces: list[tuple[int, int]] = []
    while end - start > LONGEST_SENTENCE:
        cut = _cut(text, start, end)
        if cut is not None and not speakable(text[start : cut[0]]):
            first = next((at for at in range(start, end) if _is_spoken(text[at])), end)
            short = end - start <= LONGEST_PIECE or end - first <= LONGEST_SENTENCE
            cut = None if short else _cut(text, first, end)
        if cut is None or not speakable(text[cut[1] : end]):
            break
        pieces.append((start, cut[0]))
        start = cut[1]
    pieces.append((start, end))
    return pieces


def quiet_runs(text: str) -> list[tuple[int, int]]:
    """Long runs of marks with nothing to speak between them: `(start, end)`, in order.

    The first mark stays with the word before it, because it may be its full stop or accent.
    """
    runs: list[tuple[int, int]] = []
    start = 0
    for at in range(len(text) + 1):
        if at == len(text) or _is_spoken(text[at]):
            if at - start >= _LONG_SILENCE:
                runs.append((start + 1, at))
            start = at + 1
    return [(start, end) for start, end in runs if not text[start:end].isspace()]


def near_middle(text: str, closed: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Where to cut a text in two near its middle, if its spoken form is too long.

    The end of the first part and the start of the second: after a clause, a comma, a word, or a mark
    within one, and never within a place of `closed`; None if there is no such place.
    """
    middle = len(text) // 2
    for mark in (*_CLAUSE_MARKS, _SPACE, None):
        if mark is None:
            inner = (at for at in range(1, len(text)) if _ends_within(text, at))
            places = [_without_space(text, at) for at in inner]
        else:
            places = [_without_space(text, match.end()) for match in mark.finditer(text)]
        allowed = [
            (first_end, second)
            for first_end, second in places
            if len(text) // 4 <= first_end <= len(text) * 3 // 4
            and not any(start < second and first_end < end for start, end in closed)
            and speakable(text[:first_end])
            and speakable(text[second:])
        ]
        if allowed:
            return min(allowed, key=lambda place: abs(place[0] - middle))
    return None


def hard_cut(text: str, start: int, limit: int) -> int:
    """Where to cut `text[start:limit]` if no word in it ends at a space.

    After a mark within the word (`the-boat-came`), else anywhere except before an accent.
    """
    for end in range(limit, start + (limit - start) // 3, -1):
        if _ends_within(text, end):
            return end
    if not UNSPACED.match(text[limit - 1]):
        for end in range(start + (limit - start) // 3, start, -1):
            if _ends_within(text, end) and speakable(text[start:end]):
                return end
    for end in range(limit, start + (limit - start) // 3, -1):
        if not _clings(text, end):
            return end
    return limit


def _without_space(text: str, at: int) -> tuple[int, int]:
    """The end of the part before `at` and the start of the part after it, without the space between."""
    end = start = at
    while end > 0 and text[end - 1].isspace():
        end -= 1
    while start < len(text) and text[start].isspace():
        start += 1
    return end, start


def _is_spoken(char: str) -> bool:
    return char.isalnum() or char in _SYMBOLS_SPOKEN


def of_a_word(char: str) -> bool:
    """Whether the character is a letter, a digit, an accent, or a joiner: no word ends before it."""
    return char.isalnum() or unicodedata.category(char)[0] == "M" or char in _JOINERS


def _ends_within(text: str, end: int) -> bool:
    """Whether a mark ends before `end`, and what follows doesn't belong to it."""
    return not (of_a_word(text[end - 1]) or _clings(text, end))


def _clings(text: str, at: int) -> bool:
    """Whether the character at `at` belongs to the one before it."""
    if at >= len(text):
        return False
    char = text[at]
    return unicodedata.category(char)[0] == "M" or char in _JOINERS or text[at - 1] in _JOINERS


def _cut(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a clause ends and the next begins; None if the rest is short enough."""
    earliest, latest = start + LONGEST_SENTENCE // 3, start + LONGEST_SENTENCE
    for mark in (*_CLAUSE_MARKS, _SPACE):
        best = None
        for match in mark.finditer(text, earliest, min(latest, end - 1)):
            best = match
        if best is not None:
            return _without_space(text, best.end())
    bound = min(start + LONGEST_PIECE, end)
    beyond = _SPACE.search(text, latest, bound)
    if beyond:
        return _without_space(text, beyond.end())
    if end - start <= LONGEST_PIECE:
        return None
    return _without_space(text, hard_cut(text, start, bound))
