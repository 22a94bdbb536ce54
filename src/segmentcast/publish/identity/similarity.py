"""Measures how similar a folder is to a published episode."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from segmentcast.model import Transcript

_SAME_SHARE, _ASK_SHARE, _HINT_SHARE = 0.5, 0.35, 0.25
"""Shares of common words from which texts match, need a question, or count with other evidence."""
_SURE_SHARE = 0.9
"""The share from which texts match despite different days. Forecasts and bulletins repeat much
of the previous one, and must not inherit its GUID when its folder is removed."""
_MANY_WORDS = 40
"""This many common word pairs are no coincidence, even without a common date or title."""
_CLEARLY = 0.1
_WORD = re.compile(r"\w+")

Verdict = Literal["same", "ask", "no"]
Pairs = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Similarity:
    """The share of common words (None if unknown) and other evidence for a match."""

    share: float | None
    common: int
    day: bool
    title: bool
    other_day: bool
    other_time: bool

    @property
    def verdict(self) -> Verdict:
        share = self.share
        # Bulletins of the same day share a title and differ in time.
        likely: Verdict = "ask" if self.other_time else "same"
        if share is None:
            return "no" if not self.day else likely if self.title else "ask"
        if self.other_day:
            return "ask" if share >= _SAME_SHARE else "no"
        if self.day and share >= (_HINT_SHARE if self.title else _SAME_SHARE):
            return likely
        if share >= _SURE_SHARE and (self.title or self.common >= _MANY_WORDS):
            return "same"
        if share >= _ASK_SHARE or (self.day and (self.title or share >= _HINT_SHARE)):
            return "ask"
        return "no"


def choose(own: str, compared: Mapping[str, Similarity]) -> str | None:
    """The id of the matching entry, "" for a new episode, or None if a person must decide."""
    mine = compared.get(own)
    others = {
        id_: similarity
        for id_, similarity in compared.items()
        if id_ != own and similarity.verdict != "no"
    }
    same = sorted(id_ for id_, similarity in others.items() if similarity.verdict == "same")
    if not others:
        return own if mine else ""
    if mine is not None and mine.verdict == "same":
        better = [id_ for id_ in same if (others[id_].share or 0) > (mine.share or 0) + _CLEARLY]
        return None if better and mine.share is not None else own
    if len(same) == 1:
        best = others[same[0]]
        rivals = [similarity for id_, similarity in others.items() if id_ != same[0]]
        close = [
            similarity
            for similarity in rivals
            if (similarity.share or 0) > (best.share or 0) - _CLEARLY
        ]
        return None if close and best.share is not None else same[0]
    if mine is not None and not same:
        # Rewritten in place, while another entry is only a little similar. On another day,
        # or with unknown previous words, another episode may have taken over this name.
        return own if mine.day else None
    return None


def pairs_of(text: Transcript | None) -> Pairs | None:
    """Counts the pairs of consecutive words; None without a text."""
    if text is None or not text.turns:
        return None
    words = [
        word
        for turn in text.turns
        for paragraph in turn.paragraphs
        for word in _WORD.findall(paragraph.text.casefold())
    ]
    return Counter(zip(words, [*words[1:], ""], strict=True)) if words else None


def folded(title: str) -> str:
    return " ".join(title.split()).casefold()
