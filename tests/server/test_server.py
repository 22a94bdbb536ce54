"""What podcast apps and browsers need of the server, asked over a real socket."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from segmentcast.errors import StoreError, UsageError
from segmentcast.server import addresses, make_app, open_socket, qr_text

AUDIO = "/audio/one-0123456789ab.mp3"
SIZE = 256 * 400


@pytest.mark.parametrize(
    ("path", "mime"),
    [
        ("/feed.xml", "application/rss+xml; charset=utf-8"),
        (AUDIO, "audio/mpeg"),
        ("/captions/one.vtt", "text/vtt; charset=utf-8"),
        ("/captions/one.srt", "application/x-subrip; charset=utf-8"),
        ("/captions/one.json", "application/json; charset=utf-8"),
        ("/chapters/one.json", "application/json+chapters; charset=utf-8"),
        ("/artwork/show.jpg", "image/jpeg"),
        ("/", "text/html; charset=utf-8"),
        ("/episodes/one/", "text/html; charset=utf-8"),
        ("/static/feed-qr.svg", "image/svg+xml; charset=utf-8"),
    ],
)
def test_types_are_those_that_the_feed_declares(client: httpx.Client, path: str, mime: str) -> None:
    """GET and HEAD tell the same type, length and validators; browsers may not guess another."""
    got = client.get(path, headers={"Accept-Encoding": "identity"})
    head = client.head(path, headers={"Accept-Encoding": "identity"})
    assert got.status_code == head.status_code == 200
    assert got.headers["content-type"] == head.headers["content-type"] == mime
    assert int(head.headers["content-length"]) == len(got.content)
    assert got.headers["etag"] == head.headers["etag"]
    assert head.content == b""
    assert got.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("header", "status", "expected"),
    [
        ("bytes=0-99", 206, (0, 100)),
        ("bytes=100-", 206, (100, SIZE)),
        ("bytes=-50", 206, (SIZE - 50, SIZE)),
        (f"bytes=-{SIZE * 2}", 206, (0, SIZE)),
        (f"bytes=10-{SIZE * 9}", 206, (10, SIZE)),
        ("BYTES = 5-6", 206, (5, 7)),
        (f"bytes=0-1,{SIZE}-", 206, (0, 2)),
        (f"bytes={SIZE}-", 416, None),
        ("bytes=-0", 416, None),
        ("items=0-5", 200, (0, SIZE)),
        ("bytes=9-3", 200, (0, SIZE)),
        ("bytes=abc", 200, (0, SIZE)),
        ("bytes=--5", 200, (0, SIZE)),
        ("bytes=" + "9" * 5000 + "-", 200, (0, SIZE)),
    ],
)
def test_ranges(
    client: httpx.Client, sound: bytes, header: str, status: int, expected: tuple[int, int] | None
) -> None:
    """RFC 9110 §14: what can be satisfied is, what cannot is 416, what is no range is ignored."""
    got = client.get(AUDIO, headers={"Range": header})
    assert got.status_code == status
    assert got.headers["access-control-allow-origin"] == "*"
    if expected is None:
        assert got.headers["content-range"] == f"bytes */{SIZE}"
        return
    first, end = expected
    assert got.content == sound[first:end]
    if status == 206:
        assert got.headers["content-range"] == f"bytes {first}-{end - 1}/{SIZE}"
        assert "content-encoding" not in got.headers
    else:
        assert got.headers["accept-ranges"] == "bytes"


def test_several_ranges_come_in_one_answer(client: httpx.Client, sound: bytes) -> None:
    """multipart/byteranges holds each of them."""
    got = client.get(AUDIO, headers={"Range": "bytes=0-9,500-509"})
    assert got.status_code == 206
    boundary = got.headers["content-type"].removeprefix("multipart/byteranges; boundary=")
    parts = got.content.split(f"--{boundary}".encode())
    assert [part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for part in parts[1:3]] == [
        sound[0:10],
        sound[500:510],
    ]


def test_a_range_of_another_version_gets_the_whole_file(client: httpx.Client) -> None:
    """If-Range with the file's ETag or date gives the part, with another one everything."""
    head = client.head(AUDIO)
    for known, status in (
        (head.headers["etag"], 206),
        (head.headers["last-modified"], 206),
        ('"other"', 200),
        (f"W/{head.headers['etag']}", 200),
    ):
        got = client.get(AUDIO, headers={"Range": "bytes=0-9", "If-Range": known})
        assert got.status_code == status, known


def test_head_with_a_range_tells_of_the_whole_file(client: httpx.Client) -> None:
    """Range has a meaning for GET only (RFC 9110 §14.2)."""
    got = client.head(AUDIO, headers={"Range": "bytes=0-9"})
    assert (got.status_code, got.headers["content-length"]) == (200, str(SIZE))


@pytest.mark.parametrize("path", [AUDIO, "/feed.xml", "/captions/one.vtt"])
def test_nothing_is_sent_again_that_the_client_has(client: httpx.Client, path: str) -> None:
    """304 for the same ETag or a date not before the file's; 200 for others; strong ETags."""
    got = client.get(path)
    etag, date = got.headers["etag"], got.headers["last-modified"]
    assert not etag.startswith("W/")
    for headers, status in (
        ({"If-None-Match": etag}, 304),
        ({"If-None-Match": f'"x", W/{etag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"x"'}, 200),
        ({"If-None-Match": '"x"', "If-Modified-Since": date}, 200),
        ({"If-Modified-Since": date}, 304),
        ({"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
    ):
        again = client.get(path, headers=headers)
        assert again.status_code == status, headers
        if status == 304:
            assert again.content == b""
            assert again.headers["etag"] == etag
            assert "content-type" not in again.headers


def test_text_is_compressed_and_each_form_has_its_own_tag(client: httpx.Client) -> None:
    """gzip only for those who take it; sound is never compressed."""
    plain = client.get("/feed.xml", headers={"Accept-Encoding": "gzip;q=0, identity"})
    zipped = client.get("/feed.xml", headers={"Accept-Encoding": "br, gzip"})
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert int(zipped.headers["content-length"]) < len(plain.content) / 3
    assert plain.content == zipped.content
    assert plain.headers["etag"] != zipped.headers["etag"]
    assert "Accept-Encoding" in zipped.headers["vary"]
    assert "content-encoding" not in client.get(AUDIO).headers


def test_a_file_that_is_written_again_is_sent_anew(client: httpx.Client, feed_root: Path) -> None:
    """No restart is needed after the next publication."""
    target = feed_root / "captions" / "new.vtt"
    target.write_text("WEBVTT\n\none")
    first = client.get("/captions/new.vtt")
    target.write_text("WEBVTT\n\nthree")
    second = client.get("/captions/new.vtt", headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert second.text.endswith("three")


def test_the_feed_leads_to_this_server_and_only_to_what_is_here(
    client: httpx.Client, address: str, feed_root: Path
) -> None:
    """Addresses of served files are this server's, by the name the client used; others stay."""
    feed = client.get("/feed.xml").text
    assert f'url="{address}{AUDIO}"' in feed
    assert f"<link>{address}/</link>" in feed
    assert "https://podcast.example.org/a&amp;b/news/article" in feed
    assert client.get(re.findall(r'url="([^"]+)"', feed)[0]).status_code == 200
    by_name = client.get("/feed.xml", headers={"Host": "radio.local:8642"})
    assert f'url="http://radio.local:8642{AUDIO}"' in by_name.text
    assert by_name.headers["etag"] != client.get("/feed.xml").headers["etag"]
    assert f"{address}/episodes/one/" in client.get("/chapters/one.json").text
    page = client.get("/").text
    assert f'href="{address}/feed.xml"' in page
    assert f'href="podcast://{address.partition("://")[2]}/feed.xml"' in page
    assert b"podcast.example.org" in (feed_root / "feed.xml").read_bytes()


def test_the_qr_code_leads_to_this_server(client: httpx.Client) -> None:
    """Each name of the server gets its own code."""
    one = client.get("/static/feed-qr.svg")
    other = client.get("/static/feed-qr.svg", headers={"Host": "radio.local"})
    assert one.content.startswith(b"<svg")
    assert one.content != other.content


@pytest.mark.parametrize(
    "host", ["evil\tx", "a/b", "x.example@y", '"><script>', "a b", "x" * 300, ":80", ""]
)
def test_a_host_that_is_no_name_is_refused(address: str, host: str) -> None:
    """Nothing of such a header gets into a document."""
    name, port = address.removeprefix("http://").split(":")
    with socket.create_connection((name, int(port)), timeout=60) as raw:
        raw.sendall(f"GET /feed.xml HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.split(b" ", 2)[1] == b"400"
    assert b"script" not in answer


def test_browsers_are_shown_a_page_instead_of_source(client: httpx.Client) -> None:
    """Whoever accepts text/html gets the feed as XML, which browsers style; apps get RSS."""
    seen = client.get("/feed.xml", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    app = client.get("/feed.xml", headers={"Accept": "application/rss+xml"})
    assert seen.headers["content-type"] == "application/xml; charset=utf-8"
    assert app.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert seen.headers["etag"] != app.headers["etag"]
    assert "Accept" in app.headers["vary"].split(", ")


def test_any_web_page_may_read_it(client: httpx.Client) -> None:
    """CORS on every answer, errors and preflight included."""
    for path in (AUDIO, "/feed.xml", "/captions/one.vtt", "/chapters/one.json", "/nothing"):
        got = client.get(path, headers={"Origin": "https://player.example"})
        assert got.headers["access-control-allow-origin"] == "*"
        assert "Content-Range" in got.headers["access-control-expose-headers"]
    asked = client.options(
        AUDIO,
        headers={
            "Origin": "https://player.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "range",
        },
    )
    assert asked.status_code == 204
    assert "Range" in asked.headers["access-control-allow-headers"]
    assert "GET" in asked.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    "path",
    [
        "/../outside/secret.txt",
        "/%2e%2e/secret.txt",
        "/audio/..%2f..%2fetc/passwd",
        "/audio/%2e%2e%5c%2e%2e%5cx",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/.ledger",
        "/.git/config",
        "/episodes/.hidden/x",
        "/leak.txt",
        "/leaks/secret.txt",
        "/leaks/",
        "/feed.xml/",
        "/feed.xml%00.mp3",
        "/C:/windows",
        "/audio",
        "/audio/",
        "/%ff%fe",
        "/nothing.mp3",
        "/" + "a" * 5000,
    ],
)
def test_nothing_outside_the_folder_is_served(address: str, path: str) -> None:
    """No way out of the root, no dotfile, no folder listing: not found, and no traceback."""
    name, port = address.removeprefix("http://").split(":")
    with socket.create_connection((name, int(port)), timeout=60) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.split(b" ", 2)[1] == b"404"
    assert b"secret" not in answer.partition(b"\r\n\r\n")[2]


def test_a_link_inside_the_folder_is_followed(client: httpx.Client, sound: bytes) -> None:
    """Symbolic links that stay inside are as good as files."""
    assert client.get("/inside.mp3").content == sound


def test_a_folder_without_its_slash_is_led_to_it(client: httpx.Client, address: str) -> None:
    """So that the page's relative links work."""
    got = client.get("/episodes/one")
    assert (got.status_code, got.headers["location"]) == (308, f"{address}/episodes/one/")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_it_only_reads(client: httpx.Client, method: str) -> None:
    """Other methods are refused with what is allowed."""
    got = client.request(method, "/feed.xml")
    assert got.status_code == 405
    assert "GET" in got.headers["allow"]


def test_an_empty_file_is_an_empty_answer(client: httpx.Client) -> None:
    """Also when a part of it is asked for."""
    assert client.get("/audio/empty.mp3").content == b""
    assert client.get("/audio/empty.mp3", headers={"Range": "bytes=0-"}).status_code == 416


def test_a_port_in_use_is_a_clear_error() -> None:
    """The message names the port and what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=rf"{port}.*another program.*--port {port + 1}"):
            open_socket("127.0.0.1", port)


def test_an_address_of_another_machine_is_a_clear_error() -> None:
    """One cannot listen where one is not."""
    with pytest.raises(UsageError, match="no address"):
        open_socket("192.0.2.77", 0)


def test_nothing_to_serve_is_a_clear_error(tmp_path: Path) -> None:
    """The message says what to do first."""
    with pytest.raises(StoreError, match="publish"):
        make_app(tmp_path / "none", "https://x.example/")


def test_addresses_are_what_a_person_can_type() -> None:
    """This machine's name first; with every interface open, the network's address after it."""
    assert addresses("127.0.0.1", 8642) == ("http://localhost:8642/",)
    assert addresses("192.168.1.7", 80) == ("http://192.168.1.7:80/",)
    everywhere = addresses("0.0.0.0", 8642)
    assert everywhere[0] == "http://localhost:8642/"
    assert all(re.fullmatch(r"http://[\d.]+:8642/", url) for url in everywhere[1:])


def test_the_terminal_shows_a_qr_code() -> None:
    """As many rows as columns need at two modules a character; no line is ragged."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", qr_text("http://192.168.1.7:8642/feed.xml")).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert len(lines[0]) >= 25


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as on POSIX")
def test_ctrl_c_ends_it_quietly(feed_root: Path) -> None:
    """The addresses are told when it answers; an interrupt, even amid a download, ends it with 0."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom segmentcast.server import run\n"
        "run(Path(sys.argv[1]), 'https://podcast.example.org/', port=0,"
        " on_ready=lambda urls: print(*urls, flush=True))\nprint('ended', flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(feed_root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stdout.readline().strip()
        assert re.fullmatch(r"http://localhost:\d+/", url)
        assert httpx.get(url + "feed.xml", trust_env=False, timeout=60).status_code == 200
        with contextlib.closing(socket.create_connection(("127.0.0.1", int(url[17:-1])))) as idle:
            idle.sendall(b"GET /audio/one-0123456789ab.mp3 HTTP/1.1\r\nHost: x\r\n\r\n")
            time.sleep(0.1)
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
        assert process.stdout.read() == "ended\n"
        assert process.stderr.read() == ""
