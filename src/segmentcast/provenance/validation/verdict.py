"""What Content Credentials say of a file, and whether they can be believed, in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

State = Literal[
    "none", "trusted", "untrusted", "expired", "revoked", "retagged", "altered", "unreadable"
]
Revocation = Literal["unknown", "not-revoked", "not-listed", "revoked", "revoked-later"]
"""What is known of a certificate: `not-revoked` by the issuer's answer in the file, `not-listed` by a
list that the user named, `revoked-later` than the time stamp, so that the signature holds."""
WORDS: dict[State, str] = {
    "none": "The file has no Content Credentials: none were added, or somebody removed them.",
    "trusted": "The file is as it was signed, by a signer that your trust list names.",
    "untrusted": "The file is as it was signed, but nobody on your trust list vouches for the signer.",
    "expired": "The file is as it was signed, but the certificate has ended, and no trusted time stamp"
    " proves that the signature is older.",
    "revoked": "The certificate's issuer has revoked it.",
    "retagged": "The credentials do not fit the file: somebody rewrote its tags after it was signed, as"
    " tag editors and some hosts do, or took the credentials from another file.",
    "altered": "The file or its credentials were changed after it was signed.",
    "unreadable": "The Content Credentials are damaged, too large to read, or older than the standard.",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the audio in seconds, with the sentences that the file's own tag has there."""

    start_s: float
    end_s: float
    name: str
    sentences: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "start": self.start_s, "end": self.end_s, "name": self.name,
            "sentences": list(self.sentences),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """One action: what was done, with which software and voice, and the IPTC's term for its source.

    `source` is empty if there is none, or one that is not on the IPTC's list.
    """

    action: str
    source: str
    software: str
    version: str
    voice: str
    description: str
    passages: tuple[Passage, ...] = ()

    @property
    def is_synthetic(self) -> bool:
        return "lgorithmic" in self.source or self.source == "compositeSynthetic"

    def as_json(self) -> dict[str, Any]:
        return {
            "action": self.action, "source": self.source, "software": self.software,
            "version": self.version, "voice": self.voice, "description": self.description,
            "passages": [passage.as_json() for passage in self.passages],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class VersionBefore:
    """A version that the file replaces: whether its credentials held when that was noted."""

    title: str
    state: State

    def as_json(self) -> dict[str, Any]:
        return {"title": self.title, "state": self.state}


@dataclass(frozen=True, slots=True)
class Reference:
    """A file that the credentials refer to by address and SHA-256. It is never fetched."""

    url: str
    sha256: str
    mime: str

    def as_json(self) -> dict[str, Any]:
        return {"url": self.url, "sha256": self.sha256, "type": self.mime}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The credentials of a file. All texts are the file's, on one line and of limited length.

    `signed_at` is from a time stamp; without one it is None. `is_stamp_trusted`: its authority is on
    the trust list. `revocation_list` is the address that the certificate names, which is never
    fetched. `unknown_sources` are source types that
    are not on the IPTC's list. `codes` are the C2PA's for what is wrong.
    """

    state: State
    signed_by: str = ""
    issued_by: str = ""
    ends: datetime | None = None
    signed_at: datetime | None = None
    is_stamp_trusted: bool = False
    revocation: Revocation = "unknown"
    revocation_list: str = ""
    generator: str = ""
    title: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    references: tuple[Reference, ...] = ()
    versions: tuple[VersionBefore, ...] = ()
    unknown_sources: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The state in a sentence."""
        return WORDS[self.state]

    @property
    def is_intact(self) -> bool:
        """Whether the file is as it was signed, whoever signed it."""
        return self.state in ("trusted", "untrusted", "expired")

    @property
    def is_good(self) -> bool:
        """Whether a trusted signer vouches for the file and for every version before it."""
        return self.state == "trusted" and not self.unsound_versions

    @property
    def unsound_versions(self) -> tuple[VersionBefore, ...]:
        """The versions before that were altered."""
        return tuple(v for v in self.versions if v.state in ("altered", "unreadable", "revoked"))

    def as_json(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "words": self.words,
            "signed_by": self.signed_by,
            "issued_by": self.issued_by,
            "certificate_ends": self.ends.isoformat() if self.ends else None,
            "signed_at": self.signed_at.isoformat() if self.signed_at else None,
            "stamp_trusted": self.is_stamp_trusted,
            "revocation": self.revocation,
            "generator": self.generator,
            "title": self.title,
            "metadata": self.metadata,
            "statements": [row.as_json() for row in self.statements],
            "references": [row.as_json() for row in self.references],
            "versions": [row.as_json() for row in self.versions],
            "unknown_sources": list(self.unknown_sources),
            "codes": list(self.codes),
        }
