"""The plan of one episode: its words, voices, audio and tags, and the files they come from."""

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
    """A plan for an episode of any kind.

    `due` is the earliest time of publication. `inputs` maps the name of each input file to its
    hash, `sources` its path to its SHA-256. `fingerprint` identifies the transcript; `words` is the
    hash of its words. `enclosure` is set for audio that is published unchanged: hosted elsewhere,
    or a copy next to episode.toml. Every other plan is an EpisodePlan.
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
        """This plan if the audio is produced here, or None if it is published unchanged."""
        return None

    @property
    def own_note(self) -> str:
        """The text that a record stores for the own inputs."""
        return HOSTED

    @property
    def spoken_by(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a speaker's name and the voice that speaks for them."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodePlan(Plan):
    """A plan for an episode whose audio is produced here.

    `reading` holds every sentence; recorded ones have the voice RECORDED. `spoken` holds what
    engines speak: the other sentences and the spoken notice. `notice` is the written notice.
    `voices` maps narrated speakers to voices. `sound` is a hash of everything that affects the
    audio, including engine versions; if cue times are computed from the audio, `heard` also covers
    the transcript's words. `own` holds the hashes of the own inputs.
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
        """The text that a record stores for the own inputs."""
        return str(self.own)

    @property
    def spoken_by(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a speaker's name and the voice that speaks for them."""
        return tuple(
            (speaker.name, str(self.voices[speaker.key]))
            for speaker in self.transcript.speakers
            if speaker.key in self.voices
        )

    def keeps_sound(self, previous: Record | None) -> bool:
        """Whether the published audio stays because none of its own inputs changed."""
        return previous is not None and (
            previous.products.get("sound") == self.sound
            or self.own.holds("sound", read_own_inputs(previous.own))
        )

    def keeps_files(self, previous: Record | None) -> bool:
        """Whether all published files stay because none of their own inputs changed."""
        return previous is not None and self.own.holds("tags", read_own_inputs(previous.own))
