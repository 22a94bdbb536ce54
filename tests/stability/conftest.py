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
from segmentcast import tags

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
    identities: list[tuple[str | None, str | None]]

    @classmethod
    def of(cls, feed: Path) -> Seen:
        text = (feed / "feed.xml").read_text(encoding="utf-8")
        text = re.sub(r"<lastBuildDate>.*?</lastBuildDate>", "", text)
        named = set(
            re.findall(re.escape(BASE) + r'((?:artwork|audio|captions|chapters)/[^"<]+)', text)
        )
        items = list(etree.fromstring(text.encode()).iterfind("channel/item"))
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
            [(item.findtext("guid"), item.findtext("pubDate")) for item in items],
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

    def moved(self, before: Seen) -> set[str]:
        """The episodes whose sound has another address than it had."""
        now = self.seen().enclosures
        return {name for name, address in before.enclosures.items() if now[name] != address}

    def frames(self) -> dict[str, bytes]:
        """The published sound of each episode without its tags."""
        return {
            name: tags.strip((self.feed / address.removeprefix(BASE)).read_bytes())
            for name, address in self.seen().enclosures.items()
        }

    def clone(self) -> None:
        """Leaves only what people keep in version control."""
        shutil.rmtree(self.feed)
        shutil.rmtree(self.cache)

    def edit(self, name: str, before: str, after: str) -> None:
        """Replaces a text that stands once in a file of episodes/; an empty one is the file's end."""
        path = self.episodes / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if not before:
            path.write_text(text + after, encoding="utf-8")
            return
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


@pytest.fixture(scope="session")
def ours() -> Software:
    """The software as it stands."""
    return Software()


@pytest.fixture(scope="session")
def later(tmp_path_factory: pytest.TempPathFactory) -> Software:
    """Software to come: every package and we ourselves have another version number, the tone engine
    sounds otherwise and says so, pictures, tags and captions come out in other bytes.
    """
    place = tmp_path_factory.mktemp("later")
    for name in (*PACKAGES, "segmentcast"):
        info = place / f"{name.replace('-', '_')}-99.1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 99.1\n")
    source = Path(segmentcast.__file__).parent
    ours = place / "segmentcast"
    shutil.copytree(source, ours, ignore=shutil.ignore_patterns("__pycache__"))
    for name, before, after in (
        ("__init__.py", f'"{segmentcast.__version__}"', '"99.1.0"'),
        ("engines/tone.py", '"tone", schema=1', '"tone", schema=2'),
        ("engines/tone.py", "wave = 0.25 *", "wave = 0.1 *"),
        (
            "config/show_settings.py",
            '"opus"], ...] = ()',
            '"opus"], ...] = ()\n    dither: bool = False',
        ),
        ("lexicon/default.toml", "[en]\n", '[en]\n"ferry" = "fairy"\n'),
        ("artwork/compositions.py", "PAPER: Colour = (247,", "PAPER: Colour = (246,"),
        ("artwork/images.py", "_QUALITIES = (88,", "_QUALITIES = (64,"),
        ("tags/id3_frames.py", 'frames.TCON: "Podcast"', 'frames.TCON: "Podcasts"'),
        ("captions/__init__.py", "indent=1", "indent=2"),
    ):
        path = ours / name
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1
        path.write_text(text.replace(before, after), encoding="utf-8")
    return Software([place])
