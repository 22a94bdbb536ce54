"""Checks a feed at its host: requests it as podcast apps do, and judges the responses.

Rules on the document are in `check_feed`; these are rules on its delivery. The module does no I/O
except through the given visitor; given functions decode audio and judge pictures.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

from segmentcast.checks.all_rules import check_feed
from segmentcast.checks.live_credentials import Judge, LiveCredentials
from segmentcast.checks.live_media import LiveMedia, Promise, check_promised
from segmentcast.checks.parsed_feed import ATOM, MAX_BYTES, Feed, read
from segmentcast.model import Finding, Severity
from segmentcast.ports import Answer, Visitor

ORIGIN = "https://player.example"
"""The origin that a web player sends."""
_FEED_TYPES = ("application/rss+xml", "application/xml", "text/xml")
_PASSING = (302, 303, 307)
_SOON = timedelta(days=14)
_WORTH_GZIP_BYTES = 1400
_MAX_DOCUMENTS = 200
_SHOWN_ALIKE = 3
_ORDER = {"error": 0, "warning": 1, "note": 2}


@dataclass(slots=True)
class Findings:
    """Collects findings; of many similar ones only the first few are shown."""

    items: list[Finding] = field(default_factory=list)
    _alike: dict[str, list[Finding]] = field(default_factory=dict)

    def add(self, severity: Severity, rule: str, where: str, what: str, mend: str = "") -> None:
        self._alike.setdefault(rule, []).append(Finding(severity, rule, where, what, mend))

    def all(self) -> tuple[Finding, ...]:
        """All findings, most severe first."""
        shown = list(self.items)
        for rule, alike in self._alike.items():
            shown += alike[:_SHOWN_ALIKE]
            more = len(alike) - _SHOWN_ALIKE
            if more > 0:
                first = alike[0]
                shown.append(Finding(first.severity, rule, "", f"and {more} more like this"))
        return tuple(sorted(shown, key=lambda finding: _ORDER[finding.severity]))


def check_live(
    url: str,
    visitor: Visitor,
    *,
    now: datetime,
    sample: int | None = 10,
    decode: int = 1,
    promises: Sequence[Promise] | None = None,
    duration_ms: Callable[[bytes], int | None],
    judge_artwork: Callable[[bytes, str], tuple[Finding, ...]],
    judge_credentials: Judge | None = None,
) -> tuple[Finding, ...]:
    """All findings on the feed at `url` and the files it links to.

    `sample` is the number of items, newest first, whose files are requested (None: all). `decode`
    is the number of items whose audio is downloaded and decoded. `duration_ms` returns the length
    of audio, or None if it cannot be decoded. `judge_credentials` reads what files claim of
    themselves, None to leave that out. `promises` come from the ledger, None without one.
    """
    findings = Findings()
    answer = visitor.ask("GET", url, headers={"Origin": ORIGIN}, limit_bytes=MAX_BYTES + 1)
    if not _reached(answer, url, findings):
        return findings.all()
    _check_carriage(url, answer, visitor, findings, now)
    findings.items += check_feed(answer.body, answer.url, now=now)
    feed, _ = read(answer.body, answer.url, None)
    if feed is None:
        return findings.all()
    _check_self(feed, url, answer, findings)
    documents = (feed, *_archives(feed, answer.url, visitor, findings, now))
    _check_guids(documents, findings)
    credentials = LiveCredentials(visitor, judge_credentials) if judge_credentials else None
    media = LiveMedia(visitor, findings, ORIGIN, duration_ms, judge_artwork, credentials)
    media.check_channel(feed)
    items = [item for document in documents for item in document.items]
    chosen = items if sample is None else items[:sample]
    for number, item in enumerate(chosen):
        media.check_item(item, decode=number < decode)
    if credentials:
        credentials.report(findings)
    if promises is not None:
        check_promised(items, promises, answer.url, findings)
    return findings.all()


def _reached(answer: Answer, url: str, findings: Findings) -> bool:
    if answer.trouble:
        findings.add("error", "live-unreachable", url, answer.trouble, "check the host")
    elif answer.status != 200:
        what = f"the server responds with status {answer.status}"
        findings.add("error", "live-status", url, what, "serve it with 200")
    elif not answer.whole:
        what = "the feed is truncated, or larger than any app reads"
        findings.add("error", "live-cut", url, what, "check the server; split a large feed")
    return not answer.trouble and answer.status == 200 and answer.whole


def _check_carriage(
    url: str, answer: Answer, visitor: Visitor, findings: Findings, now: datetime
) -> None:
    for status, target in answer.redirects:
        if status in _PASSING:
            what = f"redirects with {status}, so apps never store the new address {target}"
            findings.add("warning", "live-redirect", url, what, "redirect with 301 or 308")
    addresses = [url, *(target for _, target in answer.redirects)]
    if any(a.startswith("https:") and b.startswith("http:") for a, b in pairwise(addresses)):
        findings.add("error", "live-tls", url, "redirects from https to http", "redirect to https")
    elif not answer.url.startswith("https:"):
        findings.add("warning", "live-tls", url, "not served over https", "get a certificate")
    if answer.tls_until is not None and answer.tls_until - now < _SOON:
        what = f"the TLS certificate expires on {answer.tls_until:%Y-%m-%d}"
        findings.add("warning", "live-tls", url, what, "renew it")
    kind = media_type_of(answer)
    if kind not in _FEED_TYPES:
        what = f"the feed is served as {kind or 'nothing'!r}"
        findings.add("error", "live-type", url, what, "serve it as application/rss+xml")
    check_cors(answer, url, findings)
    _check_head(answer, visitor, findings)
    _check_unchanged(answer, visitor, findings)
    _check_gzip(answer, visitor, findings)


def _check_head(answer: Answer, visitor: Visitor, findings: Findings) -> None:
    head = visitor.ask("HEAD", answer.url)
    if head.status != 200:
        what = f"the response to HEAD is {head.trouble or head.status}"
        findings.add(
            "error", "live-head", answer.url, what, "respond to HEAD as to GET (Apple requires it)"
        )
    elif media_type_of(head) != media_type_of(answer):
        what = f"HEAD returns {media_type_of(head)!r}, GET {media_type_of(answer)!r}"
        findings.add("warning", "live-head", answer.url, what, "respond to HEAD as to GET")


def _check_unchanged(answer: Answer, visitor: Visitor, findings: Findings) -> None:
    """Checks conditional requests: apps poll every hour, and a 304 saves sending the feed again."""
    tag, date = answer.headers.get("etag"), answer.headers.get("last-modified")
    if not tag and not date:
        what = "neither ETag nor Last-Modified: every app downloads the whole feed every time"
        findings.add("warning", "live-validators", answer.url, what, "have the server send an ETag")
        return
    conditions = {"If-None-Match": tag} if tag else {"If-Modified-Since": str(date)}
    again = visitor.ask("GET", answer.url, headers=conditions, limit_bytes=MAX_BYTES)
    if again.status != 304:
        name = next(iter(conditions))
        what = f"the response to {name} is {again.trouble or again.status}, not 304"
        findings.add("warning", "live-304", answer.url, what, "respond with 304 if nothing changed")
    if not tag:
        what = "no ETag: a second change within the same second is missed"
        findings.add("note", "live-validators", answer.url, what, "have the server send an ETag")


def _check_gzip(answer: Answer, visitor: Visitor, findings: Findings) -> None:
    zipped = visitor.ask(
        "GET", answer.url, headers={"Accept-Encoding": "gzip"}, limit_bytes=MAX_BYTES
    )
    coding = zipped.headers.get("content-encoding", "")
    if coding == "gzip":
        if unzipped(zipped.body, MAX_BYTES) not in (answer.body, None):
            what = "the compressed feed differs from the uncompressed one"
            findings.add(
                "error", "live-gzip", answer.url, what, "purge the cache in front of the server"
            )
        elif unzipped(zipped.body, MAX_BYTES) is None:
            findings.add("error", "live-gzip", answer.url, "the compressed feed is damaged", "")
    elif len(answer.body) >= _WORTH_GZIP_BYTES:
        what = f"not compressed: {len(answer.body):,} bytes, ten times as many as necessary"
        findings.add("warning", "live-gzip", answer.url, what, "have the server gzip texts")


def _check_self(feed: Feed, url: str, answer: Answer, findings: Findings) -> None:
    links = [
        node.get("href", "")
        for node in feed.channel.findall(f"{ATOM}link")
        if node.get("rel") == "self"
    ]
    if links and links[0] not in (url, answer.url):
        what = f"the feed gives its own address as {links[0]}"
        findings.add("warning", "live-self", url, what, "correct base_url, or use that address")


def _archives(
    feed: Feed, here: str, visitor: Visitor, findings: Findings, now: datetime
) -> Iterator[Feed]:
    """The older documents, following the links (RFC 5005)."""
    seen = {here}
    current = feed
    while len(seen) < _MAX_DOCUMENTS:
        link = _older(current)
        if not link:
            return
        target = urljoin(here, link)
        if target in seen:
            findings.add("error", "live-archive", target, "the archive links form a loop", "")
            return
        seen.add(target)
        answer = visitor.ask("GET", target, limit_bytes=MAX_BYTES)
        if answer.status != 200 or not answer.whole:
            what = f"the response to an archive of the feed is {answer.trouble or answer.status}"
            findings.add("error", "live-archive", target, what, "upload it")
            return
        findings.items += check_feed(answer.body, target, now=now)
        older, _ = read(answer.body, target, None)
        if older is None:
            return
        yield older
        current, here = older, target


def _older(feed: Feed) -> str:
    links = {node.get("rel"): node.get("href", "") for node in feed.channel.findall(f"{ATOM}link")}
    return links.get("next") or links.get("prev-archive") or ""


def _check_guids(documents: Sequence[Feed], findings: Findings) -> None:
    seen: dict[str, str] = {}
    for document in documents:
        for item in document.items:
            guid = (item.findtext("guid") or "").strip()
            if guid and seen.setdefault(guid, document.where) != document.where:
                what = f"the GUID {guid} is in {seen[guid]} too"
                findings.add("error", "live-guid", document.where, what, "list each item only once")


def check_cors(answer: Answer, url: str, findings: Findings) -> None:
    """Checks that web players may read the response."""
    allowed = answer.headers.get("access-control-allow-origin", "")
    if allowed not in ("*", ORIGIN):
        host = urlsplit(url).hostname
        what = f"no Access-Control-Allow-Origin from {host}: web players cannot read it"
        findings.add("warning", "live-cors", url, what, "send Access-Control-Allow-Origin: *")


def media_type_of(answer: Answer) -> str:
    """The media type of a response, without parameters."""
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def unzipped(data: bytes, limit_bytes: int) -> bytes | None:
    """The content of gzip data up to a limit; None if it is damaged or larger."""
    engine = zlib.decompressobj(wbits=31)
    try:
        content = engine.decompress(data, limit_bytes)
    except zlib.error:
        return None
    return content if engine.eof else None
