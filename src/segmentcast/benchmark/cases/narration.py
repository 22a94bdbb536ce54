"""Narrates; the floor is the engine speaking the same sentences on as many threads."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from segmentcast import narration
from segmentcast.benchmark import material
from segmentcast.benchmark.cases import Task
from segmentcast.benchmark.results import Row
from segmentcast.benchmark.stopwatch import side_by_side
from segmentcast.cache import SpeechCache
from segmentcast.model import Reading, Spoken, Utterance, Voice
from segmentcast.ports import SilentProgress
from segmentcast.workspace.show_voices import ShowVoices

SENTENCES = 6


def run(task: Task) -> tuple[Row, ...]:
    """One voice, named by `task.part`. The model is loaded before the clock starts."""
    engine_name, _, voice_name = task.part.partition("/")
    voice = Voice(engine_name, voice_name)
    engine = ShowVoices({}, "").engine(engine_name)
    texts = material.sentences(round(SENTENCES * task.factor))
    # Two turns of a conversation would give two cues; joining needs only one.
    spoken = Reading(
        tuple(Utterance(0, 0, "reader", voice, text, Spoken(text), 350) for text in texts)
    )
    lengths_s: list[float] = []
    folder = task.folder / "speech"

    def alone() -> None:
        longest_first = sorted(texts, key=len, reverse=True)
        with ThreadPoolExecutor(task.workers) as pool:
            spoken_parts = list(
                pool.map(lambda text: engine.synth(Spoken(text), voice), longest_first)
            )
        lengths_s[:] = [len(speech.samples) / speech.rate_hz for speech in spoken_parts]

    def narrated() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        speech_track = narration.narrate(
            spoken,
            {engine_name: engine},
            SpeechCache(folder),
            {"reader": "Reader"},
            workers=task.workers,
            progress=SilentProgress(),
            task="",
        )
        for _ in speech_track.source.blocks():
            pass

    engine.synth(Spoken(texts[0]), voice)
    alone()
    rows = side_by_side(
        "narration",
        {f"{task.part} alone": alone, f"{task.part} narrated": narrated},
        amount=sum(lengths_s),
        unit="seconds of sound",
        rounds=task.rounds,
    )
    note = f"{len(texts)} sentences, {task.workers} threads"
    return (
        replace(rows[0], note=note),
        replace(rows[1], note=f"{note}; levelled, kept on disk, read back and joined"),
    )
