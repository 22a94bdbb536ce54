"""A small published folder, and the real server on a free port."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from segmentcast.server import make_app

BASE_URL = "https://podcast.example.org/a&b/"
SOUND = bytes(range(256)) * 400


def write_feed(root: Path) -> None:
    item = f"{BASE_URL}audio/one-0123456789ab.mp3".replace("&", "&amp;")
    files = {
        "feed.xml": (
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
            f"<title>Größe</title><link>{BASE_URL.replace('&', '&amp;')}</link>"
            f"<item><link>{BASE_URL.replace('&', '&amp;')}news/article</link>"
            f'<enclosure url="{item}" length="{len(SOUND)}" type="audio/mpeg"/></item>'
            + "<item/>" * 200
            + "</channel></rss>\n"
        ).encode(),
        "audio/one-0123456789ab.mp3": SOUND,
        "audio/empty.mp3": b"",
        "captions/one.vtt": b"WEBVTT\n",
        "captions/one.srt": b"1\n",
        "captions/one.json": b'{"version":"1.0.0"}',
        "chapters/one.json": f'{{"url":"{BASE_URL}episodes/one/"}}'.encode(),
        "artwork/show.jpg": b"\xff\xd8\xff",
        "index.html": (
            f'<!doctype html><a href="{BASE_URL}feed.xml">'.replace("&", "&amp;")
            + '<a href="podcast://podcast.example.org/a&b/feed.xml">'
        ).encode(),
        "episodes/one/index.html": b"<!doctype html><p>One",
        "static/feed-qr.svg": b"<svg/>",
        ".ledger": b"secret",
        ".git/config": b"secret",
    }
    for path, data in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


@pytest.fixture(scope="session")
def feed_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("secret")
    root = tmp_path_factory.mktemp("feed")
    write_feed(root)
    (root / "leak.txt").symlink_to(outside / "secret.txt")
    (root / "leaks").symlink_to(outside)
    (root / "inside.mp3").symlink_to(root / "audio/one-0123456789ab.mp3")
    return root


@pytest.fixture(scope="session")
def address(feed_root: Path) -> Iterator[str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    app = make_app(feed_root, BASE_URL)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as opened:
        yield opened


@pytest.fixture
def sound() -> bytes:
    return SOUND
