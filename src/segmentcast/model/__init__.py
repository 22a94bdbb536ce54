"""The immutable data of the domain. See docs/glossary.md for the words.

Times are integer milliseconds, loudness is in LUFS, true peak in dBTP, sizes in bytes.
"""

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
from segmentcast.model.package import (
    CAPTIONS,
    Correction,
    Credit,
    Interaction,
    Package,
    PackageFile,
    Role,
    Soundbite,
    WrittenNotes,
)
from segmentcast.model.podcast import Owner, Show, SiteStyle
from segmentcast.model.turns import (
    SURE,
    Direction,
    Evidence,
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
    "Transcript",
    "Turn",
    "Unheard",
    "Utterance",
    "Voice",
    "VoiceInfo",
    "WordTime",
    "WrittenNotes",
]
