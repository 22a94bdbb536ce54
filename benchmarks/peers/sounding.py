"""Audio: pydub's recipe, ffmpeg-normalize and mastering, on difficult material."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.cases.sound import bare, make_material, meter, ours
from benchmarks.peers.environments import environment
from benchmarks.processes import row, watched, watched_of_ours

PYDUB = """
import sys
from pydub import AudioSegment, effects
effects.normalize(AudioSegment.from_file(sys.argv[1])).export(sys.argv[2], format="mp3", bitrate="128k")
"""


def report(root: Path, environments: Path, minutes: float) -> list[str]:
    """The section of the document on audio."""
    sound, out = root / "hard.wav", root / "out.mp3"
    make_material(sound, minutes)
    pydub = environment("pydub", environments)
    normalize = environment("ffmpeg-normalize", environments)
    cores = os.cpu_count() or 1
    ways = {
        "ffmpeg alone (floor)": bare(sound, out),
        "pydub, its recipe": [str(pydub / "python"), "-W", "ignore", "-c", PYDUB, str(sound), str(out)],
        "ffmpeg-normalize": [
            str(normalize / "ffmpeg-normalize"), str(sound), "-f", "-t", "-16", "-tp", "-1",
            "-c:a", "libmp3lame", "-b:a", "128k", "-o", str(out),
        ],
        f"segmentcast, {cores} threads": ours(sound, out, "standard", cores),
        "segmentcast, one thread": ours(sound, out, "standard", 1),
        "segmentcast, fast, one thread": ours(sound, out, "fast", 1),
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
        figures = (run.processor_s, run.processor_s / floor_s, run.wall_s, run.peak_mb, lufs, dbtp)
        formats = ("{:.1f}", "{:.2f}", "{:.1f}", "{:.0f}", "{:.1f}", "{:+.1f}")
        cells = [form.format(value) for form, value in zip(formats, figures, strict=True)]
        lines.append(row([name, *cells]))
    return lines
