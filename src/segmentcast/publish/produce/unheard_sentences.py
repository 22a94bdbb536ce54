"""Finds sentences missing from a recording, so that the page still shows the whole transcript."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segmentcast.model import Cue, Unheard
from segmentcast.publish.plan.episode_plan import EpisodePlan
from segmentcast.publish.plan.sound_source import Narrated


def unheard_of(plan: EpisodePlan, cues: Sequence[Cue]) -> tuple[Unheard, ...]:
    """The sentences without a cue; none if the cues are of other words than the plan's."""
    if isinstance(plan.source, Narrated):
        return ()
    words: dict[int, list[str]] = {}
    places: dict[int, list[int]] = {}
    for place, cue in enumerate(cues):
        of_cue = cue.text.split()
        words.setdefault(cue.turn, []).extend(of_cue)
        places.setdefault(cue.turn, []).extend([place] * len(of_cue))
    heard = dict.fromkeys(words, 0)
    latest = -1
    unheard: list[Unheard] = []
    for turn, paragraph, speaker, text in _sentences(plan):
        sentence, start = text.split(), heard.get(turn, 0)
        end = start + len(sentence)
        if sentence and words.get(turn, [])[start:end] == sentence:
            heard[turn] = end
            latest = places[turn][end - 1]
        elif sentence:
            unheard.append(Unheard(latest + 1, speaker, text, turn, paragraph))
    # Otherwise a sentence would be shown twice.
    whole = all(heard[turn] == len(words[turn]) for turn in words)
    return tuple(unheard) if whole else ()


def _sentences(plan: EpisodePlan) -> Iterator[tuple[int, int, str, str]]:
    """Turn, paragraph, name and text of each sentence, or of each paragraph if these have times."""
    names = {speaker.key: speaker.name for speaker in plan.transcript.speakers}
    turns = plan.transcript.turns
    if plan.transcript.timed and all(p.start_ms is not None for t in turns for p in t.paragraphs):
        for number, turn in enumerate(turns):
            for place, paragraph in enumerate(turn.paragraphs):
                yield number, place, names[turn.speaker], paragraph.text
    else:
        for utterance in plan.reading.utterances:
            yield utterance.turn, utterance.paragraph, names[utterance.speaker], utterance.text
