"""How fast mastering is against the bare codec, side by side in one run, as ratios.

    python benchmarks/sound.py [--minutes 10] [--formats wav,mp3,flac,m4a] [--keep FOLDER]
                               [--no-others] [--memory 10,240]

Makes its own material: distinct speech by the built-in voice, level swings of 14 dB, clipped claps and
music in front, stereo at 44.1 kHz. The floor is what ffmpeg takes to decode it and encode an MP3 of
128 kbit/s without any work on loudness. Needs `ffmpeg`; compares with pydub's usual recipe and with
ffmpeg-normalize, which is installed into an environment of its own in the temporary folder.
`--memory` measures our peak memory for sounds of so many minutes instead (the material over and over). Processor seconds are the figure to look at: wall times
depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import venv
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from segmentcast import audio_io, inference
from segmentcast.benchmark import machine

RATE_HZ = 44_100
SPEECH_HZ = 24_000
TARGET_LUFS, CEILING_DBTP = -16.0, -1.0

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
PYDUB = """
import sys
from pydub import AudioSegment, effects
effects.normalize(AudioSegment.from_file(sys.argv[1])).export(sys.argv[2], format="mp3", bitrate="128k")
"""
NOUNS = (
    "river bridge market harbour council teacher doctor village winter engine letter window".split()
)
VERBS = "watched opened measured repaired crossed painted followed counted carried answered".split()
ENDS = "before noon|in the rain|without a word|for the first time|as the others slept|on Tuesday".split(
    "|"
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one way took, and what came out."""

    name: str
    processor_s: float
    wall_s: float
    peak_mb: float
    lufs: float
    dbtp: float
    note: str


def main() -> None:
    """Make the material, run every way on every format, print the ratios."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--formats", default="wav")
    asked.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked.add_argument("--keep", type=Path, help="a folder for the material, to use it again")
    asked.add_argument("--memory", help="lengths in minutes, as 10,240: measure memory instead")
    asked.add_argument(
        "--no-others", action="store_true", help="leave pydub and ffmpeg-normalize out"
    )
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        sound = folder / f"hard-{options.minutes:g}.wav"
        if not sound.exists():
            # in a process of its own: the memory of its parent would be counted to every way
            maker = multiprocessing.get_context("spawn").Process(
                target=make_material, args=(sound, options.minutes)
            )
            maker.start()
            maker.join()
        about = "; ".join(f"{name}: {what}" for name, what in machine.describe().items())
        print(f"{about}; {first_line(['ffmpeg', '-version'])}; {audio_io.encoder_name()}")
        if options.memory:
            measure_memory(sound, folder, [float(part) for part in options.memory.split(",")])
            return
        normalize = None if options.no_others else install(Path(temporary), "ffmpeg-normalize")
        for kind in options.formats.split(","):
            compare(as_format(sound, kind), folder, options.workers, normalize)


def install(folder: Path, name: str) -> Path:
    """A program of this name from the package of this name, in an environment of its own."""
    home = folder / "environment"
    venv.create(home, with_pip=True)
    run([str(home / "bin" / "pip"), "install", "--quiet", name])
    return home / "bin" / name


def first_line(command: list[str]) -> str:
    """What a program says of itself."""
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return " ".join(said.split()[:3])


def measure_memory(sound: Path, folder: Path, minutes: list[float]) -> None:
    """Our peak memory for the material repeated to each length, in every format."""
    with wave.open(str(sound)) as file:
        frames = file.getnframes()
    print(f"{'format':8}{'workers':>8}" + "".join(f"{length:>9.0f} min" for length in minutes))
    longs = [folder / f"long-{length:g}.wav" for length in minutes]
    for path, length in zip(longs, minutes, strict=True):
        with wave.open(str(path), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            for _ in range(max(1, round(length * 60 * RATE_HZ / frames))):
                copy_frames(sound, file)
    for kind in ("wav", "mp3", "flac", "m4a"):
        for workers in (1, 2):
            peaks = []
            for path in longs:
                command = [
                    sys.executable,
                    "-c",
                    OURS,
                    str(as_format(path, kind)),
                    str(folder / "out.mp3"),
                ]
                peaks.append(
                    timed("ours", [*command, "fast", str(workers)], folder / "out.mp3").peak_mb
                )
            print(
                f"{kind:8}{workers:8}" + "".join(f"{peak:10.0f} MB" for peak in peaks), flush=True
            )


def copy_frames(sound: Path, out: wave.Wave_write) -> None:
    """Append a sound, a little at a time: what this process holds counts for those that it starts."""
    with wave.open(str(sound)) as file:
        while block := file.readframes(RATE_HZ):
            out.writeframes(block)


def make_material(path: Path, minutes: float) -> None:
    """Write the hard material."""
    voice = inference.load("hibari").Hibari()
    draw, noise = random.Random(7), np.random.default_rng(7)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        written = put(file, music(8.0) * 0.25)
        while written < minutes * 60 * RATE_HZ:
            text = f"The {draw.choice(NOUNS)} {draw.choice(VERBS)} the {draw.choice(NOUNS)} {draw.choice(ENDS)}, and the {draw.choice(NOUNS)} {draw.choice(VERBS)} {draw.randint(2, 900)} of them."
            spoken = np.asarray(voice(text, seed=0), dtype=np.float64).ravel()
            at = np.arange(int(len(spoken) * RATE_HZ / SPEECH_HZ)) * SPEECH_HZ / RATE_HZ
            mono = np.interp(at, np.arange(len(spoken)), spoken)
            mono = np.append(mono, np.zeros(int(RATE_HZ * draw.uniform(0.2, 0.9))))
            mono *= 10.0 ** (draw.uniform(-14.0, 0.0) / 20.0)
            sides = np.stack([mono, 0.8 * np.roll(mono, 12)], axis=1)
            sides += 0.0008 * noise.standard_normal(sides.shape)
            if draw.random() < 0.12:
                start = draw.randrange(max(1, len(sides) - 6000))
                clap = noise.standard_normal(4000) * np.exp(-np.arange(4000) / 500.0) * 1.6
                part = sides[start : start + 4000]
                part += clap[: len(part), None]
            written += put(file, sides)


def music(seconds: float) -> np.ndarray:
    """A few chords with soft edges."""
    at = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    tones = sum(
        np.sin(2 * np.pi * hz * at + hz) / n for n, hz in enumerate((196, 247, 294, 392, 587), 1)
    )
    swell = np.abs(np.sin(np.pi * at / 2.0)) ** 0.3
    return np.stack([tones * swell, np.roll(tones, 400) * swell], axis=1)


def put(file: wave.Wave_write, samples: np.ndarray) -> int:
    """Write samples, cut at full scale."""
    file.writeframes(np.rint(np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes())
    return len(samples)


def as_format(sound: Path, kind: str) -> Path:
    """The same sound in another format."""
    other = sound.with_suffix(f".{kind}")
    if not other.exists():
        options = {"mp3": ["-b:a", "192k"], "m4a": ["-b:a", "192k"]}.get(kind, [])
        run(["ffmpeg", "-v", "error", "-y", "-i", str(sound), *options, str(other)])
    return other


def compare(sound: Path, folder: Path, workers: int, normalize: Path | None) -> None:
    """Run every way on one file and print a table."""
    out = folder / "out.mp3"
    encode = ["-c:a", "libmp3lame", "-b:a", "128k", str(out)]
    ours = [sys.executable, "-c", OURS, str(sound), str(out)]
    ways = {
        "floor (ffmpeg)": [
            "ffmpeg",
            "-v",
            "error",
            "-y",
            "-threads",
            "1",
            "-i",
            str(sound),
            *encode,
        ],
        "segmentcast": [*ours, "standard", str(workers)],
        "segmentcast, 1 worker": [*ours, "standard", "1"],
        "segmentcast, fast": [*ours, "fast", str(workers)],
    }
    if normalize:
        ways["pydub"] = [sys.executable, "-W", "ignore", "-c", PYDUB, str(sound), str(out)]
        ways["ffmpeg-normalize"] = [
            str(normalize), str(sound), "-f", "-t", "-16", "-tp", "-1", *encode[:4], "-o", str(out),
        ]  # fmt: skip
    lufs, dbtp = meter(sound)
    print(
        f"\n{sound.name}: {lufs:.1f} LUFS, {dbtp:+.1f} dBTP; target {TARGET_LUFS:.0f}, {CEILING_DBTP:.0f}"
    )
    print(
        f"{'way':24}{'proc s':>8}{'x floor':>9}{'wall s':>8}{'x floor':>9}{'MB':>7}{'LUFS':>8}{'dBTP':>7}"
    )
    floor: Cost | None = None
    for name, command in ways.items():
        out.unlink(missing_ok=True)
        cost = timed(name, command, out)
        floor = floor or cost
        print(
            f"{cost.name:24}{cost.processor_s:8.1f}{cost.processor_s / floor.processor_s:9.2f}"
            f"{cost.wall_s:8.1f}{cost.wall_s / floor.wall_s:9.2f}{cost.peak_mb:7.0f}"
            f"{cost.lufs:8.2f}{cost.dbtp:7.2f}  {cost.note}",
            flush=True,
        )


def timed(name: str, command: list[str], out: Path) -> Cost:
    """Run one way in a process of its own and look at what it took."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    said = process.stdout.read().strip() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - start
    process.returncode = status
    if status:
        sys.exit(f"{name} failed")
    lufs, dbtp = meter(out)
    return Cost(
        name, used.ru_utime + used.ru_stime, wall_s, used.ru_maxrss / 1024, lufs, dbtp, said
    )


def meter(sound: Path) -> tuple[float, float]:
    """Integrated loudness and true peak by ffmpeg."""
    said = run(["ffmpeg", "-hide_banner", "-nostats", "-i", str(sound), "-map", "0:a",
                "-af", "ebur128=peak=true", "-f", "null", "-"])  # fmt: skip
    summary = said[said.rindex("Summary:") :]
    found = [re.search(rf"{label}:\s+(-?[\d.]+)", summary) for label in ("I", "Peak")]
    return tuple(float(match[1]) for match in found if match)  # type: ignore[return-value]


def run(command: list[str]) -> str:
    """Run a program; its complaints are returned."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stderr


if __name__ == "__main__":
    main()
