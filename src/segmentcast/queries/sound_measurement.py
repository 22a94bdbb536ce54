"""Measures an audio file: loudness, range, true peak, length and format; draws its waveform."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from segmentcast import artwork, audio_io, files
from segmentcast.audio_io import SoundInfo
from segmentcast.loudness import Survey
from segmentcast.timing import samples_to_ms, seconds

_COLUMNS = 1200


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """The properties of an audio file. `survey` covers all of it (BS.1770-4, EBU Tech 3342)."""

    path: Path
    info: SoundInfo
    survey: Survey

    @property
    def duration_ms(self) -> int:
        """The decoded length, whatever the file's header says."""
        return samples_to_ms(self.survey.frames, self.survey.rate_hz)

    def as_json(self) -> dict[str, Any]:
        """The measurement in JSON types with stable keys. The level of silence is null."""
        loudness = self.survey.loudness
        return {
            "file": str(self.path),
            "integrated_lufs": _finite(loudness.integrated_lufs),
            "range_lu": _finite(loudness.range_lu),
            "true_peak_dbtp": _finite(loudness.true_peak_dbtp),
            "clipped_samples": self.survey.clipped,
            "duration_seconds": seconds(self.duration_ms),
            "container": self.info.container,
            "codec": self.info.codec,
            "rate_hz": self.info.rate_hz,
            "channels": self.info.channels,
            "same_sides": self.survey.same_sides,
            "bitrate_kbps": self.info.bitrate_kbps or None,
            "length_bytes": self.info.length_bytes,
        }


def measure(path: Path) -> Measurement:
    """Reads the file once, in constant memory. Raises SoundError if it is not audio."""
    source = audio_io.open_source(path)
    return Measurement(path, source.info, audio_io.survey(source))


def draw_waveform(measured: Measurement, out: Path) -> None:
    """Writes the waveform as a PNG file. Raises StoreError."""
    survey = measured.survey
    cells = len(survey.levels)
    edges = np.linspace(0, cells, min(_COLUMNS * 2, cells) + 1).astype(int)[:-1]
    columns: list[tuple[float, float]] = []
    if len(edges):
        highest, level = (
            10.0 ** (np.maximum.reduceat(heights_db, edges).astype(np.float64) / 20.0)
            for heights_db in (survey.levels.peaks_db(), survey.levels.energy_db())
        )
        columns = list(zip(highest.tolist(), level.tolist(), strict=True))
    files.write(out, artwork.waveform(columns, measured.duration_ms))


def _finite(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None
