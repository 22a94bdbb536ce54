"""Whether words sound the same: a recogniser that hears "quay" may write "key"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product

from segmentcast.alignment.data import Word
from segmentcast.alignment.pronunciation import pronounce
from segmentcast.alignment.sphinx import english_dictionary
from segmentcast.vocabulary.languages import primary

_MOST_WAYS = 64
_MERGED = {"AO": "AA", "AX": "AH", "IX": "IH"}
"""Vowels that many speakers don't tell apart: cot and caught."""
_HARDENED = {"D": "T", "Z": "S", "G": "K", "V": "F", "B": "P", "JH": "CH", "DH": "TH", "ZH": "SH"}
"""Consonants that are hardly told apart at the end of a word: hard and heart."""
_SWALLOWING = frozenset("N L S K P F M Z".split())
"""Consonants behind which a last "t" or "d" is hardly heard."""
_WEAK = frozenset("a an and of the to".split())
"""Words that are hardly heard beside others."""
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def sound_alike(written: Sequence[str], heard: Sequence[str], language: str) -> bool:
    """Whether two wordings (in lower case) have a pronunciation in common; false where none is known.

    Numbers are given by their figures (`#140`), and may be said in pairs: "won 40" is "one forty". A
    weak word may be missing at an end beside others that sound alike.
    """
    if primary(language) != "en" or not written or not heard:
        return False
    if _meet(written, heard):
        return True
    return any(
        bool(one and other) and _meet(one, other)
        for one, other in ((_without_weak(written), heard), (written, _without_weak(heard)))
    )


def _meet(one: Sequence[str], other: Sequence[str]) -> bool:
    return any(
        not _sounds(tuple(one), hard).isdisjoint(_sounds(tuple(other), hard))
        for hard in (False, True)
    )


def _without_weak(words: Sequence[str]) -> Sequence[str]:
    """The words without a weak one at either end; none if nothing else would differ."""
    first, end = int(words[0] in _WEAK), len(words) - (words[-1] in _WEAK)
    return words[first:end] if end - first > 1 else ()


@cache
def _sounds(words: tuple[str, ...], hard: bool) -> frozenset[str]:
    """How these words may sound, as phones in a row; `hard`: with hard consonants at their ends."""
    ways = [_ways(word) for word in words]
    count = 1
    for word_ways in ways:
        count *= len(word_ways)
    if not 0 < count <= _MOST_WAYS:
        return frozenset()
    if hard:
        ways = [
            # a "t" alone makes "can" a negation
            word_ways if word.endswith("n't") else tuple(map(_hardened, word_ways))
            for word, word_ways in zip(words, ways, strict=True)
        ]
    return frozenset(" ".join(way) for way in product(*ways))


def _hardened(way: str) -> str:
    """With a hard consonant at the end, without a "t" or "d" behind another one: wind and win."""
    before, _, last = way.rpartition(" ")
    last = _HARDENED.get(last, last)
    if last == "T" and before.rpartition(" ")[2] in _SWALLOWING:
        return before
    return f"{before} {last}".lstrip()


@cache
def _ways(word: str) -> tuple[str, ...]:
    dictionary = english_dictionary()
    if dictionary is None:
        return ()
    if word.startswith("#"):
        known = [_ways(part) for part in _pair(word[1:])]
        return tuple(" ".join(way) for way in product(*known)) if known else ()
    said = pronounce([Word(word, 0, len(word))], dictionary).get(word, ())
    return tuple(" ".join(_MERGED.get(phone, phone) for phone in way.split()) for way in said)


def _pair(figures: str) -> list[str]:
    """The words of a number of up to four figures, said in pairs: one forty, nineteen sixteen."""
    if not figures.isdecimal() or len(figures) > 4:
        return []
    pairs = [int(part) for part in (figures[:-2], figures[-2:]) if part]
    if len(pairs) == 2 and pairs[1] < 10:
        return []
    return [word for number in pairs for word in _below_hundred(number)]


def _below_hundred(number: int) -> list[str]:
    if number < len(_ONES):
        return [_ONES[number]]
    return [_TENS[number // 10], *([_ONES[number % 10]] if number % 10 else [])]
