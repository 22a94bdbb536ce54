"""Says in a sentence what the Content Credentials of a published file claim."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from segmentcast.errors import ConfigError
from segmentcast.model import Severity
from segmentcast.provenance.file_front import front_length, store_in
from segmentcast.provenance.validation.reading import read_claims, read_credentials
from segmentcast.provenance.validation.verdict import Verdict

_MOST_VOICES = 5
_HAS_SOME = "has Content Credentials, which cannot be read here without the extra `provenance`"


class CredentialsJudge:
    """Reads credentials for checks.live_credentials. Nothing is trusted: a feed has no trust list."""

    def front_length(self, front: bytes) -> int:
        return front_length(front)

    def of_front(self, front: bytes) -> tuple[Severity, str] | None:
        store = store_in(front)
        return self.of_sidecar(store) if store else None

    def of_sidecar(self, sidecar: bytes) -> tuple[Severity, str] | None:
        try:
            return _words(read_claims(sidecar), whole=False)
        except ConfigError:
            return "note", _HAS_SOME

    def of_file(self, data: bytes, url: str, sidecar: bytes | None) -> tuple[Severity, str] | None:
        if not store_in(data) and sidecar is None:
            return None
        with tempfile.TemporaryDirectory(prefix="segmentcast-") as folder:
            path = Path(folder) / f"file{Path(urlsplit(url).path).suffix[:10]}"
            path.write_bytes(data)
            beside = path.with_name(f"{path.name}.c2pa") if sidecar is not None else None
            if beside is not None:
                beside.write_bytes(sidecar or b"")
            try:
                return _words(read_credentials(path, sidecar=beside), whole=True)
            except ConfigError:
                return "note", _HAS_SOME


def _words(verdict: Verdict, *, whole: bool) -> tuple[Severity, str] | None:
    if verdict.state == "none":
        return None
    if not verdict.is_intact:
        return "error", f"Content Credentials that do not hold: {verdict.words}"
    sources = sorted({row.source for row in verdict.statements if row.source})
    voices = sorted({row.voice for row in verdict.statements if row.voice})
    stamp = verdict.signed_at
    ends = f"{verdict.ends:%Y-%m-%d}" if verdict.ends else "an unknown day"
    if stamp:
        when = f"with a time stamp of {stamp:%Y-%m-%d}"
    elif verdict.state == "expired":
        when = f"without a time stamp; its certificate ended on {ends}, so it is invalid now"
    else:
        when = f"without a time stamp, so invalid after {ends}"
    claims = [
        f"signed by {verdict.signed_by or 'an unnamed signer'} ({verdict.generator or 'unknown software'}), {when}",
        f"says {', '.join(sources)}" if sources else "names no source type of the IPTC's",
    ]
    if voices:
        more = f" and {len(voices) - _MOST_VOICES} more" if len(voices) > _MOST_VOICES else ""
        claims.append(f"voices {', '.join(voices[:_MOST_VOICES])}{more}")
    claims.append("the file is as it was signed" if whole else "only its front was read")
    is_over = verdict.state == "expired" and not stamp
    return "warning" if is_over else "note", "Content Credentials: " + "; ".join(claims)
