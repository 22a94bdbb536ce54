"""What one episode will be: its words, voices, sound, tags, and where each came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from segmentcast.config import EpisodeConfig
from segmentcast.model import Finding, Reading, Transcript, Voice
from segmentcast.publish.plan.own_inputs import NOTHING_KNOWN, OwnInputs
from segmentcast.publish.plan.sound_source import (
    Around,
    Source,
)
from segmentcast.workspace.episode_folder import EpisodeFolder


@dataclass(frozen=True, slots=True)
class EpisodePlan:
    """All that is known of an episode before sound is made.

    `reading` holds every sentence, those of recordings with the voice RECORDED; `spoken` what
    engines say of it, and the spoken notice; `notice` the written one. `voices` are those of
    people who are narrated. `inputs` holds the hash of each input file, `sources` the SHA-256 by path;
    `own` hashes of what people decided; `sound` the hash of all that decides the sound, the engines'
    versions with it;
    `heard` adds the transcript's words to it where their times come from the sound; `words` is the
    hash of the words that were said; `fingerprint` tells the transcript.
    """

    id: str
    folder: EpisodeFolder
    config: EpisodeConfig
    transcript: Transcript
    source: Source
    reading: Reading
    spoken: Reading
    around: Around
    notice: str
    voices: Mapping[str, Voice]
    title: str
    summary: str
    published: datetime
    due: datetime
    language: str
    inputs: dict[str, str]
    sources: Mapping[str, str]
    sound: str
    heard: str
    fingerprint: str
    words: str
    newly_cast: Mapping[str, str]
    findings: tuple[Finding, ...]
    own: OwnInputs = NOTHING_KNOWN

    @property
    def spoken_by(self) -> tuple[tuple[str, str], ...]:
        """Names of the speakers with the voices that speak for them."""
        return tuple(
            (speaker.name, str(self.voices[speaker.key]))
            for speaker in self.transcript.speakers
            if speaker.key in self.voices
        )
