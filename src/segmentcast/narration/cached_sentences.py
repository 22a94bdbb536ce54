"""Which sentences of a reading the cache holds, and which would have to be spoken."""

from __future__ import annotations

from collections.abc import Mapping

from segmentcast.cache import SpeechCache
from segmentcast.model import Reading, Utterance
from segmentcast.narration.sentence_keys import earlier_keys, sentence_key
from segmentcast.ports import Engine


def unspoken(
    reading: Reading, engines: Mapping[str, Engine], cache: SpeechCache
) -> dict[str, Utterance]:
    """The sentences that the cache lacks, by key, each once; fetches what the shared place has.

    A sentence that an earlier version cached on this machine under another key is copied to today's
    key. The shared place isn't searched for such keys: a sentence has several, and they rarely exist.
    """
    keyed = _keyed(reading, engines)
    local = cache.gather(keyed)
    absent = {key: utterance for key, utterance in keyed.items() if key not in local}
    earlier = _earlier(absent, engines)
    cached = cache.here(key for keys in earlier.values() for key in keys)
    for key, keys in earlier.items():
        if any(cache.keep_as(old, key) for old in keys if old in cached):
            del absent[key]
    return absent


def missing(
    reading: Reading, engines: Mapping[str, Engine], cache: SpeechCache
) -> dict[str, Utterance]:
    """The sentences that would have to be spoken, by key; nothing is fetched."""
    keyed = _keyed(reading, engines)
    absent = {key: keyed[key] for key in cache.missing(keyed)}
    earlier = _earlier(absent, engines)
    cached = cache.here(key for keys in earlier.values() for key in keys)
    return {
        key: utterance
        for key, utterance in absent.items()
        if cached.isdisjoint(earlier.get(key, ()))
    }


def _keyed(reading: Reading, engines: Mapping[str, Engine]) -> dict[str, Utterance]:
    keyed: dict[str, Utterance] = {}
    for utterance in reading.utterances:
        keyed.setdefault(sentence_key(utterance, engines[utterance.voice.engine]), utterance)
    return keyed


def _earlier(
    keyed: Mapping[str, Utterance], engines: Mapping[str, Engine]
) -> dict[str, tuple[str, ...]]:
    """The earlier keys of sentences, by today's keys; sentences without any are left out."""
    earlier = {
        key: earlier_keys(utterance, engines[utterance.voice.engine])
        for key, utterance in keyed.items()
    }
    return {key: keys for key, keys in earlier.items() if keys}
