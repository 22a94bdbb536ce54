"""Paragraphs between the turns of an unlabelled page that nobody says: captions, credits, kickers, boxes.

A page has its own words between the answers, and each of them that is taken for a turn moves all
later turns to the other person. Two things show them. On a page whose paragraphs end as sentences
do, one that does not is hardly speech (2 in 1,000 turns of edited transcripts). And where two people
take turns, the words of the turns before and after fit better without it. Where both agree it goes
out; where one alone says so, nobody can tell, and the turn is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from segmentcast.transcript.page import furniture
from segmentcast.transcript.text.prose import ends_sentence, ends_with_question, word_count

_MOST_WORDS = 20
"""Words of a paragraph without a full stop that may be the page's."""
_MOST_PROSE = 40
_MOST_STANDFIRST = 80
"""The same of one with a full stop, and of such a one before the talk."""
_LEAST_PROSE = 4
_PUNCTUATED = 0.95
_LONGEST_END = 80
_FEWEST = 6
_FEWEST_ENDED = 4
_MOST_PLACES = 10
_LONGEST_RUN = 6
_OUT = 0.5
_OUT_BY_WORDS = -2.0
"""Gain in log-likelihood from which a paragraph goes out; the second one for words that pages use."""
_PERSONAL_STAYS = -1.5
_ANSWER_STAYS = 0.3
_CLEARLY_OUT = 0.5
"""Gain from which what follows is as sure without the paragraph as it was; with less it waits for a person."""
_DOUBTED = 1.0
"""Of 100 clean talks 4 have a turn with this gain; of 400 sentences of a page put into them 309 have it."""
_FEW_TURNS = 40
_DOUBTED_IN_MORE = 0.5
"""The more turns, the higher the best of them by chance."""
_NEARLY = 0.7
_MOST_DOUBTED = 3
_WINDOWS = (1, 3)
_AGAIN = 0.003
_AGAIN_UNKNOWN = 0.45
_FIRST_LEADS = 0.9
_TEMPER = 0.15
_MOST_ODDS = 3.0
# Somebody is interrupted, or a direction stands within what he says: "a change of government…[interrupted]".
_CUT_OFF = re.compile(r"(?:…|\.\.|[—–-])\W*(?:[\[(][^\])]*[\])])?\W*$|\w.*\[[^\]]+\]$", re.S)
# Whoever speaks of himself or to another, asks, or goes on about something said: a caption does not.
_PERSONAL = re.compile(
    r"[?？؟]|\b(?:[Tt]hose|uh|um|erm?)\b|\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Ww]e|[Oo]ur|[Uu]s|[Yy]ou|[Yy]ours?|(?:[Yy]ou|I|[Ww]e|[Tt]hat|[Ii]t|[Ll]et)['’]\w+)\b"
)
_REPLIES = re.compile(
    r"(?:yes|yeah|yep|no|nope|absolutely|exactly|sure|correct|right|okay|ok|well|so|oh|ah|and|but|mm|mhm|uh|um|hi|hello|hey|"
    r"that['’]s|thank you|thanks|please|ja|nein|oui|non|sí|sì|si|"
    r"he|she|they|it|this|that|these|those|there|then|or|if|because|just|like|happy|glad|great|good|nice|let|also|not|never|maybe)\b",
    re.I,
)
"""How answers begin, and what goes on about something said before: no caption does."""


@dataclass(frozen=True, slots=True)
class Strays:
    """Turns, by number from 0, that go `out`, and those that are `doubtful`; `inside`: places in a longer turn.

    `moved`: turns that the other person says if what went out before them is a turn after all.
    """

    out: frozenset[int] = frozenset()
    doubtful: frozenset[int] = frozenset()
    inside: frozenset[tuple[int, int]] = frozenset()
    moved: frozenset[int] = frozenset()


def find(
    turns: Sequence[Sequence[str]], odds: Sequence[float], behind: Sequence[bool], *, known: bool
) -> Strays:
    """The strays among turns, each with the texts of its paragraphs and its log-odds of being the host's.

    `known`: the page shows where turns end. `behind`: right before it stands a direction that may be
    a turn itself; no turn beside one goes out.
    """
    bare = [[_lacks_stop(text) for text in turn] for turn in turns]
    others = [
        ends_sentence(text)
        for turn, lacks in zip(turns, bare, strict=True)
        for text, lack in zip(turn, lacks, strict=True)
        if not lack
    ]
    if len(others) < _FEWEST_ENDED or sum(others) < len(others) * _PUNCTUATED:
        return Strays()
    beside = [one or other for one, other in zip(behind, [*behind[1:], False], strict=True)]
    alone = [len(turn) == 1 and not near for turn, near in zip(turns, beside, strict=True)]
    runs = _runs([one and lacks[0] for one, lacks in zip(alone, bare, strict=True)])
    # Where a direction may be a turn, one person may go on behind it: the turns prove nothing then.
    strict = not any(behind) and (known or _alternates(odds, runs))
    again = _AGAIN if strict else _AGAIN_UNKNOWN
    out: set[int] = set()
    doubtful: set[int] = set()
    moved: set[int] = set()
    places = {at for run in runs for at in run}
    rest = [at for at in range(len(turns)) if at not in places]
    for run in runs:
        if len(runs) > _MOST_PLACES or len(run) > _LONGEST_RUN:
            doubtful.update(run)
            continue
        gain = _gain(run, odds, rest, again)
        verdict = _verdict(run, turns, gain, strict=strict)
        (out if verdict else doubtful if verdict is None else set()).update(run)
        if verdict and strict and gain < _CLEARLY_OUT:
            moved.update(range(run.stop, len(turns)))
    inside = frozenset(
        (at, place)
        for at, lacks in enumerate(bare)
        for place, lack in enumerate(lacks)
        if lack and len(turns[at]) > 1 and not _PERSONAL.search(turns[at][place])
    )
    if strict and not doubtful:
        left = [at for at in range(len(turns)) if at not in out]
        doubtful.update(_prose(left, turns, odds, alone))
    return Strays(frozenset(out), frozenset(doubtful), inside, frozenset(moved - out))


def _lacks_stop(text: str) -> bool:
    """A few words that end in none of the ways in which speech ends on a page."""
    return (
        word_count(text) <= _MOST_WORDS
        and not ends_sentence(text)
        and (text[-1].isalnum() or text[-1] in ")]")
        and (text[0].isupper() or text[0].isdigit() or text[0] in "“\"'‘([©")
        and not _REPLIES.match(text)
        and not _CUT_OFF.search(text[-_LONGEST_END:])
    )


def is_of_a_page(text: str) -> bool:
    """Whether pages use these words around a text."""
    return furniture.kind_of(text, edge=True) is not None or furniture.heads_a_list(text)


def _runs(candidates: Sequence[bool]) -> list[range]:
    runs: list[range] = []
    for at, yes in enumerate(candidates):
        if not yes:
            continue
        if runs and runs[-1].stop == at:
            runs[-1] = range(runs[-1].start, at + 1)
        else:
            runs.append(range(at, at + 1))
    return runs


def _alternates(odds: Sequence[float], runs: Sequence[range]) -> bool:
    """Whether the turns that are surely some are likelier one person's after the other's."""
    places = {at for run in runs for at in run}
    sure = [value for at, value in enumerate(odds) if at not in places]
    if len(sure) < _FEWEST:
        return False
    return _Likelihood(sure, _AGAIN).whole > _Likelihood(sure, _AGAIN_UNKNOWN).whole


def _gain(run: range, odds: Sequence[float], rest: Sequence[int], again: float) -> float:
    """What the likelihood of the conversation gains without these turns, next to those that are surely some."""
    at = sum(place < run.start for place in rest)
    values = [odds[place] for place in (*rest[:at], *run, *rest[at:])]
    return _Likelihood(values, again).without(at, at + len(run))


def _verdict(
    run: range, turns: Sequence[Sequence[str]], gain: float, *, strict: bool
) -> bool | None:
    """Whether these turns go out; None where nobody can tell."""
    texts = [turns[at][0] for at in run]
    of_page = any(map(is_of_a_page, texts))
    if _is_answer(run, turns):
        return None if of_page or (strict and gain > _ANSWER_STAYS) else False
    personal = all(_PERSONAL.search(text) for text in texts)
    if of_page:
        return True if not strict or gain >= _OUT_BY_WORDS else None
    if personal:  # "I'm Rosa Lind" is no caption, whatever alternates
        return False if gain <= _PERSONAL_STAYS else None
    return True if strict and gain >= _OUT else None


def _is_answer(run: range, turns: Sequence[Sequence[str]]) -> bool:
    """Whether it is one paragraph between a question and the next one, or the end: "How many leave?" "Twelve a day"."""
    if len(run) > 1 or not run.start or not ends_with_question(turns[run.start - 1][-1]):
        return False
    return run.stop == len(turns) or ends_with_question(turns[run.stop][-1])


def _prose(
    left: Sequence[int],
    turns: Sequence[Sequence[str]],
    odds: Sequence[float],
    alone: Sequence[bool],
) -> Sequence[int]:
    """The whole sentences without which the conversation is likelier by far: the best, and what is nearly as good."""
    fit = [alone[at] and _tells(turns[at][0], first=not number) for number, at in enumerate(left)]  # fmt: skip
    likelihood = _Likelihood([odds[at] for at in left], _AGAIN)
    gains = {
        range(start, start + size): likelihood.without(start, start + size)
        for size in _WINDOWS
        for start in range(len(left) - size)
        if all(fit[start : start + size])
    }
    best = max(gains.values(), default=0.0)
    if best < _DOUBTED + _DOUBTED_IN_MORE * log(max(1.0, len(left) / _FEW_TURNS)):
        return ()
    likely = sorted(gains, key=lambda window: -gains[window])[:_MOST_DOUBTED]
    return [left[at] for window in likely if gains[window] > best - _NEARLY for at in window]


def _tells(text: str, *, first: bool) -> bool:
    most = _MOST_STANDFIRST if first else _MOST_PROSE
    return (
        _LEAST_PROSE <= word_count(text) <= most
        and "?" not in text
        and text[0].isalnum()
        and not _PERSONAL.search(text)
        and not _REPLIES.match(text)
    )


class _Likelihood:
    """How likely two people who take turns say these turns, and how likely without some of them."""

    def __init__(self, odds: Sequence[float], again: float) -> None:
        """`odds`: log-odds of each turn that it is the host's; `again`: how often one person goes on."""
        self._again = again
        halves = [max(-_MOST_ODDS, min(_MOST_ODDS, _TEMPER * value)) for value in odds]
        self._worth = [(exp(half), exp(-half)) for half in halves]
        self._before: list[tuple[float, float, float]] = []
        state = (_FIRST_LEADS, 1 - _FIRST_LEADS, 0.0)
        for at, (host, guest) in enumerate(self._worth):
            one, other = self._step(state) if at else state[:2]
            state = _scaled(one * host, other * guest, state[2])
            self._before.append(state)
        self._after = [(1.0, 1.0, 0.0)] * len(odds)
        for at in range(len(odds) - 2, -1, -1):
            host, guest = self._worth[at + 1]
            one, other, scale = self._after[at + 1]
            self._after[at] = _scaled(*self._step((one * host, other * guest, 0.0)), scale)
        self.whole = _log(self._before[-1])

    def _step(self, state: tuple[float, float, float]) -> tuple[float, float]:
        one, other, _ = state
        again = self._again
        return one * again + other * (1 - again), other * again + one * (1 - again)

    def without(self, start: int, end: int) -> float:
        """What the logarithm gains when the turns from `start` to before `end` are left out."""
        if end >= len(self._worth):
            return _log(self._before[start - 1]) - self.whole if start else 0.0
        host, guest = self._worth[end]
        one, other, scale = self._after[end]
        state = self._before[start - 1] if start else (_FIRST_LEADS, 1 - _FIRST_LEADS, 0.0)
        mine, theirs = self._step(state) if start else state[:2]
        return _log((mine * host * one, theirs * guest * other, state[2] + scale)) - self.whole


def _scaled(one: float, other: float, scale: float) -> tuple[float, float, float]:
    total = one + other
    return one / total, other / total, scale + log(total)


def _log(state: tuple[float, float, float]) -> float:
    return log(state[0] + state[1]) + state[2]
