"""How similar a folder's words are to those of a published episode, and what follows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from segmentcast.model import Transcript

_SAME_SHARE, _ASK_SHARE, _HINT_SHARE = 0.5, 0.35, 0.25
"""Shares of common words from which two texts are the same one, may be, or may be given more signs."""
_SURE_SHARE = 0.9
"""The share from which they are the same one also on another day: a forecast or a bulletin says much
of what the one before said, and when that folder is taken away it must not hand its GUID on."""
_MANY_WORDS = 40
"""So many common pairs of words are no chance, also without a common date or title."""
_CLEARLY = 0.1
_WORD = re.compile(r"\w+")

Verdict = Literal["same", "ask", "no"]
Pairs = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Similarity:
    """How similar a folder is to an entry: the share of common words (None: forgotten), and other signs."""

    share: float | None
    common: int
    day: bool
    title: bool
    other_day: bool
    other_time: bool

    @property
    def verdict(self) -> Verdict:
        share = self.share
        # Bulletins of one day have one title, and each its time.
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
    """The entry's id, "" for a new episode, None when it has to be asked."""
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
        # Rewritten in its place, with something else that is only a little like it. On another day
        # it may be a folder that took this name, also where the old words are not known.
        return own if mine.day else None
    return None


def pairs_of(text: Transcript | None) -> Pairs | None:
    """How often each two words follow each other; None for no text."""
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
