"""Turns whose voice is another speaker's than the one to whom the transcript gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentcast.listening.two_voices import Spans, VoiceModel, likelihoods, log_odds_of, measured
from segmentcast.listening.voice_statistics import VoiceStatistics

_LEAST_SECONDS = 1.0
_LEAST_OF_A_SPEAKER = 8.0
"""Seconds of speech from which a speaker's voice is known."""
_CONTRARY = 3.0
"""Log-odds from which a turn is reported: no right label of 2,880 was (benchmarks/voices.py)."""
_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class ContraryVoice:
    """A turn (its index), and the speaker whose voice it is heard in, with the log-odds of that."""

    turn: int
    voice: str
    log_odds: float


def contrary_voices(
    turns: Sequence[VoiceStatistics], speakers: Sequence[str]
) -> tuple[ContraryVoice, ...]:
    """The turns that are heard in another's voice. `speakers` names who the transcript says speaks.

    Compares only speakers of whom enough is heard, and tells nothing about turns under a second.
    """
    seconds: dict[str, float] = {}
    for turn, speaker in zip(turns, speakers, strict=True):
        seconds[speaker] = seconds.get(speaker, 0.0) + turn.seconds
    known = [speaker for speaker, heard in seconds.items() if heard >= _LEAST_OF_A_SPEAKER]
    chosen = [
        at
        for at, speaker in enumerate(speakers)
        if speaker in known and turns[at].seconds >= _LEAST_SECONDS
    ]
    if len(known) < 2 or len(chosen) <= len(known):
        return ()
    spans = measured([turns[at] for at in chosen])
    labels = np.array([known.index(speakers[at]) for at in chosen])
    voices = labels
    for _ in range(_ROUNDS):
        fit = _without_themselves(spans, voices, len(known))
        own = fit[np.arange(len(labels)), labels]
        contrary = log_odds_of(fit.max(axis=1) - own) >= _CONTRARY
        better = np.where(contrary, fit.argmax(axis=1), labels)
        if (better == voices).all():
            break
        voices = better
    return tuple(
        ContraryVoice(chosen[at], known[int(voices[at])], float(odds))
        for at, odds in enumerate(log_odds_of(fit.max(axis=1) - own))
        if voices[at] != labels[at]
    )


def _without_themselves(spans: Spans, voices: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Mean log-likelihood of each span under each voice, fitted without the span: (spans, voices)."""
    fit = np.full((len(voices), count), -np.inf)
    for voice in range(count):
        side = voices == voice
        if not side.any():
            continue
        fit[:, voice] = likelihoods(spans, VoiceModel.of(spans, side))
        for at in np.flatnonzero(side):
            rest = side.copy()
            rest[at] = False
            if rest.any():
                one = spans.only(slice(at, at + 1))
                fit[at, voice] = likelihoods(one, VoiceModel.of(spans, rest))[0]
    return fit
