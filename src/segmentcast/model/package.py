"""A published episode: its files, and the data behind feed, site, and checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from segmentcast.model.heard import Chapter, Cue, Loudness, Unheard
from segmentcast.model.turns import Part

_SPEAKING = frozenset(part.value for part in Part)
Role = Literal[
    "audio", "alternate", "vtt", "srt", "captions-json", "captions-html", "captions-text", "chapters",
    "artwork", "thumbnail", "small", "social", "page", "waveform", "reading", "feed", "static",
    "credentials",
]  # fmt: skip
CAPTIONS: tuple[Role, ...] = ("vtt", "srt", "captions-json", "captions-html")


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file of a package. `path` is relative to the feed's root, with forward slashes.

    A file that others host has its address in `url`, and no path or hash; `language` is a transcript's.
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
    """A person to name; `voice` is set if a synthetic voice speaks the words."""

    name: str
    part: str
    role: str = ""
    voice: str = ""
    href: str = ""
    img: str = ""


@dataclass(frozen=True, slots=True)
class SyntheticPart:
    """A part of the sound in which a synthetic voice speaks the words of `speaker`."""

    start_ms: int
    end_ms: int
    speaker: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A public note about a change to what was published."""

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
class WrittenNotes:
    """Show notes that a person wrote: blocks of HTML that is safe and that apps show, and plain text."""

    blocks: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Package:
    """Everything known about one published episode, for feed, site, and checks.

    `narrated`: at least one turn is synthetic. `cues` and `chapters` hold the timing for every caption
    format; `unheard` the sentences without a cue. `unchecked`: the words are a
    machine's, and nobody has checked them. `short_title` is itunes:title, `number_shown` the
    number as apps show it, `hidden` itunes:block; `elements` are further ones of the podcast
    namespace as XML. `signed_by`: whose certificate the audio's Content Credentials have.
    `synthetic_parts`: when synthetic voices are heard, if recorded ones are heard too.
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
    unheard: tuple[Unheard, ...] = ()
    show_notes: WrittenNotes | None = None
    unchecked: bool = False
    short_title: str = ""
    season_name: str = ""
    number_shown: str = ""
    hidden: bool = False
    license: str = ""
    license_url: str = ""
    location: str = ""
    elements: tuple[str, ...] = ()
    signed_by: str = ""
    synthetic_parts: tuple[SyntheticPart, ...] = ()

    @property
    def voices(self) -> tuple[str, ...]:
        """The synthetic voice of each speaker; empty where that is the person's own."""
        return tuple(credit.voice for credit in self.credits if credit.part in _SPEAKING)

    @property
    def has_transcript(self) -> bool:
        """Whether anybody can read what is said."""
        return bool(self.cues or self.unheard or any(file.role in CAPTIONS for file in self.files))

    def file(self, role: Role) -> PackageFile | None:
        """The package's file with this role, if it has one."""
        return next((file for file in self.files if file.role == role), None)
