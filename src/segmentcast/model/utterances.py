"""How to speak a transcript: voices, spoken forms, pauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from segmentcast.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Voice:
    """A way of speaking: an engine's voice, with a pitch factor and a pace.

    `pitch` shifts pitch and formants together by resampling (1.0: unchanged); `pace` is the length
    of the speech relative to the engine's own (1.12: slower). Written
    `engine/name`, `engine/name*0.80`, `engine/name*1.18@1.05`.
    """

    engine: str
    name: str
    pitch: float = 1.0
    pace: float = 1.0

    def __str__(self) -> str:
        pitch = f"*{self.pitch:.4g}" if self.pitch != 1.0 else ""
        pace = f"@{self.pace:.4g}" if self.pace != 1.0 else ""
        return f"{self.engine}/{self.name}{pitch}{pace}"


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """One row of `segmentcast voices`. `language` is a BCP 47 tag (`en-US`); `default_pace` multiplies every pace of this voice."""

    engine: str
    name: str
    language: str
    description: str
    licence: str
    default_pace: float = 1.0

    @property
    def sex(self) -> str:
        """ "woman" or "man", as the description says; empty if it says neither."""
        words = self.description.split()
        return next((sex for sex in ("woman", "man") if sex in words), "")


@dataclass(frozen=True, slots=True)
class Edit:
    """A declared difference between what is written and what is spoken.

    `start` and `end` are character offsets in the utterance's `text`. A *phrase* is spoken with other
    words (i.e.: that is); a *note* is a footnote's raised figure, which isn't spoken; a *letter* is
    one that voices can't read (ễ: e).
    """

    kind: Literal[
        "lexicon", "number", "abbreviation", "symbol", "direction", "phrase", "note", "letter"
    ]
    start: int
    end: int
    written: str
    spoken: str


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """How one word or phrase is pronounced.

    `say` is the respelling of a *substitute* and the IPA of *phonemes*; *spell* (letter by letter)
    and *word* (an abbreviation said as a word) need none. With `case` the entry matches only as it
    is written. `language` is a BCP 47 tag; empty means every language.
    """

    written: str
    kind: Literal["substitute", "spell", "word", "phonemes"]
    say: str = ""
    case: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class LexiconHit:
    """A place in a text, `start:end` in characters, that a lexicon entry pronounces."""

    start: int
    end: int
    entry: LexiconEntry


@dataclass(frozen=True, slots=True)
class Phonemes:
    """IPA for the characters `start:end` of a Spoken's text."""

    start: int
    end: int
    ipa: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """What an engine should speak: plain text, and a lexicon's phonemes for parts of it."""

    text: str
    phonemes: tuple[Phonemes, ...] = ()


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence of the reading: its voice, its spoken form, the pause after it.

    `turn` and `paragraph` are indices into the transcript; `text` is the source's own spelling.
    `recording` names the source of the sound if this utterance isn't narrated.
    """

    turn: int
    paragraph: int
    speaker: str
    voice: Voice
    text: str
    spoken: Spoken
    pause_after_ms: int
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Transcript + cast + lexicon: the utterances in order."""

    utterances: tuple[Utterance, ...]
    language: str = "en"
    findings: tuple[Finding, ...] = ()
