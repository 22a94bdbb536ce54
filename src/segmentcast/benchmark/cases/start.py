"""The time that the program needs before it does anything; the floor is Python itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import segmentcast
from segmentcast import files
from segmentcast.benchmark import material
from segmentcast.benchmark.cases import Task
from segmentcast.benchmark.results import Row
from segmentcast.benchmark.stopwatch import side_by_side

SHOW = """\
title = "Benchmark"
description = "Episodes to measure with."
author = "Benchmark"
base_url = "https://benchmark.example/podcast/"
"""


def run(task: Task) -> tuple[Row, ...]:
    """Help, and a publish without changes of a show with ten episodes."""
    show = task.folder / "show"
    files.write(show / "show.toml", SHOW.encode())
    for name, settings in material.hosted_episodes(10):
        files.write(show / name / "episode.toml", settings.encode())
    environment = {**os.environ, "PYTHONPATH": str(Path(segmentcast.__file__).parents[1])}

    def start(*arguments: str) -> None:
        subprocess.run(
            [sys.executable, *arguments],
            check=True,
            capture_output=True,
            env=environment,
            cwd=task.folder,
        )

    publish = ("-m", "segmentcast", "publish", "show", "--quiet")
    start(*publish)
    return tuple(
        side_by_side(
            "start",
            {
                "python alone": lambda: start("-c", "pass"),
                "segmentcast --help": lambda: start("-m", "segmentcast", "--help"),
                "segmentcast publish, nothing to do": lambda: start(*publish),
            },
            amount=1,
            unit="starts",
            rounds=2 * task.rounds + 1,
        )
    )
