"""The frozen nouns of the domain. See docs/glossary.md for the words.

Times are integer milliseconds, loudness is in LUFS, true peak in dBTP, sizes in bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Severity = Literal["error", "warning", "note"]
SURE = 0.90
"""Confidence from which an attribution counts as sure. Below it a person is told."""


class Part(StrEnum):
    """What a speaker does in the conversation."""

    HOST = "host"
    GUEST = "guest"
    REPORTER = "reporter"
    NARRATOR = "narrator"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check or a reader has to say: where, what, which rule, how to mend it."""

    severity: Severity
    rule: str
    where: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f" Mend: {self.mend}" if self.mend else ""
        return f"{self.severity}: {place}{self.what} [{self.rule}]{remedy}"


# --- transcript -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that an attribution rests on. `rule` names the inference, `words` quotes the source."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person who speaks. `key` is stable within the show (the name, folded); `role` is for the credits."""

    key: str
    name: str
    part: Part
    role: str = ""
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class Direction:
    """A stage direction or note that stood in the text and is not spoken.

    `offset` is the character position in the paragraph's `text` at which it stood.
    """

    offset: int
    text: str
    effect: Literal["pause", "note", "nothing"] = "pause"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's words as they are shown, stage directions taken out and kept beside them."""

    text: str
    directions: tuple[Direction, ...] = ()
    start_ms: int | None = None
    end_ms: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until another one speaks. `speaker` is a Speaker.key."""

    speaker: str
    paragraphs: tuple[Paragraph, ...]
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()

    @property
    def text(self) -> str:
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said: turns in order, and where it came from."""

    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...]
    title: str = ""
    summary: str = ""
    published: datetime | None = None
    language: str = ""
    byline: str = ""
    page_url: str = ""
    image_url: str = ""
    comments_url: str = ""
    format: str = ""
    timed: bool = False
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def speaker(self, key: str) -> Speaker:
        """The speaker with this key. Raises KeyError."""
        for speaker in self.speakers:
            if speaker.key == key:
                return speaker
        raise KeyError(key)


# --- reading --------------------------------------------------------------------------------


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

    `start` and `end` are character offsets in the utterance's `text`.
    """

    kind: Literal["lexicon", "number", "abbreviation", "symbol", "direction"]
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


# --- sound ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WordTime:
    """When a word is heard. `start`/`end` are character offsets in the text it belongs to."""

    start_ms: int
    end_ms: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """What an engine gives back: mono float32 samples in [-1, 1], shape (n,), and their rate in Hz."""

    samples: NDArray[np.float32]
    rate_hz: int
    words: tuple[WordTime, ...] | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """What is heard when. `speaker` is the name to show; `turn` the index of the turn; `word_times` are relative to `text`."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str
    turn: int = 0
    paragraph: int = 0
    word_times: tuple[WordTime, ...] = ()

    def shifted(self, by_ms: int) -> Cue:
        """The same cue, heard `by_ms` later (or earlier)."""
        words = tuple(
            replace(word, start_ms=word.start_ms + by_ms, end_ms=word.end_ms + by_ms)
            for word in self.word_times
        )
        return replace(
            self, start_ms=self.start_ms + by_ms, end_ms=self.end_ms + by_ms, word_times=words
        )


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the talk that a listener can jump to."""

    start_ms: int
    end_ms: int
    title: str


@dataclass(frozen=True, slots=True)
class Loudness:
    """What a meter says: integrated loudness and range (ITU-R BS.1770-4, EBU Tech 3342) and true peak."""

    integrated_lufs: float
    true_peak_dbtp: float
    range_lu: float = 0.0


@dataclass(frozen=True, slots=True)
class LoudnessTarget:
    """Where the master is brought to."""

    integrated_lufs: float = -16.0
    true_peak_dbtp: float = -1.0


# --- package --------------------------------------------------------------------------------

Role = Literal[
    "audio", "alternate", "vtt", "srt", "captions-json", "captions-html", "chapters",
    "artwork", "thumbnail", "page", "waveform", "reading", "feed", "static",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file of a package. `path` is relative to the feed's root, with forward slashes.

    A file that others host has its address in `url`, no path and no hash; `language` is a transcript's.
    """

    role: Role
    path: str
    mime: str
    length_bytes: int
    sha256: str
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """Somebody to name: `voice` is set when the words are spoken by a synthetic voice."""

    name: str
    part: str
    role: str = ""
    voice: str = ""
    href: str = ""
    img: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A change to what was published, said in the open."""

    date: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Soundbite:
    """A short part of the sound that apps may play by itself (podcast:soundbite)."""

    start_ms: int
    duration_ms: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Interaction:
    """Where people talk about an episode (podcast:socialInteract); protocol "disabled": nowhere."""

    protocol: str
    uri: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """All that is known of one published episode: what feed, site and checks are made from.

    `narrated` says that at least one turn is synthetic. `cues` and `chapters` are the timing that
    every caption format is made from.
    """

    id: str
    guid: str
    title: str
    summary: str
    published: datetime
    duration_ms: int
    files: tuple[PackageFile, ...]
    cues: tuple[Cue, ...]
    chapters: tuple[Chapter, ...]
    credits: tuple[Credit, ...] = ()
    language: str = "en"
    narrated: bool = True
    notice: str = ""
    loudness: Loudness | None = None
    link: str = ""
    comments_url: str = ""
    byline: str = ""
    season: int | None = None
    number: int | None = None
    kind: Literal["full", "trailer", "bonus"] = "full"
    explicit: bool = False
    tags: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    retracted: Correction | None = None
    notes: tuple[str, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    value: str = ""

    def file(self, role: Role) -> PackageFile | None:
        """The package's file with this role, if it has one."""
        return next((file for file in self.files if file.role == role), None)


# --- show -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for the show (itunes:owner)."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class SiteStyle:
    """How the pages look: colours as `#rrggbb`. Pictures and fonts are files of the Show."""

    accent: str = "#8a1c2b"
    background: str = "#ffffff"
    text: str = "#1a1a1a"
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """The podcast, as its configuration tells it; feed and site are made from it.

    `base_url` ends with a slash; the feed is at `base_url + feed_path`. `texts` are purpose and text
    of podcast:txt, `value` is podcast:value as XML, `podroll` has GUID, feed URL and title of shows.
    """

    title: str
    description: str
    author: str
    base_url: str
    link: str
    language: str = "en"
    category: tuple[str, ...] = ("News",)
    explicit: bool = False
    copyright: str = ""
    owner: Owner | None = None
    type: Literal["episodic", "serial"] = "episodic"
    guid: str = ""
    locked: bool = True
    complete: bool = False
    block: bool = False
    medium: str = "podcast"
    funding: tuple[tuple[str, str], ...] = ()
    license: str = ""
    license_url: str = ""
    location: str = ""
    update_frequency: str = ""
    people: tuple[Credit, ...] = ()
    hub: str = ""
    statistics_prefix: str = ""
    new_feed_url: str = ""
    podroll: tuple[tuple[str, str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    value: str = ""
    feed_path: str = "feed.xml"
    side_feeds: tuple[tuple[str, str], ...] = ()
    artwork: PackageFile | None = None
    thumbnail: PackageFile | None = None
    logo: PackageFile | None = None
    font: PackageFile | None = None
    heading_font: PackageFile | None = None
    site: SiteStyle = field(default_factory=SiteStyle)

    @property
    def feed_url(self) -> str:
        return f"{self.base_url}{self.feed_path}"
