"""What a worker of a cluster does: it speaks a few sentences, and keeps its engines for the next.

A batch holds everything that decides the bytes. The worker computes each sentence's key and compares
it, so that another version of an engine, a model or a library is an error and never another sound.
"""

from __future__ import annotations

import json
import tempfile
import threading
from dataclasses import dataclass, replace
from functools import lru_cache

from segmentcast import engines, narration
from segmentcast.cache import CachePlan, KeptSpeech, SpeechCache, open_cache
from segmentcast.errors import Problem, UsageError
from segmentcast.model import Utterance
from segmentcast.ports import Engine
from segmentcast.publish.toolchain import versions
from segmentcast.workspace.show_voices import decode

PACKAGES = ("numpy", "scipy", "pydub", "av")
"""Beside the engines, these decide how a spoken sentence is kept; the key does not name them."""

_opening = threading.Lock()
_folders: list[tempfile.TemporaryDirectory[str]] = []
"""What a worker keeps beside the shared place; removed when it ends."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences to speak, by key. `settings` are the engines' own, by name, as JSON.

    With `cache`, whose `shared` place the worker writes to, nothing but the keys is sent back.
    """

    keys: tuple[str, ...]
    utterances: tuple[Utterance, ...]
    settings: tuple[tuple[str, str], ...]
    software: str
    cache: CachePlan | None = None


def speak_batch(batch: Batch) -> tuple[tuple[str, KeptSpeech], ...]:
    """The sentences of a batch in order, each with its key; none when they are in the shared cache.

    Raises UsageError when this worker would make other bytes, VoiceError or EngineError.
    """
    settings = dict(batch.settings)
    cache = _cache(batch.cache) if batch.cache else None
    if batch.software != software():
        raise _another(batch.software, software())
    keys = []
    for key, utterance in zip(batch.keys, batch.utterances, strict=True):
        name = utterance.voice.engine
        speaker = _engine(name, settings[name])
        if narration.sentence_key(utterance, speaker) != key:
            raise _another("", f"engine {name}: {speaker.fingerprint(utterance.voice)}")
        if cache is None:
            keys.append((key, narration.say(utterance, speaker)))
        elif not cache.gather((key,)):
            cache.put(key, narration.say(utterance, speaker))
    if cache is not None:
        cache.cache.flush()
    return tuple(keys)


def bare(utterance: Utterance) -> Utterance:
    """The sentence without what does not decide its sound."""
    return replace(utterance, turn=0, paragraph=0, speaker="", text="", pause_after_ms=0, edits=())


def software() -> str:
    """The versions here that have to be those of the client."""
    return versions(PACKAGES)


@lru_cache(maxsize=64)
def _engine_once(name: str, settings: str) -> Engine:
    return engines.get(name, json.loads(settings), decode=decode)


def _engine(name: str, settings: str) -> Engine:
    """The engine, made once a worker however many threads it has; it keeps its model."""
    with _opening:
        return _engine_once(name, settings)


@lru_cache(maxsize=4)
def _cache_once(plan: CachePlan) -> SpeechCache:
    folder = tempfile.TemporaryDirectory(prefix="segmentcast-worker-", ignore_cleanup_errors=True)
    _folders.append(folder)
    return SpeechCache(open_cache(replace(plan, folder=folder.name)))


def _cache(plan: CachePlan) -> SpeechCache:
    with _opening:
        return _cache_once(plan)


def _another(wanted: str, there: str) -> UsageError:
    here = f", here: {wanted}" if wanted else "; here it is another version, model or setting"
    return UsageError(
        Problem(
            "--cluster",
            f"a worker has other software and would make other bytes. There: {there}{here}",
            "install the same versions on every worker as on this machine",
        )
    )
