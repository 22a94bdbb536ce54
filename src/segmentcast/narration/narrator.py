"""Narrating a reading: look up, speak, lay out, join."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from segmentcast.cache import SpeechCache
from segmentcast.model import Cue, Reading
from segmentcast.narration.cached_sentences import unspoken
from segmentcast.narration.joined_sentences import NarrationSource, vanished
from segmentcast.narration.sentence_keys import sentence_key
from segmentcast.narration.synthesis import speak_all
from segmentcast.narration.timeline import lay_out
from segmentcast.ports import Engine, Progress, SoundSource


@dataclass(frozen=True, slots=True)
class Narration:
    """The sound of a reading, and when each sentence is heard in it.

    `spoken` counts the sentences that were synthesised for it, `reused` those that were cached.
    """

    source: SoundSource
    cues: tuple[Cue, ...]
    spoken: int
    reused: int


def narrate(
    reading: Reading,
    engines: Mapping[str, Engine],
    cache: SpeechCache,
    names: Mapping[str, str],
    *,
    workers: int,
    progress: Progress,
    task: str,
) -> Narration:
    """Speaks what the cache lacks, then joins everything.

    `engines` holds the engine of every voice in the reading, by name; `names` the name to show for
    each speaker's key. Raises VoiceError or EngineError.
    """
    keys = tuple(
        sentence_key(utterance, engines[utterance.voice.engine]) for utterance in reading.utterances
    )
    hold = cache.hold(keys)
    wanted = unspoken(reading, engines, cache)
    if wanted:
        speak_all(wanted, engines, cache, workers, progress, task)
    cues, slots, damaged = lay_out(reading, keys, cache, names, progress)
    if damaged:
        again = {key: wanted.get(key) or reading.utterances[keys.index(key)] for key in damaged}
        speak_all(again, engines, cache, workers, progress, task)
        cues, slots, damaged = lay_out(reading, keys, cache, names, progress)
        if damaged:
            raise vanished()
    source = NarrationSource(cache, slots)
    del hold  # from here on the source has its own
    return Narration(source, cues, len(wanted), len(set(keys)) - len(wanted))
