"""The benchmarks. Each module's `run(task)` does some work and compares it with a floor.

A case runs in its own process, so that its figures include only what it loads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Task:
    """The settings of a case: an empty folder, the rounds, the amount of work, and the threads.

    `factor` 1 is the usual amount. `part` is the voice, for narration and alignment.
    """

    folder: Path
    rounds: int = 3
    factor: float = 1.0
    workers: int = 1
    part: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases by name in the order of a run, with descriptions. `package` contains their modules."""

    package: str
    cases: Mapping[str, str]


CASES = Suite(
    "segmentcast.benchmark.cases",
    {
        "start": "start the program: help, and a publish with nothing to do",
        "reading": "read a transcript, compose the reading, prove it",
        "narration": "speak sentences, level and join them, with each engine that works here",
        "mastering": "bring sound to its loudness, encode it",
        "alignment": "find the sentences of a transcript in a recording",
        "episode": "make whole episodes: sound, captions, tags, pictures, pages",
        "feed": "write the feed's documents",
        "publish": "publish many episodes, and again when nothing changed",
    },
)
"""What `segmentcast bench` runs."""
