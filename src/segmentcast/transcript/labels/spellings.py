"""How a talk itself writes names that its labels have in capitals: "McAllister", not "Mcallister"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from segmentcast.transcript.text.names import in_capitals, proper_case

_AROUND = "\"'“”‘’«»()[]*_.,;:!?…—–"
# What stands behind these is written in two ways: MacArthur and Macarthur, Delaney and DeLuca.
_BEGINNINGS = ("MC", "MAC", "DE", "LE", "LA", "DI", "VAN", "FITZ")
_SHORTEST = 4


class Spellings:
    """The spelling of names in capitals, learnt in one pass over the talk, however many names there are."""

    def __init__(self, names: Iterable[str], texts: Iterable[str]) -> None:
        """Learn how `texts` write those of `names` that are in capitals."""
        capitals = [name for name in dict.fromkeys(names) if in_capitals(name)]
        self._names = dict.fromkeys((_key(name) for name in capitals), "")
        self._words: dict[str, Counter[str]] = {
            _key(word): Counter() for name in capitals for word in name.split() if _is_open(word)
        }
        sizes = sorted({len(name.split()) for name in capitals})
        for text in texts if capitals else ():
            self._learn(text.split(), sizes)

    def usual(self, name: str) -> str:
        """The name as the talk writes it, else in small letters as most such names are written."""
        if not in_capitals(name):
            return name
        return self._names.get(_key(name)) or " ".join(
            self._usual_word(word) for word in proper_case(name).split(" ")
        )

    def _learn(self, words: list[str], sizes: list[int]) -> None:
        bare = [_without_ending(word.strip(_AROUND)) for word in words]
        for at, word in enumerate(bare):
            if not word[:1].isupper():
                continue
            if not word.isupper() and (seen := self._words.get(_fold(word))) is not None:
                seen[word] += 1
            for size in sizes:
                written = _without_ending(" ".join(words[at : at + size]).strip(_AROUND))
                key = _fold(written)
                if self._names.get(key) == "" and not written.isupper():
                    self._names[key] = written

    def _usual_word(self, word: str) -> str:
        seen = self._words.get(_key(word)) if _is_open(word) else None
        return seen.most_common(1)[0][0] if seen else word


def _without_ending(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


def _key(name: str) -> str:
    return _fold(" ".join(name.split()).strip(_AROUND))


def _fold(word: str) -> str:
    # In capitals the Turkish ı is an I; the capital İ folds to an i with a dot above it.
    return word.casefold().replace("ı", "i").replace("i\u0307", "i")


def _is_open(word: str) -> bool:
    return len(word) >= _SHORTEST and word.upper().startswith(_BEGINNINGS)
