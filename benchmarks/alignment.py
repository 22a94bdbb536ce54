"""How long aligning takes, how much memory, and how far sentence starts are from the truth.

    python benchmarks/alignment.py [--minutes 10] [--workers 2] [--noise 20 12] [--json]

The licence of this project is read aloud by the built-in voice (two speakers, uneven pace, pauses
from 60 ms to 1.8 s), so that the time of every sentence is known. The recording is aligned clean,
then with white noise so many dB under the speech, each in a process of its own. Wall and processor
time are shares of the recording's length; memory is the sum over the processes' peaks.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segmentcast import audio_io, inference
from segmentcast.alignment import WrittenSentence, align
from segmentcast.reading import split_sentences

RATE_HZ = 16_000
TEXT = Path(__file__).parent.parent / "LICENSE"


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Paragraph number and sentence, of what can be read aloud."""
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
        plain = re.sub(r"\s+", " ", paragraph).strip()
        if len(plain) > 60 and not re.search(r"https?:|[<>=]", plain):
            for start, end in split_sentences(plain, "en"):
                yield number, plain[start:end]


def record(path: Path, minutes: float) -> list[tuple[int, str, float, float]]:
    """Write the recording; paragraph, text, start and end in ms of every sentence."""
    from scipy.signal import resample_poly

    voice, chance = inference.load("hibari").Hibari(), np.random.default_rng(7)
    told: list[tuple[int, str, float, float]] = []
    position, last = 0, -1
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)

        def add(samples: NDArray[np.float32]) -> None:
            nonlocal position
            file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
            position += len(samples)

        def pause(low: float, high: float) -> None:
            add(np.zeros(int(RATE_HZ * chance.uniform(low, high)), np.float32))

        while position < minutes * 60 * RATE_HZ:
            for number, text in sentences(TEXT.read_text(encoding="utf-8")):
                if position >= minutes * 60 * RATE_HZ:
                    break
                pause(0.1, 1.2) if number != last else None
                last = number
                factor = 0.8 if number % 2 else 1.0
                speech = voice(text, speed=factor * chance.uniform(0.9, 1.15), seed=0)
                loud = np.flatnonzero(np.abs(speech) > 0.01)
                up, down = (5, 6) if number % 2 else (2, 3)
                speech = resample_poly(speech[max(0, loud[0] - 120) : loud[-1] + 480], up, down)
                start = position
                add(speech.astype(np.float32))
                told.append((number, text, start / 16, position / 16))
                pause(0.06, 0.6)
    return told


def add_noise(clean: Path, noisy: Path, below_db: float) -> None:
    """A copy with white noise so many dB under the speech, a block at a time."""
    chance = np.random.default_rng(0)
    power = weight = 0.0
    for block in audio_io.open_source(clean).blocks():
        loud = block[np.abs(block) > 0.01].astype(np.float64)
        power, weight = power + float(np.square(loud).sum()), weight + loud.size
    scale = (power / weight / 10 ** (below_db / 10)) ** 0.5
    with wave.open(str(noisy), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        for block in audio_io.open_source(clean).blocks():
            mixed = block[:, 0] + chance.standard_normal(len(block)) * scale
            file.writeframes((np.clip(mixed, -1, 1) * 32767).astype("<i2").tobytes())


class Peaks:
    """The most memory that this process and each of its children have held, in kB (Linux)."""

    def __init__(self) -> None:
        self._peaks: dict[str, int] = {}
        self._done = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        own = str(os.getpid())
        while not self._done.wait(0.1):
            children = [
                child
                for task in Path("/proc/self/task").glob("*/children")
                for child in task.read_text().split()
            ]
            for process in (own, *children):
                try:
                    status = Path(f"/proc/{process}/status").read_text()
                except OSError:
                    # it ended meanwhile
                    continue
                if found := re.search(r"VmHWM:\s+(\d+)", status):
                    self._peaks[process] = int(found[1])

    def finish(self, workers: int) -> int:
        """The sum of this process and as many children as run at once."""
        self._done.set()
        own = self._peaks.pop(str(os.getpid()), 0)
        return own + sum(sorted(self._peaks.values())[-workers:])


def measure(
    path: Path, told: Sequence[tuple[int, str, float, float]], workers: int
) -> dict[str, float]:
    """Align once, here; figures of the process and its children."""
    peaks = Peaks()
    began, used = time.perf_counter(), time.process_time()
    alignment = align(
        audio_io.open_source(path),
        [WrittenSentence(number, 0, "A", text) for number, text, _, _ in told],
        workers=workers,
    )
    wall = time.perf_counter() - began
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = time.process_time() - used + children.ru_utime + children.ru_stime
    seconds = alignment.duration_ms / 1000
    errors = np.abs(
        [
            cue.start_ms - told[at][2]
            for at, cue in zip(alignment.matched, alignment.cues, strict=True)
        ]
    )
    return {
        "minutes": round(seconds / 60, 1),
        "wall": round(wall / seconds, 4),
        "processor": round(processor / seconds, 4),
        "memory_mb": round(peaks.finish(workers) / 1024),
        "sentences": len(told),
        "missing": len(alignment.missing),
        "median_ms": round(float(np.median(errors)), 1),
        "p95_ms": round(float(np.percentile(errors, 95)), 1),
        "worst_ms": round(float(errors.max()), 1),
    }


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--noise", type=float, nargs="*", default=[20, 12], metavar="DB")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        told = json.loads(asked.measure.with_name("told.json").read_text(encoding="utf-8"))
        print(json.dumps(measure(asked.measure, told, asked.workers)))
        return
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "clean.wav"
        told = record(clean, asked.minutes)
        (Path(folder) / "told.json").write_text(json.dumps(told), encoding="utf-8")
        paths = {"clean": clean}
        for below_db in asked.noise:
            paths[f"{below_db:g} dB"] = clean.with_name(f"noise-{below_db:g}.wav")
            add_noise(clean, paths[f"{below_db:g} dB"], below_db)
        for name, path in paths.items():
            command = [
                sys.executable,
                __file__,
                "--measure",
                str(path),
                "--workers",
                str(asked.workers),
            ]
            answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            rows[name] = json.loads(answer)
            if not asked.json:
                if len(rows) == 1:
                    print("material", *rows[name], sep="\t")
                print(name, *rows[name].values(), sep="\t")
    if asked.json:
        print(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
