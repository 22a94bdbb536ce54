"""Looks at a live feed as an app would: the rules of checks.live, with a real visitor, ears and eyes."""

from __future__ import annotations

import ssl
import tempfile
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from segmentcast import files
from segmentcast.checks.live import check_live
from segmentcast.checks.live_media import Promise
from segmentcast.errors import Problem, SoundError, UsageError
from segmentcast.ledger_folder import LedgerFolder
from segmentcast.model import Finding
from segmentcast.provenance.validation.live_judge import CredentialsJudge
from segmentcast.visitor import HttpVisitor


def examine(
    url: str,
    *,
    now: datetime,
    sample: int | None = 10,
    decode: int = 1,
    ledger: LedgerFolder | None = None,
    authority: Path | None = None,
    seconds: float = 30.0,
) -> tuple[Finding, ...]:
    """Every finding on the feed at `url`; see checks.live.check_live.

    `ledger` adds what was promised, `authority` a certificate authority (PEM) to trust. Only the host
    of `url` may have an address that is not public. Raises UsageError for what is no web address.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(
            Problem(url, "is not a web address", "start the address with http:// or https://")
        )
    tls = None
    if authority is not None:
        tls = ssl.create_default_context()
        with files.explained(authority):
            try:
                tls.load_verify_locations(authority)
            except ssl.SSLError:
                raise UsageError(
                    Problem(str(authority), "holds no certificate", "give a PEM file")
                ) from None
    visitor = HttpVisitor([url], seconds=seconds, tls=tls)
    return check_live(
        url,
        visitor,
        now=now,
        sample=sample,
        decode=decode,
        promises=None if ledger is None else _promises(ledger),
        duration_ms=duration_ms,
        judge_artwork=_judge_artwork,
        judge_credentials=CredentialsJudge(),
    )


def duration_ms(data: bytes) -> int | None:
    """The length of a sound, by decoding all of it; None if it is not a sound."""
    from segmentcast.audio_io import open_source

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound"
        path.write_bytes(data)
        try:
            source = open_source(path)
            frames = sum(len(block) for block in source.blocks())
        except SoundError:
            return None
    return frames * 1000 // source.rate_hz


def _judge_artwork(data: bytes, where: str) -> tuple[Finding, ...]:
    from segmentcast import artwork

    return artwork.check(data, where)


def _promises(ledger: LedgerFolder) -> tuple[Promise, ...]:
    return tuple(
        Promise(
            entry.id, entry.guid, entry.published, entry.current.url, entry.current.length_bytes
        )
        for entry in ledger.read() or ()
        if entry.current is not None and entry.retracted is None
    )
