"""Hum and steady noise behind a recording: measured, and gently reduced where a show asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentcast import audio_io
from segmentcast.loudness import Survey
from segmentcast.ports import SoundSource
from segmentcast.recording.stretch import BlockReader

_MAINS_HZ = (50, 60)
_HARMONICS = 6
_HIGHEST_HZ = 400
_HUM_DB = 12.0
"""By how much a tone of the mains stands out from its neighbours to be hum."""

_NEAR = (-7, -6, -5, -4, 4, 5, 6, 7)
_SILENT_DB = -95.0
_ABOVE_QUIETEST_DB = 3.0


@dataclass(frozen=True, slots=True)
class Background:
    """What is behind the speech. Levels are in dB relative to full scale (RMS).

    `hum_hz` are the tones of the mains that stand out, none if there is no hum; `hum_db` is their sum.
    `noise_db` is the level in the pauses, `speech_db` that of the louder speech.
    """

    hum_hz: tuple[float, ...]
    hum_db: float
    noise_db: float
    speech_db: float


def measure_background(source: SoundSource, survey: Survey) -> Background:
    """Reads the sound once more, for the spectrum of its lowest tones; `survey` is its survey."""
    level_db = survey.levels.energy_db()
    heard = level_db[level_db > _SILENT_DB]
    noise_db, speech_db = (
        (float(value) for value in np.percentile(heard, (5, 95)))
        if heard.size
        else (-120.0, -120.0)
    )
    spectra: list[NDArray[np.float32]] = []
    reader = BlockReader(source)
    window = np.hanning(source.rate_hz).astype(np.float32)
    scale = 2.0 / float(window.sum()) ** 2
    while len(second := reader.take(source.rate_hz)) == source.rate_hz:
        mono = second.mean(axis=1, dtype=np.float32)
        power = np.abs(np.fft.rfft(mono * window)[:_HIGHEST_HZ]) ** 2 * scale
        spectra.append(power.astype(np.float32))
    if not spectra:
        return Background((), -120.0, noise_db, speech_db)
    # hum is always there; of what is said, the middle of many seconds leaves little
    steady = np.median(np.stack(spectra), axis=0)
    tones = max((_tones(steady, mains) for mains in _MAINS_HZ), key=lambda found: found[1])
    return Background(tones[0], tones[1], noise_db, speech_db)


def _tones(steady: NDArray[np.float32], mains_hz: int) -> tuple[tuple[float, ...], float]:
    """The harmonics that stand out, and their level together in dB."""
    standing: list[float] = []
    total = 0.0
    for number in range(1, _HARMONICS + 1):
        at = mains_hz * number
        own = float(steady[at - 1 : at + 2].max())
        around = float(np.median([steady[at + step] for step in _NEAR]))
        if own > around * 10.0 ** (_HUM_DB / 10.0) and own > 1e-10:
            standing.append(float(at))
            total += own
    return tuple(standing), 10.0 * float(np.log10(max(total, 1e-12)))


def reduced(source: SoundSource, survey: Survey, what: Sequence[str]) -> SoundSource:
    """The sound with less "hum" and "noise", as far as it has any; the source itself if not."""
    if not what:
        return source
    background = measure_background(source, survey)
    sound = source
    if "hum" in what and background.hum_hz:
        sound = audio_io.without_tones(sound, background.hum_hz)
    if "noise" in what and background.noise_db > _SILENT_DB:
        if sound is not source:
            # what is left in the pauses without the hum
            level_db = audio_io.survey(sound).levels.energy_db()
            heard = level_db[level_db > _SILENT_DB]
            noise_db = float(np.percentile(heard, 5)) if heard.size else _SILENT_DB
        else:
            noise_db = background.noise_db
        sound = audio_io.with_less_noise(sound, noise_db + _ABOVE_QUIETEST_DB)
    return sound
