"""Compares mastering with the bare codec, on difficult audio in several formats.

The material is generated: varied speech by the built-in voice, level swings of 14 dB, clipped
claps, and music at the start, in stereo at 44.1 kHz; over ten minutes it repeats. The floor is
ffmpeg decoding it and encoding an MP3 of 128 kbit/s without touching loudness. The notes have each
process's memory, and loudness and true peak of the result as measured by ffmpeg. Needs `ffmpeg`.
`python -m benchmarks.peers --only sound` compares pydub and ffmpeg-normalize on the same material.
"""

from __future__ import annotations

import multiprocessing
import random
import re
import subprocess
import wave
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.processes import watched, watched_of_ours
from segmentcast.benchmark import Row, Task, material
from segmentcast.benchmark.stopwatch import Cost, side_by_side
from segmentcast.libraries import inference

RATE_HZ = 44_100
SPEECH_HZ = 24_000
MINUTES, DISTINCT_MINUTES = 3.0, 10.0
FORMATS = {"wav": (), "mp3": ("-b:a", "192k"), "flac": (), "m4a": ("-b:a", "192k")}

OURS = """
import os, sys
from pathlib import Path
from segmentcast import audio_io, master
from segmentcast.model import LoudnessTarget
done = master.encode_mp3(
    audio_io.open_source(Path(sys.argv[1])), Path(sys.argv[2]),
    target=LoudnessTarget(-16.0, -1.0), quality=sys.argv[3], workers=int(sys.argv[4]),
)
print(f"{done.pieces} pieces, {done.encodings} encodings, gain {done.gain_db:.2f} dB")
"""


def run(task: Task) -> Iterator[Row]:
    """Every way on every format."""
    minutes = MINUTES * task.factor
    sound, out = task.folder / "hard.wav", task.folder / "out.mp3"
    make_material(sound, minutes)
    lufs, dbtp = meter(sound)
    for kind, options in FORMATS.items():
        source = sound.with_suffix(f".{kind}")
        if not source.exists():
            ffmpeg("-i", str(sound), *options, str(source))
        levels: dict[str, str] = {f"{kind}: bare ffmpeg": f"from {lufs:.1f} LUFS, {dbtp:+.1f} dBTP"}
        ways = {
            "bare ffmpeg": bare(source, out),
            **{
                f"mastered, {quality}, {count} thread{'s' * (count > 1)}": ours(
                    source, out, quality, count
                )
                for quality, count in (("standard", task.workers), ("standard", 1), ("fast", 1))
            },
        }

        def measure(way: str, command: list[str], levels: dict[str, str] = levels) -> Cost:
            cost = (watched_of_ours if command[0] == "-c" else watched)(command, check=True)
            if way not in levels:
                levels[way] = "{:.1f} LUFS, {:+.1f} dBTP".format(*meter(out))
            return cost

        rows = side_by_side(
            "sound",
            {f"{kind}: {way}": partial(measure, f"{kind}: {way}", ways[way]) for way in ways},
            amount=minutes,
            unit="minutes",
            rounds=task.rounds,
        )
        yield from (replace(row, note=f"{levels[row.way]}; {row.note}") for row in rows)


def bare(source: Path, out: Path) -> list[str]:
    """ffmpeg arguments for decoding and encoding without touching loudness."""
    encode = ["-c:a", "libmp3lame", "-b:a", "128k", str(out)]
    return ["ffmpeg", "-v", "error", "-y", "-threads", "1", "-i", str(source), *encode]


def ours(source: Path, out: Path, quality: str, workers: int) -> list[str]:
    """Arguments for this Python that master audio."""
    return ["-c", OURS, str(source), str(out), quality, str(workers)]


def make_material(path: Path, minutes: float) -> None:
    """Writes the difficult audio in a separate process, so that its memory counts for no way."""
    maker = multiprocessing.get_context("spawn").Process(target=_material, args=(path, minutes))
    maker.start()
    maker.join()


def _material(path: Path, minutes: float) -> None:
    voice = inference.load("hibari").Hibari()
    draw, noise = random.Random(7), np.random.default_rng(7)
    texts = iter(material.sentences(5_000))
    wanted, distinct = (int(part * 60 * RATE_HZ) for part in (minutes, DISTINCT_MINUTES))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        parts = [_music(8.0) * 0.25]
        count = len(parts[0])
        while count < min(wanted, distinct):
            parts.append(_spoken(voice(next(texts), seed=0), draw, noise))
            count += len(parts[-1])
        whole = np.rint(np.clip(np.concatenate(parts), -1, 1) * 32_767).astype("<i2")
        for first in range(0, wanted, len(whole)):
            file.writeframes(whole[: wanted - first].tobytes())


def _spoken(samples: np.ndarray, draw: random.Random, noise: np.random.Generator) -> np.ndarray:
    """A sentence at its own level, with noise, on two sides, and sometimes a clap."""
    speech = np.asarray(samples, dtype=np.float64).ravel()
    at = np.arange(int(len(speech) * RATE_HZ / SPEECH_HZ)) * SPEECH_HZ / RATE_HZ
    mono = np.interp(at, np.arange(len(speech)), speech)
    mono = np.append(mono, np.zeros(int(RATE_HZ * draw.uniform(0.2, 0.9))))
    mono *= 10.0 ** (draw.uniform(-14.0, 0.0) / 20.0)
    sides = np.stack([mono, 0.8 * np.roll(mono, 12)], axis=1)
    sides += 0.0008 * noise.standard_normal(sides.shape)
    if draw.random() < 0.12:
        part = sides[draw.randrange(max(1, len(sides) - 6000)) :][:4000]
        clap = noise.standard_normal(4000) * np.exp(-np.arange(4000) / 500.0) * 1.6
        part += clap[: len(part), None]
    return sides


def _music(seconds: float) -> np.ndarray:
    """A few chords with soft edges."""
    at = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    tones = sum(
        np.sin(2 * np.pi * hz * at + hz) / n for n, hz in enumerate((196, 247, 294, 392, 587), 1)
    )
    swell = np.abs(np.sin(np.pi * at / 2.0)) ** 0.3
    return np.stack([tones * swell, np.roll(tones, 400) * swell], axis=1)


def meter(sound: Path) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP, measured by ffmpeg."""
    report = ffmpeg("-nostats", "-i", str(sound), "-map", "0:a", "-af", "ebur128=peak=true",
                    "-f", "null", "-", level="info")  # fmt: skip
    summary = report[report.rindex("Summary:") :]
    lufs, dbtp = (re.search(rf"{label}:\s+(-?[\d.]+)", summary) for label in ("I", "Peak"))
    return float(lufs[1]) if lufs else -70.0, float(dbtp[1]) if dbtp else -70.0


def ffmpeg(*arguments: str, level: str = "error") -> str:
    """Runs ffmpeg and returns its messages."""
    command = ["ffmpeg", "-hide_banner", "-v", level, "-y", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stderr
