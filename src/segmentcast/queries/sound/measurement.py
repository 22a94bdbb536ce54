"""Measures an audio file: loudness, range, true peak, length and format; draws its waveform."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from segmentcast import artwork, audio_io, files, recording, transcript
from segmentcast.audio_io import Damage, SoundInfo
from segmentcast.errors import Problem, TranscriptError
from segmentcast.loudness import Survey
from segmentcast.model import LoudnessTarget
from segmentcast.queries.sound.broadcast_objections import objections
from segmentcast.recording import Background, Condition, VoiceTurn
from segmentcast.timing import clock, samples_to_ms, seconds

_COLUMNS = 1200
_BAR_LU, _NAME = 50, 24
_PODCAST = LoudnessTarget()


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """The properties of an audio file. `survey` covers all of it (BS.1770-4, EBU Tech 3342)."""

    path: Path
    info: SoundInfo
    survey: Survey
    condition: Condition
    damage: Damage
    turns: tuple[tuple[VoiceTurn, float | None], ...]
    objections: tuple[str, ...]

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
            "objections": list(self.objections),
            "turns": [
                {
                    "start_seconds": seconds(turn.start_ms),
                    "end_seconds": seconds(turn.end_ms),
                    "speaker": turn.voice or None,
                    "lufs": None if lufs is None else round(lufs, 2),
                }
                for turn, lufs in self.turns
            ],
        }


def measure(
    path: Path, target: LoudnessTarget = _PODCAST, turns: tuple[VoiceTurn, ...] = ()
) -> Measurement:
    """Reads the file once, in constant memory. Raises SoundError when it is no sound."""
    source = audio_io.open_source(path)
    observed = recording.Observed(source)
    survey = audio_io.survey(observed)
    condition = observed.condition(survey)
    levels = recording.level_voices(source, survey, turns)
    return Measurement(
        path,
        source.info,
        survey,
        condition,
        source.damage,
        tuple(recording.turn_levels(survey, turns)),
        tuple(objections(survey, condition, source.damage, levels, target)),
    )


def compare_reduction(path: Path) -> list[str]:
    """What `reduce = ["hum", "noise"]` does to a file, as lines: before and after."""
    source = audio_io.open_source(path)
    survey = audio_io.survey(source)
    sound = recording.reduced(source, survey, ("hum", "noise"))
    after = recording.measure_background(sound, audio_io.survey(sound))
    return [
        f"{when}: {_background(background)}"
        for when, background in (
            ("before", recording.measure_background(source, survey)),
            ("after ", after),
        )
    ]


def _background(background: Background) -> str:
    tones = ", ".join(f"{hz:g}" for hz in background.hum_hz)
    hum = f"hum at {tones} Hz, {background.hum_db:.0f} dBFS" if tones else "no hum"
    return (
        f"{hum}; pauses at {background.noise_db:.0f} dBFS,"
        f" {background.speech_db - background.noise_db:.0f} dB under the speech"
    )


def read_turns(path: Path) -> tuple[VoiceTurn, ...]:
    """The turns of a timed transcript. Raises TranscriptError if it has no times."""
    read = transcript.read(files.read(path), str(path))
    names = {speaker.key: speaker.name for speaker in read.speakers}
    turns = []
    for turn in read.turns:
        times = [
            (paragraph.start_ms, paragraph.end_ms)
            for paragraph in turn.paragraphs
            if paragraph.start_ms is not None and paragraph.end_ms is not None
        ]
        if times:
            voice = names.get(turn.speaker, turn.speaker)
            turns.append(VoiceTurn(times[0][0], times[-1][1], voice))
    if not turns:
        raise TranscriptError(
            Problem(
                str(path), "the transcript has no times", "name one with times (VTT, SRT, JSON)"
            )
        )
    return tuple(turns)


def draw_levels(measured: Measurement) -> list[str]:
    """The loudness of each turn as lines of text: time, speaker, LUFS, and a bar of 1 LU a mark."""
    width = max((len(turn.voice) for turn, _ in measured.turns), default=0)
    lines = []
    for turn, lufs in measured.turns:
        level = "    -" if lufs is None else f"{lufs:5.1f}"
        bar = "" if lufs is None else "#" * max(0, min(_BAR_LU, round(lufs + _BAR_LU)))
        lines.append(
            f"{clock(turn.start_ms):>8}  {turn.voice[:_NAME]:<{min(width, _NAME)}}  {level}  {bar}"
        )
    return lines


def waveform_columns(measured: Measurement, most: int = _COLUMNS * 2) -> list[tuple[float, float]]:
    """The waveform as at most `most` columns of equal time: highest peak and mean level, from 0 to 1."""
    survey = measured.survey
    cells = len(survey.levels)
    edges = np.linspace(0, cells, min(most, cells) + 1).astype(int)[:-1]
    if not len(edges):
        return []
    highest, level = (
        10.0 ** (np.maximum.reduceat(heights_db, edges).astype(np.float64) / 20.0)
        for heights_db in (survey.levels.peaks_db(), survey.levels.energy_db())
    )
    return list(zip(highest.tolist(), level.tolist(), strict=True))


def draw_waveform(measured: Measurement, out: Path) -> None:
    """Writes the waveform as a PNG file. Raises StoreError."""
    files.write(out, artwork.waveform(waveform_columns(measured), measured.duration_ms))


def format_words(info: SoundInfo) -> str:
    """Codec, rate, channels and bitrate: `mp3, 44.1 kHz, stereo, 128 kbit/s`."""
    sides = {1: "mono", 2: "stereo"}.get(info.channels, f"{info.channels} channels")
    kbps = f", {info.bitrate_kbps} kbit/s" if info.bitrate_kbps else ""
    return f"{info.codec}, {info.rate_hz / 1000:g} kHz, {sides}{kbps}"


def _finite(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None
