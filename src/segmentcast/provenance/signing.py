"""Signs files: asks the C2PA library for a manifest store, and places it where its format has it."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmentcast import __version__, files
from segmentcast.errors import ConfigError, Problem, SegmentcastError, StoreError
from segmentcast.provenance.claim import PARENT, Claim, plain
from segmentcast.provenance.kept_credentials import KeptCredentials
from segmentcast.provenance.mp3_frame import Room, room_in
from segmentcast.provenance.patches import Patch, apply, difference
from segmentcast.provenance.picture_claim import PictureClaim
from segmentcast.provenance.signer_command import blank_signature, signature_of
from segmentcast.provenance.signing_key import SigningKey

if TYPE_CHECKING:
    from c2pa import Builder

_STORE = "application/c2pa"
_STAMP_BYTES = 10_000
"""Room for a time stamp, whose length nobody knows before it is made."""
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class ReplacedVersion:
    """The file that a signed one replaces or is made from. `sha256` is the ledger's."""

    path: Path
    sha256: str
    title: str


def sign_mp3(
    unsigned: Path,
    out: Path,
    claim: Claim,
    key: SigningKey,
    replaced: ReplacedVersion | None,
    *,
    sha256: str = "",
) -> KeptCredentials:
    """Writes the MP3 with its Content Credentials. Returns what to keep of them.

    `sha256` is that of the unsigned file, if the caller knows it: hashing is most of the cost.
    Every frame of the tag and all audio keep their bytes. Memory does not grow with the file, but
    for the version that it replaces. Raises StoreError if the time-stamp authority does not answer,
    and SegmentcastError if the replaced version is not the published one.
    """
    definition = claim.definition(__version__, replaces=replaced is not None)
    if replaced is not None and not files.has_content(replaced.path, replaced.sha256):
        raise SegmentcastError.at(
            str(replaced.path),
            "the version before this one differs from what the ledger says was published",
            "restore it: run publish --verify-store, or get it from a backup",
        )
    length = 0
    for _ in range(_ROUNDS):
        room = room_in(unsigned, length)
        store = _store(definition, _binding(room, bytes(32)), key, replaced, "", dry=True)
        if len(store) == length:
            break
        length = len(store)
    if key.authority:
        length += _STAMP_BYTES
    room = room_in(unsigned, length)
    binding = _binding(room, room.sha256(unsigned))
    patches = room.patches(_store(definition, binding, key, replaced, key.authority))
    with files.explained(out):
        signed = apply(patches, unsigned, out)
        return KeptCredentials(sha256 or files.sha256_of(unsigned), signed, patches, key.signed_by)


def sign_m4a(unsigned: Path, out: Path, claim: Claim, key: SigningKey) -> KeptCredentials:
    """Writes the M4A with its Content Credentials, which the library places. Returns what to keep.

    Raises StoreError if the time-stamp authority does not answer.
    """
    definition = claim.definition(__version__, replaces=False)
    return _sign_in_place(unsigned, out, definition, key)


def sign_picture(
    unsigned: Path, out: Path, claim: PictureClaim, key: SigningKey
) -> KeptCredentials:
    """Writes the JPEG or PNG with its Content Credentials. Returns what to keep; its pixels stay.

    Raises StoreError if the time-stamp authority does not answer, and ConfigError for a picture
    that cannot hold any.
    """
    opened = ReplacedVersion(unsigned, "", "The supplied picture") if claim.opens else None
    return _sign_in_place(unsigned, out, claim.definition(__version__), key, opened)


def _sign_in_place(
    unsigned: Path,
    out: Path,
    definition: dict[str, Any],
    key: SigningKey,
    opened: ReplacedVersion | None = None,
) -> KeptCredentials:
    """Has the library write the signed file. `opened` is what it is said to be made from."""
    from c2pa import Builder, C2paError, Context

    failed: list[SegmentcastError] = []
    kind = str(definition["format"])
    try:
        with (
            Context.from_dict(
                _settings(key), signer=_signer(key, key.authority, failed, dry=False)
            ) as context,
            Builder(definition, context) as made,
            files.explained(out),
            unsigned.open("rb") as source,
            out.open("w+b") as target,
        ):
            if opened is not None:
                _add_parent(made, opened, kind)
            made.sign(kind, source, target)
    except C2paError as error:
        raise (failed or [_explained(str(error), key.authority)])[0] from None
    patches = difference(unsigned, out)
    again = out.with_suffix(".again")
    with files.explained(again):
        signed = apply(patches, unsigned, again)
    if signed != files.sha256_of(out):
        raise ConfigError.at(str(out), "what the signature added cannot be kept", "")
    return KeptCredentials(files.sha256_of(unsigned), signed, patches, key.signed_by)


def _add_parent(made: Builder, parent: ReplacedVersion, kind: str) -> None:
    """Names the file, with its credentials if it has any, as what the new one is made from."""
    with parent.path.open("rb") as stream:
        row = {
            "title": plain(parent.title),
            "relationship": "parentOf",
            "instance_id": PARENT,
            "label": PARENT,
        }
        made.add_ingredient(json.dumps(row), kind, stream)


def sign_sidecar(unsigned: Path, out: Path, claim: Claim, key: SigningKey) -> KeptCredentials:
    """Writes the credentials of a file that cannot hold them to `out`. Returns what to keep.

    Raises StoreError if the time-stamp authority does not answer.
    """
    sha256 = files.sha256_of(unsigned)
    definition = claim.definition(__version__, replaces=False)
    store = _store(definition, _binding(None, bytes.fromhex(sha256)), key, None, key.authority)
    patches = (Patch(0, unsigned.stat().st_size, store),)
    with files.explained(out):
        signed = apply(patches, unsigned, out)
    return KeptCredentials(sha256, signed, patches, key.signed_by)


def _binding(room: Room | None, sha256: bytes) -> dict[str, Any]:
    """The hard binding: the hash of all bytes but those of the room for the manifest store."""
    data = {
        "exclusions": [{"start": room.start, "length": room.length}] if room else [],
        "name": "jumbf manifest",
        "alg": "sha256",
        "hash": list(sha256),
        "pad": [],
    }
    return {"label": "c2pa.hash.data", "data": data}


def _store(
    definition: dict[str, Any],
    binding: dict[str, Any],
    key: SigningKey,
    replaced: ReplacedVersion | None,
    authority: str,
    *,
    dry: bool = False,
) -> bytes:
    """A signed manifest store for a file that the caller binds it to.

    A dry run asks neither the time-stamp authority nor a program that signs.
    """
    from c2pa import Builder, C2paError, Context

    bound = {**definition, "assertions": [*definition["assertions"], binding]}
    failed: list[SegmentcastError] = []
    try:
        with (
            Context.from_dict(
                _settings(key), signer=_signer(key, authority, failed, dry=dry)
            ) as context,
            Builder(bound, context) as made,
        ):
            if replaced is not None:
                _add_parent(made, replaced, "audio/mpeg")
            store: bytes = made.sign(_STORE, io.BytesIO(), io.BytesIO())
            return store
    except C2paError as error:
        raise (failed or [_explained(str(error), authority)])[0] from None


def _settings(key: SigningKey) -> dict[str, Any]:
    return {
        # Its own chain is known, so that the version before is not noted as untrusted for good.
        "trust": {"user_anchors": key.chain.decode()},
        "verify": {"verify_after_sign": False, "remote_manifest_fetch": False},
        "builder": {"thumbnail": {"enabled": False}},
    }


def _signer(key: SigningKey, authority: str, failed: list[SegmentcastError], *, dry: bool) -> Any:
    """The library's signer; for a context, which consumes it. Raises C2paError.

    `failed` gets the error of a program that signs, which the library would lose. In a dry run, the
    program is not asked.
    """
    from c2pa import C2paSignerInfo, C2paSigningAlg, Signer

    def ask(data: bytes) -> bytes:
        if dry:
            return blank_signature(key.algorithm, key.key_bytes)
        try:
            return signature_of(data, key.command, key.algorithm, key.folder, key.passed)
        except SegmentcastError as error:
            failed.append(error)
            return b""

    if key.command:
        algorithm = C2paSigningAlg[key.algorithm.upper()]
        return Signer.from_callback(ask, algorithm, key.chain.decode(), authority or None)
    return Signer.from_info(
        C2paSignerInfo(
            alg=key.algorithm.encode(),
            sign_cert=key.chain,
            private_key=key.private_key,
            ta_url=authority.encode() if authority else None,
        )
    )


def _explained(text: str, authority: str) -> SegmentcastError:
    """The library's error, without anything that could be part of a key."""
    shown = plain(text)[:200]
    if authority and ("time" in shown.lower() or "tsa" in shown.lower() or "http" in shown.lower()):
        return StoreError(
            Problem(
                authority,
                f"the time-stamp authority gave no time stamp ({shown})",
                'try again later, or name another one in [provenance] tsa; tsa = "none" signs without',
            )
        )
    return ConfigError(Problem("provenance", f"the file cannot be signed ({shown})", ""))
