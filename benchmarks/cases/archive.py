"""A show with a large archive: what nothing and one new episode cost, beside feedgen and the whole feed.

Makes a published show of a thousand episodes (see large_show.py; the listening pages of the old
episodes are stand-ins, as nothing reads them) and measures, each in a process of its own:

- published: the whole site, nothing to do, one new episode, one word changed;
- feed alone: the documents of the feed, all of them and after one new episode;
- feedgen, the floor: the same items, each with title, GUID, date, text, duration and enclosure, in
  one document.

The feeds' processor times do not hold the start of Python; memory is that of the whole process.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.large_show import add_episode, change_a_word, make, measured
from benchmarks.processes import watched_of_ours
from segmentcast.benchmark import Row, Task
from segmentcast.benchmark.stopwatch import Cost, row_of

EPISODES = 1_000
FIRST = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from segmentcast.ports import SilentProgress
from segmentcast.publish import Options, publish
from segmentcast.workspace.show_folder import locate
from segmentcast.site import StaticFile, outline

def stand_in(show, episodes, id_, words, overrides):
    yield StaticFile(f"episodes/{id_}/index.html", b"<!doctype html>", "text/html")

sys.modules[outline.__module__]._episode = stand_in
publish(locate(Path(sys.argv[1])), Options(datetime(2026, 6, 1, 12, tzinfo=UTC)), SilentProgress())
print("{}")
"""
FEED = """
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
print(json.dumps({"all_s": all_s, "all_files": all_files, "one_s": one_s, "one_files": one_files}))
"""
FEEDGEN = """
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
print(json.dumps({"s": time.process_time() - begun, "bytes": size}))
"""


def run(task: Task) -> Iterator[Row]:
    """A row for each task; the show is made once, so every task is measured once."""
    count, root = round(EPISODES * task.factor), task.folder / "show"
    make(root, count)
    floor, _ = _figures(FEEDGEN, root, "s")

    def row(way: str, cost: Cost, written: float) -> Row:
        note = f"{written:.0f} files written"
        against = None if way == "feedgen, all in one" else ("feedgen, all in one", [floor])
        return row_of(("archive", way), [cost], (count, "episodes"), floor=against, note=note)

    yield row("feedgen, all in one", floor, 1)
    _figures(FIRST, root)
    nothing = measured(root)
    yield row("published, nothing to do", nothing, nothing.written)
    newest = datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(hours=count)
    add_episode(root, count, f"{newest:%Y-%m-%dT%H:%M:%SZ}")
    more = measured(root)
    yield row("published, one new episode", more, more.written)
    # First one for itself: the old episodes share a picture that has another title on it.
    for _ in range(2):
        change_a_word(root, count // 2)
        changed = measured(root)
    yield row("published, one word changed", changed, changed.written)
    for way, key in (("every document", "all"), ("one new episode", "one")):
        cost, figures = _figures(FEED, root, f"{key}_s")
        yield row(f"feed alone, {way}", cost, figures[f"{key}_files"])


def _figures(script: str, root: Path, seconds: str = "") -> tuple[Cost, dict[str, float]]:
    """What a script cost a process of its own, by its own clock where it prints one, and its figures."""
    run = watched_of_ours(["-c", script, str(root)], check=True)
    figures = {key: float(value) for key, value in json.loads(run.out).items()}
    return Cost(figures.get(seconds, run.processor_s), run.wall_s, run.peak_mb), figures
