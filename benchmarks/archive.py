"""A show with a large archive: what nothing and one new episode cost, beside feedgen and the whole feed.

    python -m benchmarks.archive --episodes 10000 50000

Makes a published show of N episodes (see scale.py; the listening pages of the old episodes are
stand-ins, as nothing reads them) and measures, each in a process of its own:

- publish: nothing to do, and one new episode, the whole command with reading, sound and pages;
- feed alone: the documents of the feed after one new episode, and the files that were written;
- feedgen: the same items, each with title, GUID, date, text, duration and enclosure, in one document.

Processor time is given in seconds and as a ratio to feedgen's; memory is the peak of resident memory.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path

from benchmarks.scale import PEAK, TALK, make, measured

FIRST = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from segmentcast.cli.terminal import SilentProgress
from segmentcast.publish import Options, publish
from segmentcast.workspace.show_folder import locate
from segmentcast.site import StaticFile, outline

def stand_in(show, episodes, id_, words, overrides):
    yield StaticFile(f"episodes/{id_}/index.html", b"<!doctype html>", "text/html")

sys.modules[outline.__module__]._episode = stand_in
publish(locate(Path(sys.argv[1])), Options(datetime(2026, 6, 1, 12, tzinfo=UTC)), SilentProgress())
print("{}")
"""
FEED = (
    PEAK
    + """
import contextlib, json, sys, time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from segmentcast.records import PageMemory, Records
from segmentcast.publish import read_show
from segmentcast.publish.release.feed_documents import Documents
from segmentcast.workspace.show_folder import locate
from segmentcast.publish.published_files import PublishedFiles
from segmentcast.publish.release.release import Writer, with_page
from segmentcast.publish.toolchain import FEED, versions
from segmentcast.store import DirectoryStore
place = locate(Path(sys.argv[1]))
now = datetime(2026, 6, 1, 12, tzinfo=UTC)
show = replace(read_show(place).show, guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
records = Records(place.work / "records.sqlite")

def documents():
    begun = time.process_time()
    with contextlib.closing(PageMemory(place.work / "feed-alone.sqlite")) as memory:
        output = place.work / "feed-alone"
        writer = Writer(DirectoryStore(output), PublishedFiles(output, records))
        made = Documents(memory, writer, place.work / "staging", versions(FEED), now)
        made.add(show, records.packages(now=now, dress=with_page))
        with memory.remembering():
            made.write()
        made.discard()
    return time.process_time() - begun, writer.written

all_s, all_files = documents()
newest = records.packages(now=now)[-1]
record = records.get(newest.id)
later = replace(record.package, id="feed-alone", guid="feed-alone", published=newest.published + timedelta(minutes=1))
records.put(replace(record, id="feed-alone", package=later))
one_s, one_files = documents()
records.delete("feed-alone")
records.close()
print(json.dumps({"all_s": all_s, "all_files": all_files, "one_s": one_s, "one_files": one_files, "peak_mb": peak_mb()}))
"""
)
FEEDGEN = (
    PEAK
    + """
import json, sys, time
from datetime import UTC, datetime
from pathlib import Path
from feedgen.feed import FeedGenerator
from segmentcast.records import Records
from segmentcast.workspace.show_folder import locate
records = Records(locate(Path(sys.argv[1])).work / "records.sqlite")
rows = [
    (p.guid, p.title, p.summary, p.published, p.duration_ms, p.file("audio").path, p.file("audio").length_bytes)
    for p in records.packages(now=datetime(2026, 6, 1, 12, tzinfo=UTC))
]
records.close()
before = peak_mb()
begun = time.process_time()
feed = FeedGenerator()
feed.load_extension("podcast")
feed.title("Scale")
feed.link(href="https://scale.example/podcast/feed.xml", rel="self")
feed.description("Many episodes.")
for guid, title, summary, published, duration_ms, path, length in rows:
    entry = feed.add_entry(order="append")
    entry.guid(guid, permalink=False)
    entry.title(title)
    entry.description(summary or title)
    entry.pubDate(published)
    entry.enclosure("https://scale.example/podcast/" + path, str(length), "audio/mpeg")
    entry.podcast.itunes_duration(duration_ms // 1000)
size = len(feed.rss_str(pretty=True))
print(json.dumps({"s": time.process_time() - begun, "peak_mb": peak_mb(), "more_mb": peak_mb() - before, "bytes": size}))
"""
)


def run(script: str, root: Path) -> dict[str, float]:
    """What a script says of a show, from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", script, str(root)], capture_output=True, text=True, check=True
    )
    return {key: float(value) for key, value in json.loads(done.stdout).items()}


def add_episode(root: Path, number: int, date: str) -> None:
    """One more transcript, newer than all."""
    folder = root / "episodes" / f"ferry-{number:06d}"
    folder.mkdir()
    (folder / "transcript.txt").write_text(TALK.format(number=number))
    (folder / "episode.toml").write_text(f"date = {date}\n")


def main() -> None:
    """Prints a table: one row a size and task."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--episodes", type=int, nargs="+", default=[1000])
    parser.add_argument("--folder", type=Path, help="where to build (default: a temporary folder)")
    given = parser.parse_args()
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()},")
    print(f"feedgen {metadata.version('feedgen')}; the shows' episodes are an hour apart\n")
    print(f"{'episodes':>9}  {'task':<34} {'cpu s':>8} {'/feedgen':>9} {'peak MB':>8} {'files':>7}")
    for count in given.episodes:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            root = Path(folder) / "show"
            make(root, count)
            run(FIRST, root)
            rows = [("publish: nothing to do", measured(root))]
            newest = datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(hours=count)
            add_episode(root, count, f"{newest:%Y-%m-%dT%H:%M:%SZ}")
            rows.append(("publish: one new episode", measured(root)))
            alone = run(FEED, root)
            rows.append(
                (
                    "feed alone: every document",
                    {"cpu_s": alone["all_s"], "written": alone["all_files"]},
                )
            )
            rows.append(
                (
                    "feed alone: one new episode",
                    {
                        "cpu_s": alone["one_s"],
                        "written": alone["one_files"],
                        "peak_mb": alone["peak_mb"],
                    },
                )
            )
            other = run(FEEDGEN, root)
            rows.append(("feedgen: all in one", {"cpu_s": other["s"], "peak_mb": other["peak_mb"]}))
            for task, row in rows:
                print(
                    f"{count:>9}  {task:<34} {row['cpu_s']:8.2f} {row['cpu_s'] / other['s']:9.2f}"
                    f" {row.get('peak_mb', 0):8.0f} {row.get('written', 1):7.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
