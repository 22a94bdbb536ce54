"""Reads and judges anybody's Content Credentials, offline: nothing that a file names is fetched."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from segmentcast import files, tags
from segmentcast.errors import ConfigError, Problem, SoundError
from segmentcast.libraries.optional_packages import install_command
from segmentcast.provenance.claim import plain
from segmentcast.provenance.file_front import (
    is_picture,
    store_in_picture,
    store_in_tag,
    tag_length,
)
from segmentcast.provenance.validation.cose_chain import signer_chain
from segmentcast.provenance.validation.revocation import list_address
from segmentcast.provenance.validation.trust_list import TrustList
from segmentcast.provenance.validation.verdict import (
    Passage,
    Reference,
    Revocation,
    State,
    Statement,
    Verdict,
    VersionBefore,
)
from segmentcast.vocabulary.digital_sources import term_of

MOST_STORE_BYTES = 4_000_000
"""A larger manifest store is not read. Ours have a few thousand bytes."""
NOT_SUPPORTED = "not-supported"
"""The code for a kind of file that cannot carry credentials, such as Opus."""
_MOST_JSON_CHARACTERS = 30_000_000
_MOST_ROWS = 500
_HEADER_BYTES = 10
_KEPT_METADATA = (
    "dc:title", "dc:creator", "dc:identifier", "dc:language", "dc:source", "dcterms:isPartOf",
    "schema:datePublished",
)  # fmt: skip
_OF_THE_SIGNER = {
    "signingCredential.untrusted", "signingCredential.expired", "signingCredential.invalid",
    "signingCredential.ocsp.revoked", "signingCredential.revoked",
    "claimSignature.outsideValidity", "timeStamp.untrusted", "timeStamp.mismatch",
    "timeStamp.malformed", "timeStamp.outsideValidity", "signingCredential.ocsp.unknown",
    "signingCredential.ocsp.inaccessible",
}  # fmt: skip
_HASHES = {"assertion.dataHash.mismatch"}
_OF_THE_CONTENT = _HASHES | {
    "assertion.bmffHash.mismatch", "assertion.boxesHash.mismatch", "assertion.dataHash.malformed",
    "assertion.bmffHash.malformed", "assertion.boxesHash.malformed",
    "assertion.boxesHash.unknownBox",
}  # fmt: skip
"""What cannot hold for a manifest store without its file."""
_IDENTITY = "cawg."
"""Codes about people whom a file names besides its signer; they say nothing of the file itself."""
_GOOD_ENDINGS = (".validated", ".trusted", ".match", ".insideValidity", ".notRevoked")
"""Of the codes in versions before 2.0, where successes and failures are in one list."""
_HINTS = {".svg": "image/svg+xml", ".c2pa": "application/c2pa", ".mp3": "audio/mpeg"}
"""Kinds that the library does not tell by their first bytes."""


def read_credentials(
    path: Path, trust: TrustList | None = None, *, sidecar: Path | None = None
) -> Verdict:
    """What the file's credentials say. `sidecar` is a .c2pa file that belongs to it.

    Raises ConfigError without the C2PA library, and StoreError for a file that cannot be read.
    """
    with files.explained(path), path.open("rb") as stream:
        tag = _tag_of(stream)
        place = store_in_tag(tag)
        if place and place[1] > MOST_STORE_BYTES:
            return Verdict(state="unreadable", codes=("too-large",))
        stream.seek(0)
        if is_picture(stream.read(_HEADER_BYTES)):
            stream.seek(0)
            if len(store_in_picture(stream.read(4 * MOST_STORE_BYTES))) > MOST_STORE_BYTES:
                return Verdict(state="unreadable", codes=("too-large",))
        detached = files.read(sidecar, limit_bytes=MOST_STORE_BYTES) if sidecar else None
        stream.seek(0)
        return _judged(stream, path.suffix.lower(), detached, trust or TrustList(), tag, place)


def read_claims(store: bytes, trust: TrustList | None = None) -> Verdict:
    """What a manifest store says, and whether its signature holds, without the file that it is of.

    Whether the file is as it was signed remains open. Raises ConfigError without the C2PA library.
    """
    if len(store) > MOST_STORE_BYTES:
        return Verdict(state="unreadable", codes=("too-large",))
    stream = io.BytesIO(store)
    return _judged(stream, ".c2pa", None, trust or TrustList(), b"", None, is_alone=True)


def has_store(path: Path) -> bool:
    """Whether an MP3 carries a manifest store, whatever it says. Raises StoreError."""
    with files.explained(path), path.open("rb") as stream:
        return store_in_tag(_tag_of(stream)) is not None


def _judged(
    stream: BinaryIO,
    suffix: str,
    sidecar: bytes | None,
    trust: TrustList,
    tag: bytes,
    place: tuple[int, int] | None,
    *,
    is_alone: bool = False,
) -> Verdict:
    try:
        from c2pa import C2paError, Context, Reader
    except ImportError:
        what = "Content Credentials need the C2PA library, which is not installed"
        raise ConfigError(Problem("", what, install_command("provenance"))) from None
    settings: dict[str, Any] = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
    if trust.anchors:
        settings["trust"] = {"user_anchors": trust.anchors}
    kind = "audio/mpeg" if tag else _HINTS.get(suffix)
    try:
        with (
            Context.from_dict(settings) as context,
            Reader(kind, stream, manifest_data=sidecar, context=context) as reader,
        ):
            text = reader.detailed_json()
            if len(text) > _MOST_JSON_CHARACTERS:
                return Verdict(state="unreadable", codes=("too-large",))
            detailed = json.loads(text)
            label = str(detailed.get("active_manifest", ""))
            shown: dict[str, Any] = next(
                (row for row in json.loads(reader.crjson())["manifests"] if row["label"] == label),
                {},
            )
            store = io.BytesIO()
            reader.resource_to_stream(f"self#jumbf=/c2pa/{label}/c2pa.signature", store)
    except C2paError as error:
        if str(error).startswith("ManifestNotFound"):
            return Verdict(state="none")
        if str(error).startswith("NotSupported"):
            return Verdict(state="none", codes=(NOT_SUPPORTED,))
        if "remote" in str(error).lower():
            return Verdict(state="none", codes=("remote-manifest",))
        return Verdict(state="unreadable", codes=(plain(str(error).removeprefix("Other: ")),))
    except (ValueError, KeyError, TypeError, RecursionError):
        return Verdict(state="unreadable")
    return _verdict(detailed, label, shown, store.getvalue(), trust, tag, place, is_alone=is_alone)


def _verdict(
    detailed: Mapping[str, Any],
    label: str,
    shown: Mapping[str, Any],
    store: bytes,
    trust: TrustList,
    tag: bytes,
    place: tuple[int, int] | None,
    *,
    is_alone: bool,
) -> Verdict:
    manifest = _table(_table(detailed.get("manifests")).get(label))
    assertions = _table(manifest.get("assertion_store"))
    results = _table(detailed.get("validation_results"))
    active = _table(results.get("activeManifest"))
    failed, succeeded = _codes(active.get("failure")), _codes(active.get("success"))
    if is_alone:
        failed -= _OF_THE_CONTENT
    state = _state(failed, assertions, place)
    chain = signer_chain(store, label)
    signed_at = _moment(
        _table(_table(shown.get("signature")).get("timeStampInfo")).get("timestamp")
    )
    stamped = "timeStamp.trusted" in succeeded
    if state in ("trusted", "untrusted"):
        listed = state == "trusted" and bool(trust.anchors)
        known = listed or trust.has_leaf(chain[0] if chain else b"")
        state = "trusted" if known else "untrusted"
    revocation = _revocation(state, succeeded, chain, trust, signed_at if stamped else None)
    if revocation == "revoked":
        state = "revoked"
    certificate = _table(_table(shown.get("signature")).get("certificateInfo"))
    intact = state in ("trusted", "untrusted", "expired")
    sentences = _sentences(tag) if intact else ()
    unknown: list[str] = []
    claim = _table(manifest.get("claim"))
    return Verdict(
        state=state,
        signed_by=_name(certificate.get("subject")),
        issued_by=_name(certificate.get("issuer")),
        ends=_moment(_table(certificate.get("validity")).get("notAfter")),
        signed_at=signed_at,
        is_stamp_trusted=stamped,
        revocation=revocation,
        revocation_list=list_address(chain[0]) if chain else "",
        generator=_generator(claim),
        title=_text(claim.get("dc:title") or claim.get("title")),
        metadata={
            key: _text(value)
            for key, value in _table(assertions.get("cawg.metadata")).items()
            if key in _KEPT_METADATA
        },
        statements=tuple(_statements(assertions, sentences, unknown)),
        references=tuple(_references(assertions)),
        versions=tuple(_versions(assertions, results)),
        unknown_sources=tuple(dict.fromkeys(unknown)),
        codes=tuple(sorted(failed)),
    )


def _state(failed: set[str], assertions: Mapping[str, Any], place: tuple[int, int] | None) -> State:
    of_file = {c for c in failed - _OF_THE_SIGNER if not c.startswith(_IDENTITY)}
    if of_file:
        moved = place is not None and _bound_at(assertions) not in (None, place[0])
        return "retagged" if of_file <= _HASHES and moved else "altered"
    if failed & {"signingCredential.ocsp.revoked", "signingCredential.revoked"}:
        return "revoked"
    if failed & {"signingCredential.expired", "claimSignature.outsideValidity"}:
        return "expired"
    return "untrusted" if failed & _OF_THE_SIGNER else "trusted"


def _revocation(
    state: State,
    succeeded: set[str],
    chain: Sequence[bytes],
    trust: TrustList,
    stamped_at: datetime | None,
) -> Revocation:
    """Whether the certificate is revoked, by the issuer's answer in the file or by a list named.

    A trusted time stamp from before the revocation leaves a signature valid.
    """
    if state == "revoked":
        return "revoked"
    since = trust.revoked.revoked_at(chain, trust.anchors)
    if since is not None:
        return "revoked-later" if stamped_at and stamped_at < since else "revoked"
    if trust.revoked.covers(chain, trust.anchors):
        return "not-listed"
    return "not-revoked" if "signingCredential.ocsp.notRevoked" in succeeded else "unknown"


def _bound_at(assertions: Mapping[str, Any]) -> int | None:
    """Where the manifest store was when the file was signed."""
    rows = _rows(_table(assertions.get("c2pa.hash.data")).get("exclusions"))
    start = _table(rows[0]).get("start") if rows else None
    return start if isinstance(start, int) else None


def _statements(
    assertions: Mapping[str, Any], sentences: Sequence[tuple[int, str]], unknown: list[str]
) -> Iterator[Statement]:
    for label in ("c2pa.actions.v2", "c2pa.actions"):
        for row in _rows(_table(assertions.get(label)).get("actions")):
            action = _table(row)
            agent = action.get("softwareAgent")
            named = _table(agent) if isinstance(agent, dict) else {"name": agent}
            address = _text(action.get("digitalSourceType"))
            source = term_of(address)
            if address and not source:
                unknown.append(address)
            yield Statement(
                action=_text(action.get("action")),
                source=source,
                software=_text(named.get("name")),
                version=_text(named.get("version")),
                voice=_text(_table(action.get("parameters")).get("voice")),
                description=_text(action.get("description")),
                passages=tuple(_passages(action.get("changes"), sentences)),
            )


def _passages(changes: Any, sentences: Sequence[tuple[int, str]]) -> Iterator[Passage]:
    for row in _rows(changes):
        change = _table(row)
        for region in _rows(change.get("region")):
            time = _table(_table(region).get("time"))
            start, end = _number(time.get("start")), _number(time.get("end"))
            if start is None or end is None:
                continue
            heard = [plain(t) for ms, t in sentences if start * 1000 - 1 <= ms < end * 1000]
            yield Passage(start, end, _text(change.get("name")), tuple(heard[:_MOST_ROWS]))


def _references(assertions: Mapping[str, Any]) -> Iterator[Reference]:
    for label, row in list(assertions.items())[:_MOST_ROWS]:
        if label.startswith("c2pa.external-reference"):
            location = _table(_table(row).get("location"))
            yield Reference(
                _text(location.get("url")),
                _hexadecimal(location.get("hash")),
                _text(location.get("dc:format")),
            )


def _versions(assertions: Mapping[str, Any], results: Mapping[str, Any]) -> Iterator[VersionBefore]:
    """The versions that the file names as its parents, each with the worse of two findings: what was
    noted at signing, and what differs now."""
    deltas = {
        _text(_table(row).get("ingredientAssertionURI")).rpartition("/")[2]: _codes(
            _table(_table(row).get("validationDeltas")).get("failure")
        )
        for row in _rows(results.get("ingredientDeltas"))
    }
    for label, row in list(assertions.items())[:_MOST_ROWS]:
        parent = _table(row)
        if not label.startswith("c2pa.ingredient") or parent.get("relationship") != "parentOf":
            continue
        noted = _table(_table(parent.get("validationResults")).get("activeManifest"))
        older = {c for c in _codes(parent.get("validationStatus")) if not c.endswith(_GOOD_ENDINGS)}
        failed = _codes(noted.get("failure")) | older | deltas.get(label, set())
        signed = bool(noted) or "activeManifest" in parent or "c2pa_manifest" in parent
        state: State = _state(failed, {}, None) if signed else "none"
        yield VersionBefore(_text(parent.get("dc:title")), state)


def _sentences(tag: bytes) -> tuple[tuple[int, str], ...]:
    """Milliseconds and text from an MP3's own tag."""
    if not tag:
        return ()
    try:
        return tags.read(tag).timed_text
    except SoundError:
        return ()


def _tag_of(stream: BinaryIO) -> bytes:
    """The ID3v2 tag that a file begins with, or nothing."""
    head = stream.read(_HEADER_BYTES)
    length = tag_length(head)
    return head + stream.read(min(length - len(head), 4 * MOST_STORE_BYTES)) if length else b""


def _generator(claim: Mapping[str, Any]) -> str:
    info = claim.get("claim_generator_info")
    row = _table(info[0]) if isinstance(info, list) and info else _table(info)
    named = f"{_text(row.get('name'))} {_text(row.get('version'))}".strip()
    return named or _text(claim.get("claim_generator")).partition(" ")[0].replace("/", " ")


def _name(subject: Any) -> str:
    row = _table(subject)
    return _text(row.get("O") or row.get("CN"))


def _codes(rows: Any) -> set[str]:
    return {_text(_table(row).get("code")) for row in _rows(rows)} - {""}


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None


def _number(value: Any) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if 0 <= number < 1e7 else None


def _hexadecimal(value: Any) -> str:
    from base64 import b64decode
    from binascii import Error

    if isinstance(value, list) and all(isinstance(n, int) and 0 <= n < 256 for n in value[:64]):
        return bytes(value[:64]).hex()
    try:
        return b64decode(value).hex()[:128] if isinstance(value, str) else ""
    except (Error, ValueError):
        return ""


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(value: Any) -> list[Any]:
    return value[:_MOST_ROWS] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return plain(value) if isinstance(value, str) else ""
