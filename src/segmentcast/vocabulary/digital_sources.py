"""Where sound comes from, in the words of the IPTC's digital source types, for tags and pages.

IPTC NewsCodes, digitalsourcetype; schema.org has the same values as IPTCDigitalSourceEnumeration.
"""

from __future__ import annotations

from collections.abc import Sequence

_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_SCHEMA = "https://schema.org/"
FIELD = "DigitalSourceType"
"""The tag's field that says in the file itself that its voices are synthetic."""
SYNTHETIC = "trainedAlgorithmicMedia"
"""Every voice is synthetic."""
PARTLY_SYNTHETIC = "compositeWithTrainedAlgorithmicMedia"
"""Some voices are synthetic, others are people's; or it is not known which are."""


def digital_source(*, narrated: bool, voices: Sequence[str]) -> str:
    """The term for an episode; empty for a recording, of which nothing is claimed.

    `voices` has each speaker's synthetic voice, empty for a person's own.
    """
    if not narrated:
        return ""
    return SYNTHETIC if voices and all(voices) else PARTLY_SYNTHETIC


def iptc_address(term: str) -> str:
    """The term as IPTC addresses it; empty for none."""
    return f"{_IPTC}{term}" if term else ""


def schema_address(term: str) -> str:
    """The term as schema.org addresses it; empty for none."""
    return f"{_SCHEMA}{term[0].upper()}{term[1:]}DigitalSource" if term else ""
