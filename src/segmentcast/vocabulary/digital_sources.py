"""Where sound comes from, in the words of the IPTC's digital source types, for tags and pages.

IPTC NewsCodes, digitalsourcetype; schema.org has the same values as IPTCDigitalSourceEnumeration.
"""

from __future__ import annotations

from collections.abc import Sequence

_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_SCHEMA = "https://schema.org/"
_C2PA = "http://c2pa.org/digitalsourcetype/"
FIELD = "DigitalSourceType"
"""The tag's field that says in the file itself that its voices are synthetic."""
SYNTHETIC = "trainedAlgorithmicMedia"
"""Every voice is synthetic."""
PARTLY_SYNTHETIC = "compositeWithTrainedAlgorithmicMedia"
"""Some voices are synthetic, others are people's; or it is not known which are."""
RULE_BASED = "algorithmicMedia"
"""Every voice follows rules and learned from nobody; or software drew the picture by rules."""
PARTLY_RULE_BASED = "composite"
"""Some voices follow rules, others are people's; or a photograph is in a drawn picture. Of the terms
for a mixture, only this one leaves open how its parts were made."""
CAPTURED = "digitalCapture"
"""A recording of people."""
TERMS = frozenset(
    "algorithmicallyEnhanced algorithmicMedia composite compositeCapture compositeSynthetic"
    " compositeWithTrainedAlgorithmicMedia computationalCapture dataDrivenMedia digitalArt"
    " digitalCapture digitalCreation humanEdits minorHumanEdits negativeFilm positiveFilm print"
    " screenCapture softwareImage trainedAlgorithmicMedia trainedAlgorithmicData"
    " virtualRecording".split()
)
"""The IPTC's terms, retired ones included; `trainedAlgorithmicData` is the C2PA's own."""
_RULE_BASED_ENGINES = frozenset({"espeak", "tone"})


def digital_source(*, narrated: bool, voices: Sequence[str]) -> str:
    """The term for an episode; empty for a recording, of which nothing is claimed.

    `voices` has each speaker's synthetic voice, empty for a person's own.
    """
    if not narrated:
        return ""
    whole = bool(voices) and all(voices)
    if any(voices) and all(source_of_voice(voice) == RULE_BASED for voice in voices if voice):
        return RULE_BASED if whole else PARTLY_RULE_BASED
    return SYNTHETIC if whole else PARTLY_SYNTHETIC


def source_of_voice(voice: str) -> str:
    """The term for a synthetic voice, written `engine/name`. An unknown engine counts as trained."""
    return RULE_BASED if voice.partition("/")[0] in _RULE_BASED_ENGINES else SYNTHETIC


def term_of(address: str) -> str:
    """The term of an IPTC or C2PA address; empty for anything that is not in either list."""
    for prefix in (_IPTC, _IPTC.replace("http:", "https:"), _C2PA):
        if address.startswith(prefix) and address.removeprefix(prefix) in TERMS:
            return address.removeprefix(prefix)
    return ""


def iptc_address(term: str) -> str:
    """The term as IPTC addresses it; empty for none."""
    return f"{_IPTC}{term}" if term else ""


def schema_address(term: str) -> str:
    """The term as schema.org addresses it; empty for none."""
    return f"{_SCHEMA}{term[0].upper()}{term[1:]}DigitalSource" if term else ""
