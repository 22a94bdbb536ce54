"""The show that 0.1.0 published, and later software to publish it with."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import segmentcast

STORED = Path(__file__).with_name("show-0.1.0.tar.xz")
PACKAGES = (
    "av", "lameenc", "numpy", "scipy", "pydub", "pocketsphinx", "mutagen", "pillow", "jinja2",
    "feedgen", "hibari-tts", "piper-tts", "onnxruntime", "lxml", "markupsafe", "segno",
)  # fmt: skip
BASE = "https://news.example/podcast/"


@dataclass
class Software:
    """What publishes: ours as it stands, or a later one in front of it on the path."""

    path: list[Path] = field(default_factory=list)

    def run(self, *arguments: str | Path, code: int = 0) -> str:
        """What a command prints. It has to end with `code`."""
        places = [*map(str, self.path), str(Path(segmentcast.__file__).parents[1])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
        done = subprocess.run(
            [sys.executable, "-m", "segmentcast", *map(str, arguments)],
            capture_output=True, encoding="utf-8", env=environment, check=False,
        )  # fmt: skip
        assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    def publish(self, root: Path, *arguments: str | Path, code: int = 0) -> dict[str, Any]:
        """The report of a publish."""
        report: dict[str, Any] = json.loads(
            self.run("publish", root, "--json", *arguments, code=code)
        )
        return report


@dataclass
class Seen:
    """What subscribers get: the feed without the day it was written on, and the files that it names."""

    document: str
    files: dict[str, str]
    enclosures: dict[str, str]

    @classmethod
    def of(cls, feed: Path) -> Seen:
        text = (feed / "feed.xml").read_text(encoding="utf-8")
        text = re.sub(r"<lastBuildDate>.*?</lastBuildDate>", "", text)
        named = set(
            re.findall(re.escape(BASE) + r'((?:artwork|audio|captions|chapters)/[^"<]+)', text)
        )
        items = etree.fromstring(text.encode()).iterfind("channel/item")
        return cls(
            text,
            {
                name: hashlib.sha256((feed / name).read_bytes()).hexdigest()
                for name in sorted(named)
            },
            {
                item.findtext("link", "").rstrip("/").rpartition("/")[2]: item.find(
                    "enclosure"
                ).get("url")
                for item in items
            },
        )


@dataclass
class StoredShow:
    """The show of 0.1.0, unpacked."""

    root: Path

    @property
    def episodes(self) -> Path:
        return self.root / "episodes"

    @property
    def feed(self) -> Path:
        return self.root / "feed"

    @property
    def cache(self) -> Path:
        return self.root / ".segmentcast"

    def seen(self, feed: Path | None = None) -> Seen:
        """What subscribers get from a feed's folder, or from the show's own."""
        return Seen.of(feed or self.feed)

    def edit(self, name: str, before: str, after: str) -> None:
        """Replaces a text that stands once in a file of episodes/."""
        path = self.episodes / name
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1
        path.write_text(text.replace(before, after), encoding="utf-8")

    def touch(self) -> None:
        """All files of episodes/ as a new checkout has them: other times, the same bytes."""
        for path in self.episodes.rglob("*"):
            if path.is_file():
                os.utime(path)


@pytest.fixture
def stored(tmp_path: Path) -> StoredShow:
    """The show with feed and cache, as 0.1.0 left it."""
    root = tmp_path / "show"
    with tarfile.open(STORED) as archive:
        archive.extractall(root, filter="data")
    return StoredShow(root)


@pytest.fixture
def ours() -> Software:
    return Software()


@pytest.fixture
def other_versions(tmp_path: Path) -> Software:
    """Ours, in an environment where every package and we ourselves have another version number."""
    overlay = tmp_path / "versions"
    for name in (*PACKAGES, "segmentcast"):
        info = overlay / f"{name.replace('-', '_')}-99.1.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 99.1\n")
    return Software([overlay, _later(tmp_path, {"__init__.py": ('"0.1.0"', '"99.1.0"')})])


@pytest.fixture
def other_engine(tmp_path: Path) -> Software:
    """A later one of ours whose tone engine sounds otherwise and says so in its fingerprint."""
    changes = {"engines/tone.py": ('"tone", schema=1', '"tone", schema=2')}
    later = _later(tmp_path, changes)
    engine = later / "segmentcast" / "engines" / "tone.py"
    engine.write_text(engine.read_text().replace("wave = 0.25 *", "wave = 0.1 *"))
    return Software([later])


def _later(tmp_path: Path, changes: dict[str, tuple[str, str]]) -> Path:
    """A copy of the program with one text replaced in each of some files."""
    place = tmp_path / "later"
    source = Path(segmentcast.__file__).parent
    shutil.copytree(
        source, place / "segmentcast", ignore=shutil.ignore_patterns("__pycache__"),
        dirs_exist_ok=True,
    )  # fmt: skip
    for name, (before, after) in changes.items():
        path = place / "segmentcast" / name
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1
        path.write_text(text.replace(before, after), encoding="utf-8")
    return place
