"""No form of an inward address that a feed, a page or a redirect names is asked, with or without a proxy."""

from __future__ import annotations

import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import unquote

import pytest

from segmentcast.visitor import HttpVisitor
from segmentcast.visitor.public_addresses import is_public

# The forms that public lists of such attacks collect, and those of the transition to IPv6.
INWARD = [
    "127.0.0.1", "127.1", "127.0.1", "127.127.127.127", "127.0.0.0", "0", "0.0.0.0", "2130706433",
    "017700000001", "0177.0.0.1", "0177.1", "0x7f000001", "0x7f.1", "0x7F.0.0.0x1", "0x7f.0.0.1",
    "127.0.0.1.", "localhost", "LOCALHOST", "localhost.", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "２１３０７０６４３３", "127.0.0.0x1", "127.0.0.01",
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]", "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
    "[2001:0:7f00:1::]", "[fe80::1]", "[fe80::1%25lo]", "[::1%25lo]", "[fec0::1]", "[fd00::1]",
    "[ff02::1]", "[2001:db8::1]", "[fd00:ec2::254]", "[::ffff:a9fe:a9fe]", "[2002:a9fe:a9fe::1]",
    "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.170.2",
    "100.100.100.200", "192.0.0.192", "168.63.129.16", "10.0.0.1", "172.16.0.1", "192.168.1.1",
    "3232235777", "100.64.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
]  # fmt: skip
IMPOSSIBLE = [
    "256.256.256.256", "425.510.425.510", "127.0.0.1.1.1", "0x7f.0x0.0x0.0x0.0x1", "4294967297",
    "08.0.0.1", "0x", "a..b.example", "%31%32%37.0.0.1", "127.0.0.1%00.news.example", "a b.example",
    "-.example", "x" * 64 + "." + "y" * 200,
]  # fmt: skip
TRICKS = [
    "http://news.example@127.0.0.1:{port}/", "http://news.example\\@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@news.example/", "http://a:b@localhost:{port}/",
    "http://127.0.0.1:{port}#@news.example/", "http:/\t/127.0.0.1:{port}/", "//127.0.0.1:{port}/",
    "http://[::1]]:{port}/", "http://[::1:{port}/", "file:///etc/passwd", "gopher://127.0.0.1:{port}/",
    "jar:http://127.0.0.1:{port}!/", "http://127.0.0.1:{port}:80/", "http://127.0.0.1:99999/", "http://",
]  # fmt: skip


def silent(asked: BaseHTTPRequestHandler) -> None:
    asked.send_response(200)
    asked.send_header("Content-Length", "6")
    asked.end_headers()
    asked.wfile.write(b"secret")


@pytest.mark.parametrize("proxied", [False, True], ids=["direct", "through a proxy"])
@pytest.mark.parametrize("host", INWARD + IMPOSSIBLE)
def test_no_form_of_an_inward_address_is_asked(
    host: str, proxied: bool, listening: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it is written, nothing connects: neither this machine nor the person's proxy is asked."""
    server = listening(silent)
    if proxied:
        monkeypatch.setenv("HTTP_PROXY", server.url)
    answer = HttpVisitor(seconds=60).ask("GET", f"http://{host}:{server.port}/")
    assert (answer.status, answer.body, server.asked) == (0, b"", [])
    assert "not a public address" in answer.trouble or "not a valid" in answer.trouble


@pytest.mark.parametrize("url", TRICKS)
def test_addresses_that_are_read_in_two_ways_are_not_asked(
    url: str, listening: Callable[..., Any]
) -> None:
    """User names, backslashes, other schemes and broken brackets lead nowhere."""
    server = listening(silent)
    answer = HttpVisitor(seconds=60).ask("GET", url.format(port=server.port))
    assert (answer.status, bool(answer.trouble), server.asked) == (0, True, [])


@pytest.mark.parametrize("name", ["metadata", "printer.local", "metadata.google.internal", "a.lan"])
def test_names_of_private_networks_stay_behind_the_proxy(
    name: str, listening: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only a house's own names can mean is not handed to a proxy, which may know them."""
    proxy = listening(silent)
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    answer = HttpVisitor(seconds=60).ask("GET", f"http://{name}/")
    assert (answer.status, proxy.asked) == (0, [])
    assert "not a public address" in answer.trouble


def test_what_a_person_named_may_lie_inward(listening: Callable[..., Any]) -> None:
    """The host of a command's address or of a setting is asked, in the form that the person wrote."""
    server = listening(silent)
    for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]", "LocalHost."):
        url = f"http://{host}:{server.port}/"
        answer = HttpVisitor([url], seconds=60).ask("GET", url)
        assert (answer.status, answer.body) == (200, b"secret"), (host, answer.trouble)


def test_a_redirect_from_a_named_host_leads_nowhere_inward(listening: Callable[..., Any]) -> None:
    """Each hop is judged anew; another host is not the one that was named."""
    secret = listening(silent)

    def redirect(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(302)
        asked.send_header("Location", f"http://{unquote(asked.path[1:])}:{secret.port}/")
        asked.send_header("Content-Length", "0")
        asked.end_headers()

    server = listening(redirect)
    for host in ("127.0.0.2", "localhost", "[::1]", "2130706433", "169.254.169.254"):
        answer = HttpVisitor([server.url], seconds=60).ask("GET", f"{server.url}{host}")
        assert (answer.status, secret.asked, len(answer.redirects)) == (0, [], 1)
        assert "not a public address" in answer.trouble


def test_another_port_of_a_named_host_is_another_server(listening: Callable[..., Any]) -> None:
    """Neither an address of the feed nor a redirect reaches another service of the same machine."""
    secret = listening(silent)

    def redirect(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(302)
        asked.send_header("Location", f"http://localhost:{secret.port}/")
        asked.send_header("Content-Length", "0")
        asked.end_headers()

    server = listening(redirect)
    named = f"http://localhost:{server.port}/feed.xml"
    visitor = HttpVisitor([named], seconds=60)
    for url in (named, f"http://localhost:{secret.port}/", f"http://jo:x@localhost:{secret.port}/"):
        answer = visitor.ask("GET", url)
        assert (answer.status, secret.asked) == (0, [])
        assert "not a public address" in answer.trouble or "user name" in answer.trouble
    assert server.asked == ["GET /feed.xml"]


def _info(address: str, port: int) -> list[tuple[Any, ...]]:
    return socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)


def test_a_name_cannot_change_between_judging_and_connecting(listening: Callable[..., Any]) -> None:
    """A resolver that says public once and loopback then (DNS rebinding) reaches nobody here."""
    server = listening(silent)
    answers = ["192.0.2.1", "8.8.8.8", "127.0.0.1"]
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[tuple[Any, ...]]:
        asked.append(host)
        return _info(answers[-min(len(asked), 2)], port)

    url = f"http://rebinding.example:{server.port}/"
    for _ in range(2):
        answer = HttpVisitor(seconds=2, resolve=resolve).ask("GET", url)
        assert (answer.status, server.asked) == (0, [])
    assert len(asked) == 2  # once for each question: what was judged is what is connected to


def test_one_inward_address_among_several_is_enough(listening: Callable[..., Any]) -> None:
    """A name with a public and an inward address is refused as a whole."""
    server = listening(silent)
    visitor = HttpVisitor(
        seconds=60, resolve=lambda _, port: _info("8.8.8.8", port) + _info("127.0.0.1", port)
    )
    answer = visitor.ask("GET", f"http://two.example:{server.port}/")
    assert "not a public address" in answer.trouble
    assert server.asked == []


def test_a_named_host_that_was_public_may_not_turn_inward(listening: Callable[..., Any]) -> None:
    """A stranger's host does not become a way inward because a person typed its name."""
    server = listening(silent)
    turns = iter(["8.8.8.8", "127.0.0.1"])
    named = f"http://feeds.example:{server.port}/feed.xml"
    visitor = HttpVisitor([named], seconds=2, resolve=lambda _, port: _info(next(turns), port))
    visitor.ask("GET", named)
    answer = visitor.ask("GET", f"http://feeds.example:{server.port}/secret")
    assert "resolved to a public address before" in answer.trouble
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "93.184.216.34",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::",
        "192.1.2.3",
        "172.32.0.1",
        "100.128.0.1",
    ],
)
def test_public_addresses_stay_public(address: str) -> None:
    """Also those that a network translates (NAT64, 6to4) and the neighbours of private ranges."""
    assert is_public(address)
