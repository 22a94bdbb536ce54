"""Whole episodes; the floor is their audio alone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from segmentcast import files, master, narration, timing
from segmentcast.benchmark import material
from segmentcast.benchmark.cases import Task
from segmentcast.benchmark.cases.publish import publish_show
from segmentcast.benchmark.cases.start import SHOW
from segmentcast.benchmark.results import Row
from segmentcast.benchmark.stopwatch import side_by_side
from segmentcast.cache import SpeechCache
from segmentcast.model import LoudnessTarget, Reading, Spoken, Utterance, Voice
from segmentcast.ports import SilentProgress
from segmentcast.reading import split_sentences
from segmentcast.workspace.show_voices import ShowVoices

EPISODES, WORDS = 2, 120
VOICES = '[voices]\nhost = "tone/low"\nguest = "tone/high"\n'


def run(task: Task) -> tuple[Row, ...]:
    """The voice is a tone, which costs almost nothing, so that everything else shows."""
    count = max(1, round(EPISODES * task.factor))
    pages = [material.conversation(WORDS, subject=f"day {number}") for number in range(count)]
    engine = ShowVoices({}, "").engine("tone")
    lengths_ms: list[int] = []

    def sound_alone() -> None:
        lengths_ms.clear()
        for number, page in enumerate(pages):
            folder = task.folder / f"sound-{number}"
            shutil.rmtree(folder, ignore_errors=True)
            narrated = narration.narrate(
                _reading(page), {"tone": engine}, SpeechCache(folder), {"reader": "Reader"},
                workers=task.workers, progress=SilentProgress(), task="",
            )  # fmt: skip
            sound = master.encode_mp3(
                narrated.source,
                folder / "sound.mp3",
                target=LoudnessTarget(),
                workers=task.workers,
            )
            lengths_ms.append(timing.samples_to_ms(sound.samples, sound.rate_hz))

    def whole() -> None:
        root = task.folder / "show"
        shutil.rmtree(root, ignore_errors=True)
        files.write(root / "show.toml", (SHOW + VOICES).encode())
        for number, page in enumerate(pages):
            files.write(root / f"2026-01-{number % 28 + 1:02d}-talk-{number}/transcript.txt", page)
        publish_show(Path(root), workers=task.workers)

    sound_alone()
    whole()
    rows = side_by_side(
        "episode",
        {"their sound alone": sound_alone, "whole episodes": whole},
        amount=count,
        unit="episodes",
        rounds=task.rounds,
    )
    note = f"{sum(lengths_ms) / count / 1000:.0f} s of sound each, spoken by a tone"
    return tuple(replace(row, note=note) for row in rows)


def _reading(page: bytes) -> Reading:
    text = page.decode()
    voice = Voice("tone", "low")
    return Reading(
        tuple(
            Utterance(0, 0, "reader", voice, text[start:end], Spoken(text[start:end]), 250)
            for start, end in split_sentences(text, "en")
        )
    )
