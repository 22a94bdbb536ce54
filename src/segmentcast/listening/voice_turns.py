"""Turns of a draft by the voices in its recording; by pauses where it is not sure that two people speak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from segmentcast.listening.drafting import DraftSentence, Marker, mark_by_pauses
from segmentcast.listening.two_voices import APART, are_two, tell_apart
from segmentcast.listening.voice_statistics import VoiceStatistics, statistics_of_spans
from segmentcast.ports import SoundSource

_SURE = 2.0
"""Log-odds from which a sentence is given to a voice: 19 of 20 such are right."""


def by_voices(source: SoundSource) -> Marker:
    """Marks the turns of a draft by the voices in this recording, which is read once more."""

    def mark(sentences: Sequence[DraftSentence]) -> Sequence[DraftSentence]:
        spans = [(sentence.start_ms, sentence.end_ms) for sentence in sentences]
        return mark_by_voices(sentences, list(statistics_of_spans(source, spans)))

    return mark


def mark_by_voices(
    sentences: Sequence[DraftSentence], statistics: Sequence[VoiceStatistics]
) -> tuple[DraftSentence, ...]:
    """Turns where the voice changes. A sentence that is too short to tell begins one only by its pause.

    It is then nobody's; without such a pause it goes on with the voice before.
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
    return tuple(marked)
