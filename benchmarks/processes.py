"""Runs processes and measures them; creates shows for them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from segmentcast.benchmark.stopwatch import Cost
from segmentcast.errors import BenchmarkFailed, Problem

_WATCH = """
import json, os, sys, time
start = time.perf_counter()
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(process, 0)
took = used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss, status
json.dump(took, open(sys.argv[1], "w"))
"""
"""Starts a program and says what it took. It is small, as its memory counts for the program's."""


@dataclass(frozen=True, slots=True)
class Run(Cost):
    """A finished process: its cost, exit code and output."""

    code: int = 0
    out: str = ""
    err: str = ""


def watched(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    variables: Mapping[str, str] | None = None,
    check: bool = False,
) -> Run:
    """Runs a program to its end. With `check`, raises BenchmarkFailed if it fails."""
    with tempfile.TemporaryDirectory() as folder:
        took, out, err = (Path(folder) / name for name in ("took", "out", "err"))
        # Keep our Python settings out of another program's environment.
        own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        with out.open("wb") as stdout, err.open("wb") as stderr:
            subprocess.run(
                [sys.executable, "-I", "-S", "-c", _WATCH, str(took), *command],
                stdout=stdout, stderr=stderr, cwd=cwd, env={**own, **(variables or {})}, check=True,
            )  # fmt: skip
        seconds, wall_s, peak, status = json.loads(took.read_text())
        texts = [path.read_text(errors="replace") for path in (out, err)]
    code = os.waitstatus_to_exitcode(status)
    if check and code:
        program = " ".join(command[:4])
        raise BenchmarkFailed([Problem(f"{program} ...", texts[1][-2000:])])
    peak_mb = peak / (1e6 if sys.platform == "darwin" else 1e3)
    return Run(seconds, wall_s, peak_mb, code, *texts)


def watched_of_ours(arguments: Sequence[str], *, check: bool = False) -> Run:
    """Runs this Python with this segmentcast, wherever they are installed."""
    paths = os.pathsep.join(str(Path(path).resolve()) for path in sys.path if path)
    return watched([sys.executable, *arguments], variables={"PYTHONPATH": paths}, check=check)


def published(root: Path, *options: str) -> Run:
    """Runs `segmentcast publish` for a show in its own process. Raises BenchmarkFailed."""
    return watched_of_ours(["-m", "segmentcast", "publish", str(root), *options], check=True)


def write_show(root: Path, pages: Mapping[str, bytes | str], settings: str = "") -> None:
    """Creates a show below `root` with one episode per page, by folder name.

    `settings` are appended to show.toml.
    """
    folder = root / "episodes"
    folder.mkdir(parents=True)
    (folder / "show.toml").write_text(SHOW + settings, encoding="utf-8")
    for name, page in pages.items():
        (folder / name).mkdir()
        data = page if isinstance(page, bytes) else page.encode()
        (folder / name / "transcript.txt").write_bytes(data)


SHOW = """\
title = "The Harbour Report"
description = "News from the quay."
author = "Harbour News"
base_url = "https://news.example/podcast/"
owner = { name = "Harbour News", email = "podcast@news.example" }
"""


def row(cells: Sequence[str]) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"
