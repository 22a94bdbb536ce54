"""Finds the sentences of a transcript in a recording; the floor only reads the recording."""

from __future__ import annotations

import statistics
import wave
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from segmentcast import alignment, audio_io
from segmentcast.benchmark import machine, material
from segmentcast.benchmark.cases import Task
from segmentcast.benchmark.results import Row
from segmentcast.benchmark.stopwatch import side_by_side
from segmentcast.model import Spoken, Voice
from segmentcast.workspace.show_voices import ShowVoices

SENTENCES = 12
PAUSES_S = (0.06, 0.6)
NOISES_DB = (20, 12)
"""Copies of the recording have white noise this many dB below the speech."""


def run(task: Task) -> tuple[Row, ...]:
    """The voice `task.part` speaks the recording, so that every start is known."""
    texts = material.sentences(round(SENTENCES * task.factor))
    clean = task.folder / "recording.wav"
    starts_ms, seconds = _record(clean, texts, task.part)
    recordings = {"sentences found": clean}
    for below_db in NOISES_DB:
        noisy = task.folder / f"noise-{below_db}.wav"
        _add_noise(clean, noisy, below_db)
        recordings[f"sentences found, noise {below_db} dB below"] = noisy
    wanted = [
        alignment.WrittenSentence(0, number, "Reader", text) for number, text in enumerate(texts)
    ]
    errors_ms: dict[str, list[float]] = {}

    def listen() -> None:
        for _ in audio_io.open_source(clean).blocks():
            pass

    def align(way: str) -> None:
        aligned = alignment.align(
            audio_io.open_source(recordings[way]), wanted, language="en", workers=task.workers
        )
        cues = {cue.text: cue.start_ms for cue in aligned.cues}
        errors_ms[way] = [
            abs(cues[text] - start)
            for text, start in zip(texts, starts_ms, strict=True)
            if text in cues
        ]

    rows = side_by_side(
        "alignment",
        {"recording read": listen, **{way: partial(align, way) for way in recordings}},
        amount=seconds,
        unit="seconds of sound",
        rounds=task.rounds,
    )
    return (rows[0], *(replace(row, note=_note(errors_ms[row.way], texts)) for row in rows[1:]))


def _note(errors_ms: Sequence[float], texts: Sequence[str]) -> str:
    count = f"{len(errors_ms)} of {len(texts)} sentences found"
    if not errors_ms:
        return count
    p95_ms, worker_mb = np.percentile(errors_ms, 95), machine.children_peak_mb() or 0
    return (
        f"{count}, starts {statistics.median(errors_ms):.0f} ms off (median), {p95_ms:.0f} (95 %),"
        f" {max(errors_ms):.0f} (worst); a worker {worker_mb:.0f} MB"
    )


def _record(path: Path, texts: Sequence[str], part: str) -> tuple[list[float], float]:
    """Writes the recording with uneven pace and pauses. Returns sentence starts in ms, and seconds."""
    engine_name, _, voice_name = part.partition("/")
    engine, chance = ShowVoices({}, "").engine(engine_name), np.random.default_rng(7)
    starts_ms: list[float] = []
    frames, rate_hz = 0, 0
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        for text in texts:
            voice = Voice(engine_name, voice_name, pace=round(chance.uniform(0.9, 1.15), 2))
            speech = engine.synth(Spoken(text), voice)
            if not rate_hz:
                rate_hz = speech.rate_hz
                file.setframerate(rate_hz)
            loud = np.flatnonzero(np.abs(speech.samples) > 0.01)
            starts_ms.append(frames * 1000 / rate_hz)
            pause = np.zeros(int(chance.uniform(*PAUSES_S) * rate_hz), np.float32)
            samples = np.append(speech.samples[loud[0] : loud[-1] + 1], pause)
            file.writeframes(_pcm(samples))
            frames += len(samples)
    return starts_ms, frames / rate_hz


def _add_noise(clean: Path, noisy: Path, below_db: float) -> None:
    """Writes a copy with white noise `below_db` below the speech, in blocks."""
    chance = np.random.default_rng(0)
    power = weight = 0.0
    for block in audio_io.open_source(clean).blocks():
        loud = block[np.abs(block) > 0.01].astype(np.float64)
        power, weight = power + float(np.square(loud).sum()), weight + loud.size
    scale = (power / weight / 10 ** (below_db / 10)) ** 0.5
    source = audio_io.open_source(clean)
    with wave.open(str(noisy), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(source.rate_hz)
        for block in source.blocks():
            file.writeframes(_pcm(block[:, 0] + chance.standard_normal(len(block)) * scale))


def _pcm(samples: np.ndarray) -> bytes:
    return bytes((np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes())
