"""What one episode will be: its words, voices, sound, tags, and where each came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from segmentcast.config import EpisodeConfig
from segmentcast.config.podcasting import Enclosure
from segmentcast.model import Finding, Reading, Transcript, Voice, WrittenNotes
from segmentcast.publish.plan.own_inputs import HOSTED, NOTHING_KNOWN, OwnInputs, read_own_inputs
from segmentcast.publish.plan.sound_source import Around, Source
from segmentcast.records import Record
from segmentcast.workspace.chapter_source import NO_CHAPTERS, SuppliedChapters
from segmentcast.workspace.episode_folder import EpisodeFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a publish knows of any episode before it makes a file.

    `due` is when it may be published. `inputs` holds the hash of each input file by name, `sources`
    the SHA-256 by path; `fingerprint` identifies the transcript, `words` is the hash of the words.
    `enclosure` is set where the sound is published as it is: at another host, or as a copy beside
    episode.toml. Everything else is an EpisodePlan. `show_notes` are those of notes.md.
    """

    id: str
    folder: EpisodeFolder
    config: EpisodeConfig
    title: str
    summary: str
    published: datetime
    due: datetime
    language: str
    inputs: dict[str, str]
    sources: Mapping[str, str]
    fingerprint: str
    enclosure: Enclosure | None = None
    words: str = ""
    newly_cast: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    own: OwnInputs = NOTHING_KNOWN
    show_notes: WrittenNotes | None = None

    @property
    def sound_plan(self) -> EpisodePlan | None:
        """This plan, where the sound is made here; None where it is published as it is."""
        return None

    @property
    def own_note(self) -> str:
        """What a record says of the own inputs."""
        return HOSTED

    @property
    def spoken_by(self) -> tuple[tuple[str, str], ...]:
        """Names of the speakers with the voices that speak for them."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodePlan(Plan):
    """All that is known of an episode before its sound is made.

    `reading` holds every sentence, those of recordings with the voice RECORDED; `spoken` what
    engines speak of it, and the spoken notice; `notice` is the written one. `voices` are those of
    people who are narrated. `sound` is the hash of everything that decides the sound, the engines'
    versions included; `heard` adds the transcript's words where their times come from the sound.
    `own` are hashes of what people decided. `cover` is the SHA-256 of the picture inside the recording,
    where that is the episode's artwork. `unchecked`: a machine wrote the words down, and nobody has
    checked them. `chapters` are those that people supplied for the recording.
    """

    transcript: Transcript
    source: Source
    reading: Reading
    spoken: Reading
    around: Around
    notice: str
    voices: Mapping[str, Voice]
    sound: str
    heard: str
    cover: str = ""
    unchecked: bool = False
    chapters: SuppliedChapters = NO_CHAPTERS

    @property
    def sound_plan(self) -> EpisodePlan:
        """This plan."""
        return self

    @property
    def own_note(self) -> str:
        """What a record says of the own inputs."""
        return str(self.own)

    @property
    def spoken_by(self) -> tuple[tuple[str, str], ...]:
        """Names of the speakers with the voices that speak for them."""
        return tuple(
            (speaker.name, str(self.voices[speaker.key]))
            for speaker in self.transcript.speakers
            if speaker.key in self.voices
        )

    def keeps_sound(self, previous: Record | None) -> bool:
        """Whether the published sound stays: people changed nothing that decides it."""
        return previous is not None and (
            previous.products.get("sound") == self.sound
            or self.own.holds("sound", read_own_inputs(previous.own))
        )

    def keeps_files(self, previous: Record | None) -> bool:
        """Whether every published file stays: people changed nothing that decides any of them."""
        return previous is not None and self.own.holds("tags", read_own_inputs(previous.own))
