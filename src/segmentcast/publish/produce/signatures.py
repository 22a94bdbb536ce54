"""Signs an episode's audio files: the MP3 first, and the M4A if the MP3 has Content Credentials."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from segmentcast.audio_io import Format
from segmentcast.provenance.claim import Claim
from segmentcast.provenance.session import EarlierAudio, SigningSession

_M4A = "audio/mp4"


@dataclass(frozen=True, slots=True)
class Signatures:
    """What signs the files of one episode. `earlier` is the audio that subscribers have."""

    session: SigningSession
    claim: Claim
    earlier: EarlierAudio | None

    def mp3(self, unsigned: Path) -> tuple[Path, str]:
        """The MP3 to publish, and the key of its credentials; empty if it has none."""
        return self.session.signed(unsigned, self.claim, self.earlier)

    def alternate(self, unsigned: Path, kind: Format) -> Path:
        """The file to publish in another format. Opus has no room for credentials."""
        if kind != "m4a":
            return unsigned
        return self.session.signed_m4a(unsigned, replace(self.claim, mime=_M4A))
