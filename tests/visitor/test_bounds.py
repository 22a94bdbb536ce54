"""The one HTTP client against real servers: proxies, compression, redirects, time and size."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentcast.visitor import HttpVisitor, NoAnswer, content_length
from segmentcast.visitor.bodies import BadCoding, _Opener


def sending(body: bytes, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def handler(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(200)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            asked.send_header(name.replace("_", "-"), value)
        asked.end_headers()
        asked.wfile.write(body)

    return handler


def content(url: str, limit_bytes: int = 1 << 20, seconds: float = 60) -> tuple[bytes, bool]:
    with HttpVisitor([url]).exchange("GET", url, compressed=True, seconds=seconds) as answer:
        return answer.content(limit_bytes)


# --- proxies ------------------------------------------------------------------------------------


def test_the_proxy_of_the_environment_is_asked(
    listening: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host of the internet is asked by way of HTTP_PROXY, with the proxy's own password."""
    proxy = listening(sending(b"from afar"))
    monkeypatch.setenv("HTTP_PROXY", f"http://jo:p%40ss@127.0.0.1:{proxy.port}")
    answer = HttpVisitor(seconds=60).ask("GET", "http://feeds.example.org/feed.xml?a=1")
    assert (answer.status, answer.body) == (200, b"from afar")
    assert proxy.asked == ["GET http://feeds.example.org/feed.xml?a=1"]
    assert proxy.headers[0]["Proxy-Authorization"] == "Basic am86cEBzcw=="
    assert proxy.headers[0]["Host"] == "feeds.example.org"


def test_https_asks_the_proxy_for_a_tunnel(
    listening: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """CONNECT names host and port; a proxy that refuses is quoted, and its password is not shown."""

    def refuse(asked: BaseHTTPRequestHandler) -> None:
        asked.send_error(407)

    proxy = listening(refuse)
    monkeypatch.setenv("HTTPS_PROXY", f"http://jo:secret@127.0.0.1:{proxy.port}")
    answer = HttpVisitor(seconds=60).ask("GET", "https://feeds.example.org/feed.xml")
    assert proxy.asked == ["CONNECT feeds.example.org:443"]
    assert "the proxy responds with 407" in answer.trouble
    assert "secret" not in answer.trouble


def test_no_proxy_and_this_machine_go_round_the_proxy(
    listening: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_PROXY is obeyed, by name and by network; a named address of this machine needs no mention."""
    proxy, server = listening(sending(b"proxy")), listening(sending(b"direct"))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    visitor = HttpVisitor([server.url, f"http://localhost:{server.port}/"], seconds=60)
    assert visitor.ask("GET", server.url).body == b"direct"
    assert visitor.ask("GET", f"http://localhost:{server.port}/").body == b"direct"
    far = f"http://127.0.0.1:{server.port}/"
    for value in ("feeds.example.org,other.example", "10.0.0.0/8,192.168.0.0/16"):
        monkeypatch.setenv("NO_PROXY", value)
        host = "feeds.example.org" if "feeds" in value else "10.1.2.3"

        def resolve(_: str, port: int) -> list[tuple[Any, ...]]:
            import socket

            return socket.getaddrinfo("127.0.0.1", port, type=socket.SOCK_STREAM)

        named = HttpVisitor([far.replace("127.0.0.1", host)], seconds=60, resolve=resolve)
        assert named.ask("GET", far.replace("127.0.0.1", host)).body == b"direct"
    assert proxy.asked == []


def test_another_kind_of_proxy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """SOCKS is said to be unknown instead of going round it."""
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")
    answer = HttpVisitor(seconds=60).ask("GET", "https://feeds.example.org/")
    assert "socks5" in answer.trouble


# --- compression --------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw deflate", "two members", "none"])
def test_compressed_answers_are_opened(listening: Callable[..., Any], coding: str) -> None:
    """gzip, deflate with and without its header, and several gzip members give the whole content."""
    plain = b"<rss>" + bytes(range(256)) * 3000
    half = len(plain) // 2
    body = {
        "gzip": gzip.compress(plain),
        "deflate": zlib.compress(plain),
        "raw deflate": zlib.compress(plain, wbits=-15),
        "two members": gzip.compress(plain[:half]) + gzip.compress(plain[half:]) + bytes(50),
        "none": plain,
    }[coding]
    names = {"two members": "gzip", "raw deflate": "deflate", "none": "identity"}
    server = listening(sending(body, Content_Encoding=names.get(coding, coding)))
    assert content(server.url) == (plain, True)
    assert server.headers[0]["Accept-Encoding"] == "gzip, deflate"


@given(data=st.binary(max_size=3000), size=st.integers(1, 400), most=st.integers(1, 4000))
@settings(max_examples=150, deadline=None)
def test_no_byte_is_lost_or_added_at_any_cut(data: bytes, size: int, most: int) -> None:
    """In whatever pieces it comes, what is opened is the beginning of the content, as far as wanted."""
    plain = data * 40
    for gzipped, packed in ((True, gzip.compress(plain)), (False, zlib.compress(plain))):
        opener = _Opener(gzipped=gzipped)
        got = b""
        for start in range(0, len(packed), size):
            got += b"".join(opener.opened(packed[start : start + size], most - len(got)))
        assert got == plain[:most]
        assert opener.ended or len(plain) >= most


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_opened_no_further_than_its_bound(
    listening: Callable[..., Any], coding: str
) -> None:
    """A megabyte that opens to a gigabyte gives what was asked for, and that it is not all."""
    engine = zlib.compressobj(9, wbits=31 if coding == "gzip" else 15)
    head = engine.compress(bytes(1 << 20)) + engine.flush(zlib.Z_FULL_FLUSH)
    # What follows a full flush refers to nothing before it, so it may be said again and again.
    again = engine.compress(bytes(1 << 20)) + engine.flush(zlib.Z_FULL_FLUSH)
    server = listening(sending(head + again * 1023, Content_Encoding=coding))
    tracemalloc.start()
    try:
        data, whole = content(server.url, 100_000)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (len(data), whole) == (100_000, False)
    assert most < 16 << 20, "opened further than asked"


def test_an_answer_of_empty_blocks_ends(listening: Callable[..., Any]) -> None:
    """Compressed bytes that open to nothing are bounded as well."""
    engine = zlib.compressobj(wbits=31)
    empty = engine.compress(b"") + engine.flush(zlib.Z_FULL_FLUSH) * (1 << 20)
    server = listening(sending(empty, Content_Encoding="gzip"))
    assert content(server.url, 1000)[1] is False


@pytest.mark.parametrize(
    ("body", "coding"),
    [(b"no gzip at all", "gzip"), (b"\xff\xff\xff", "deflate"), (b"x", "br"), (b"x", "gzip, gzip")],
)
def test_what_cannot_be_opened_is_said(
    listening: Callable[..., Any], body: bytes, coding: str
) -> None:
    """Damage and codings that nobody asked for are no content."""
    server = listening(sending(body, Content_Encoding=coding))
    with pytest.raises(NoAnswer, match="compressed"):
        content(server.url)


def test_a_damaged_opener_says_so() -> None:
    """Garbage after a gzip member is not taken for a further one."""
    opener = _Opener(gzipped=True)
    with pytest.raises(BadCoding):
        list(opener.opened(gzip.compress(b"a") + b"garbage", 100))


# --- time, size, redirects ----------------------------------------------------------------------


def test_the_whole_exchange_has_one_limit(listening: Callable[..., Any]) -> None:
    """Redirects and a body that drip share the seconds; a resolver without an answer has them, too."""

    def drip(asked: BaseHTTPRequestHandler) -> None:
        if len(asked.path) < 4:
            time.sleep(0.2)
            asked.send_response(302)
            asked.send_header("Location", asked.path + "a")
            asked.send_header("Content-Length", "0")
            asked.end_headers()
            return
        asked.send_response(200)
        asked.send_header("Transfer-Encoding", "chunked")
        asked.end_headers()
        for _ in range(2000):
            asked.wfile.write(b"1\r\nx\r\n")
            time.sleep(0.05)

    with pytest.raises(NoAnswer) as caught:
        content(listening(drip).url, seconds=1)
    assert caught.value.reason == "time"

    def never(host: str, port: int) -> list[tuple[Any, ...]]:
        time.sleep(20)
        return []

    slow = HttpVisitor(seconds=0.2, resolve=never)
    assert "0.2 seconds" in slow.ask("GET", "http://news.example/").trouble


def test_a_cut_chunked_answer_is_no_answer(listening: Callable[..., Any]) -> None:
    """A body that ends in the middle of a chunk is not taken for the whole."""

    def cut(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(200)
        asked.send_header("Transfer-Encoding", "chunked")
        asked.end_headers()
        asked.wfile.write(b"ff\r\nonly this")

    with pytest.raises(NoAnswer) as caught:
        content(listening(cut).url)
    assert caught.value.begun


def test_a_password_goes_to_its_own_host_alone(listening: Callable[..., Any]) -> None:
    """A name and password in an address that a person gave are sent there, not on, and not shown."""

    def answer(asked: BaseHTTPRequestHandler) -> None:
        if asked.path == "/":
            asked.send_response(307)
            asked.send_header("Location", f"http://localhost:{server.port}/next")
        else:
            asked.send_response(404)
        asked.send_header("Content-Length", "0")
        asked.end_headers()

    server = listening(answer)
    visitor = HttpVisitor([server.url, f"http://localhost:{server.port}/"], seconds=60)
    found = visitor.ask("GET", f"http://jo:secret@127.0.0.1:{server.port}/")
    assert [headers.get("Authorization") for headers in server.headers] == [
        "Basic am86c2VjcmV0",
        None,
    ]
    assert "secret" not in repr(found)


@pytest.mark.parametrize(("status", "method"), [(303, "GET"), (302, "GET"), (307, "POST")])
def test_what_a_redirect_does_to_a_post(
    listening: Callable[..., Any], status: int, method: str
) -> None:
    """303 and, as all clients do, 302 ask for a page; 307 sends the same again."""

    def answer(asked: BaseHTTPRequestHandler) -> None:
        asked.rfile.read(int(asked.headers.get("Content-Length", 0)))
        asked.send_response(status if asked.path == "/" else 200)
        asked.send_header("Location", "/there")
        asked.send_header("Content-Length", "0")
        asked.end_headers()

    server = listening(answer)
    HttpVisitor([server.url], seconds=60).ask("POST", server.url, body=b"hub.mode=publish")
    assert server.asked == ["POST /", f"{method} /there"]


@pytest.mark.parametrize(
    ("text", "length"),
    [("12", 12), ("", None), ("-1", None), ("1e9", None), ("²", None), ("9" * 5000, None)],
)
def test_announced_lengths_are_numbers_that_can_be(text: str, length: int | None) -> None:
    """Signs, other digits and numbers without end are no length."""
    assert content_length({"content-length": text}) == length
