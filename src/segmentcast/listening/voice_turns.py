"""Turns of a draft by the voices in its recording; by pauses where it is not sure that two people speak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, islice, pairwise

import numpy as np
from numpy.typing import NDArray

from segmentcast.listening.drafting import DraftSentence, Marker, mark_by_pauses
from segmentcast.listening.two_voices import (
    APART,
    LEAST_SECONDS,
    are_two,
    log_odds_of,
    second_voice_totals,
    tell_apart,
)
from segmentcast.listening.voice_statistics import (
    FRAMES_PER_SECOND,
    VoiceStatistics,
    statistics_of_spans,
)
from segmentcast.ports import SoundSource

_SURE = 2.0
"""Log-odds from which a sentence is given to a voice: 19 of 20 such are right."""
_CHANGED = 2.0
"""Log-odds from which the parts of a sentence are two people's."""


def by_voices(source: SoundSource) -> Marker:
    """Marks the turns of a draft by the voices in this recording, which is read once more."""

    def mark(sentences: Sequence[DraftSentence]) -> Sequence[DraftSentence]:
        pieces = [sentence.pieces() for sentence in sentences]
        spans = [(piece.start_ms, piece.end_ms) for parts in pieces for piece in parts]
        measured = iter(statistics_of_spans(source, spans))
        statistics = [list(islice(measured, len(parts))) for parts in pieces]
        marked = mark_by_voices(*divided_by_voices(sentences, statistics))
        return marked if any(one.voice for one in marked) else mark_by_pauses(sentences)

    return mark


def divided_by_voices(
    sentences: Sequence[DraftSentence], statistics: Sequence[Sequence[VoiceStatistics]]
) -> tuple[list[DraftSentence], list[VoiceStatistics]]:
    """The sentences, those divided in which the voice clearly changes at a cut; and their statistics.

    `statistics`: those of each sentence's pieces.
    """
    whole = [sum(parts[1:], parts[0]) for parts in statistics]
    if not any(sentence.cuts for sentence in sentences):
        return list(sentences), whole
    voices = tell_apart(whole)
    if voices is None or voices.apart < APART:
        return list(sentences), whole
    divided: list[DraftSentence] = []
    measured: list[VoiceStatistics] = []
    for at, (sentence, parts) in enumerate(zip(sentences, statistics, strict=True)):
        totals = second_voice_totals(whole, voices.log_odds, at, parts)
        borders = _changes(np.array([part.frames for part in parts], float), totals)
        kept = replace(sentence, cuts=tuple(sentence.cuts[border - 1] for border in borders))
        divided += kept.pieces() if borders else [sentence]
        for first, end in pairwise((0, *borders, len(parts))):
            measured.append(sum(parts[first + 1 : end], parts[first]))
    return divided, measured


def _changes(frames: NDArray[np.float64], totals: NDArray[np.float64]) -> list[int]:
    """Before which pieces of a sentence the voice changes, by their frames and log-likelihood ratios.

    A reply may stand at the beginning, in the middle or at the end. Of all such places the likeliest
    is taken, if all of its sides are long enough, and clear.
    """
    count = len(frames)
    best, most = [], 0.0
    for first, end in combinations(range(count + 1), 2):
        borders = [at for at in (first, end) if 0 < at < count]
        sides = [slice(*side) for side in pairwise((0, *borders, count))]
        lengths = np.array([frames[side].sum() for side in sides])
        if not borders or lengths.min() < LEAST_SECONDS * FRAMES_PER_SECOND:
            continue
        ratios = np.array([totals[side].sum() for side in sides])
        odds = log_odds_of(ratios / lengths)
        alternate = (odds[1:] * odds[:-1] < 0).all()
        if alternate and np.abs(odds).min() >= _CHANGED and np.abs(ratios).sum() > most:
            best, most = borders, float(np.abs(ratios).sum())
    return best


def mark_by_voices(
    sentences: Sequence[DraftSentence], statistics: Sequence[VoiceStatistics]
) -> tuple[DraftSentence, ...]:
    """Turns where the voice changes. A sentence that is too short to tell begins one only by its pause.

    It is then nobody's; without such a pause it goes on with the voice before. Where no sentence is
    surely the second voice's, a name for the first alone would take the other's words too.
    """
    by_pauses = mark_by_pauses(sentences)
    voices = tell_apart(statistics)
    if voices is None or voices.apart < APART or not are_two(statistics, voices):
        return by_pauses
    names: dict[bool, str] = {}
    marked: list[DraftSentence] = []
    before = ""
    for sentence, odds in zip(by_pauses, voices.log_odds, strict=True):
        if abs(odds) >= _SURE:
            voice = names.setdefault(bool(odds > 0), f"Speaker {len(names) + 1}")
        else:
            voice = "" if sentence.new_turn else before
        marked.append(replace(sentence, new_turn=not marked or voice != before, voice=voice))
        if not voice:
            marked[-1] = replace(marked[-1], new_turn=sentence.new_turn)
        before = voice
    return tuple(marked) if len(names) == 2 else by_pauses
