"""Text to audio: castmd and segmentcast with the same voice, and that voice alone.

castmd speaks through an online service. It has a documented provider interface, so here it gets a
provider that speaks with hibari, the voice that segmentcast uses. This compares the work around the
voice.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases.sound import meter
from benchmarks.peers.environments import environment
from benchmarks.processes import Run, row, watched, watched_of_ours
from segmentcast.benchmark import material

SHOW = """\
title = "Peers"
description = "Pages to compare with."
author = "Peers"
base_url = "https://peers.example/podcast/"
[voices]
host = "hibari/heart"
guest = "hibari/heart"
[notice]
place = "none"
"""
ALONE = """
import json, os, sys
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
from hibari import Hibari
voice = Hibari()
for text in json.load(open(sys.argv[1])):
    voice(text, seed=0)
"""
CASTMD = '''
import json, os, re, sys, wave
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
from pathlib import Path
import castmd, numpy as np
from castmd import SpeechProvider, SpeechResult
from castmd.provider import Cue
from hibari import Hibari

class Local(SpeechProvider):
    """The voice of this machine in the place of the service."""
    name = "hibari"
    voice = None
    spoken = 0

    def synthesize(self, script, *, language=None, workdir=None):
        Local.voice = Local.voice or Hibari()
        parts, cues, at = [], [], 0
        for line in script:
            first = at
            for text in re.split(r"(?<=[.?!])\\s+", line.text):
                Local.spoken += 1
                sound = np.append(Local.voice(text, seed=0), np.zeros(8400, np.float32))
                parts.append(sound)
                at += len(sound)
            cues.append(Cue(first * 1000 // 24000, at * 1000 // 24000, line.text))
        Path(workdir).mkdir(parents=True, exist_ok=True)
        path = Path(workdir) / f"{Local.spoken}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1); file.setsampwidth(2); file.setframerate(24000)
            file.writeframes((np.clip(np.concatenate(parts), -1, 1) * 32767).astype("<i2").tobytes())
        return SpeechResult(path, cues, at * 1000 // 24000)

out = Path(sys.argv[1])
words = {}
for page in sys.argv[2:]:
    made = castmd.render(castmd.parse_file(page), Local(), out / (Path(page).stem + ".mp3"))
    words[Path(page).stem] = " ".join(each.text for each in made.transcript)
print(json.dumps({"spoken": Local.spoken, "words": words}))
'''


@dataclass(frozen=True, slots=True)
class Spoken:
    """The result of one way: its run, its audio, the words reported as spoken, and re-spoken
    sentences."""

    run: Run
    again: Run
    sounds: tuple[Path, ...]
    words: dict[str, str]
    said: int
    said_again: int


def pages(count: int, words: int) -> dict[str, str]:
    """Generated pages by name; every second sentence differs from page to page."""
    subjects = ("the sea wall", "the night ferry", "a winter road", "the old mill", "the lamp room")
    return {
        f"2026-01-{number + 1:02d}-page": material.conversation(
            words, subject=f"{subjects[number % 5]}, part {number + 1}"
        ).decode()
        for number in range(count)
    }


def turns(page: str) -> Iterator[tuple[str, str]]:
    """Name and words of each turn, from the page's labels."""
    yield from re.findall(r"^    ([A-Z ]+): (.*)$", page, re.MULTILINE)


def report(root: Path, environments: Path, count: int, words: int) -> list[str]:
    """The section of the document on text to audio."""
    texts = pages(count, words)
    sentences = [
        sentence
        for page in texts.values()
        for _, spoken_words in turns(page)
        for sentence in re.split(r"(?<=[.?!])\s+", spoken_words)
    ]
    castmd = environment("castmd", environments)
    listed = root / "sentences.json"
    listed.write_text(json.dumps(sentences))
    alone = watched([str(castmd / "python"), "-c", ALONE, str(listed)], check=True)
    ways = {
        "castmd, a section a page": by_castmd(castmd, root / "whole", texts, exchanges=False),
        "castmd, a section an exchange": by_castmd(castmd, root / "cut", texts, exchanges=True),
        "segmentcast publish": by_segmentcast(root / "show", texts),
    }
    source = {
        name: " ".join(spoken_words for _, spoken_words in turns(page))
        for name, page in texts.items()
    }
    lines = [
        f"{count} pages of at least {words} words, {len(sentences)} sentences. One voice"
        " (hibari/heart) for all, on this machine.",
        "",
        row(["Way", "Processor s", "x voice alone", "Wall s", "Memory MB", "LUFS", "dBTP",
             "Words lost / added", "One word edited: processor s", "Sentences said again"]),
        row(["---", *["---:"] * 9]),
        row(["the voice alone, no file", f"{alone.processor_s:.1f}", "1.00", f"{alone.wall_s:.1f}",
             f"{alone.peak_mb:.0f}", *[""] * 5]),
    ]  # fmt: skip
    for name, spoken in ways.items():
        levels = [meter(sound) for sound in spoken.sounds]
        lost, added = difference(source, spoken.words)
        lines.append(
            row(
                [
                    name,
                    f"{spoken.run.processor_s:.1f}",
                    f"{spoken.run.processor_s / alone.processor_s:.2f}",
                    f"{spoken.run.wall_s:.1f}",
                    f"{spoken.run.peak_mb:.0f}",
                    span([lufs for lufs, _ in levels]),
                    span([dbtp for _, dbtp in levels]),
                    f"{lost} / {added}",
                    f"{spoken.again.processor_s:.1f}",
                    str(spoken.said_again),
                ]
            )
        )
    return lines


def by_castmd(programs: Path, root: Path, texts: dict[str, str], *, exchanges: bool) -> Spoken:
    """castmd on the pages converted to its own format, which is a manual step for its users."""
    root.mkdir()
    sources = []
    for name, page in texts.items():
        source = root / f"{name}.md"
        source.write_text(_podcast_markdown(name, list(turns(page)), exchanges=exchanges))
        sources.append(source)
    command = [str(programs / "python"), "-c", CASTMD, str(root / "out"), *map(str, sources)]
    first = watched(command, check=True)
    spoken_report = json.loads(first.out.splitlines()[-1])
    sounds = tuple(sorted((root / "out").glob("*.mp3")))
    copy = root / "kept"
    shutil.copytree(root / "out", copy)
    _edit(sources[len(sources) // 2])
    again = watched(command, check=True)
    return Spoken(
        first, again, tuple(copy / sound.name for sound in sounds), spoken_report["words"], spoken_report["spoken"],
        json.loads(again.out.splitlines()[-1])["spoken"],
    )  # fmt: skip


def _podcast_markdown(name: str, page_turns: Sequence[tuple[str, str]], *, exchanges: bool) -> str:
    names = dict.fromkeys(who for who, _ in page_turns)
    lines = ["---", f"title: {name}", "language: en", "speakers:"]
    lines += [f"  {who}: heart" for who in names]
    lines.append("---")
    for number, (who, words) in enumerate(page_turns):
        if exchanges and number and number % 2 == 0:
            lines += ["", "---"]
        lines += ["", f"{who}: {words}"]
    return "\n".join(lines) + "\n"


def by_segmentcast(root: Path, texts: dict[str, str]) -> Spoken:
    """segmentcast on the original pages; it also writes captions, pages and the feed."""
    folder = root / "episodes"
    for name, page in texts.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "transcript.txt").write_text(page)
    (folder / "show.toml").write_text(SHOW)
    command = ["-m", "segmentcast", "publish", str(root), "--json"]
    first = watched_of_ours(command, check=True)
    episodes = json.loads(first.out)["episodes"]
    copy = root / "kept"
    shutil.copytree(root / "feed", copy)
    words = {}
    for name in texts:
        captions = next(copy.glob(f"captions/{name}*.json"))
        segments = json.loads(captions.read_text())["segments"]
        words[name] = " ".join(segment["body"] for segment in segments)
    _edit(folder / list(texts)[len(texts) // 2] / "transcript.txt")
    again = watched_of_ours(command, check=True)
    return Spoken(
        first, again, tuple(sorted(copy.glob("audio/*.mp3"))), words,
        sum(episode["sentences_spoken"] for episode in episodes),
        sum(episode["sentences_spoken"] for episode in json.loads(again.out)["episodes"]),
    )  # fmt: skip


def _edit(path: Path) -> None:
    """Changes one word in the middle of a page."""
    text = path.read_text()
    before, after = " of them.", " of those."
    at = text.index(before, len(text) // 2)
    path.write_text(text[:at] + after + text[at + len(before) :])


def difference(source: dict[str, str], spoken: dict[str, str]) -> tuple[int, int]:
    """The number of words that were lost, and of words that were added."""
    lost: Counter[str] = Counter()
    added: Counter[str] = Counter()
    for name, text in source.items():
        wanted, heard = (
            Counter(re.findall(r"[\w']+", version.lower())) for version in (text, spoken[name])
        )
        lost += wanted - heard
        added += heard - wanted
    return lost.total(), added.total()


def span(values: Sequence[float]) -> str:
    """The lowest and the highest value."""
    low, high = min(values), max(values)
    return f"{low:.1f}" if f"{low:.1f}" == f"{high:.1f}" else f"{low:.1f} to {high:.1f}"
