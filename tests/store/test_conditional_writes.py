"""A store that ignores conditional writes is found out before anything is lost."""

import contextlib
import http.client
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest

from segmentcast.deployment import publish_to
from segmentcast.deployment.conditions import LOCK_OBJECT
from segmentcast.errors import Overtaken, SegmentcastError, StoreError
from segmentcast.publish import Options
from segmentcast.store import StoreSettings, objects, open_store
from segmentcast.workspace.show_folder import locate
from tests.showcase import NOW, Quiet, ShowUnderTest

PUBLISH = """
[publish]
endpoint = "{endpoint}"
region = "eu-north-1"
{more}
"""


class Careless(BaseHTTPRequestHandler):
    """An S3 service that takes no notice of conditions: it has those headers taken out."""

    protocol_version = "HTTP/1.1"
    upstream = ""

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        address = urlsplit(self.upstream)
        connection = http.client.HTTPConnection(address.hostname or "", address.port)
        headers = {
            name: value
            for name, value in self.headers.items()
            if name.lower() not in ("if-match", "if-none-match", "connection")
        }
        try:
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(name, value)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(data))
        self.send_header("Content-Length", length or "0")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass_on  # noqa: N815

    def log_message(self, *_: object) -> None: ...


class Refusing(Careless):
    """An S3 service that answers every conditional write with an error of this status."""

    status = 501

    def _pass_on(self) -> None:
        if not {"if-match", "if-none-match"} & {name.lower() for name in self.headers}:
            super()._pass_on()
            return
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass_on  # noqa: N815


@contextlib.contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many retries as ever, a few milliseconds apart."""
    for retry in (objects._RETRY, objects._IMPATIENT):
        for which in ("init_backoff", "max_backoff"):
            monkeypatch.setitem(retry["backoff"], which, timedelta(milliseconds=5))


@pytest.fixture
def careless(s3_endpoint: str) -> Iterator[str]:
    with served(type("Handler", (Careless,), {"upstream": s3_endpoint})) as endpoint:
        yield endpoint


Show = Callable[..., Path]


@pytest.fixture
def show(tmp_path: Path) -> Show:
    def made(name: str, endpoint: str, episode: str, more: str = "") -> Path:
        show = ShowUnderTest(tmp_path / name, PUBLISH.format(endpoint=endpoint, more=more))
        show.episode(
            episode,
            f"The {episode} talk\n\nROSA LIND: It was crowded.\n\nPETER AUNE: It was early.\n",
        )
        return show.root

    return made


def send(root: Path, address: str) -> None:
    publish_to(locate(root), Options(now=NOW), Quiet(), address)


def at_once(address: str, *roots: Path) -> list[BaseException | None]:
    """What comes of publishes that begin at the same time."""
    ready = threading.Barrier(len(roots))
    came: list[BaseException | None] = [None] * len(roots)

    def one(number: int, root: Path) -> None:
        ready.wait()
        try:
            send(root, address)
        except SegmentcastError as error:
            came[number] = error

    threads = [threading.Thread(target=one, args=each) for each in enumerate(roots)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def titles(endpoint: str, address: str) -> set[str]:
    store = open_store(address, StoreSettings(endpoint, "eu-north-1"))
    data = store.get("feed.xml") if store.head("feed.xml") else b""
    return {entry.title for entry in feedparser.parse(data).entries}


def test_two_at_once_on_a_careless_store_lose_nothing(careless: str, show: Show) -> None:
    """Both are refused with exit code 8 and the way out, before anything but the lock is written."""
    address = "s3://bucket/careless"
    one = show("one", careless, "2026-03-14-ferry")
    two = show("two", careless, "2026-03-15-tides")
    came = at_once(address, one, two)
    for error in came:
        assert isinstance(error, StoreError)
        assert error.exit_code == 8
        assert "single_writer = true" in str(error)
    store = open_store(address, StoreSettings(careless, "eu-north-1"))
    assert list(store.paths()) == [LOCK_OBJECT]
    with pytest.raises(StoreError, match="ignores or rejects conditional writes"):
        send(one, address)  # a refusal is not remembered: a service may be mended


@pytest.mark.parametrize("status", [400, 501])
def test_a_store_that_refuses_conditions_is_named_with_the_way_out(
    s3_endpoint: str, show: Show, status: int
) -> None:
    """A service that does not implement conditional writes needs single_writer, and takes the show then."""
    handler = type("Handler", (Refusing,), {"upstream": s3_endpoint, "status": status})
    address = f"s3://bucket/refusing-{status}"
    with served(handler) as endpoint:
        with pytest.raises(StoreError, match="single_writer = true"):
            send(show("one", endpoint, "2026-03-14-ferry"), address)
        send(show("two", endpoint, "2026-03-14-ferry", "single_writer = true"), address)
        assert len(titles(endpoint, address)) == 1


def test_two_at_once_on_a_store_that_keeps_conditions_lose_nothing(
    s3_endpoint: str, show: Show
) -> None:
    """Of two that try the store and publish at the same time one wins, and the other is told."""
    address = "s3://bucket/careful"
    one = show("one", s3_endpoint, "2026-03-14-ferry")
    two = show("two", s3_endpoint, "2026-03-15-tides")
    came = at_once(address, one, two)
    assert sum(error is None for error in came) == 1
    assert sum(isinstance(error, Overtaken) for error in came) == 1
    assert len(titles(s3_endpoint, address)) == 1


def test_who_publishes_alone_may_say_so(careless: str, show: Show) -> None:
    """With single_writer = true the same store takes the show, again and again, and conditions are
    looked at as far as that goes: an episode that is not known here is still not lost."""
    address = "s3://bucket/alone"
    one = show("one", careless, "2026-03-14-ferry", "single_writer = true")
    send(one, address)
    send(one, address)
    two = show("two", careless, "2026-03-15-tides", "single_writer = true")
    with pytest.raises(Overtaken, match="ferry"):
        send(two, address)
    assert len(titles(careless, address)) == 1


def test_a_store_is_tried_once(s3_endpoint: str, show: Show) -> None:
    """What was found is remembered here, and at the store for machines that remember nothing."""
    address = "s3://bucket/once"
    one = show("one", s3_endpoint, "2026-03-14-ferry")
    store = open_store(address, StoreSettings(s3_endpoint, "eu-north-1"))
    send(one, address)
    tried = store.head(LOCK_OBJECT)
    assert tried is not None
    send(one, address)
    (one / ".segmentcast" / "conditional-writes.json").unlink()
    send(one, address)
    again = store.head(LOCK_OBJECT)
    assert again is not None
    assert again.version == tried.version


def test_a_lock_that_was_copied_from_another_store_proves_nothing(
    s3_endpoint: str, careless: str, show: Show
) -> None:
    """Files that were moved from a careful service to a careless one bring their lock object with them."""
    address = "s3://bucket/moved"
    send(show("one", s3_endpoint, "2026-03-14-ferry"), address)
    before = titles(s3_endpoint, address)
    with pytest.raises(StoreError, match="ignores or rejects conditional writes"):
        send(show("two", careless, "2026-03-14-ferry"), address)
    assert titles(s3_endpoint, address) == before
