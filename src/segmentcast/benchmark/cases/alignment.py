"""Finding the sentences of a transcript in a recording, against reading the recording alone."""

from __future__ import annotations

import statistics
import wave
from dataclasses import replace

import numpy as np

from segmentcast import alignment, audio_io
from segmentcast.benchmark import material
from segmentcast.benchmark.cases import Task
from segmentcast.benchmark.nouns import Row
from segmentcast.benchmark.stopwatch import side_by_side
from segmentcast.model import Spoken, Voice
from segmentcast.workspace.voices import ShowVoices

SENTENCES = 12
PAUSE_S = 0.4


def run(task: Task) -> tuple[Row, ...]:
    """The recording is spoken by the voice `task.part`, so that every start is known."""
    engine_name, _, voice_name = task.part.partition("/")
    engine, voice = ShowVoices({}, "").engine(engine_name), Voice(engine_name, voice_name)
    texts = material.sentences(round(SENTENCES * task.factor))
    recording = task.folder / "recording.wav"
    starts_ms: list[float] = []
    frames = 0
    with wave.open(str(recording), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        for text in texts:
            speech = engine.synth(Spoken(text), voice)
            if not frames:
                file.setframerate(speech.rate_hz)
            loud = np.flatnonzero(np.abs(speech.samples) > 0.01)
            said = speech.samples[loud[0] : loud[-1] + 1]
            starts_ms.append(frames * 1000 / speech.rate_hz)
            said = np.append(said, np.zeros(int(PAUSE_S * speech.rate_hz), np.float32))
            file.writeframes((np.clip(said, -1, 1) * 32_767).astype("<i2").tobytes())
            frames += len(said)
            seconds = frames / speech.rate_hz
    wanted = [
        alignment.WrittenSentence(0, number, "Reader", text) for number, text in enumerate(texts)
    ]
    off_ms: list[float] = []

    def listen() -> None:
        for _ in audio_io.open_source(recording).blocks():
            pass

    def align() -> None:
        found = alignment.align(
            audio_io.open_source(recording), wanted, language="en", workers=task.workers
        )
        by_text = {cue.text: cue.start_ms for cue in found.cues}
        off_ms[:] = [
            abs(by_text[text] - start)
            for text, start in zip(texts, starts_ms, strict=True)
            if text in by_text
        ]

    rows = side_by_side(
        "alignment",
        {"recording read": listen, "sentences found": align},
        amount=seconds,
        unit="seconds of sound",
        rounds=task.rounds,
    )
    median_ms = statistics.median(off_ms) if off_ms else float("nan")
    note = f"{len(off_ms)} of {len(texts)} sentences found, starts {median_ms:.0f} ms off (median)"
    return (rows[0], replace(rows[1], note=note))
