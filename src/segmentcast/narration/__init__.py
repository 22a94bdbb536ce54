"""A reading spoken by its engines: each sentence once, levelled, and joined with its pauses.

The files in the order of the flow: `sentence_keys` (what decides how a sentence sounds), `cached_sentences`
(what the cache holds), `synthesis` (the rest, longest first, on as many threads as there are cores),
`prepared_sound` (resampled, levelled, trimmed), `timeline` (when each is heard), `joined_sentences` (the joined
sound, streamed), `narrator` (all of it).

Each sentence is cached under a key of everything that decides its bytes, so the order and the number of
threads change nothing. The sound is streamed from the cache: an episode of any length takes the memory
of one sentence.
"""

from segmentcast.narration.cached_sentences import missing, unspoken
from segmentcast.narration.narrator import Narration, narrate
from segmentcast.narration.prepared_sound import RATE_HZ, levelled, prepare
from segmentcast.narration.sentence_keys import (
    earlier_sentence_keys,
    sentence_key,
    sentence_keys,
)
from segmentcast.narration.synthesis import say
from segmentcast.narration.timeline import sound_key

__all__ = [
    "RATE_HZ",
    "Narration",
    "earlier_sentence_keys",
    "levelled",
    "missing",
    "narrate",
    "prepare",
    "say",
    "sentence_key",
    "sentence_keys",
    "sound_key",
    "unspoken",
]
