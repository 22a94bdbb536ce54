"""Sound files from a server: decoded to mono samples, and several joined to one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentcast.errors import EngineError, Problem, SoundError
from segmentcast.timing import ms_to_samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from segmentcast.engines import Decode

CLAUSE_PAUSE_MS = 160
WORD_PAUSE_MS = 30
AUDIBLE = 0.01
"""The amplitude from which a sample counts as speech at the ends of a piece."""


def sound_of(data: bytes, decode: Decode) -> tuple[NDArray[np.float32], int]:
    """Mono float32 samples and their rate in Hz. Raises EngineError if they can't be decoded."""
    import numpy as np

    try:
        samples, rate_hz = decode(data)
    except SoundError as error:
        what = f"the server sent {len(data)} bytes that are not a sound: {error}"
        raise EngineError(Problem("", what)) from error
    mono = samples.mean(axis=1) if samples.ndim == 2 else samples
    return np.asarray(mono, np.float32), rate_hz


def pcm_of(data: bytes, rate_hz: int) -> tuple[NDArray[np.float32], int]:
    """Samples from bare ones: signed 16-bit numbers of one channel, the low byte first."""
    import numpy as np

    if len(data) % 2:
        raise EngineError(Problem("", f"the server sent {len(data)} bytes, half a sample too many"))
    return np.frombuffer(data, "<i2").astype(np.float32) / np.float32(32768), rate_hz


def joined(
    sounds: Sequence[tuple[NDArray[np.float32], int]], pauses: Sequence[bool]
) -> tuple[NDArray[np.float32], int]:
    """One sentence from pieces that each begin and end with silence.

    `pauses` says whether each piece ends a clause. Silence at the outer ends stays.
    """
    import numpy as np

    rate_hz = sounds[0][1]
    if any(rate != rate_hz for _, rate in sounds):
        raise EngineError(Problem("", "the server sent pieces of different sample rates"))
    parts: list[NDArray[np.float32]] = []
    for number, (samples, _) in enumerate(sounds):
        loud = np.flatnonzero(np.abs(samples) >= AUDIBLE)
        if loud.size == 0:
            raise EngineError(Problem("", f"piece {number + 1} of {len(sounds)} is silent"))
        first = int(loud[0]) if number else 0
        last = int(loud[-1]) + 1 if number + 1 < len(sounds) else samples.size
        parts.append(samples[first:last])
        if number + 1 < len(sounds):
            pause_ms = CLAUSE_PAUSE_MS if pauses[number] else WORD_PAUSE_MS
            parts.append(np.zeros(ms_to_samples(pause_ms, rate_hz), np.float32))
    return np.concatenate(parts), rate_hz
