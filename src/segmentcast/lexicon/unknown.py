"""Names and abbreviations that no lexicon knows, for people to listen to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from segmentcast.lexicon.lookup import Lexicon
from segmentcast.model import Reading, Utterance
from segmentcast.vocabulary.languages import primary

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_OPENS = re.compile(r"(?:^|[\"“‘(\[:—–.!?…])[\s\"“‘(\[]*$")
_POSSESSIVE = re.compile(r"['’]s?$")
_LOOK_BACK = 8
_EVERYDAY_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word or form that no lexicon knows, how often it is spoken, and the first sentence that contains it."""

    word: str
    kind: Literal["name", "abbreviation", "form"]
    count: int
    example: str


def unknown_words(readings: Iterable[Reading], lexicon: Lexicon) -> tuple[UnknownWord, ...]:
    """The names (capitalized within a sentence) and abbreviations (all capitals) without a pronunciation.

    Words are left out if `lexicon` has them, an edit of the reading covers them, a reading in the same
    language also has them in lower case, or, in English, every voice knows them (everyday.txt). The
    most frequent come first, then in alphabetical order. Linear in the text.
    """
    small: set[tuple[str, str]] = set()
    names: set[str] = set()
    occurrences: list[tuple[str, str, str]] = []
    for reading in readings:
        language = primary(reading.language)
        for utterance in reading.utterances:
            for word, opens in _unpronounced(utterance, reading.language, lexicon):
                if word.islower():
                    small.add((language, word))
                elif any(char.isupper() for char in word):
                    occurrences.append((language, word, utterance.text))
                    if not opens or _abbreviation(word):
                        names.add(word)
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for language, word, sentence in occurrences:
        common = everyday() if language == _EVERYDAY_LANGUAGE else frozenset[str]()
        folded = word.lower().replace("’", "'")
        known = (
            not common.isdisjoint({word, word.rstrip("s")})
            if _abbreviation(word)
            else folded in common or (language, folded) in small
        )
        if word in names and not known:
            counts[word] += 1
            examples.setdefault(word, sentence)
    ordered = sorted(counts, key=lambda word: (-counts[word], word.lower(), word))
    return tuple(
        UnknownWord(
            word, "abbreviation" if _abbreviation(word) else "name", counts[word], examples[word]
        )
        for word in ordered
    )


def _unpronounced(
    utterance: Utterance, language: str, lexicon: Lexicon
) -> Iterable[tuple[str, bool]]:
    """The words that no entry or edit covers, and whether each begins a sentence or quotation."""
    text = utterance.text
    covered = [(edit.start, edit.end) for edit in utterance.edits if edit.kind != "symbol"]
    covered += [(hit.start, hit.end) for hit in lexicon.find(text, language)]
    covered.sort()
    at = 0
    for match in _WORD.finditer(text):
        while at < len(covered) and covered[at][1] <= match.start():
            at += 1
        if _overlaps(covered, at, match.end()):
            continue
        if match[0].islower() and len(match[0]) > 1:
            yield (
                _POSSESSIVE.sub("", match[0]) if "'" in match[0] or "’" in match[0] else match[0],
                False,
            )
            continue
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        after = text[match.end() : match.end() + 1]
        if len(match[0]) == 1 and (after == "." or before.endswith(".")):
            continue
        yield _POSSESSIVE.sub("", match[0]), bool(_OPENS.search(before))


def _overlaps(covered: Sequence[tuple[int, int]], at: int, end: int) -> bool:
    return at < len(covered) and covered[at][0] < end


@cache
def everyday() -> frozenset[str]:
    """Words in small letters, abbreviations and odd forms as they are written."""
    text = files("segmentcast.lexicon").joinpath("everyday.txt").read_text(encoding="utf-8")
    return frozenset(
        word for line in text.splitlines() if not line.startswith("#") for word in line.split()
    )


def _abbreviation(word: str) -> bool:
    letters = word.rstrip("s")
    return len(letters) > 1 and letters.isupper()
