"""Audio to feed: folderpodgen, podcats, feedgen and segmentcast on the same tagged MP3 files.

Each makes the feed of a folder of files; what they do beyond that differs and is stated. Then they
do it again with copied, renamed and untagged files.
"""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import feedparser
from mutagen.id3 import COMM, ID3, TDRC, TIT2, TPE1

from benchmarks.peers.environments import environment
from benchmarks.processes import Run, row, watched, watched_of_ours
from segmentcast.checks import check_feed

BASE = "http://127.0.0.1:8000/"
HOSTILE = 'Rain & wind: "the <b>wall</b>" holds'
FEEDGEN = """
import sys
from datetime import datetime, timezone
from pathlib import Path
from feedgen.feed import FeedGenerator
from mutagen.mp3 import MP3
folder, base = Path(sys.argv[1]), sys.argv[2]
feed = FeedGenerator()
feed.load_extension("podcast")
feed.title("Peers"); feed.description("Files to compare with."); feed.language("en")
feed.link(href=base + "feed.xml", rel="self"); feed.link(href=base)
feed.podcast.itunes_owner("Peers", "peers@peers.example")
feed.podcast.itunes_author("Peers"); feed.podcast.itunes_category("News"); feed.podcast.itunes_explicit("no")
for path in sorted(folder.glob("*.mp3")):
    sound = MP3(path)
    item = feed.add_entry()
    url = f"{base}audio/{path.name}"
    item.id(url); item.title(str(sound["TIT2"])); item.description(str(sound["COMM::eng"]))
    item.enclosure(url, str(path.stat().st_size), "audio/mpeg")
    item.published(datetime.fromisoformat(str(sound["TDRC"])).replace(tzinfo=timezone.utc))
    item.podcast.itunes_duration(round(sound.info.length))
feed.rss_file(sys.argv[3])
"""
SHOW = """\
title = "Peers"
description = "Files to compare with."
author = "Peers"
base_url = "{base}"
owner = {{ name = "Peers", email = "peers@peers.example" }}
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A feed that was asked for: the run, and the bytes, none when there is no feed."""

    run: Run
    feed: bytes

    @property
    def items(self) -> dict[str, tuple[str, str]]:
        """GUID and date of each item by title."""
        return {
            entry.title: (entry.get("id", ""), entry.get("published", ""))
            for entry in feedparser.parse(self.feed).entries
        }


Maker = Callable[[Path, Path, str], Made]
"""Maps a folder of MP3 files, an empty output folder and a base URL to the result."""


def report(root: Path, environments: Path, count: int, validator: str) -> list[str]:
    """The section of the document on audio to feed."""
    folder = root / "sounds"
    tagged_sounds(folder, count)
    makers = {
        "folderpodgen": _folderpodgen(environment("folderpodgen", environments)),
        "podcats": _podcats(environment("podcats", environments)),
        "feedgen, a script of 20 lines": _feedgen(environment("feedgen", environments)),
        "segmentcast publish": segmentcast,
    }
    lines = [
        f"{count} tagged MP3 files of ten seconds; one title has an ampersand, quotes and angle brackets.",
        "",
        row(["Way", "Processor s", "Wall s", "Memory MB", "Items", "Feed bytes an item",
             "Made again, nothing changed: processor s", "Same bytes", "feedparser reads it",
             "W3C validator: messages", "Rules of directories broken (errors, warnings)"]),
        row(["---", *["---:"] * 10]),
    ]  # fmt: skip
    behaviour = [
        "",
        row(["Way", "The copied files' dates", "GUIDs after a file is renamed", "The hostile title",
             "A file without tags"]),
        row(["---"] * 5),
    ]  # fmt: skip
    for name, make in makers.items():
        lines.append(_measured(name, make, root, folder, validator))
        behaviour.append(_behaviour(name, make, root, folder))
    return lines + behaviour


def tagged_sounds(folder: Path, count: int) -> None:
    """Writes `count` files with ten seconds of tone and individual tags."""
    folder.mkdir()
    pattern = folder / "0.mp3"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=frequency=220:duration=10",
         "-c:a", "libmp3lame", "-b:a", "64k", "-map_metadata", "-1", "-id3v2_version", "0", str(pattern)],
        check=True,
    )  # fmt: skip
    for number in range(count):
        path = folder / f"talk-{number:04d}.mp3"
        shutil.copyfile(pattern, path)
        tags = ID3()
        tags.add(TIT2(3, HOSTILE if number == 1 else f"Talk {number}"))
        tags.add(TPE1(3, "Peers"))
        tags.add(TDRC(3, date_of(number)))
        tags.add(COMM(3, "eng", "", f"What was said on day {number}."))
        tags.save(path)
    pattern.unlink()


def date_of(number: int) -> str:
    """A distinct date for each of the first few thousand numbers."""
    return f"{2000 + number // 336}-{number % 336 // 28 + 1:02d}-{number % 28 + 1:02d}"


def _folderpodgen(programs: Path) -> Maker:
    def make(folder: Path, out: Path, base: str) -> Made:
        # It writes the feed next to the audio, and takes file names from the folder's name with a slash.
        run = watched([
            str(programs / "folderpodgen"), "--name", "peers", "--description", "Files to compare with.",
            "--website", base.rstrip("/"), "--feed_path", "audio", "--author_name", "Peers",
            "--author_email", "peers@peers.example", "--category", "News", "--language", "en",
            f"{folder}/",
        ])  # fmt: skip
        feed = folder / "peers.rss"
        if feed.exists():
            shutil.move(feed, out / "feed.xml")
        return Made(run, _read(out / "feed.xml"))

    return make


def _podcats(programs: Path) -> Maker:
    def make(folder: Path, out: Path, base: str) -> Made:
        host, _, port = base.removeprefix("http://").rstrip("/").partition(":")
        run = watched([
            str(programs / "podcats"), "--host", host, "--port", port, "--title", "Peers",
            "--link", base, "generate", str(folder),
        ])  # fmt: skip
        if run.code == 0:
            (out / "feed.xml").write_text(run.out)
        return Made(run, _read(out / "feed.xml"))

    return make


def _feedgen(programs: Path) -> Maker:
    def make(folder: Path, out: Path, base: str) -> Made:
        command = [
            str(programs / "python"),
            "-c",
            FEEDGEN,
            str(folder),
            base,
            str(out / "feed.xml"),
        ]
        return Made(watched(command), _read(out / "feed.xml"))

    return make


def segmentcast(folder: Path, out: Path, base: str) -> Made:
    """One folder per episode, created before the clock starts; also writes pages, search and
    ledger."""
    show = out / "episodes"
    if not show.exists():
        (show).mkdir()
        (show / "show.toml").write_text(SHOW.format(base=base))
    for path in sorted(folder.glob("*.mp3")):
        mine = show / path.stem
        if mine.exists():
            continue
        mine.mkdir()
        shutil.copyfile(path, mine / "sound.mp3")
        settings = ""
        try:
            tags = ID3(path)
            settings = f"title = {json.dumps(str(tags['TIT2']))}\ndate = {tags['TDRC']}\n"
        except Exception as error:  # noqa: BLE001 - mutagen's own, for a file without tags
            settings = f"# {type(error).__name__}\n"
        settings += '\n[enclosure]\nfile = "sound.mp3"\ntype = "audio/mpeg"\nduration = 10\n'
        (mine / "episode.toml").write_text(settings + f"length = {path.stat().st_size}\n")
    for mine in show.iterdir():
        if mine.is_dir() and not (folder / f"{mine.name}.mp3").exists():
            shutil.rmtree(mine)
    run = watched_of_ours(["-m", "segmentcast", "publish", str(out), "--quiet"])
    return Made(run, _read(out / "feed" / "feed.xml"))


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _measured(name: str, make: Maker, root: Path, folder: Path, validator: str) -> str:
    out = root / name.split(",", maxsplit=1)[0].replace(" ", "-")
    out.mkdir()
    first = make(folder, out, BASE)
    if not first.feed:
        return row([name, "failed", *[""] * 8, first.run.err.strip().splitlines()[-1][:200]])
    time.sleep(1.5)  # a feed may contain the second at which it was written
    again = make(folder, out, BASE)
    parsed = feedparser.parse(first.feed)
    judged = "not asked"
    if validator:
        feed = out / "judged.xml"
        feed.write_bytes(first.feed)
        messages = watched([*shlex.split(validator), str(feed)], check=True).out.splitlines()
        # The file is not at the URL that it contains, because of this benchmark.
        judged = str(sum(" column " in line and "Self reference" not in line for line in messages))
    rules = {(finding.severity, finding.rule) for finding in check_feed(first.feed)}
    counts = [sum(kind == severity for severity, _ in rules) for kind in ("error", "warning")]
    return row([
        name, f"{first.run.processor_s:.2f}", f"{first.run.wall_s:.2f}", f"{first.run.peak_mb:.0f}",
        str(len(parsed.entries)), f"{len(first.feed) / max(1, len(parsed.entries)):.0f}",
        f"{again.run.processor_s:.2f}", "yes" if again.feed == first.feed else "no",
        "no" if parsed.bozo else "yes", judged, f"{counts[0]}, {counts[1]}",
    ])  # fmt: skip


def _behaviour(name: str, make: Maker, root: Path, folder: Path) -> str:
    """What happens to a dozen files that are copied or renamed, or if one has no tags."""
    few, out = (
        root / f"few-{name.split(',', maxsplit=1)[0]}",
        root / f"out-{name.split(',', maxsplit=1)[0]}",
    )
    few.mkdir()
    out.mkdir()
    for path in sorted(folder.glob("*.mp3"))[:12]:
        shutil.copyfile(path, few / path.name)  # which sets a new time, as in a fresh checkout
    before = make(few, out, BASE).items
    dates = {title: date for title, (_, date) in before.items()}
    as_tagged = sum(" 2000 " in date for date in dates.values())
    (few / "talk-0004.mp3").rename(few / "talk-the-fourth.mp3")
    after = make(few, out, BASE).items
    title = next((name for name in before if name.endswith("Talk 4")), "Talk 4")
    renamed = next((name for name in after if name.endswith("Talk 4")), "")
    guid = "the same" if renamed and after[renamed][0] == before[title][0] else "a new one"
    hostile = next((name for name in before if "Rain" in name), "")
    bare = few / "talk-9999.mp3"
    shutil.copyfile(few / "talk-0005.mp3", bare)
    ID3(bare).delete(bare)
    untagged = make(few, out, BASE)
    if untagged.run.code:
        last = (untagged.run.err.strip().splitlines() or ["?"])[-1]
        fate = f"no feed: {last[:80]}" if not name.startswith("segmentcast") else (
            f"named with the remedy, {len(untagged.items)} of 13 in the feed, exit code {untagged.run.code}"
        )  # fmt: skip
    else:
        fate = f"{len(untagged.items)} of 13 in the feed"
    return row([
        name, f"{as_tagged} of {len(before)} as tagged", guid,
        "as written" if hostile == HOSTILE else f"`{hostile[:60]}`", fate,
    ])  # fmt: skip
