"""Servers that mean harm: everything is bounded, and nothing leads inwards."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from segmentcast.doctor import examine
from segmentcast.errors import UsageError
from segmentcast.model import Finding
from segmentcast.visitor import HttpVisitor
from segmentcast.visitor.public_addresses import is_public
from tests.showcase import NOW

Handler = Callable[[BaseHTTPRequestHandler], None]
Serving = Callable[[Handler], str]
FEED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>T</title>'
    "{}</channel></rss>"
)


def look(url: str, seconds: float = 60.0) -> tuple[Finding, ...]:
    """A minute is more than this machine needs for an answer of its own, however busy it is."""
    return examine(url, now=NOW, seconds=seconds)


def answer(body: bytes, **headers: str) -> Handler:
    def handler(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(200)
        for name, value in {
            "Content-Type": "application/rss+xml",
            "Content-Length": str(len(body)),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }.items():
            asked.send_header(name, value)
        asked.end_headers()
        if asked.command != "HEAD":
            asked.wfile.write(body)

    return handler


def redirect(target: str, status: int = 302) -> Handler:
    def handler(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(status)
        asked.send_header("Location", target)
        asked.send_header("Content-Length", "0")
        asked.end_headers()

    return handler


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:1/",
        "http://localhost:1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:1/",
        "http://[::ffff:127.0.0.1]:1/",
        "http://10.0.0.1/",
        "http://0.0.0.0:1/",
        "http://2130706433:1/",
    ],
)
def test_redirects_lead_nowhere_inward(serving: Serving, target: str) -> None:
    """Loopback, link-local and private addresses that the person did not name are refused."""
    (finding,) = look(serving(redirect(target)))
    assert finding.rule == "live-unreachable"
    assert "not a public address" in finding.what


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://news.example/", "gopher://x/"])
def test_other_schemes_are_refused(serving: Serving, target: str) -> None:
    """Only http and https are followed."""
    (finding,) = look(serving(redirect(target)))
    assert "not http or https" in finding.what
    with pytest.raises(UsageError):
        look(target)


def test_what_the_feed_names_leads_nowhere_inward(serving: Serving) -> None:
    """An enclosure, a picture or an older document inside of the house is not fetched."""
    inner = "http://169.254.169.254/secret"
    item = (
        f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="{inner}"/>'
        f'<item><title>A</title><enclosure url="{inner}" length="9" type="audio/mpeg"/></item>'
    )
    findings = look(serving(answer(FEED.format(item).encode())))
    told = {f.rule for f in findings if "not a public address" in f.what}
    assert told == {"live-enclosure", "live-archive"}


def test_redirects_without_end(serving: Serving) -> None:
    """After five redirects it is enough."""
    (finding,) = look(serving(redirect("/again")))
    assert "more than 5 redirects" in finding.what


def test_a_slow_drip_ends(serving: Serving) -> None:
    """A server that sends a byte now and then is left at the deadline, in the headers or the body."""

    def drip(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(200)
        asked.send_header("Content-Length", "100000")
        asked.end_headers()
        for _ in range(1000):
            asked.wfile.write(b" ")
            asked.wfile.flush()
            time.sleep(0.5)

    def drip_headers(asked: BaseHTTPRequestHandler) -> None:
        asked.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            asked.wfile.write(f"X-{number}: x\r\n".encode())
            asked.wfile.flush()
            time.sleep(0.5)

    for handler in (drip, drip_headers):
        (finding,) = look(serving(handler), seconds=2.0)
        assert finding.rule == "live-unreachable"
        assert "2 seconds" in finding.what


def test_a_body_without_end(serving: Serving) -> None:
    """Only so much is read as was asked for."""

    def endless(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(200)
        asked.send_header("Content-Length", str(10 << 30))
        asked.end_headers()
        block = b"x" * 65536
        while True:
            asked.wfile.write(block)

    url = serving(endless)
    got = HttpVisitor([url], seconds=60).ask("GET", url, limit_bytes=1 << 20)
    assert (len(got.body), got.whole) == (1 << 20, False)


def test_entities_do_not_expand(serving: Serving) -> None:
    """A feed with a document type is refused unread."""
    bomb = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE r [<!ENTITY a "aaaa">]><rss version="2.0"/>'
    assert "xml-doctype" in {finding.rule for finding in look(serving(answer(bomb.encode())))}


def test_compressed_bombs_do_not_expand(serving: Serving) -> None:
    """A compressed body is opened within limits only."""
    plain = FEED.format("").encode()
    bomb = gzip.compress(b"\0" * (100 << 20))

    def handler(asked: BaseHTTPRequestHandler) -> None:
        zipped = "gzip" in asked.headers.get("Accept-Encoding", "")
        answer(bomb if zipped else plain, **({"Content_Encoding": "gzip"} if zipped else {}))(asked)

    assert "live-gzip" in {finding.rule for finding in look(serving(handler))}


def test_a_cut_body_is_noticed(serving: Serving) -> None:
    """A connection that ends early is not taken for the whole feed."""

    def cut(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(200)
        asked.send_header("Content-Length", "5000")
        asked.end_headers()
        asked.wfile.write(FEED.format("").encode())

    (finding,) = look(serving(cut))
    assert finding.rule in ("live-cut", "live-unreachable")


@pytest.mark.parametrize("status", [401, 404, 500, 503])
def test_a_status_is_told(serving: Serving, status: int) -> None:
    """Anything but 200 is named."""

    def handler(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(status)
        asked.send_header("Content-Length", "0")
        asked.end_headers()

    (finding,) = look(serving(handler))
    assert (finding.rule, str(status) in finding.what) == ("live-status", True)


def test_many_faults_alike_are_told_once(serving: Serving) -> None:
    """A thousand broken sounds make four lines, not a thousand."""
    items = "".join(
        f'<item><guid>{n}</guid><enclosure url="file:///{n}.mp3" length="9" type="audio/mpeg"/></item>'
        for n in range(50)
    )
    url = serving(answer(FEED.format(items).encode()))
    found = examine(url, now=NOW, sample=None, decode=0, seconds=60.0)
    broken = [finding for finding in found if finding.rule == "live-enclosure"]
    assert len(broken) == 4
    assert "47 more" in broken[-1].what


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    """Wrapped, mapped and scoped forms are judged by what they lead to."""
    assert is_public(address) is public
