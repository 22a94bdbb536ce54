"""A show with a narrated interview of ten turns, written to a folder as publishing does."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lameenc
import numpy as np
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from segmentcast import captions, site
from segmentcast import feed as feed_documents
from segmentcast.model import (
    Chapter,
    Correction,
    Credit,
    Cue,
    Owner,
    Package,
    PackageFile,
    Show,
)
from segmentcast.server import make_app
from tests.browsers import PATIENCE_MS, chromium

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
]
BASE_URL = "https://podcast.example.org/harbor/"
HOST, GUEST = "Nora Lindqvist", "Tomás Arroyo"
TURNS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (
        HOST,
        (
            ("The old lighthouse at Grey Point went dark last winter.",),
            (
                "This spring a group of neighbours climbed the stairs with paint and new lamps.",
                "With me is Tomás Arroyo, who led the repair.",
                "Tomás, who had the idea?",
            ),
        ),
    ),
    (GUEST, (("My daughter did.", "She asked why the light had stopped, and I had no answer."),)),
    (HOST, (("How many people came on the first day?",),)),
    (
        GUEST,
        (
            ("We hoped for ten, and sixty came.",),
            ("Some had not spoken to each other in years.", "By noon they shared one ladder."),
        ),
    ),
    (HOST, (("What was the hardest part of the work?",),)),
    (
        GUEST,
        (
            (
                "The lens.",
                "It has four hundred pieces of glass, and each one had to come down by hand.",
                "We numbered them with chalk, and then it rained.",
            ),
        ),
    ),
    (HOST, (("And now the light is on again.", "What do the fishing crews say?"),)),
    (GUEST, (("They say nothing.", "They sound the horn when they pass, and that is enough."),)),
    (HOST, (("Will it stay lit?",),)),
    (GUEST, (("As long as somebody is willing to climb the stairs.",),)),
)


def make_cues() -> tuple[Cue, ...]:
    """Sentences of two seconds each, with a pause of 300 ms between turns."""
    cues: list[Cue] = []
    at = 200
    for turn, (speaker, paragraphs) in enumerate(TURNS):
        for paragraph, sentences in enumerate(paragraphs):
            for sentence in sentences:
                cues.append(Cue(at, at + 1900, speaker, sentence, turn, paragraph))
                at += 2000
        at += 300
    return tuple(cues)


def make_mp3(duration_ms: int) -> bytes:
    """A quiet tone."""
    rate = 24_000
    time = np.arange(rate * duration_ms // 1000) / rate
    samples = (np.sin(2 * np.pi * 220 * time) * 3000).astype("<i2")
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(48)
    encoder.set_in_sample_rate(rate)
    encoder.set_channels(1)
    encoder.set_quality(7)
    encoder.silence()
    return bytes(encoder.encode(samples.tobytes())) + bytes(encoder.flush())


def named(role: str, path: str, mime: str, data: bytes) -> PackageFile:
    return PackageFile(role, path, mime, len(data), hashlib.sha256(data).hexdigest())  # type: ignore[arg-type]


@dataclass(frozen=True)
class Feed:
    """A published show: what it is made from, and the bytes of its media by path."""

    show: Show
    packages: tuple[Package, ...]
    media: dict[str, bytes]

    def write(self, root: Path) -> None:
        """The folder as publishing leaves it."""
        files = dict(self.media)
        files |= {file.path: file.data for file in site.render(self.show, self.packages)}
        files["feed.xml"] = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<?xml-stylesheet type="text/css" href="{site.FEED_STYLE_PATH}"?>\n'
            '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
            ' xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>'
            f"<title>{self.show.title}</title><link>{self.show.base_url}</link>"
            "<language>en</language>"
            "<itunes:author>not shown</itunes:author>"
            f"<item><title>{self.packages[0].title}</title>"
            "<description>&lt;p&gt;Long ago. &lt;a href='https://example.org/lamp'&gt;The"
            f" lamp&lt;/a&gt;&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;{'Words. ' * 80}the end</description>"
            f'<enclosure url="{self.packages[0].files[0].path}" length="9" type="audio/mpeg"/>'
            "<link>javascript:alert(1)</link></item></channel></rss>\n"
        ).encode()
        files["feed-with-page.xml"] = feed_documents.with_reader(
            files["feed.xml"].replace(
                b"<link>javascript:alert(1)</link>", b"<link>https://news.example.org/harbor</link>"
            )
        )
        for path, data in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


@pytest.fixture(scope="session")
def package_media() -> tuple[Package, dict[str, bytes]]:
    cues = make_cues()
    duration = cues[-1].end_ms + 500
    vtt = b"WEBVTT\n\n00:00:00.200 --> 00:00:02.100\n<v Nora Lindqvist>The old lighthouse\n"
    media = {
        "audio/grey-point-0123456789ab.mp3": make_mp3(duration),
        "captions/grey-point-0123456789ab.vtt": vtt,
        "captions/grey-point-0123456789ab.srt": b"1\n00:00:00,200 --> 00:00:02,100\nThe old\n",
        "captions/grey-point-0123456789ab.json": captions.render_json(cues),
        "chapters/grey-point-0123456789ab.json": b'{"version":"1.2.0","chapters":[]}',
    }
    roles = {
        "audio": ("audio/grey-point-0123456789ab.mp3", "audio/mpeg"),
        "vtt": ("captions/grey-point-0123456789ab.vtt", "text/vtt"),
        "srt": ("captions/grey-point-0123456789ab.srt", "application/x-subrip"),
        "captions-json": ("captions/grey-point-0123456789ab.json", "application/json"),
        "chapters": ("chapters/grey-point-0123456789ab.json", "application/json+chapters"),
    }
    starts = {cue.turn: cue.start_ms for cue in reversed(cues)}
    package = Package(
        id="2024-05-02-grey-point",
        guid="6d0f0a5e-1111-5222-8333-944444444444",
        title="Neighbours relight the lighthouse at Grey Point",
        summary="After a winter in the dark, sixty people with paint, chalk and one ladder brought "
        "back a light that crews had steered by for a century. Tomás Arroyo tells Nora Lindqvist "
        "how it was done.",
        published=datetime(2024, 5, 2, 9, 30, tzinfo=UTC),
        duration_ms=duration,
        files=tuple(named(role, path, mime, media[path]) for role, (path, mime) in roles.items()),
        cues=cues,
        chapters=(
            Chapter(starts[0], starts[4], "Who had the idea?"),
            Chapter(starts[4], starts[6], "What was the hardest part"),
            Chapter(starts[6], duration, "And now the light is on again"),
        ),
        credits=(
            Credit(HOST, "host", voice="piper/amy"),
            Credit(GUEST, "guest", "Friends of Grey Point", voice="piper/ryan"),
        ),
        notice="The voices in this segment are synthetic. The words are those of the transcript.",
        link="https://news.example.org/harbor/grey-point",
        comments_url="https://news.example.org/harbor/grey-point#comments",
        byline="Ada Verne",
        corrections=(
            Correction(datetime(2024, 5, 3, tzinfo=UTC), "The lens has 400 pieces, not 40."),
        ),
    )
    return package, media


@pytest.fixture(scope="session")
def feed(package_media: tuple[Package, dict[str, bytes]]) -> Feed:
    package, media = package_media
    art = artwork_jpeg()
    path = "artwork/show-abcdef012345.jpg"
    show = Show(
        title="Harbor Conversations",
        description="Short talks with the people of a coast: keepers, crews, cooks and teachers.",
        author="The Harbor Gazette",
        base_url=BASE_URL,
        link="https://news.example.org/harbor",
        copyright="© 2024 The Harbor Gazette",
        license="CC BY 4.0",
        license_url="https://creativecommons.org/licenses/by/4.0/",
        owner=Owner("Desk", "desk@example.org"),
        artwork=named("artwork", path, "image/jpeg", art),
    )
    older = replace(
        package,
        id="2023-11-13-bakery",
        guid="6d0f0a5e-1111-5222-8333-955555555555",
        title="The bakery that opens at three in the morning",
        summary="Who buys bread in the dark, and why the oven has never been cold since 1961.",
        published=datetime(2023, 11, 13, 6, 0, tzinfo=UTC),
        corrections=(),
    )
    return Feed(show, (package, older), {**media, path: art})


def artwork_jpeg() -> bytes:
    from io import BytesIO

    from PIL import Image, ImageDraw

    image = Image.new("RGB", (1400, 1400), "#15384f")
    draw = ImageDraw.Draw(image)
    draw.polygon([(700, 300), (1400, 120), (1400, 560)], fill="#f3d27a")
    draw.rectangle((600, 320, 800, 1150), fill="#f4efe6")
    draw.rectangle((0, 1150, 1400, 1400), fill="#0d2433")
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


@pytest.fixture(scope="session")
def site_root(feed: Feed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("feed")
    feed.write(root)
    return root


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """Starts the real server for a folder on a free port; gives the address of its root.

    `around` wraps the server, to note or to disturb what it answers.
    """
    running: list[tuple[uvicorn.Server, threading.Thread, socket.socket]] = []

    def start(
        root: Path, base_url: str = BASE_URL, around: Callable[[Any], Any] = lambda app: app
    ) -> str:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(around(make_app(root, base_url)), log_level="warning", lifespan="off")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        running.append((server, thread, listener))
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    yield start
    for server, thread, listener in running:
        server.should_exit = True
        thread.join(10)
        listener.close()


@pytest.fixture(
    scope="module"
)  # a process of tests can have only one, and may take those of the desk next
def browser() -> Iterator[Browser]:
    with chromium(FLAGS) as running:
        yield running


@pytest.fixture(scope="session")
def address(serve: Callable[[Path], str], site_root: Path) -> str:
    return serve(site_root)


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a page; at the end nothing may have been said on the console or asked of others."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def heard(request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "file:")):
            complaints.append(f"asked {request.url}")

    def noted(message: Any, expected: str) -> None:
        if not expected or expected not in message.text:
            complaints.append(f"{message.text} {message.location}")

    def opened(
        path: str = "episodes/2024-05-02-grey-point/index.html", expected: str = "", **options: Any
    ) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: noted(message, expected))
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        page.on("request", heard)
        page.goto(path if "://" in path else address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
