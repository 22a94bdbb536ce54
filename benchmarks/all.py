"""Runs the benchmarks of this repository one after the other and keeps what they say.

    python -m benchmarks.all [--only scale sound ...] [--output FOLDER] [--list]

First `segmentcast bench`, then every script of this folder in a process of its own, with the
arguments of an ordinary run (below) or none. FOLDER/all.md holds machine, versions, commands and
outputs. Those that need more than a checkout are run when they are named: peers, rates.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from segmentcast.benchmark.machine import describe

HERE = Path(__file__).parent
ARGUMENTS = {
    "bench": ["-o", "{folder}/bench"],
    "alignment": ["--minutes", "3"],
    "cache": ["--sentences", "5000"],
    "cluster": ["--sentences", "60", "--items", "2000", "--kills", "2"],
    "edit": ["--minutes", "10"],
    "narration": ["--episodes", "6", "--long", "20", "--rounds", "1"],
    "peers": ["--output", "{folder}/peers.md"],
    "rates": ["--output", "{folder}/rates.json"],
    "reading": ["--transcripts", "20"],
    "scale": ["--episodes", "1000"],
    "sound": ["--minutes", "3"],
    "speakers": ["tests/transcript/interviews"],
}
"""An ordinary run of each: minutes, not hours. A script without an entry is run without arguments."""
NAMED_ONLY = ("peers", "rates", "reads")
NO_BENCHMARKS = ("__init__", "all", "simulate", "spot", "recognition")
"""Reckoning and tools; recognition is asked about a sound of yours."""


def scripts() -> list[str]:
    """`bench` and every script, by name."""
    found = {path.stem for path in HERE.glob("*.py")} | {
        path.parent.name for path in HERE.glob("*/__main__.py")
    }
    return ["bench", *sorted(found - set(NO_BENCHMARKS))]


def command(name: str, folder: Path) -> list[str]:
    """What runs it."""
    start = ["-m", "segmentcast", "bench"] if name == "bench" else ["-m", f"benchmarks.{name}"]
    return [
        sys.executable,
        *start,
        *(each.format(folder=folder) for each in ARGUMENTS.get(name, [])),
    ]


def main(arguments: list[str] | None = None) -> int:
    """The command: the number of benchmarks that failed, at most 1."""
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("--only", nargs="+", choices=scripts(), metavar="NAME")
    asked.add_argument("--output", type=Path, default=Path("bench"), metavar="FOLDER")
    asked.add_argument("--list", action="store_true", help="name them, and run none")
    options = asked.parse_args(arguments)
    chosen = options.only or [name for name in scripts() if name not in NAMED_ONLY]
    if options.list:
        print("\n".join(" ".join(command(name, options.output)[1:]) for name in chosen))
        return 0
    options.output.mkdir(parents=True, exist_ok=True)
    lines = ["# All benchmarks", "", f"Begun {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.", ""]
    lines += [f"- {name}: {value}" for name, value in describe().items()]
    paths = os.pathsep.join(str(path.resolve()) for path in (HERE.parent / "src", HERE.parent))
    failed = False
    for name in chosen:
        print(f"{name} ...", flush=True)
        began = time.perf_counter()
        done = subprocess.run(
            command(name, options.output.resolve()),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": paths},
        )
        failed |= done.returncode != 0
        ended = f"{time.perf_counter() - began:.0f} s, exit code {done.returncode}"
        print(f"{name}: {ended}", flush=True)
        shown = " ".join(command(name, Path("FOLDER"))[1:])
        lines += [
            "",
            f"## {name}",
            "",
            f"`python {shown}`: {ended}",
            "",
            "```text",
            done.stdout.rstrip(),
            "```",
        ]
        (options.output / "all.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
