"""The joined sentences, streamed from the cache."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from segmentcast.cache import SpeechCache
from segmentcast.errors import EngineError, Problem
from segmentcast.loudness.true_peak import from_db
from segmentcast.narration.inner_pauses import shortened
from segmentcast.narration.prepared_sound import RATE_HZ
from segmentcast.narration.timeline import Slot, section, sectioned
from segmentcast.narration.voice_matching import tilted

if TYPE_CHECKING:
    from numpy.typing import NDArray


class NarrationSource:
    """The joined sentences as a `ports.SectionedSource`: mono float32 at 24 kHz, full scale at 1."""

    rate_hz = RATE_HZ
    channels = 1

    def __init__(self, cache: SpeechCache, slots: tuple[Slot, ...]) -> None:
        self._cache = cache
        self._hold = cache.hold([slot.key for slot in slots])
        self._sections = sectioned(slots)
        self.sections = tuple(section(slots) for slots in self._sections)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """The whole sound, one sentence at a time, shape (frames, 1). Raises EngineError."""
        for slots in self._sections:
            yield from self._spoken(slots)

    def section(self, number: int) -> NDArray[np.float32]:
        """The samples of one section, shape (frames, 1). Raises EngineError."""
        return np.concatenate(list(self._spoken(self._sections[number])))

    def _spoken(self, slots: tuple[Slot, ...]) -> Iterator[NDArray[np.float32]]:
        for slot in slots:
            speech = self._cache.get(slot.key)
            if speech is None:
                raise vanished()
            samples = shortened(speech.samples, slot.cuts, RATE_HZ)
            end = slot.before + len(samples)
            if end > slot.frames:
                raise vanished()
            sound = np.zeros((slot.frames, 1), np.float32)
            gain = np.float32(from_db(slot.gain_db))
            np.multiply(tilted(samples, slot.tilt), gain, out=sound[slot.before : end, 0])
            yield sound


def vanished() -> EngineError:
    """A sentence that was cached a moment ago can't be read any more."""
    what = "a spoken sentence disappeared from the cache"
    return EngineError(Problem("", what, "check whether the disk is full, then publish again"))
