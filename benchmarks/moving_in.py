"""Imports every feed of a folder, publishes it, and compares what subscribers see before and after.

    python benchmarks/moving_in.py FOLDER

The truth is feedparser's reading of the feed as it was. A feed counts when feedparser lists an item
with a sound or a film in it. Public collections: the fixtures of feedparser, podcastparser, gofeed,
feed-rs, and partytime.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import feedparser

from segmentcast.errors import SegmentcastError
from segmentcast.migration import Wishes, move_in
from segmentcast.publish import Options, publish
from segmentcast.workspace.show_folder import locate

_ENDINGS = (".xml", ".rss", ".atom", ".rdf")
_SOUND = ("audio/", "video/", "application/ogg", "application/octet-stream")
_NOW = datetime(2030, 1, 1, tzinfo=UTC)
"""Later than any item of the collections: nothing is held back as an embargo."""


@dataclass
class Count:
    """What became of the feeds, and what is to be looked at."""

    sums: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def add(self, what: str, number: int = 1) -> None:
        self.sums[what] += number

    def note(self, path: Path, text: str) -> None:
        self.notes.append(f"{path}: {text}")


class _Silent:
    """A progress that shows nothing."""

    def start(self, *_: Any) -> None: ...

    def advance(self, *_: Any) -> None: ...

    def finish(self, *_: Any) -> None: ...

    def say(self, *_: Any) -> None: ...


def items_of(data: bytes) -> dict[str, tuple[str, Any]]:
    """Address of the sound and moment of each item by its GUID, as feedparser reads them."""
    feed = feedparser.parse(data)
    items: dict[str, tuple[str, Any]] = {}
    for entry in feed.entries:
        sounds = [
            sound
            for sound in entry.get("enclosures", ())
            if sound.get("href") and _is_sound((sound.get("type") or "").lower())
        ]
        if sounds:
            guid = (entry.get("id") or sounds[0].href).strip()
            items.setdefault(guid, (sounds[0].href, entry.get("published_parsed")))
    return items


def _is_sound(kind: str) -> bool:
    return not kind or kind.startswith(_SOUND)


def compare(path: Path, count: Count) -> None:
    """Moves one feed in, publishes it, and counts."""
    data = path.read_bytes()
    before = items_of(data)
    if not before:
        return
    count.add("feeds")
    count.add("items in", len(before))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "show"
        try:
            done = move_in(
                str(path), root, Wishes("https://new.example/", small_files=False), _Silent()
            )
            report = publish(locate(root), Options(now=_NOW), _Silent())
        except SegmentcastError as error:
            count.add("feeds refused")
            count.note(path, f"refused: {error}")
            return
        problems = [problem for outcome in report.outcomes for problem in outcome.problems]
        if problems:
            count.add("episodes refused", len(problems))
            count.note(path, f"not published: {problems[0]}")
        after: dict[str, tuple[str, Any]] = {}
        for document in (root / "feed").rglob("*.xml"):
            if document.read_bytes()[:2000].find(b"<rss") >= 0:
                after |= items_of(document.read_bytes())
        count.add("items out", len(after))
        told = {finding.rule for finding in done.findings}
        _differences(path, before, after, told, count)


def _differences(
    path: Path,
    before: dict[str, tuple[str, Any]],
    after: dict[str, tuple[str, Any]],
    told: set[str],
    count: Count,
) -> None:
    for guid, (address, moment) in before.items():
        if guid not in after:
            count.add("GUIDs altered")
            count.note(path, f"no item with the GUID {guid!r}")
            continue
        new_address, new_moment = after[guid]
        if unquote(urljoin("https://base.example/", address.strip())) != unquote(new_address):
            count.add("addresses altered")
            count.note(path, f"{address!r} became {new_address!r}")
        if moment is None:
            count.add("dates that feedparser cannot read")
        elif moment != new_moment:
            count.add("dates altered, told" if "date" in told else "dates altered")
            count.note(path, f"{guid!r}: {moment[:6]} became {(new_moment or ())[:6]}")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)  # fmt: skip
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(argv).folder
    count = Count()
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _ENDINGS and path.is_file():
            compare(path, count)
    for note in count.notes:
        print(note[:300])
    for what, number in sorted(count.sums.items()):
        print(f"{number:8,} {what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
