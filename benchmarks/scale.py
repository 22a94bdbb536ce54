"""What a publish costs when the archive is large: nothing to do, one episode changed, memory.

    python benchmarks/scale.py --episodes 1000 10000

Makes a show of N episodes from one that is really published (its files are linked under other
names, its record is kept under other ids), publishes the whole once, and then measures a publish
with nothing to do and one with a changed episode, each in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from segmentcast.cli.terminal import SilentProgress
from segmentcast.publish import Options, publish
from segmentcast.records import Records
from segmentcast.workspace.episode_folder import episode_folder
from segmentcast.workspace.show_folder import locate

SHOW = """\
title = "Scale"
description = "Many episodes."
author = "Scale News"
base_url = "https://scale.example/podcast/"
owner = { name = "Scale", email = "scale@scale.example" }
[voices]
host = "tone/low"
guest = "tone/high"
"""
TALK = """\
The ferry, day {number}

Rosa Lind, who captains the ferry, joins Peter Aune to discuss the day.

Read the Full Transcript


    Joining me now is Rosa Lind, who captains the ferry. Rosa, how was day {number}?


    It was crowded, and the sea was calm. We carried four hundred people.


    Rosa Lind, thank you for being with us.

Listen to this Segment
"""
_LINKS = 50_000
"""A file has so many names at most; file systems set limits not far above."""
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PEAK = """\
def peak_mb():
    # Not getrusage: its maximum begins with the memory of the process that started this one.
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
"""


def make(root: Path, count: int) -> None:
    """A published show of `count` episodes below `root`."""
    folder = root / "episodes"
    first = folder / "ferry-000000"
    first.mkdir(parents=True)
    (folder / "show.toml").write_text(SHOW)
    (first / "transcript.txt").write_text(TALK.format(number=0))
    (first / "episode.toml").write_text("date = 2000-01-01\n")
    place = locate(root)
    publish(place, Options(NOW, workers=2), SilentProgress())
    records = Records(place.work / "records.sqlite")
    pattern = records.get("ferry-000000")
    assert pattern is not None
    ledger = place.ledger.read()
    assert ledger is not None
    current = ledger.get("ferry-000000")
    assert current is not None
    assert current.current is not None
    linked = {file.path: place.output / file.path for file in pattern.package.files}
    for number in range(1, count):
        id_ = f"ferry-{number:06d}"
        date = datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(hours=number)
        mine = folder / id_
        mine.mkdir()
        (mine / "transcript.txt").write_text(TALK.format(number=number))
        (mine / "episode.toml").write_text(f"date = {date:%Y-%m-%dT%H:%M:%SZ}\n")
        files = []
        for file in pattern.package.files:
            path = file.path.replace("ferry-000000", id_)
            if number % _LINKS:
                os.link(linked[file.path], place.output / path)
            else:
                shutil.copyfile(place.output / file.path, place.output / path)
                linked[file.path] = place.output / path
            files.append(replace(file, path=path))
        title = f"The ferry, day {number}"
        entry = ledger.admit(id_, title=title, published=date, fingerprint=id_)
        audio = next(file for file in files if file.role == "audio")
        ledger.record(
            id_,
            replace(
                current.current,
                url=f"https://scale.example/podcast/{audio.path}",
                path=audio.path,
                sha256=audio.sha256,
                date=date,
            ),
        )
        package = replace(
            pattern.package,
            id=id_,
            guid=entry.guid,
            title=title,
            published=date,
            files=tuple(files),
        )
        signature = episode_folder(mine).signature
        records.put(replace(pattern, id=id_, folder=id_, signature=signature, package=package))
    records.close()
    place.ledger.write(ledger)


def measured(root: Path) -> dict[str, float]:
    """Wall and processor seconds and peak memory of one publish in a fresh process."""
    script = PEAK + (
        "import json, sys, time\n"
        "from datetime import UTC, datetime\n"
        "begun = time.perf_counter()\n"
        "from pathlib import Path\n"
        "from segmentcast.cli.terminal import SilentProgress\n"
        "from segmentcast.publish import Options, publish\n"
        "from segmentcast.workspace.show_folder import locate\n"
        "report = publish(locate(Path(sys.argv[1])), Options(datetime(2026, 6, 1, 12, tzinfo=UTC), workers=2), SilentProgress())\n"
        "print(json.dumps({'wall_s': time.perf_counter() - begun, 'cpu_s': time.process_time(), 'peak_mb': peak_mb(), 'written': report.written}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(root)], capture_output=True, text=True, check=True
    )
    return {key: float(value) for key, value in json.loads(done.stdout).items()}


def main() -> None:
    """Prints a table: one row a size and task."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--episodes", type=int, nargs="+", default=[1000])
    parser.add_argument("--folder", type=Path, help="where to build (default: a temporary folder)")
    given = parser.parse_args()
    print(f"{'episodes':>9}  {'task':<22} {'wall s':>8} {'cpu s':>8} {'peak MB':>8} {'files':>8}")
    for count in given.episodes:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            root = Path(folder) / "show"
            make(root, count)
            rows = [("the whole site", measured(root)), ("nothing to do", measured(root))]
            time.sleep(0.01)
            changed = root / "episodes" / f"ferry-{count // 2:06d}" / "transcript.txt"
            changed.write_text(changed.read_text().replace("calm", "rough"))
            rows.append(("one word changed", measured(root)))
            for task, row in rows:
                print(
                    f"{count:>9}  {task:<22} {row['wall_s']:8.2f} {row['cpu_s']:8.2f}"
                    f" {row['peak_mb']:8.0f} {row['written']:8.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
