"""What a publish signs with: the key, if there is one, and the credentials kept so far."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from segmentcast import files
from segmentcast.config.provenance_settings import ProvenanceConfig
from segmentcast.errors import ArtworkError, ConfigError, LedgerError, Problem
from segmentcast.ledger_folder.folder import CREDENTIALS
from segmentcast.model import Finding
from segmentcast.provenance.claim import Claim, FileReference
from segmentcast.provenance.file_front import store_in_picture
from segmentcast.provenance.kept_credentials import CredentialsFolder, key_of
from segmentcast.provenance.picture_claim import PictureClaim
from segmentcast.provenance.signing_key import SigningKey, read_signing_key
from segmentcast.vocabulary.media_types import SIDECAR

_ENDS_SOON_DAYS = 30
_SAVE_AGAIN = "save the picture again as JPEG or PNG"


@dataclass(frozen=True, slots=True)
class EarlierAudio:
    """The audio that the ledger has for an episode.

    `path` is the file here, or None if it is not. `is_same` says that nothing it was made from has
    changed, so that subscribers must not get other bytes. `is_remade`: it is replaced on request.
    """

    sha256: str
    url: str
    path: Path | None
    title: str
    is_same: bool
    is_remade: bool = False


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file to publish, the key of its kept credentials, and who signed it; both empty if unsigned.

    `sha256` is the file's, if it is known: hashing an hour takes as long as signing it otherwise.
    """

    path: Path
    credentials: str = ""
    signed_by: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class SigningSession:
    """Signs the files of a publish. `fault` is why there is no key.

    Without `config`, credentials of earlier publishes are put back, and nothing new is signed.
    """

    folder: CredentialsFolder
    config: ProvenanceConfig | None = None
    key: SigningKey | None = None
    fault: ConfigError | None = None

    def findings(self, now: datetime) -> tuple[Finding, ...]:
        """What the publisher should know about the key."""
        if self.fault and self.config and not self.config.required:
            return tuple(
                Finding(
                    "warning", "unsigned", problem.where,
                    f"new audio is published without Content Credentials: {problem.what}",
                    problem.mend,
                )
                for problem in self.fault.problems
            )  # fmt: skip
        days = (self.key.ends - now).days if self.key else _ENDS_SOON_DAYS
        if self.key is None or days >= _ENDS_SOON_DAYS:
            return ()
        what = f"the certificate ends in {days} days, on {self.key.ends:%Y-%m-%d}"
        name = self.config.key if self.config else ""
        return (Finding("warning", "certificate-ends", name, what, "renew it before that day"),)

    def signed(self, unsigned: Path, claim: Claim, earlier: EarlierAudio | None) -> SignedFile:
        """The MP3 to publish.

        Raises ConfigError without a usable key, and LedgerError if subscribers would get other bytes
        although nothing changed.
        """
        sha256 = files.sha256_of(unsigned)
        name = key_of(sha256, claim.identity())
        out = unsigned.with_suffix(f".signed{unsigned.suffix}")
        with files.explained(out):
            kept = self.folder.put_back(name, unsigned, out)
        if kept:
            return SignedFile(out, name, kept.signed_by, kept.signed)
        is_published = earlier is not None and earlier.sha256 == sha256
        if self.config is None or (is_published and earlier and not earlier.is_remade):
            return SignedFile(unsigned, sha256=sha256)
        if earlier and earlier.is_same and not earlier.is_remade:
            raise LedgerError(_lost(earlier, self.folder))
        if self.key is None:
            if self.fault and self.config.required:
                raise self.fault
            return SignedFile(unsigned, sha256=sha256)
        from segmentcast.provenance.signing import ReplacedVersion, sign_mp3

        replaced = None
        if earlier and not is_published:
            if earlier.path:
                replaced = ReplacedVersion(earlier.path, earlier.sha256, earlier.title)
            else:
                claim = claim.after(FileReference(earlier.url, earlier.sha256, claim.mime))
        kept = sign_mp3(unsigned, out, claim, self.key, replaced, sha256=sha256)
        self.folder.put(name, kept)
        return SignedFile(out, name, kept.signed_by, kept.signed)

    def signed_m4a(self, unsigned: Path, claim: Claim) -> Path:
        """The M4A to publish beside a signed MP3. Raises ConfigError without a usable key."""
        out = unsigned.with_suffix(f".signed{unsigned.suffix}")
        return out if self._signed_beside(unsigned, out, claim) else unsigned

    def sidecar(self, unsigned: Path, claim: Claim) -> Path | None:
        """The credentials of a file that cannot hold them, which is published beside a signed MP3.

        None without a key. Raises ConfigError without a usable key.
        """
        out = unsigned.with_name(unsigned.name + SIDECAR)
        return out if self._signed_beside(unsigned, out, claim) else None

    def picture(self, data: bytes, claim: PictureClaim, *, is_new: bool) -> bytes:
        """The cover to publish. A supplied one that brings credentials of its own stays as it is.

        `is_new` says that subscribers have no such cover yet, or are to get another; those who have
        an unsigned one keep it. Raises ConfigError without a usable key, StoreError, and
        ArtworkError for a supplied picture that cannot be signed.
        """
        name = key_of(hashlib.sha256(data).hexdigest(), claim.identity())
        with tempfile.TemporaryDirectory(prefix="segmentcast-") as folder:
            unsigned, out = Path(folder) / "unsigned", Path(folder) / "signed"
            with files.explained(unsigned):
                unsigned.write_bytes(data)
                if self.folder.put_back(name, unsigned, out):
                    return out.read_bytes()
            if self.config is None or not is_new or store_in_picture(data):
                return data
            if self.key is None:
                if self.fault and self.config.required:
                    raise self.fault
                return data
            from segmentcast.provenance.signing import sign_picture

            try:
                kept = sign_picture(unsigned, out, claim, self.key)
            except ConfigError as error:
                raise ArtworkError(
                    replace(problem, where=claim.title, mend=_SAVE_AGAIN)
                    for problem in error.problems
                ) from error
            self.folder.put(name, kept)
            return out.read_bytes()

    def _signed_beside(self, unsigned: Path, out: Path, claim: Claim) -> bool:
        name = key_of(files.sha256_of(unsigned), claim.identity())
        with files.explained(out):
            if self.folder.put_back(name, unsigned, out):
                return True
        if self.key is None:
            if self.fault:
                raise self.fault
            return False
        from segmentcast.provenance import signing

        sign = signing.sign_sidecar if out.name.endswith(SIDECAR) else signing.sign_m4a
        self.folder.put(name, sign(unsigned, out, claim, self.key))
        return True


def _lost(earlier: EarlierAudio, folder: CredentialsFolder) -> Problem:
    return Problem(
        earlier.url,
        "nothing changed in this episode, but its published audio is not here, and neither are the"
        " credentials that it was signed with; a new signature would give subscribers another file",
        f"bring one back: the file into the output or the store, or {folder.path} from version"
        " control; or publish new audio at a new address: --remake",
    )


def open_session(
    config: ProvenanceConfig | None, ledger: Path, show: Path, where: str, *, now: datetime
) -> SigningSession | None:
    """The session of a publish; None for a show that neither signs nor ever signed.

    `ledger` is the ledger's folder, `show` the show's and `where` its show.toml.
    """
    folder = CredentialsFolder(ledger / CREDENTIALS)
    if config is None:
        return SigningSession(folder) if folder.exists() else None
    try:
        key = read_signing_key(config, show, where, now=now)
    except ConfigError as error:
        return SigningSession(folder, config, fault=error)
    return SigningSession(folder, config, key)
