"""Pauses that vary as people's do: a reading whose gaps are all alike sounds read by a machine.

The reading says how long a pause is by its kind; here it is shortened or lengthened by the words around it:
an answer comes soon after its question, a new subject later, and a long sentence needs a breath. The rest
varies by a hash of the words, so that the same words have the same pauses in every place and run.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

from segmentcast.model import Utterance

_ANSWER, _NEW_TURN = 0.75, 1.1
_SHORT, _LONG = 0.9, 1.1
_SHORT_WORDS, _LONG_WORDS = 5, 25
_SPREAD = 0.2
_LEAST_MS = 150
"""Shorter pauses are inside of a sentence, and stay."""
_QUESTIONS = ("?", "？", "؟")
_CLOSING = "\"'”’»)]"


def heard_pauses_ms(utterances: Sequence[Utterance]) -> list[int]:
    """The pause after each sentence in ms. It depends on the sentence and on the one that follows."""
    pauses = [_varied(sentence, following) for sentence, following in pairwise(utterances)]
    return pauses + [last.pause_after_ms for last in utterances[-1:]]


def _varied(sentence: Utterance, following: Utterance) -> int:
    if sentence.pause_after_ms < _LEAST_MS:
        return sentence.pause_after_ms
    words = len(sentence.text.split())
    if sentence.turn != following.turn:
        is_question = sentence.text.rstrip(_CLOSING).endswith(_QUESTIONS)
        factor = _ANSWER if is_question else _NEW_TURN
    elif words <= _SHORT_WORDS:
        factor = _SHORT
    else:
        factor = _LONG if words >= _LONG_WORDS else 1.0
    # from -1 to 1, evenly, by the words on both sides
    chance = (
        crc32(f"{sentence.text}\n{following.text}".encode("utf-8", "replace")) / 0x7FFFFFFF - 1.0
    )
    return round(sentence.pause_after_ms * factor * (1.0 + _SPREAD * chance))
