"""Creates a published show of any size from one episode that is really published.

The files of that episode are linked under other names and its record is copied to other ids, so
that a publish has a lot to remember and little to produce.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.processes import watched_of_ours
from segmentcast.benchmark.stopwatch import Cost
from segmentcast.ports import SilentProgress
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
"""Maximum number of links to a file; file systems have limits slightly above."""
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PUBLISH = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from segmentcast.ports import SilentProgress
from segmentcast.publish import Options, publish
from segmentcast.workspace.show_folder import locate
now = datetime(2026, 6, 1, 12, tzinfo=UTC)
report = publish(locate(Path(sys.argv[1])), Options(now, workers=2), SilentProgress())
print(json.dumps({"written": report.written}))
"""


def make(root: Path, count: int) -> None:
    """Creates a published show of `count` episodes below `root`."""
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


@dataclass(frozen=True, slots=True)
class Publish(Cost):
    """The cost of a publish in its own process, and the number of files it wrote."""

    written: int = 0


def measured(root: Path) -> Publish:
    """Publishes in a separate process. Raises BenchmarkFailed."""
    run = watched_of_ours(["-c", PUBLISH, str(root)], check=True)
    written = int(json.loads(run.out)["written"])
    return Publish(run.processor_s, run.wall_s, run.peak_mb, written)


def change_a_word(root: Path, number: int) -> None:
    """Changes a word in one transcript."""
    changed = root / "episodes" / f"ferry-{number:06d}" / "transcript.txt"
    words = changed.read_text()
    before, after = ("calm", "rough") if "calm" in words else ("rough", "calm")
    changed.write_text(words.replace(before, after))


def add_episode(root: Path, number: int, date: str) -> None:
    """Adds a transcript."""
    folder = root / "episodes" / f"ferry-{number:06d}"
    folder.mkdir()
    (folder / "transcript.txt").write_text(TALK.format(number=number))
    (folder / "episode.toml").write_text(f"date = {date}\n")
