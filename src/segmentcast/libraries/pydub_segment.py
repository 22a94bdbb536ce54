"""pydub's segments, for trimming and fading: the only user of pydub, which is imported on first use."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pydub import AudioSegment

_importing = threading.Lock()
_STEP_MS = 10


def segment_of(samples: NDArray[np.int16], rate_hz: int) -> AudioSegment:
    """A segment of 16-bit samples, little-endian, shape (n,) or (frames, channels)."""
    segment_type, _ = _pydub()
    channels = samples.shape[1] if samples.ndim == 2 else 1
    return segment_type(
        data=samples.tobytes(), sample_width=2, frame_rate=rate_hz, channels=channels
    )


def leading_silence_ms(segment: AudioSegment, silence_dbfs: float) -> int:
    """The silence before the first 10 ms of a segment that are louder than `silence_dbfs`."""
    _, detect = _pydub()
    return detect(segment, silence_dbfs, _STEP_MS)


@lru_cache(maxsize=1)
def _pydub() -> tuple[type[AudioSegment], Callable[[AudioSegment, float, int], int]]:
    """pydub's segment and its silence detector.

    pydub's import warns if there is no ffmpeg program; nothing here needs one.
    """
    # Warning filters belong to the whole process: one thread at a time.
    with _importing, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
        from pydub.silence import detect_leading_silence
    return AudioSegment, detect_leading_silence
