"""Says what the files of a live feed claim in their Content Credentials (C2PA).

Only the front of each file is requested, so that its signature can be checked, but not whether the
rest is unaltered; of audio that is downloaded anyway, all is checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urljoin

from segmentcast.model import Severity
from segmentcast.ports import Answer, Visitor

_FIRST_BYTES = 1 << 16
MOST_SIDECAR_BYTES = 4_000_000
_LINK = re.compile(r"<([^<>]{1,2000})>([^<>]{0,500})")
_RELATION = re.compile(r";\s{0,20}rel\s{0,20}=\s{0,20}\"?\s{0,20}c2pa-manifest\b", re.IGNORECASE)


class Judge(Protocol):
    """Reads credentials."""

    def front_length(self, front: bytes) -> int:
        """How many bytes of a file that begins with these can hold credentials; 0 if none can."""
        ...

    def of_front(self, front: bytes) -> tuple[Severity, str] | None:
        """What credentials at the front of a file claim; None without any."""
        ...

    def of_file(self, data: bytes, url: str, sidecar: bytes | None) -> tuple[Severity, str] | None:
        """What the credentials of a whole file say, which may be in a sidecar; None without any."""
        ...

    def of_sidecar(self, sidecar: bytes) -> tuple[Severity, str] | None:
        """What a sidecar claims; None if it is none."""
        ...


class Adds(Protocol):
    """Receives findings."""

    def add(self, severity: Severity, rule: str, where: str, what: str, mend: str = "") -> None: ...


@dataclass(slots=True)
class LiveCredentials:
    """What was claimed so far: each claim with the files that make it. `without` have none."""

    visitor: Visitor
    judge: Judge
    _claims: dict[tuple[Severity, str], list[str]] = field(default_factory=dict)
    _without: list[str] = field(default_factory=list)

    def look(self, url: str, head: Answer, data: bytes | None) -> None:
        """Looks at one audio file. `head` answered HEAD; `data` is all of it, if it was loaded."""
        sidecar = self._sidecar(url, head)
        if data is not None:
            claim = self.judge.of_file(data, url, sidecar)
        elif sidecar is not None:
            claim = self.judge.of_sidecar(sidecar)
        else:
            claim = self.judge.of_front(self._front(url))
        if claim is None:
            self._without.append(url)
        else:
            self._claims.setdefault(claim, []).append(url)

    def look_at_picture(self, url: str, data: bytes) -> None:
        """Looks at a cover. Most have no credentials, which is not worth a word."""
        claim = self.judge.of_file(data, url, None)
        if claim is not None:
            self._claims.setdefault(claim, []).append(url)

    def report(self, findings: Adds) -> None:
        """Adds a finding for each claim. A feed without any gets none."""
        for (severity, what), urls in self._claims.items():
            more = f" (and {len(urls) - 1} more files)" if len(urls) > 1 else ""
            mend = f"to verify: segmentcast provenance verify {urls[0]}"
            findings.add(severity, "live-credentials", urls[0], what + more, mend)
        if self._claims and self._without:
            what = f"{len(self._without)} of the audio files have no Content Credentials; other files do"
            mend = "a host that rewrites tags removes them; older episodes may never have had any"
            findings.add("note", "live-credentials", self._without[0], what, mend)

    def _front(self, url: str) -> bytes:
        first = self._part(url, 0, _FIRST_BYTES)
        length = self.judge.front_length(first)
        if length <= len(first) or len(first) < _FIRST_BYTES:
            return first
        return first + self._part(url, len(first), length)

    def _part(self, url: str, start: int, end: int) -> bytes:
        headers = {"Range": f"bytes={start}-{end - 1}"}
        answer = self.visitor.ask("GET", url, headers=headers, limit_bytes=end - start)
        if answer.status == 206 or (answer.status == 200 and start == 0):
            return answer.body[: end - start]
        return b""

    def _sidecar(self, url: str, head: Answer) -> bytes | None:
        address = sidecar_address(head.headers.get("link", ""), head.url or url)
        if not address:
            return None
        answer = self.visitor.ask("GET", address, limit_bytes=MOST_SIDECAR_BYTES)
        return answer.body if answer.status == 200 and answer.whole else None


def sidecar_address(link: str, url: str) -> str:
    """The address of the credentials that a Link header of `url` names; empty if it names none."""
    rows = _LINK.findall(link[:8000])
    return next((urljoin(url, target) for target, rest in rows if _RELATION.search(rest)), "")
