"""How a transcript is to be spoken: voices, spoken forms, pauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from segmentcast.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Voice:
    """A way of speaking: an engine's voice, with a pitch factor and a pace.

    `pitch` moves pitch and formants together by resampling (1.0: as it is); `pace` is the
    length of the speech against the engine's own (1.12: slower). Written
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
    """One row of `segmentcast voices`. `language` is a BCP 47 tag (`en-US`); `default_pace` is applied when none is asked for."""

    engine: str
    name: str
    language: str
    description: str
    licence: str
    default_pace: float = 1.0


@dataclass(frozen=True, slots=True)
class Edit:
    """A declared difference between what is written and what is spoken.

    `start` and `end` are character offsets in the utterance's `text`. A *phrase* is said with
    other words (i.e.: that is), a *note* is the raised figure of a footnote, which is not said, a
    *letter* is one that voices have not (ễ: e).
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
    """What an engine is asked to say: plain text, and phonemes for parts of it where a lexicon gives them."""

    text: str
    phonemes: tuple[Phonemes, ...] = ()


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence of the reading: its voice, its spoken form, the pause after it.

    `turn` and `paragraph` are indices into the transcript; `text` is the source's own spelling.
    `recording` names the source of the sound when this utterance is not narrated.
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
