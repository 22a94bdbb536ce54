"""The immutable data of the domain. See docs/glossary.md for the words.

Times are integer milliseconds, loudness is in LUFS, true peak in dBTP, sizes in bytes. What describes a
published episode and its show is loaded when it is first asked for: a command that reads a page needs none.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from segmentcast.model.evidence import Evidence, EvidenceRule
from segmentcast.model.finding import Finding, Severity
from segmentcast.model.heard import (
    BITRATES_KBPS,
    WRITTEN_KBPS,
    Chapter,
    Cue,
    Loudness,
    LoudnessTarget,
    Speech,
    Unheard,
    WordTime,
)
from segmentcast.model.turns import (
    SURE,
    Direction,
    Paragraph,
    Part,
    Speaker,
    Transcript,
    Turn,
)
from segmentcast.model.utterances import (
    Edit,
    LexiconEntry,
    LexiconHit,
    Phonemes,
    Reading,
    Spoken,
    Utterance,
    Voice,
    VoiceInfo,
)

if TYPE_CHECKING:
    from segmentcast.model.package import (
        CAPTIONS,
        Correction,
        Credit,
        Interaction,
        Package,
        PackageFile,
        Role,
        Soundbite,
        SyntheticPart,
        WrittenNotes,
    )
    from segmentcast.model.podcast import Owner, Show, SiteStyle

__all__ = [
    "BITRATES_KBPS",
    "CAPTIONS",
    "SURE",
    "WRITTEN_KBPS",
    "Chapter",
    "Correction",
    "Credit",
    "Cue",
    "Direction",
    "Edit",
    "Evidence",
    "EvidenceRule",
    "Finding",
    "Interaction",
    "LexiconEntry",
    "LexiconHit",
    "Loudness",
    "LoudnessTarget",
    "Owner",
    "Package",
    "PackageFile",
    "Paragraph",
    "Part",
    "Phonemes",
    "Reading",
    "Role",
    "Severity",
    "Show",
    "SiteStyle",
    "Soundbite",
    "Speaker",
    "Speech",
    "Spoken",
    "SyntheticPart",
    "Transcript",
    "Turn",
    "Unheard",
    "Utterance",
    "Voice",
    "VoiceInfo",
    "WordTime",
    "WrittenNotes",
]

_LATER = {
    **dict.fromkeys(
        (
            "CAPTIONS", "Correction", "Credit", "Interaction", "Package", "PackageFile", "Role", "Soundbite", "SyntheticPart",
            "WrittenNotes",
        ),
        "package",
    ),
    **dict.fromkeys(("Owner", "Show", "SiteStyle"), "podcast"),
}  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
