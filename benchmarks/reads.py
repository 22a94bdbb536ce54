"""Lists the files that a publish reads, and how often, as seen by the system (strace).

python -m benchmarks.reads [--episodes 200]

Publishes a show of N episodes under `strace -f -e openat`, without changes and with one new
episode. Lists every file in the show's folder that was opened for reading.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.large_show import add_episode, make, measured

_OPENED = re.compile(r'openat\((?:AT_FDCWD|\d+)[^,]*, "(?P<path>[^"]+)", (?P<flags>[A-Z_|]+)')


def opened(root: Path) -> Counter[str]:
    """How often one publish opened each file below `root` for reading."""
    trace = root.parent / "trace.txt"
    command = ["strace", "-f", "-qq", "-e", "trace=openat", "-o", str(trace)]
    command += [sys.executable, "-m", "segmentcast", "publish", str(root), "--quiet"]
    subprocess.run(command, check=True)
    counts: Counter[str] = Counter()
    for line in trace.read_text(errors="replace").splitlines():
        match = _OPENED.search(line)
        if match is None or line.rstrip().endswith(")") or "= -1" in line:
            continue
        if "O_DIRECTORY" in match["flags"] or "O_WRONLY" in match["flags"]:
            continue
        path = Path(match["path"])
        if path.is_absolute() and path.is_relative_to(root):
            counts[str(path.relative_to(root))] += 1
    return counts


def main() -> None:
    """Prints the files of the show's folder; those read repeatedly have an arrow."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--episodes", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "show"
        make(root, given.episodes)
        measured(root)
        measured(root)
        os.sync()
        for task in ("nothing to do", "one new episode"):
            if task != "nothing to do":
                add_episode(root, given.episodes, "2009-01-01T00:00:00Z")
            counts = opened(root)
            own = {path: n for path, n in counts.items() if path.startswith("episodes/")}
            print(f"{task}: {len(own)} files of the show, {sum(own.values())} times opened")
            for path, count in sorted(own.items()):
                print(f"  {path}{f'   <- {count} times' if count > 1 else ''}")


if __name__ == "__main__":
    main()
