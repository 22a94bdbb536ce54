"""Masters audio; the floor is the bare codec decoding and encoding the same audio."""

from __future__ import annotations

import numpy as np

from segmentcast import audio_io, master
from segmentcast.benchmark import material
from segmentcast.benchmark.cases import Task
from segmentcast.benchmark.results import Row
from segmentcast.benchmark.stopwatch import side_by_side
from segmentcast.model import LoudnessTarget

SECONDS = 80.0


def run(task: Task) -> tuple[Row, ...]:
    """Stereo at 44.1 kHz to an MP3 of 128 kbit/s. The floor ignores loudness."""
    sound, out = task.folder / "sound.wav", task.folder / "out.mp3"
    seconds = SECONDS * task.factor
    material.write_sound(sound, seconds)

    def bare() -> None:
        source = audio_io.open_source(sound)
        encoder = audio_io.Lame(source.rate_hz, source.channels, 128, "standard")
        with out.open("wb") as file:
            for block in source.blocks():
                whole = np.rint(np.clip(block, -1, 1) * 32_767).astype(np.int16)
                file.writelines(encoder.encode(whole))
            file.write(encoder.finish())

    def measured() -> None:
        audio_io.measure(audio_io.open_source(sound))

    def mastered(workers: int) -> None:
        master.encode_mp3(
            audio_io.open_source(sound), out, target=LoudnessTarget(), workers=workers
        )

    ways = {
        "codec alone": bare,
        "loudness measured": measured,
        "mastered, one thread": lambda: mastered(1),
    }
    if task.workers > 1:
        ways[f"mastered, {task.workers} threads"] = lambda: mastered(task.workers)
    return tuple(
        side_by_side("mastering", ways, amount=seconds, unit="seconds of sound", rounds=task.rounds)
    )
