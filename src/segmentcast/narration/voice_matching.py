"""Brings the voices of an episode together in loudness and treble, where their sentences are joined.

Engines' sentences are cached at the same power, but at the same power a dull voice sounds quieter. So each
gets the gain that brings it to one loudness (BS.1770), and a voice that was measured to be brighter or duller
than speech is a gentle tilt of its treble. The cache holds what the engine said: a sentence that was paid
for is not asked for again because of this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from segmentcast.audio_io.metering import Meter
from segmentcast.loudness import integrated_lufs
from segmentcast.model import Voice
from segmentcast.narration.prepared_sound import RATE_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

TARGET_LUFS = -24.0
_MOST_DB = 6.0
_LEAST_FRAMES = 2 * RATE_HZ
"""A shorter sentence is repeated for the meter, which takes 400 ms for each reading."""
_TILTS = {
    ("hibari", "heart"): 0.15,
    ("kokoro", "af_heart"): 0.15,
    ("piper", "joe"): -0.15,
}
"""The share of each neighbouring sample: 0.15 takes 1.4 dB at 4 kHz and 5 dB at 8 kHz, -0.15 adds 1.2 and 3.2.

Against the average of human speech (Byrne et al. 1994), heart has 5 dB too much at 6 to 8 kHz and 9 dB at 8 to
11 kHz, joe 6 and 19 dB too little. Kokoro's other English voices are within 2 dB. Voices that nobody measured
stay as they are.
"""


def tilt_of(voice: Voice) -> float:
    """How much of each neighbouring sample is added; 0 leaves the voice as it is."""
    return _TILTS.get((voice.engine, voice.name), 0.0)


def tilted(samples: NDArray[np.int16], tilt: float) -> NDArray[np.float32]:
    """A sentence as float32, full scale at 1, with its treble tilted; the level of low sounds stays."""
    sound = np.divide(samples, np.float32(32768.0), dtype=np.float32)
    if not tilt:
        return sound
    result = sound * np.float32(1.0 - 2.0 * tilt)
    result[1:] += np.float32(tilt) * sound[:-1]
    result[:-1] += np.float32(tilt) * sound[1:]
    return result


def gain_db(sound: NDArray[np.float32]) -> float:
    """The gain to TARGET_LUFS in hundredths of a dB, within 6 dB; 0 for silence."""
    if not len(sound):
        return 0.0
    meter = Meter(RATE_HZ, 1, true_peak=False)
    meter.push(np.tile(sound, -(-_LEAST_FRAMES // len(sound)))[:, None])
    loudness = integrated_lufs(meter.readings())
    if not np.isfinite(loudness):
        return 0.0
    return round(float(np.clip(TARGET_LUFS - loudness, -_MOST_DB, _MOST_DB)), 2)
