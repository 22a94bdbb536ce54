"""Finished outputs of a small show, and what a subscriber would see at a store."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from lxml import etree

from segmentcast.deployment import Deployment, RemoteState, Transaction, survey
from segmentcast.ledger import Ledger, Version
from segmentcast.ports import Store
from tests.showcase import Quiet

BASE = "https://news.example/podcast/"
START = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass
class Publisher:
    """Somebody with an output folder and a ledger; episodes are given as id -> sound."""

    folder: Path
    ledger: Ledger

    def write(self, episodes: dict[str, bytes]) -> None:
        """Writes the output as publish does: media, pages and the feed; old media stays."""
        items = []
        for id_, sound in sorted(episodes.items()):
            sha256 = hashlib.sha256(sound).hexdigest()
            path = f"audio/{id_}-{sha256[:12]}.mp3"
            caption = f"captions/{id_}-{sha256[:12]}.vtt"
            self._put(path, sound)
            self._put(caption, b"WEBVTT\n\n" + id_.encode())
            self._put(f"episodes/{id_}/index.html", f"<p>{id_} {path} {caption}".encode())
            entry = self.ledger.admit(
                id_, title=id_, published=START + timedelta(hours=sum(id_.encode()))
            )
            date = START + timedelta(days=100 + len(entry.versions))
            version = Version(BASE + path, path, sha256, len(sound), "audio/mpeg", date)
            self.ledger.record(id_, version)
            items.append(
                f"<item><title>{escape(id_)}</title><guid>{entry.guid}</guid>"
                f'<enclosure url="{BASE}{path}" length="{len(sound)}" type="audio/mpeg"/></item>'
            )
        self._put("index.html", f"<h1>{len(items)} episodes</h1>".encode())
        self._put("static/site.css", b"p { color: #222 }")
        head = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>T</title>'
        )
        self._put("feed.xml", f"{head}{''.join(items)}</channel></rss>\n".encode())

    def deploy(
        self, target: Store, *, standing: RemoteState | None = None, **options: object
    ) -> Deployment:
        known = frozenset(entry.guid for entry in self.ledger)
        return Transaction(
            self.folder,
            target,
            standing or survey(target),
            self.ledger,
            BASE,
            known,
            Quiet(),
            **{"workers": 1, **options},  # type: ignore[arg-type]
        ).run()

    def _put(self, path: str, data: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


@pytest.fixture
def publisher(tmp_path: Path) -> Callable[[str], Publisher]:
    """Makes publishers of the same show, each with a folder and a ledger of their own."""

    def make(name: str = "one") -> Publisher:
        folder = tmp_path / name
        shutil.rmtree(folder, ignore_errors=True)
        return Publisher(folder, Ledger.mint(f"{BASE}feed.xml"))

    return make


@pytest.fixture
def subscribed() -> Callable[[Store], dict[str, bytes] | None]:
    """What a subscriber gets: each item's title with its sound; None when there is no feed yet.

    Fails when the feed is not whole, or names a sound that is not there with its length.
    """

    def look(store: Store) -> dict[str, bytes] | None:
        if store.head("feed.xml") is None:
            return None
        channel = etree.fromstring(store.get("feed.xml")).find("channel")
        assert channel is not None
        heard: dict[str, bytes] = {}
        for item in channel.iterfind("item"):
            enclosure = item.find("enclosure")
            assert enclosure is not None
            sound = store.get(enclosure.get("url", "").removeprefix(BASE))
            assert len(sound) == int(enclosure.get("length", "-1"))
            name = enclosure.get("url", "").rpartition("-")[2].removesuffix(".mp3")
            assert hashlib.sha256(sound).hexdigest().startswith(name)
            heard[item.findtext("title") or ""] = sound
        return heard

    return look
