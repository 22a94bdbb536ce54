"""Cached speech: mono PCM and word times by content.

The key of a sentence is a hash of everything that affects its bytes; see sealed_values.py for the
format.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from segmentcast.cache.backends import FolderBackend
from segmentcast.cache.sealed_values import Kind, name_of
from segmentcast.cache.two_tier import Cache, Hold
from segmentcast.model import WordTime

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_KIND: Kind = "speech"
_HEAD = struct.Struct("<I")
_RATES_HZ = range(8_000, 192_001)
MOST_BYTES = 32 << 20
"""Eleven minutes at 24 kHz, longer than any sentence."""

_LONGEST_MS, _LONGEST_MS_A_CHARACTER = 10_000, 1_000
"""No speech is longer than both: people speak about 15 characters per second."""

_WORD_SLACK_MS = 2_000
"""A word may end in the trimmed silence after the sentence."""

_MOST_WORDS = 20_000
_MOST_HEAD_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class KeptSpeech:
    """A spoken sentence ready to be joined to others: mono int16 samples, shape (n,)."""

    samples: NDArray[np.int16]
    rate_hz: int
    words: tuple[WordTime, ...] = ()


class _SpeechHead(msgspec.Struct, frozen=True):
    """The header before the samples. Each word has start and end in ms, first and last letter."""

    rate_hz: int
    words: tuple[tuple[int, int, int, int], ...] = ()


class SpeechCache:
    """Spoken sentences in a cache, or in a local folder.

    A key is 64 hex digits, optionally followed by a dot and a label: the voice, for the statistics.
    """

    def __init__(self, place: Cache | Path) -> None:
        self.cache = Cache(FolderBackend(place)) if isinstance(place, Path) else place

    def path(self, key: str) -> Path:
        """The local path of the sentence."""
        return self.cache.local.path(name_of(key, _KIND))

    def gather(self, keys: Iterable[str]) -> frozenset[str]:
        """The keys that are available locally, after fetching those in the shared cache."""
        names = {name_of(key, _KIND): key for key in keys}
        gathered = self.cache.gather(names, lambda payload: _unpacked(payload) is not None)
        return frozenset(names[name] for name in gathered)

    def here(self, keys: Iterable[str]) -> frozenset[str]:
        """The keys that are available locally, without asking the shared cache."""
        return frozenset(key for key in keys if self.has(key))

    def missing(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The keys that are in neither cache. Nothing is fetched."""
        names = {name_of(key, _KIND): key for key in keys}
        return tuple(names[name] for name in self.cache.missing(names))

    def has(self, key: str) -> bool:
        """Whether there is a local entry. It may still turn out to be damaged when it is read."""
        return self.cache.has(name_of(key, _KIND))

    def hold(self, keys: Collection[str]) -> Hold:
        """Protects these sentences from pruning while the returned hold exists."""
        return self.cache.hold([name_of(key, _KIND) for key in keys])

    def get(
        self, key: str, credible: Callable[[KeptSpeech], bool] | None = None
    ) -> KeptSpeech | None:
        """The sentence; None if it is missing, damaged, or not `credible`."""
        name = name_of(key, _KIND)
        payload = self.cache.get(name, again=True)
        speech = None if payload is None else _unpacked(payload)
        if speech is not None and credible is not None and not credible(speech):
            speech = None
        if payload is not None and speech is None:
            self.cache.refuse(name)
        return speech

    def put(self, key: str, speech: KeptSpeech) -> None:
        """Stores the sentence atomically."""
        self.cache.put(name_of(key, _KIND), _packed(speech))

    def keep_as(self, key: str, other: str) -> bool:
        """Copies a local sentence to another key. Returns whether it could be read."""
        return self.cache.keep_as(name_of(key, _KIND), name_of(other, _KIND))


def _packed(speech: KeptSpeech) -> bytes:
    words = tuple((word.start_ms, word.end_ms, word.start, word.end) for word in speech.words)
    head = msgspec.json.encode(_SpeechHead(speech.rate_hz, words))
    head += b" " * (len(head) % 2)
    return _HEAD.pack(len(head)) + head + speech.samples.astype("<i2").tobytes()


def _unpacked(payload: memoryview) -> KeptSpeech | None:
    """The sentence; None if the data is not valid, whoever wrote it."""
    import numpy as np

    if not _HEAD.size <= len(payload) <= MOST_BYTES:
        return None
    begin = _HEAD.size + _HEAD.unpack_from(payload)[0]
    if begin - _HEAD.size > _MOST_HEAD_BYTES:
        return None
    try:
        head = msgspec.json.decode(payload[_HEAD.size : begin], type=_SpeechHead)
    except msgspec.DecodeError:
        return None
    if begin >= len(payload) or (len(payload) - begin) % 2 or head.rate_hz not in _RATES_HZ:
        return None
    if len(head.words) > _MOST_WORDS:
        return None
    words = tuple(WordTime(*word) for word in head.words)
    return KeptSpeech(np.frombuffer(payload[begin:], "<i2"), head.rate_hz, words)


def is_credible(text: str, rate_hz: int, speech: KeptSpeech) -> bool:
    """Whether audio and word times can be those of this text, whoever spoke it."""
    if speech.rate_hz != rate_hz or not len(speech.samples):
        return False
    length_ms = len(speech.samples) * 1000 // rate_hz
    if length_ms > _LONGEST_MS + _LONGEST_MS_A_CHARACTER * len(text):
        return False
    before_ms = before = 0
    for word in speech.words:
        if not before <= word.start < word.end <= len(text):
            return False
        if not before_ms <= word.start_ms <= word.end_ms <= length_ms + _WORD_SLACK_MS:
            return False
        before_ms, before = word.start_ms, word.end
    return True
