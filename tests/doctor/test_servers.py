"""The doctor before real servers: good ones pass, and it says what bad ones lack."""

from __future__ import annotations

import ssl
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from segmentcast.ledger.ledger_text import parse
from segmentcast.ledger_folder import LedgerFolder


def rules(findings: Any) -> set[str]:
    return {finding.rule for finding in findings if finding.severity != "note"}


@pytest.mark.parametrize("host", ["nginx", "caddy"])
def test_printed_configurations_pass(host: str, request: pytest.FixtureRequest) -> None:
    """The configuration as it is printed serves a whole show without one finding."""
    hosted = request.getfixturevalue(host)
    findings = hosted.examine(sample=None, decode=1, ledger=hosted.place.ledger)
    assert [str(finding) for finding in findings] == []


@pytest.mark.parametrize("host", ["nginx", "caddy"])
def test_printed_configurations_keep_private_feeds_to_themselves(
    host: str, request: pytest.FixtureRequest
) -> None:
    """A private feed is served with its type, and nobody may keep it; the others stay public."""
    hosted = request.getfixturevalue(host)
    output = hosted.place.output
    path = output / "private" / ("T" * 32) / "feed.xml"
    path.parent.mkdir(parents=True)
    path.write_bytes((output / "feed.xml").read_bytes())
    trust = ssl.create_default_context(cafile=str(hosted.authority))

    def headers(name: str) -> Any:
        address = hosted.url.replace("feed.xml", name)
        with urllib.request.urlopen(address, context=trust, timeout=60) as answer:
            return answer.headers

    try:
        own = headers(path.relative_to(output).as_posix())
        assert own.get_all("Cache-Control") == ["private, no-store"]
        assert own["Content-Type"] == headers("feed.xml")["Content-Type"]
        assert headers("feed.xml").get_all("Cache-Control") == ["public, max-age=300"]
        (audio,) = (output / "audio").glob("*.mp3")
        assert "immutable" in headers(f"audio/{audio.name}")["Cache-Control"]
    finally:
        path.unlink()
        path.parent.rmdir()
        path.parent.parent.rmdir()


@pytest.mark.parametrize("host", ["nginx", "caddy"])
def test_printed_configurations_name_sidecars(host: str, request: pytest.FixtureRequest) -> None:
    """A file with a sidecar of Content Credentials is sent with its address, others are not."""
    hosted = request.getfixturevalue(host)
    trust = ssl.create_default_context(cafile=str(hosted.authority))
    opus = hosted.place.output / "audio" / "talk-0123456789ab.opus"
    sidecar = opus.with_name(opus.name + ".c2pa")

    def headers(name: str) -> Any:
        address = hosted.url.replace("feed.xml", name)
        with urllib.request.urlopen(address, context=trust, timeout=60) as answer:
            return answer.headers

    try:
        opus.write_bytes(b"OggS")
        assert headers(f"audio/{opus.name}")["Link"] is None
        sidecar.write_bytes(b"x")
        sent = headers(f"audio/{opus.name}")
        path = urlsplit(hosted.url).path.replace("feed.xml", f"audio/{sidecar.name}")
        assert sent["Link"] == f'<{path}>; rel="c2pa-manifest"'
        assert "immutable" in sent["Cache-Control"]
        assert headers(f"audio/{sidecar.name}")["Content-Type"] == "application/c2pa"
    finally:
        opus.unlink()
        sidecar.unlink(missing_ok=True)


def test_our_own_server_passes(own_server: Any) -> None:
    """`segmentcast serve` lacks nothing but https."""
    findings = own_server.examine(sample=None, decode=1)
    assert rules(findings) <= {"live-tls", "https"}


def test_pythons_server_does_not_pass(python_server: Any) -> None:
    """A server without Range, CORS, gzip and ETag, and with its own ideas of types, is told so."""
    findings = python_server.examine(sample=None)
    assert {"live-range", "live-cors", "live-gzip", "live-type", "live-validators"} <= {
        finding.rule for finding in findings
    }
    (seeking,) = (finding for finding in findings if finding.rule == "live-range")
    assert seeking.severity == "error"
    assert "200, not 206" in seeking.what


def test_a_certificate_that_nobody_trusts(nginx: Any) -> None:
    """Without its authority the certificate is refused, and the reason is told."""
    nginx.authority = None
    (finding,) = nginx.examine()
    assert finding.rule == "live-unreachable"
    assert "certificate" in finding.what


def test_files_that_are_missing_or_other_than_promised(nginx: Any, tmp_path: Path) -> None:
    """A sound that is gone, captions that are gone, a sound of another length: each is an error."""
    output = nginx.place.output
    (audio,) = (output / "audio").glob("*.mp3")
    (captions,) = (output / "captions").glob("*.vtt")
    whole, words = audio.read_bytes(), captions.read_bytes()
    try:
        audio.write_bytes(whole[:-5000])
        captions.unlink()
        found = rules(nginx.examine())
        assert {"live-length", "live-captions"} <= found
        audio.write_bytes(b"x" * len(whole))
        assert "live-sound" in rules(nginx.examine())
        audio.unlink()
        assert "live-enclosure" in rules(nginx.examine())
    finally:
        audio.write_bytes(whole)
        captions.write_bytes(words)


def test_a_feed_that_breaks_a_promise(nginx: Any, tmp_path: Path) -> None:
    """Against the ledger, another date, another sound and a missing episode are found."""
    import json

    whole = nginx.place.ledger.read()
    assert whole is not None
    lines = whole.render().splitlines()
    entry = json.loads(lines[1])
    entry["published"] = "2026-03-15T12:00:00+00:00"
    entry["versions"][-1]["url"] = "https://localhost/podcast/audio/other.mp3"
    gone = json.loads(lines[1]) | {"id": "gone", "guid": "11111111-2222-3333-4444-555555555555"}
    gone["versions"][-1] |= {
        "url": "https://localhost/podcast/audio/gone.mp3",
        "sha256": "",
        "path": "",
    }
    changed = LedgerFolder(tmp_path / "ledger")
    changed.write(
        parse("\n".join([lines[0], json.dumps(entry), json.dumps(gone)]) + "\n", "ledger")
    )
    said = [f.what for f in nginx.examine(ledger=changed) if f.rule == "live-promise"]
    assert len(said) == 3
    assert any("dated" in what for what in said)
    assert any("has the audio" in what for what in said)
    assert any("gone was published" in what for what in said)
