"""Finds the turn of each cue by its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from segmentcast.model import Cue, Transcript


def placed_in_turns(cues: Sequence[Cue], transcript: Transcript) -> tuple[Cue, ...]:
    """The cues with the turns, paragraphs and names from a transcript of the same words."""
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    places = [
        (names[turn.speaker], number, place)
        for number, turn in enumerate(transcript.turns)
        for place, paragraph in enumerate(turn.paragraphs)
        for _ in paragraph.text.split()
    ]
    words = [
        word
        for turn in transcript.turns
        for paragraph in turn.paragraphs
        for word in paragraph.text.split()
    ]
    placed, word = [], 0
    for cue in cues:
        spoken = cue.text.split()
        word = _where(words, spoken, word) if spoken else word
        speaker, turn, paragraph = places[min(word, len(places) - 1)]
        placed.append(replace(cue, speaker=speaker, turn=turn, paragraph=paragraph))
        word += len(spoken)
    return tuple(placed)


def _where(words: Sequence[str], spoken: Sequence[str], start: int) -> int:
    """The index of `spoken` in `words` from `start` on, or `start` if it is missing.

    It may skip words, because sentences that a recording lacks have no cue.
    """
    count = len(spoken)
    for at in range(start, len(words) - count + 1):
        if words[at] == spoken[0] and words[at : at + count] == spoken:
            return at
    return start
