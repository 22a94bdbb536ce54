"""Keys under which spoken sentences are cached: a hash of everything that decides their samples."""

from __future__ import annotations

from collections.abc import Mapping

from segmentcast.cache import label_of
from segmentcast.digest import digest
from segmentcast.model import Reading, Utterance
from segmentcast.ports import Engine, WithEarlierFingerprints

SCHEMA = "narration-1"
"""Part of every key: another way to prepare a sentence needs another name here."""


def sentence_key(utterance: Utterance, engine: Engine) -> str:
    """A hash of everything that decides how the sentence sounds, a dot, and the voice's label."""
    return _key(utterance, engine.fingerprint(utterance.voice))


def earlier_keys(utterance: Utterance, engine: Engine) -> tuple[str, ...]:
    """The keys under which earlier versions cached the same sentence."""
    if not isinstance(engine, WithEarlierFingerprints):
        return ()
    fingerprints = engine.earlier_fingerprints(utterance.voice)
    return tuple(_key(utterance, fingerprint) for fingerprint in fingerprints)


def sentence_keys(reading: Reading, engines: Mapping[str, Engine]) -> tuple[str, ...]:
    """The keys of a reading's sentences in order, without repeats."""
    keys = (
        sentence_key(utterance, engines[utterance.voice.engine]) for utterance in reading.utterances
    )
    return tuple(dict.fromkeys(keys))


def earlier_sentence_keys(reading: Reading, engines: Mapping[str, Engine]) -> tuple[str, ...]:
    """The keys under which earlier versions may have cached a reading's sentences, without repeats."""
    keys = (
        key
        for utterance in reading.utterances
        for key in earlier_keys(utterance, engines[utterance.voice.engine])
    )
    return tuple(dict.fromkeys(keys))


def _key(utterance: Utterance, fingerprint: str) -> str:
    spoken = utterance.spoken
    phonemes = [f"{part.start}-{part.end}-{part.ipa}" for part in spoken.phonemes]
    sounds = digest([SCHEMA, fingerprint, spoken.text, *phonemes])
    return f"{sounds}.{label_of(utterance.voice.engine, utterance.voice.name)}"
