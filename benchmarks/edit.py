"""What one edited sentence costs in a long narrated episode, against making it whole.

    python benchmarks/edit.py [--minutes 60] [--edits 3]

A show with one episode of distinct sentences, read by the built-in voice, is published into a new
folder; then one sentence after another is changed (`--edits`), the first in the middle, and it is
published again each time, and once more with nothing changed; each time in a process of its own. In
the end the edited episode is made from nothing, and its sound must be the same file: what is kept
decides nothing. Reported: wall and processor time and the ratios. Compare within one run: other work
on the machine moves the times.

The gain of an episode goes in steps of 0.1 dB. An edit that takes it over the border of a step, in
an hour about one in a hundred, lets all sections be encoded anew, though none be spoken: it is told.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS_A_MINUTE = 165
SHOW = """\
title = "The Harbour Report"
description = "News from the quay."
author = "Harbour News"
base_url = "https://news.example/podcast/"
copyright = "2026 Harbour News"
owner = { name = "Harbour News", email = "podcast@news.example" }
"""
NOUNS = "river bridge market harbour council teacher doctor village winter engine letter".split()
VERBS = "watched opened measured repaired crossed painted followed counted carried answered".split()
ENDS = "before noon|in the rain|without a word|for the first time|as the others slept|on Tuesday"


def talk(minutes: float) -> str:
    """An interview of distinct sentences, in the order of questions and answers."""
    draw = random.Random(5)
    lines = [
        "The wall that held",
        "",
        "Rosa Lind, who keeps the sea wall, joins Peter Aune to discuss the flood.",
        "",
    ]
    words = 0
    while words < minutes * WORDS_A_MINUTE:
        asked = (
            f"And who {draw.choice(VERBS)} the {draw.choice(NOUNS)} in year {draw.randint(2, 900)}?"
        )
        answer = [
            f"The {draw.choice(NOUNS)} {draw.choice(VERBS)} the {draw.choice(NOUNS)}"
            f" {draw.choice(ENDS.split('|'))}, and the {draw.choice(NOUNS)} {draw.choice(VERBS)}"
            f" {draw.randint(2, 90_000)} of them."
            for _ in range(draw.randint(3, 7))
        ]
        lines += [f"PETER AUNE: {asked}", "", f"ROSA LIND: {' '.join(answer)}", ""]
        words += len(asked.split()) + sum(len(one.split()) for one in answer)
    return "\n".join(lines)


def edited(text: str, share: float = 0.5) -> str:
    """The same with other words in the sentence after that share of the text."""
    at = text.index("The ", int(len(text) * share))
    return f"{text[:at]}Nobody knows why the {text[at + 4 :]}"


def publish(folder: Path) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak megabytes of a publish."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "segmentcast", "publish", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        sys.exit(said)
    wall_s = time.perf_counter() - start
    return wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def show(root: Path, text: str) -> Path:
    """A folder with a show of one episode."""
    folder = root / "episodes"
    episode = folder / "2026-03-14-wall"
    episode.mkdir(parents=True)
    (folder / "show.toml").write_text(SHOW, encoding="utf-8")
    (episode / "transcript.txt").write_text(text, encoding="utf-8")
    return folder


def pieces_of(root: Path) -> int:
    """How many pieces of sound the show keeps."""
    return sum(1 for _ in (root / ".segmentcast" / "cache").rglob("*.mp3"))


def sound_of(root: Path) -> tuple[str, ...]:
    """The names of the published sound files, which hold the hash of their bytes."""
    return tuple(sorted(path.name for path in (root / "feed" / "audio").glob("*.mp3")))


def main() -> None:
    """Publish, edit, publish; print times and ratios."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument("--edits", type=int, default=3)
    asked.add_argument("--keep", type=Path, help="a folder to keep the show in")
    options = asked.parse_args()
    text = talk(options.minutes)
    with tempfile.TemporaryDirectory() as temporary:
        root = options.keep or Path(temporary)
        shutil.rmtree(root / "first", ignore_errors=True)
        folder = show(root / "first", text)
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
        print(f"{'step':28}{'wall s':>9}{'ratio':>8}{'processor s':>13}{'ratio':>8}{'MB':>7}")
        whole = line("whole", publish(folder), None)
        transcript = folder / "2026-03-14-wall" / "transcript.txt"
        for number in range(max(1, options.edits)):
            before, kept = sound_of(root / "first"), pieces_of(root / "first")
            text = edited(text, (0.5 + number * 0.29) % 0.95)
            transcript.write_text(text, encoding="utf-8")
            line("one sentence edited", publish(folder), whole)
            print(f"{'':28}{pieces_of(root / 'first') - kept:9d} pieces of sound more are kept")
        line("nothing changed", publish(folder), whole)
        after = set(sound_of(root / "first")) - set(before)
        shutil.rmtree(root / "second", ignore_errors=True)
        again = show(root / "second", text)
        line("the edited one, from nothing", publish(again), whole)
        same = after == set(sound_of(root / "second"))
        print("the sound is the same file" if same else "THE SOUND DIFFERS")
        if not same:
            sys.exit(1)


def line(
    name: str, cost: tuple[float, float, float], whole: tuple[float, float, float] | None
) -> tuple[float, float, float]:
    """Print one step."""
    wall_s, processor_s, peak_mb = cost
    against = whole or cost
    print(
        f"{name:28}{wall_s:9.2f}{wall_s / against[0]:8.3f}{processor_s:13.2f}"
        f"{processor_s / against[1]:8.3f}{peak_mb:7.0f}",
        flush=True,
    )
    return cost


if __name__ == "__main__":
    main()
