"""What the files of a live feed claim of themselves."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from segmentcast.doctor import examine
from segmentcast.model import Finding
from segmentcast.provenance.trial_key import make_trial_key
from tests.provenance.conftest import key_of, signed_picture
from tests.showcase import NOW, picture

ENDED = Path(__file__).parents[1] / "provenance" / "validation"
FEED = """<rss version="2.0"><channel><title>t</title>{items}</channel></rss>"""
ITEM = (
    '<item><guid>{n}</guid><enclosure url="{url}{n}.mp3" length="{size}" type="audio/mpeg"/></item>'
)


def serve(files: dict[str, bytes], links: dict[str, str], asked: list[str]) -> Any:
    """A handler that gives the files, or parts of them, and names sidecars."""

    def handler(request: BaseHTTPRequestHandler) -> None:
        data = files.get(request.path, b"")
        part = re.fullmatch(r"bytes=(\d*)-(\d*)", request.headers.get("Range", ""))
        asked.append(f"{request.command} {request.path} {part[0] if part else ''}".strip())
        request.send_response(206 if part else 200 if data else 404)
        if part:
            first = int(part[1]) if part[1] else len(data) - int(part[2])
            last = int(part[2]) if part[1] else len(data) - 1
            last = min(last, len(data) - 1)
            request.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
            data = data[first : last + 1]
        if request.path in links:
            request.send_header("Link", f'<{links[request.path]}>; rel="c2pa-manifest"')
        request.send_header("Content-Length", str(len(data)))
        request.send_header("Content-Type", "audio/mpeg")
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(data)

    return handler


def claims(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(row.severity, row.what) for row in findings if row.rule == "live-credentials"]


def test_doctor_says_what_anybodys_files_claim(serving: Any) -> None:
    """By the front of each file, or a sidecar that the server names; what is alike is said once."""
    stamped, ended = ((ENDED / f"{name}.mp3").read_bytes() for name in ("ended-stamped", "ended"))
    at = ended.index(b"c2pa manifest store\0") + len(b"c2pa manifest store\0")
    asked: list[str] = []
    bare = b"\xff\xfb\x50\xc4" + bytes(70_000)
    files = {"/0.mp3": stamped, "/1.mp3": stamped, "/2.mp3": ended, "/3.mp3": bare, "/4.mp3": bare}
    files["/side.c2pa"] = ended[at:]
    url = serving(serve(files, {"/4.mp3": "side.c2pa"}, asked))
    items = (ITEM.format(n=n, url=url, size=len(files[f"/{n}.mp3"])) for n in range(5))
    files["/feed.xml"] = FEED.format(items="".join(items)).encode()
    (over, stamp, none) = claims(examine(f"{url}feed.xml", now=NOW, decode=0))
    assert stamp[0] == "note"
    assert "trusted by nobody (segmentcast" in stamp[1]
    assert "with a time stamp of 20" in stamp[1]
    assert "only its front was read (and 1 more files)" in stamp[1]
    assert over[0] == "warning"
    assert "without a time stamp; its certificate ended on" in over[1]
    assert none == ("note", "1 of the audio files have no Content Credentials; other files do")
    assert not any(row.startswith("GET") and ".mp3" in row and "bytes" not in row for row in asked)


def test_doctor_finds_a_file_that_its_host_changed(serving: Any) -> None:
    """Audio that is downloaded anyway is verified as a whole."""
    data = (ENDED / "ended-stamped.mp3").read_bytes()
    files = {"/0.mp3": data[:-1] + b"x"}
    url = serving(serve(files, {}, []))
    files["/feed.xml"] = FEED.format(items=ITEM.format(n=0, url=url, size=len(data))).encode()
    ((severity, what),) = claims(examine(f"{url}feed.xml", now=NOW, decode=1))
    assert severity == "error"
    assert "were changed after it was signed" in what


def test_doctor_says_what_a_cover_claims(serving: Any, tmp_path: Path) -> None:
    """A host that changed a signed cover is told from one that did not; others are not mentioned."""
    key = key_of(make_trial_key(tmp_path / "key", show=None, now=datetime.now(UTC)))
    data = signed_picture(key, tmp_path, "image/jpeg")
    files = {"/good.jpg": data, "/bad.jpg": data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]}
    files["/bare.jpg"] = picture()

    def handler(request: BaseHTTPRequestHandler) -> None:
        body = files.get(request.path, b"")
        request.send_response(200 if body else 404)
        request.send_header("Content-Length", str(len(body)))
        request.send_header("Content-Type", "image/jpeg")
        request.end_headers()
        request.wfile.write(body)

    url = serving(handler)
    images = "".join(
        f'<item xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><guid>{name}</guid>'
        f'<itunes:image href="{url}{name}.jpg"/></item>'
        for name in ("good", "bad", "bare")
    )
    files["/feed.xml"] = f'<rss version="2.0"><channel>{images}</channel></rss>'.encode()
    findings = examine(f"{url}feed.xml", now=NOW, decode=0)
    told = [
        (row.severity, row.where, row.what) for row in findings if row.rule == "live-credentials"
    ]
    ((_, bad, changed), (_, good, claims)) = sorted(told)
    assert (bad, good) == (f"{url}bad.jpg", f"{url}good.jpg")
    assert "were changed after it was signed" in changed
    assert "says algorithmicMedia; the file is as it was signed" in claims
