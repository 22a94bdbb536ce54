"""Signs an episode's audio files: the MP3 first, and the M4A if the MP3 has Content Credentials."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from segmentcast import files
from segmentcast.audio_io import Format
from segmentcast.errors import ConfigError
from segmentcast.provenance.claim import Claim
from segmentcast.provenance.session import EarlierAudio, SignedFile, SigningSession
from segmentcast.provenance.validation.reading import has_store, read_credentials
from segmentcast.records import Record

_M4A, _OPUS = "audio/mp4", "audio/ogg"
EMBEDDED = "embedded"
"""Noted for credentials that are in the published file, if the key of the kept ones is not known."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """What signs the files of one episode. `earlier` is the audio that subscribers have."""

    session: SigningSession
    claim: Claim
    earlier: EarlierAudio | None

    def mp3(self, unsigned: Path) -> SignedFile:
        """The MP3 to publish."""
        return self.session.signed(unsigned, self.claim, self.earlier)

    def alternate(self, unsigned: Path, kind: Format) -> tuple[Path, Path | None]:
        """The file to publish in another format, and its sidecar: Opus has no room for credentials."""
        if kind == "m4a":
            return self.session.signed_m4a(unsigned, replace(self.claim, mime=_M4A)), None
        return unsigned, self.session.sidecar(unsigned, replace(self.claim, mime=_OPUS))


def published_credentials(previous: Record | None, root: Path) -> SignedFile | None:
    """What is known of the credentials of the published MP3, which stays; None if it has none.

    A record that was recovered from a ledger does not know it, so that the file is read.
    """
    audio = previous.package.file("audio") if previous else None
    if previous is None or audio is None or not audio.path:
        return None
    path = files.inside(root, audio.path)
    credentials = previous.products.get("credentials", "")
    if credentials:
        return SignedFile(path, credentials, previous.package.signed_by)
    if not path.is_file() or not has_store(path):
        return None
    try:
        return SignedFile(path, EMBEDDED, read_credentials(path).signed_by)
    except ConfigError:  # without the library, nobody can be named
        return SignedFile(path, EMBEDDED)
