"""Voices heard in a recording, as evidence for who says which turn of an unlabelled conversation.

A recording tells which turns are one voice's, not whose voice it is: that is the person to whom the
words give most of its turns. Each turn then has two witnesses, its words and its voice, and their
log-odds add up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import exp, log

from segmentcast.model import Evidence, EvidenceRule, Paragraph
from segmentcast.transcript.attribution.sequence import Attribution

VoiceEvidence = Callable[[Sequence[Sequence[Paragraph]], Sequence[float]], Sequence[float]]
"""Called with the paragraphs of each turn, and the probability that it is the second person's by its
words. Returns for each turn the log-odds that it is the second voice's; 0 where nothing is heard."""
RULE: EvidenceRule = "voice"
_TEMPER = 0.3
"""Turns of one talk are not independent: their words can be wrong together."""
_LEAST, _MOST = 0.005, 0.995
_LIKE = 3
"""Turns of the same voice that are named."""


def by_words_and_voice(
    given: Sequence[Attribution], worth: Sequence[float], voices: Sequence[float]
) -> tuple[list[Attribution], list[float]]:
    """The attributions of two people's turns with both witnesses, and what each is worth.

    `worth`: the probability of each attribution by its words alone.
    """
    words = [
        _logit(sure) * (1 if turn.person else -1) for turn, sure in zip(given, worth, strict=True)
    ]
    as_numbered = _share(words, voices)
    turns: list[Attribution] = []
    sure: list[float] = []
    heard = [_of_person(voice, as_numbered) for voice in voices]
    for at, (turn, word, voice) in enumerate(zip(given, words, heard, strict=True)):
        if not voice:
            turns.append(turn)
            sure.append(worth[at])
            continue
        odds = word + voice
        person = int(odds > 0)
        evidence = turn.evidence if person == turn.person else ()
        if (voice > 0) == bool(person) and (like := _like(at, heard)):
            evidence = (Evidence(RULE, like), *evidence)
        probability = _chance(abs(odds))
        turns.append(replace(turn, person=person, probability=probability, evidence=evidence))
        sure.append(min(_MOST, probability))
    return turns, sure


def _share(words: Sequence[float], voices: Sequence[float]) -> float:
    """The probability that the second voice is the second person's."""
    agree = sum(
        log(_chance(word) * _chance(voice) + _chance(-word) * _chance(-voice))
        - log(_chance(word) * _chance(-voice) + _chance(-word) * _chance(voice))
        for word, voice in zip(words, voices, strict=True)
    )
    return _chance(_TEMPER * agree)


def _of_person(voice: float, as_numbered: float) -> float:
    """Log-odds that the turn is the second person's, by its voice."""
    return log(
        (as_numbered * _chance(voice) + (1 - as_numbered) * _chance(-voice))
        / (as_numbered * _chance(-voice) + (1 - as_numbered) * _chance(voice))
    )


def _like(at: int, heard: Sequence[float]) -> str:
    """Which turns, the nearest first, have this turn's voice."""
    same = [number for number, odds in enumerate(heard) if number != at and odds * heard[at] > 1]
    nearest = sorted(sorted(same, key=lambda number: (abs(number - at), number))[:_LIKE])
    names = ", ".join(str(number + 1) for number in nearest)
    return f"the voice of turn{'s' if len(nearest) > 1 else ''} {names}" if nearest else ""


def _chance(odds: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


def _logit(probability: float) -> float:
    bounded = max(_LEAST, min(_MOST, probability))
    return log(bounded / (1 - bounded))
