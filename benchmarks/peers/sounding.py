"""Sound: pydub's recipe and ffmpeg-normalize beside mastering, on hard material."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

from benchmarks.peers.environments import environment, row, watched, watched_of_ours
from benchmarks.sound import OURS, PYDUB, make_material, meter


def report(root: Path, environments: Path, minutes: float) -> list[str]:
    """The part of the document that tells of sound."""
    sound, out = root / "hard.wav", root / "out.mp3"
    # in a process of its own: the memory of its parent would be counted to every way
    maker = multiprocessing.get_context("spawn").Process(
        target=make_material, args=(sound, minutes)
    )
    maker.start()
    maker.join()
    pydub = environment("pydub", environments)
    normalize = environment("ffmpeg-normalize", environments)
    encode = ["-c:a", "libmp3lame", "-b:a", "128k"]
    ours = ["-c", OURS, str(sound), str(out)]
    ways = {
        "ffmpeg alone (floor)": [
            "ffmpeg", "-v", "error", "-y", "-threads", "1", "-i", str(sound), *encode, str(out),
        ],
        "pydub, its recipe": [str(pydub / "python"), "-W", "ignore", "-c", PYDUB, str(sound), str(out)],
        "ffmpeg-normalize": [
            str(normalize / "ffmpeg-normalize"), str(sound), "-f", "-t", "-16", "-tp", "-1", *encode,
            "-o", str(out),
        ],
        f"segmentcast, {os.cpu_count()} threads": [*ours, "standard", str(os.cpu_count())],
        "segmentcast, one thread": [*ours, "standard", "1"],
        "segmentcast, fast, one thread": [*ours, "fast", "1"],
    }  # fmt: skip
    lufs, dbtp = meter(sound)
    lines = [
        f"{minutes:g} minutes, {lufs:.1f} LUFS and {dbtp:+.1f} dBTP as they are; asked for: -16 LUFS"
        " under -1 dBTP. What came out is measured by ffmpeg's ebur128.",
        "",
        row(["Way", "Processor s", "x floor", "Wall s", "Memory MB", "LUFS", "dBTP"]),
        row(["---", *["---:"] * 6]),
    ]
    floor_s = 0.0
    for name, command in ways.items():
        out.unlink(missing_ok=True)
        run = (watched_of_ours if command[0] == "-c" else watched)(command, check=True)
        floor_s = floor_s or run.processor_s
        lufs, dbtp = meter(out)
        lines.append(
            row(
                [
                    name,
                    f"{run.processor_s:.1f}",
                    f"{run.processor_s / floor_s:.2f}",
                    f"{run.wall_s:.1f}",
                    f"{run.peak_mb:.0f}",
                    f"{lufs:.1f}",
                    f"{dbtp:+.1f}",
                ]
            )
        )
    return lines
