"""Checks the files that a feed links to: audio, captions, chapters and pictures, at their host."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from segmentcast.checks.live_credentials import LiveCredentials
from segmentcast.checks.parsed_feed import ITUNES, PODCAST, Feed
from segmentcast.checks.values import moment
from segmentcast.model import Finding, Severity
from segmentcast.ports import Answer, Visitor
from segmentcast.vocabulary.media_types import CHAPTERS

_SOUND_BYTES = 1 << 29
_TEXT_BYTES = 20 << 20
_IMAGE_BYTES = 20 << 20
_PIECE_BYTES = 100
_TOLERANCE_MS = 2_000
_AFTER_THE_END_MS = 5_000
_SAME = (
    frozenset({"audio/mpeg", "audio/mp3"}),
    frozenset({"audio/x-m4a", "audio/mp4", "audio/m4a"}),
    frozenset({"audio/ogg", "audio/opus"}),
    frozenset({"application/x-subrip", "application/srt", "text/srt"}),
    frozenset({CHAPTERS, "application/json"}),
)
_TIME = re.compile(r"(?:(\d{1,4}):)?(\d{2}):(\d{2})[.,](\d{3})")
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)")


@dataclass(frozen=True, slots=True)
class Promise:
    """An episode as published, from the ledger."""

    id: str
    guid: str
    published: datetime
    url: str
    length_bytes: int


class Collects(Protocol):
    """Receives findings."""

    items: list[Finding]

    def add(self, severity: Severity, rule: str, where: str, what: str, mend: str = "") -> None: ...


@dataclass(slots=True)
class LiveMedia:
    """Requests the files of items one by one, each URL only once."""

    visitor: Visitor
    findings: Collects
    origin: str
    duration_ms: Callable[[bytes], int | None]
    judge_artwork: Callable[[bytes, str], tuple[Finding, ...]]
    credentials: LiveCredentials | None = None
    _pictures: set[str] = field(default_factory=set)

    def check_channel(self, feed: Feed) -> None:
        """Checks the show's picture."""
        for node in feed.channel.findall(f"{ITUNES}image"):
            self._picture(node.get("href", ""))

    def check_item(self, item: Any, *, decode: bool) -> None:
        """Checks everything that an item links to. With `decode` its audio is downloaded."""
        long_ms = _duration_ms(item.findtext(f"{ITUNES}duration") or "")
        enclosure = item.find("enclosure")
        if enclosure is not None:
            self._sound(enclosure, long_ms, decode=decode)
        for node in item.findall(f"{PODCAST}transcript"):
            self._transcript(node, long_ms)
        for node in item.findall(f"{PODCAST}chapters"):
            self._chapters(node, long_ms)
        for node in item.findall(f"{ITUNES}image"):
            self._picture(node.get("href", ""))

    # --- sound ------------------------------------------------------------------------------------

    def _sound(self, node: Any, long_ms: int | None, *, decode: bool) -> None:
        url, declared = node.get("url", ""), node.get("length", "")
        head = self.visitor.ask("HEAD", url, headers={"Origin": self.origin})
        if head.trouble or head.status in (404, 410):
            what = f"the audio is unavailable: {head.trouble or head.status}"
            self.findings.add("error", "live-enclosure", url, what, "upload it")
            return
        if head.status != 200:
            what = f"the response to HEAD is {head.status}"
            self.findings.add(
                "error", "live-head", url, what, "respond to HEAD as to GET (Apple requires it)"
            )
        else:
            self._type(head, url, node.get("type", ""))
            self._cors(head, url)
            length = head.headers.get("content-length", "")
            if not length:
                what = "no Content-Length, so apps show neither size nor progress"
                self.findings.add("warning", "live-length", url, what, "send it")
            elif length != declared:
                what = f"the feed says {declared or 'no'} bytes, the server {length}"
                self.findings.add("error", "live-length", url, what, "publish again")
        self._ranges(url, int(declared) if declared.isascii() and declared.isdigit() else 0)
        data = self._decode(url, declared, long_ms) if decode else None
        if self.credentials and (data or not decode):
            self.credentials.look(url, head, data)

    def _ranges(self, url: str, length_bytes: int) -> None:
        """Requests the first, middle and last bytes, as for seeking and resuming."""
        size = min(_PIECE_BYTES, length_bytes)
        if not size:
            return
        middle = (length_bytes - size) // 2
        headers = {
            "first": (0, f"0-{size - 1}"),
            "middle": (middle, f"{middle}-{middle + size - 1}"),
            "last": (length_bytes - size, f"-{size}"),
        }
        for name, (start, text) in headers.items():
            answer = self.visitor.ask(
                "GET", url, headers={"Range": f"bytes={text}"}, limit_bytes=size + 1
            )
            match = _RANGE.fullmatch(answer.headers.get("content-range", "").strip())
            if answer.status != 206:
                what = f"the response to Range is {answer.trouble or answer.status}, not 206: no seeking"
            elif match is None or int(match[1]) != start or len(answer.body) != size:
                what = f"a wrong part for the {name} {size} bytes: {answer.headers.get('content-range')!r}"
            elif match[3] not in ("*", str(length_bytes)):
                what = f"Content-Range says {match[3]} bytes in total, the feed {length_bytes}"
            else:
                continue
            self.findings.add(
                "error", "live-range", url, what, "have the server support Range requests"
            )
            return

    def _decode(self, url: str, declared: str, long_ms: int | None) -> bytes | None:
        """Downloads and judges the audio; its bytes, or None if they did not come."""
        answer = self.visitor.ask("GET", url, limit_bytes=_SOUND_BYTES)
        if answer.status != 200 or not answer.whole:
            what = (
                f"the audio ends after {len(answer.body)} bytes ({answer.trouble or answer.status})"
            )
            self.findings.add("error", "live-enclosure", url, what, "check the server")
            return None
        if declared.isascii() and declared.isdigit() and len(answer.body) != int(declared):
            what = f"the feed says {declared} bytes, the server sent {len(answer.body)}"
            self.findings.add("error", "live-length", url, what, "publish again")
        heard_ms = self.duration_ms(answer.body)
        if heard_ms is None:
            self.findings.add("error", "live-sound", url, "cannot be decoded", "publish it again")
        elif long_ms is not None and abs(heard_ms - long_ms) > max(_TOLERANCE_MS, long_ms // 100):
            what = (
                f"the feed says {long_ms / 1000:.0f} s, the audio is {heard_ms / 1000:.1f} s long"
            )
            self.findings.add("error", "live-duration", url, what, "correct itunes:duration")
        return answer.body

    # --- what goes with it ------------------------------------------------------------------------

    def _transcript(self, node: Any, long_ms: int | None) -> None:
        url, kind = node.get("url", ""), node.get("type", "")
        text = self._text(url, kind, "live-captions", "the captions")
        if text is None:
            return
        fault = ""
        if kind == "text/vtt" and not text.startswith("WEBVTT"):
            fault = "do not begin with WEBVTT"
        elif kind == "application/json" and not _json_list(text, "segments"):
            fault = "have no segments"
        elif kind in ("text/vtt", "application/x-subrip") and "-->" not in text:
            fault = "have no cues"
        last_ms = max((_ms(match) for match in _TIME.finditer(text)), default=0)
        if not fault and kind != "text/html" and long_ms and last_ms > long_ms + _AFTER_THE_END_MS:
            fault = f"end at {last_ms / 1000:.0f} s, the audio at {long_ms / 1000:.0f} s"
        if fault:
            self.findings.add(
                "error", "live-captions", url, f"the captions {fault}", "publish again"
            )

    def _chapters(self, node: Any, long_ms: int | None) -> None:
        url = node.get("url", "")
        text = self._text(url, node.get("type", ""), "live-chapters", "the chapters")
        if text is None:
            return
        marks = _json_list(text, "chapters")
        starts = [mark.get("startTime") for mark in marks if isinstance(mark, dict)]
        numbers = [float(start) for start in starts if isinstance(start, int | float)]
        fault = ""
        if not marks or len(numbers) != len(marks):
            fault = "have no list with times"
        elif numbers != sorted(numbers):
            fault = "are not in order"
        elif long_ms and numbers[-1] * 1000 > long_ms:
            fault = f"begin at {numbers[-1]:.0f} s, after the end"
        if fault:
            self.findings.add(
                "error", "live-chapters", url, f"the chapters {fault}", "publish again"
            )

    def _text(self, url: str, kind: str, rule: str, name: str) -> str | None:
        answer = self.visitor.ask(
            "GET", url, headers={"Origin": self.origin}, limit_bytes=_TEXT_BYTES
        )
        if answer.status != 200 or not answer.whole:
            what = f"{name} are unavailable: {answer.trouble or answer.status}"
            self.findings.add("error", rule, url, what, "upload them")
            return None
        self._type(answer, url, kind)
        self._cors(answer, url)
        return answer.body.decode("utf-8-sig", "replace")

    def _picture(self, url: str) -> None:
        if not url or url in self._pictures:
            return
        self._pictures.add(url)
        answer = self.visitor.ask("GET", url, limit_bytes=_IMAGE_BYTES)
        if answer.status != 200 or not answer.whole:
            what = f"the picture is unavailable: {answer.trouble or answer.status}"
            self.findings.add("error", "live-artwork", url, what, "upload it")
            return
        if not _type_of(answer).startswith("image/"):
            what = f"the picture is served as {_type_of(answer)!r}"
            self.findings.add(
                "error", "live-type", url, what, "serve it as image/jpeg or image/png"
            )
        for finding in self.judge_artwork(answer.body, url):
            if finding.severity != "note":
                self.findings.items.append(finding)
        if self.credentials:
            self.credentials.look_at_picture(url, answer.body)

    def _type(self, answer: Answer, url: str, declared: str) -> None:
        served = _type_of(answer)
        if served != declared and not any({served, declared} <= same for same in _SAME):
            what = f"the feed says {declared!r}, the server {served!r}"
            self.findings.add("error", "live-type", url, what, "serve it with the feed's type")

    def _cors(self, answer: Answer, url: str) -> None:
        if answer.headers.get("access-control-allow-origin", "") not in ("*", self.origin):
            what = "no Access-Control-Allow-Origin: web players cannot read it"
            self.findings.add(
                "warning", "live-cors", url, what, "send Access-Control-Allow-Origin: *"
            )


def check_promised(
    items: Sequence[Any], promises: Sequence[Promise], where: str, findings: Collects
) -> None:
    """Checks that GUIDs, dates and URLs are those of the last publish."""
    live = {(item.findtext("guid") or "").strip(): item for item in items}
    known = {promise.guid: promise for promise in promises}
    for guid, promise in known.items():
        item = live.get(guid)
        if item is None:
            what = f"{promise.id} was published and is not in the feed"
            findings.add("warning", "live-promise", where, what, "publish, or retract it openly")
            continue
        date = moment((item.findtext("pubDate") or "").strip())
        if date is None or abs((date - promise.published).total_seconds()) >= 1:
            what = f"{promise.id} is dated {item.findtext('pubDate')!r}, but was published as {promise.published.isoformat()}"
            findings.add("error", "live-promise", where, what, "publish again")
        node = item.find("enclosure")
        url = node.get("url", "") if node is not None else ""
        if promise.url and not url.endswith(promise.url.partition("://")[2]):
            what = f"{promise.id} has the audio {url}, but was published with {promise.url}"
            findings.add("error", "live-promise", where, what, "publish again")
    for guid in live:
        if guid not in known:
            what = f"the feed has {guid}, which is not in the ledger"
            findings.add("warning", "live-promise", where, what, "fetch the latest ledger")


def _type_of(answer: Answer) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def _json_list(text: str, key: str) -> list[Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    entry = value.get(key) if isinstance(value, dict) else None
    return entry if isinstance(entry, list) else []


def _duration_ms(text: str) -> int | None:
    """Parses itunes:duration, seconds or [H:]MM:SS, to milliseconds."""
    parts = text.strip().split(":")
    if not 1 <= len(parts) <= 3 or not all(
        p.isascii() and p.isdigit() and len(p) < 8 for p in parts
    ):
        return None
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return seconds * 1000


def _ms(match: re.Match[str]) -> int:
    return ((int(match[1] or 0) * 60 + int(match[2])) * 60 + int(match[3])) * 1000 + int(match[4])
