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


def sound_alike(written: Sequence[str], heard: Sequence[str], language: str) -> bool:
    """Whether two wordings (in lower case) have a pronunciation in common; false where none is known."""
    if primary(language) != "en" or not written or not heard:
        return False
    return not _sounds(tuple(written)).isdisjoint(_sounds(tuple(heard)))


@cache
def _sounds(words: tuple[str, ...]) -> frozenset[str]:
    """How these words may sound, as phones in a row."""
    ways = [_ways(word) for word in words]
    count = 1
    for word_ways in ways:
        count *= len(word_ways)
    if not 0 < count <= _MOST_WAYS:
        return frozenset()
    return frozenset(" ".join(way) for way in product(*ways))


@cache
def _ways(word: str) -> tuple[str, ...]:
    dictionary = english_dictionary()
    if dictionary is None or word.startswith("#"):
        return ()
    known = pronounce([Word(word, 0, len(word))], dictionary).get(word, ())
    return tuple(" ".join(_MERGED.get(phone, phone) for phone in way.split()) for way in known)
