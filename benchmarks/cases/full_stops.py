"""Publishes a text without full stops; the floor is the same text with them.

Both shows have one episode with one paragraph of the same words: once in sentences of fourteen
words, once in a single one, as speech recognition writes them. The tone engine speaks, which takes
no time. The goal is a ratio of 1.5.
"""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from benchmarks.processes import Run, published, write_show
from segmentcast.benchmark import Row, Task, material
from segmentcast.benchmark.stopwatch import side_by_side

CHARACTERS = 100_000
TONES = '\n[voices]\nhost = "tone/low@0.5"\n'
_WORDS_A_SENTENCE = 14


def run(task: Task) -> list[Row]:
    """Both in turn, each time in a new folder."""
    characters = round(CHARACTERS * task.factor)
    text = " ".join(material.sentences(characters // 40))[:characters]
    words = [word.strip(".,").lower() for word in text.split()]
    sentences = [
        " ".join(words[start : start + _WORDS_A_SENTENCE])
        for start in range(0, len(words), _WORDS_A_SENTENCE)
    ]
    texts = {
        "with full stops": ". ".join(sentence.capitalize() for sentence in sentences) + ".",
        "without full stops": " ".join(sentences),
    }
    return side_by_side(
        "full-stops",
        {way: partial(_publish, task.folder / "show", text) for way, text in texts.items()},
        amount=len(words),
        unit="words",
        rounds=task.rounds,
    )


def _publish(root: Path, text: str) -> Run:
    shutil.rmtree(root, ignore_errors=True)
    page = f"A long talk\n\nPETER AUNE, HOST: {text}\n"
    write_show(root, {"2026-03-14-talk": page}, TONES)
    return published(root, "--quiet")
