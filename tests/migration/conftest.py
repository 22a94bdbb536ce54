"""Feeds in the style of the hosts that shows move in from, and a real server to fetch them from."""

from __future__ import annotations

import http.server
import io
import threading
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import feedparser
import pytest
from tenacity import nap

from segmentcast.migration import MovedIn, Wishes, move_in
from segmentcast.publish import Options, Report, publish
from segmentcast.workspace.show_folder import locate
from tests.showcase import NOW, Quiet

FEEDS = Path(__file__).parent / "feeds"


@dataclass
class Answer:
    """What the server gives at a path. `cut_after` ends the connection after so many bytes, once."""

    data: bytes = b""
    mime: str = "application/octet-stream"
    etag: str = ""
    location: str = ""
    status: int = 200
    cut_after: int = 0
    endless: bool = False
    coding: str = ""
    range_total: str = ""


@dataclass
class Site:
    """A web server on this machine, and the requests that it got: method, path, Range."""

    base: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)

    def put(self, path: str, data: bytes | str = b"", **more: object) -> str:
        """Serves the data, in which {base} stands for the server's address; gives the whole address."""
        if isinstance(data, str):
            data = data.replace("{base}", self.base).encode()
        self.answers[path] = Answer(data, **more)  # type: ignore[arg-type]
        return f"{self.base}{path}"


def _handler(site: Site) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def _answer(self, *, body: bool) -> None:
            asked = self.headers.get("Range", "")
            site.requests.append((self.command, self.path, asked))
            site.authorizations.append(self.headers.get("Authorization", ""))
            answer = site.answers.get(self.path, Answer(b"nothing here", status=404))
            if answer.location:
                self.send_response(302)
                self.send_header("Location", answer.location)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            data, start = answer.data, 0
            if answer.endless:
                self._endless()
                return
            same = self.headers.get("If-Range", answer.etag) == answer.etag
            if asked.startswith("bytes=") and same and answer.etag:
                start = int(asked.removeprefix("bytes=").rstrip("-"))
            self.send_response(206 if start else answer.status)
            self.send_header("Content-Type", answer.mime)
            self.send_header("Content-Length", str(len(data) - start))
            if start:
                total = answer.range_total or str(len(data))
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{total}")
            if answer.coding:
                self.send_header("Content-Encoding", answer.coding)
            if answer.etag:
                self.send_header("ETag", answer.etag)
            self.end_headers()
            if not body:
                return
            if answer.cut_after:
                self.wfile.write(data[start : start + answer.cut_after])
                answer.cut_after = 0
                self.close_connection = True
                return
            self.wfile.write(data[start:])

        def _endless(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.end_headers()
            self.close_connection = True
            try:
                while True:
                    self.wfile.write(b"<rss>" + b" " * (1 << 20))
            except (BrokenPipeError, ConnectionResetError):
                return  # the reader has had enough, as it should

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


@pytest.fixture
def site() -> Iterator[Site]:
    """A server with nothing on it yet."""
    found = Site()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(found))
    found.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits between two attempts, which are noted and not slept (tenacity's own door for tests)."""
    noted: list[float] = []
    monkeypatch.setattr(nap, "time", SimpleNamespace(sleep=noted.append))
    return noted


@pytest.fixture
def quiet() -> Quiet:
    return Quiet()


@pytest.fixture
def publish_at() -> Callable[[Path], Report]:
    """Publishes the show in a folder."""
    return lambda folder: publish(locate(folder), Options(now=NOW, workers=1), Quiet())


@pytest.fixture
def feed_text() -> Callable[[str], str]:
    """The text of one of the feeds beside the tests."""
    return lambda name: (FEEDS / f"{name}.xml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def sound() -> bytes:
    """Three seconds of a quiet ramp as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(16_000)
        writer.writeframes(
            b"".join(
                ((n * 7) % 2000 - 1000).to_bytes(2, "little", signed=True) for n in range(48_000)
            )
        )
    return out.getvalue()


@pytest.fixture(scope="session")
def picture() -> bytes:
    """A square PNG that directories take."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (1400, 1400), (30, 90, 120)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def published(
    tmp_path: Path, quiet: Any, publish_at: Callable[[Path], Any]
) -> Callable[[str | bytes], tuple[MovedIn, list[Any]]]:
    """Imports a saved feed and publishes it; gives what the import said and the new feed's items."""

    def run(data: str | bytes) -> tuple[MovedIn, list[Any]]:
        saved = tmp_path / "saved.xml"
        saved.write_bytes(data.encode() if isinstance(data, str) else data)
        wishes = Wishes("https://new.example/", small_files=False)
        done = move_in(str(saved), tmp_path / "show", wishes, quiet)
        report = publish_at(tmp_path / "show")
        assert [problem for outcome in report.outcomes for problem in outcome.problems] == []
        return done, feedparser.parse((tmp_path / "show/feed/feed.xml").read_bytes()).entries

    return run
