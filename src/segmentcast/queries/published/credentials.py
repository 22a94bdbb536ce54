"""Verifies the Content Credentials of a show's published audio and covers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from segmentcast import files
from segmentcast.errors import ConfigError
from segmentcast.model import Finding
from segmentcast.provenance.validation.reading import read_credentials
from segmentcast.provenance.validation.verdict import Verdict
from segmentcast.publish.toolchain import has_signed_cover
from segmentcast.records import Record
from segmentcast.vocabulary.media_types import SIDECAR

_SOON = timedelta(days=90)
_REMAKE = "publish --remake signs it again, at a new address"


def credential_findings(record: Record, output: Path, *, now: datetime) -> Iterator[Finding]:
    """What is wrong with the credentials of an episode that was signed; nothing for any other.

    Whether anybody trusts the signer is not checked: that is for those who verify to decide.
    """
    cover = record.package.file("artwork")
    if cover is not None and has_signed_cover(record.software):
        yield from picture_findings(files.inside(output, cover.path), cover.path, now=now)
    if not record.products.get("credentials"):
        return
    sidecars = {file.path for file in record.package.files if file.role == "credentials"}
    for file in record.package.files:
        signed = file.role == "audio" or (file.role == "alternate" and file.path.endswith(".m4a"))
        beside = f"{file.path}{SIDECAR}" if f"{file.path}{SIDECAR}" in sidecars else ""
        path = files.inside(output, file.path) if (signed or beside) and not file.url else None
        if path is None or not path.is_file():
            continue
        sidecar = files.inside(output, beside) if beside else None
        if sidecar and not sidecar.is_file():
            yield Finding(
                "error", "credentials", beside, "the Content Credentials are missing", "publish"
            )
            continue
        try:
            verdict = read_credentials(path, sidecar=sidecar)
        except ConfigError as error:
            (problem,) = error.problems
            yield Finding("warning", "credentials", file.path, problem.what, problem.mend)
            return
        if verdict.state != "none" or file.role == "audio":  # an M4A may be older than the setting
            yield from _faults(verdict, file.path, now)


def picture_findings(path: Path, where: str, *, now: datetime) -> Iterator[Finding]:
    """What is wrong with the credentials of a signed cover."""
    if not path.is_file():
        return
    try:
        yield from _faults(read_credentials(path), where, now)
    except ConfigError as error:
        (problem,) = error.problems
        yield Finding("warning", "credentials", where, problem.what, problem.mend)


def _faults(verdict: Verdict, where: str, now: datetime) -> Iterator[Finding]:
    if verdict.state == "expired" and verdict.signed_at:
        what = f"its certificate has ended; it was signed on {verdict.signed_at:%Y-%m-%d}, by its time stamp"
        yield Finding("note", "credentials", where, what)
    elif not verdict.is_intact or verdict.state == "expired":
        yield Finding("error", "credentials", where, verdict.words, _REMAKE)
    elif verdict.unsound_versions:
        what = f'the version before it, "{verdict.unsound_versions[0].title}", was altered'
        yield Finding("error", "credentials", where, what, _REMAKE)
    elif not verdict.signed_at and verdict.ends and verdict.ends - now < _SOON:
        what = f"has no time stamp, and its certificate ends on {verdict.ends:%Y-%m-%d}: then its Content Credentials turn invalid"
        yield Finding("warning", "credentials-end", where, what, _REMAKE)
