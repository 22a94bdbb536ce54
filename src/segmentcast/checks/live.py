"""A feed as its host serves it: asked as podcast apps ask, every answer judged.

The rules over the document are those of `check_feed`; here are the rules over what carries it. Pure but
for the visitor that is given: what it cannot know (sound, pixels) is asked of functions that are given too.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

from segmentcast.checks.all_rules import check_feed
from segmentcast.checks.live_media import LiveMedia, Promise, check_promised
from segmentcast.checks.parsed_feed import ATOM, MAX_BYTES, Feed, read
from segmentcast.model import Finding, Severity
from segmentcast.ports import Answer, Visitor

ORIGIN = "https://player.example"
"""As whom a player in a browser asks."""
_FEED_TYPES = ("application/rss+xml", "application/xml", "text/xml")
_PASSING = (302, 303, 307)
_SOON = timedelta(days=14)
_WORTH_GZIP_BYTES = 1400
_MAX_DOCUMENTS = 200
_SHOWN_ALIKE = 3
_ORDER = {"error": 0, "warning": 1, "note": 2}


@dataclass(slots=True)
class Findings:
    """Collects what is found; of many alike only the first few are shown."""

    found: list[Finding] = field(default_factory=list)
    _alike: dict[str, list[Finding]] = field(default_factory=dict)

    def add(self, severity: Severity, rule: str, where: str, what: str, mend: str = "") -> None:
        self._alike.setdefault(rule, []).append(Finding(severity, rule, where, what, mend))

    def all(self) -> tuple[Finding, ...]:
        """The gravest first."""
        shown = list(self.found)
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
) -> tuple[Finding, ...]:
    """Every finding on the feed at `url` and on what it names.

    `sample` is the number of items whose files are asked for, the newest first (None: all), `decode` of
    how many of them the sound is fetched and decoded. `duration_ms` says how long a sound is, None for
    one that cannot be decoded. `promises` are what the ledger knows, None where there is none.
    """
    findings = Findings()
    answer = visitor.ask("GET", url, headers={"Origin": ORIGIN}, limit_bytes=MAX_BYTES + 1)
    if not _reached(answer, url, findings):
        return findings.all()
    _check_carriage(url, answer, visitor, findings, now)
    findings.found += check_feed(answer.body, answer.url, now=now)
    feed, _ = read(answer.body, answer.url, None)
    if feed is None:
        return findings.all()
    _check_self(feed, url, answer, findings)
    documents = (feed, *_archives(feed, answer.url, visitor, findings, now))
    _check_guids(documents, findings)
    media = LiveMedia(visitor, findings, ORIGIN, duration_ms, judge_artwork)
    media.check_channel(feed)
    items = [item for document in documents for item in document.items]
    chosen = items if sample is None else items[:sample]
    for number, item in enumerate(chosen):
        media.check_item(item, decode=number < decode)
    if promises is not None:
        check_promised(items, promises, answer.url, findings)
    return findings.all()


def _reached(answer: Answer, url: str, findings: Findings) -> bool:
    if answer.trouble:
        findings.add("error", "live-unreachable", url, answer.trouble, "look at the host")
    elif answer.status != 200:
        what = f"the feed is answered with status {answer.status}"
        findings.add("error", "live-status", url, what, "serve it with 200")
    elif not answer.whole:
        what = "the feed is cut off, or larger than any app reads"
        findings.add("error", "live-cut", url, what, "check the server; split a large feed")
    return not answer.trouble and answer.status == 200 and answer.whole


def _check_carriage(
    url: str, answer: Answer, visitor: Visitor, findings: Findings, now: datetime
) -> None:
    for status, target in answer.redirects:
        if status in _PASSING:
            what = f"redirects with {status}, so apps never learn the new address {target}"
            findings.add("warning", "live-redirect", url, what, "redirect with 301 or 308")
    addresses = [url, *(target for _, target in answer.redirects)]
    if any(a.startswith("https:") and b.startswith("http:") for a, b in pairwise(addresses)):
        findings.add("error", "live-tls", url, "redirects from https to http", "stay with https")
    elif not answer.url.startswith("https:"):
        findings.add("warning", "live-tls", url, "not served over https", "get a certificate")
    if answer.tls_until is not None and answer.tls_until - now < _SOON:
        what = f"the TLS certificate ends on {answer.tls_until:%Y-%m-%d}"
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
        what = f"HEAD is answered with {head.trouble or head.status}"
        findings.add("warning", "live-head", answer.url, what, "answer HEAD as GET (Apple asks it)")
    elif media_type_of(head) != media_type_of(answer):
        what = f"HEAD says {media_type_of(head)!r}, GET {media_type_of(answer)!r}"
        findings.add("warning", "live-head", answer.url, what, "answer HEAD as GET")


def _check_unchanged(answer: Answer, visitor: Visitor, findings: Findings) -> None:
    """Apps ask every hour; who answers 304 sends the feed once."""
    tag, date = answer.headers.get("etag"), answer.headers.get("last-modified")
    if not tag and not date:
        what = "neither ETag nor Last-Modified: every app downloads the whole feed every time"
        findings.add("warning", "live-validators", answer.url, what, "let the server send an ETag")
        return
    conditions = {"If-None-Match": tag} if tag else {"If-Modified-Since": str(date)}
    again = visitor.ask("GET", answer.url, headers=conditions, limit_bytes=MAX_BYTES)
    if again.status != 304:
        name = next(iter(conditions))
        what = f"{name} is answered with {again.trouble or again.status}, not 304"
        findings.add("warning", "live-304", answer.url, what, "answer what is unchanged with 304")
    if not tag:
        what = "no ETag: a feed that changes twice within a second is missed"
        findings.add("note", "live-validators", answer.url, what, "let the server send an ETag")


def _check_gzip(answer: Answer, visitor: Visitor, findings: Findings) -> None:
    zipped = visitor.ask(
        "GET", answer.url, headers={"Accept-Encoding": "gzip"}, limit_bytes=MAX_BYTES
    )
    coding = zipped.headers.get("content-encoding", "")
    if coding == "gzip":
        if unzipped(zipped.body, MAX_BYTES) not in (answer.body, None):
            what = "the compressed feed is another one than the plain one"
            findings.add("error", "live-gzip", answer.url, what, "empty the cache between")
        elif unzipped(zipped.body, MAX_BYTES) is None:
            findings.add("error", "live-gzip", answer.url, "the compressed feed is damaged", "")
    elif len(answer.body) >= _WORTH_GZIP_BYTES:
        what = f"not compressed: {len(answer.body):,} bytes where a tenth would do"
        findings.add("warning", "live-gzip", answer.url, what, "let the server gzip texts")


def _check_self(feed: Feed, url: str, answer: Answer, findings: Findings) -> None:
    links = [
        node.get("href", "")
        for node in feed.channel.findall(f"{ATOM}link")
        if node.get("rel") == "self"
    ]
    if links and links[0] not in (url, answer.url):
        what = f"the feed states its address as {links[0]}"
        findings.add("warning", "live-self", url, what, "correct base_url, or subscribe there")


def _archives(
    feed: Feed, here: str, visitor: Visitor, findings: Findings, now: datetime
) -> Iterator[Feed]:
    """The older documents, from link to link (RFC 5005)."""
    seen = {here}
    current = feed
    while len(seen) < _MAX_DOCUMENTS:
        link = _older(current)
        if not link:
            return
        target = urljoin(here, link)
        if target in seen:
            findings.add("error", "live-archive", target, "the links go in a circle", "")
            return
        seen.add(target)
        answer = visitor.ask("GET", target, limit_bytes=MAX_BYTES)
        if answer.status != 200 or not answer.whole:
            what = f"an older part of the feed is answered with {answer.trouble or answer.status}"
            findings.add("error", "live-archive", target, what, "upload it")
            return
        findings.found += check_feed(answer.body, target, now=now)
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
                what = f"the GUID {guid} stands in {seen[guid]} too"
                findings.add("error", "live-guid", document.where, what, "an item stands once")


def check_cors(answer: Answer, url: str, findings: Findings) -> None:
    """A player in a browser may read what allows it."""
    allowed = answer.headers.get("access-control-allow-origin", "")
    if allowed not in ("*", ORIGIN):
        host = urlsplit(url).hostname
        what = f"no Access-Control-Allow-Origin from {host}: players in browsers cannot read it"
        findings.add("warning", "live-cors", url, what, "send Access-Control-Allow-Origin: *")


def media_type_of(answer: Answer) -> str:
    """The media type of an answer, without its parameters."""
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def unzipped(data: bytes, limit_bytes: int) -> bytes | None:
    """The content of gzip data, within a limit; None for what is damaged or larger."""
    engine = zlib.decompressobj(wbits=31)
    try:
        content = engine.decompress(data, limit_bytes)
    except zlib.error:
        return None
    return content if engine.eof else None
