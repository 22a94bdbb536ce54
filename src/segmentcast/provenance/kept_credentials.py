"""Keeps what signatures added to published files, beside the ledger and in version control with it.

So the same file is published again without the key, byte for byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from segmentcast import files
from segmentcast.digest import digest
from segmentcast.errors import LedgerError, Problem
from segmentcast.provenance.patches import Patch, apply

_KEY = re.compile("[0-9a-f]{32}")
_LIMIT_BYTES = 16 << 20
_MISMATCH = "restore it from version control; or publish new audio at a new address: --remake"


@dataclass(frozen=True, slots=True)
class KeptCredentials:
    """A signed file's hash, what makes it of the unsigned one, and the signer's organization."""

    unsigned: str
    signed: str
    patches: tuple[Patch, ...]
    signed_by: str = ""


def key_of(unsigned_sha256: str, claim_identity: str) -> str:
    """The name under which credentials are kept: of the unsigned file with its tags, and its claim."""
    return digest([unsigned_sha256, claim_identity])[:32]


@dataclass(frozen=True, slots=True)
class CredentialsFolder:
    """The folder `ledger/credentials`, with a file for each signed one that was published."""

    path: Path

    def exists(self) -> bool:
        """Whether anything was ever signed."""
        return self.path.is_dir()

    def file(self, key: str) -> Path:
        """The path for a key; the folders in between keep each of them small."""
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a key: {key!r}")
        return self.path / key[:2] / f"{key}.json"

    def get(self, key: str) -> KeptCredentials | None:
        """What is kept under the key. Raises LedgerError for a damaged file."""
        path = self.file(key)
        if not path.is_file():
            return None
        try:
            data = files.read(path, limit_bytes=_LIMIT_BYTES)
            return msgspec.json.decode(data, type=KeptCredentials)
        except msgspec.DecodeError:
            raise LedgerError(
                Problem(str(path), "these kept credentials are damaged", _MISMATCH)
            ) from None

    def put(self, key: str, kept: KeptCredentials) -> None:
        """Keeps credentials. Raises StoreError."""
        path = self.file(key)
        files.ensure_folder(path.parent)
        files.write(path, msgspec.json.encode(kept) + b"\n")

    def put_back(self, key: str, unsigned: Path, out: Path) -> KeptCredentials | None:
        """Writes the signed file again if its credentials were kept, and returns them.

        Raises LedgerError if they don't fit.
        """
        kept = self.get(key)
        if kept is None:
            return None
        if apply(kept.patches, unsigned, out) != kept.signed:
            raise LedgerError(
                Problem(
                    str(self.file(key)), "these kept credentials don't fit their file", _MISMATCH
                )
            )
        return kept
