"""The code that runs on a cluster worker: it speaks batches, and keeps engines loaded between them.

A batch holds everything that affects the bytes. The worker recomputes the key of each sentence, so
a different version of an engine, model or library is an error, not different audio.
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
"""Besides the engines, these packages affect the stored bytes; sentence keys don't cover them."""

_opening = threading.Lock()
_folders: list[tempfile.TemporaryDirectory[str]] = []
"""A worker's local files beside the shared cache, removed when it exits."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences to speak, by key. `settings` maps engine names to their settings as JSON.

    With `cache`, the worker writes to the shared cache and returns only the keys.
    """

    keys: tuple[str, ...]
    utterances: tuple[Utterance, ...]
    settings: tuple[tuple[str, str], ...]
    software: str
    cache: CachePlan | None = None


def speak_batch(batch: Batch) -> tuple[tuple[str, KeptSpeech], ...]:
    """The sentences of a batch in order, each with its key; empty if they are in the shared cache.

    Raises UsageError if this worker would produce other bytes, VoiceError or EngineError.
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
    """The utterance reduced to the fields that affect its audio."""
    return replace(utterance, turn=0, paragraph=0, speaker="", text="", pause_after_ms=0, edits=())


def software() -> str:
    """Versions on this machine that must match the client's."""
    return versions(PACKAGES)


@lru_cache(maxsize=64)
def _engine_once(name: str, settings: str) -> Engine:
    return engines.get(name, json.loads(settings), decode=decode)


def _engine(name: str, settings: str) -> Engine:
    """The engine, created once per worker for all its threads. It keeps its model loaded."""
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
    here = f", here: {wanted}" if wanted else "; here the version, model or settings differ"
    return UsageError(
        Problem(
            "--cluster",
            f"a worker's software differs and would produce other bytes. There: {there}{here}",
            "install the versions of this machine on every worker",
        )
    )
