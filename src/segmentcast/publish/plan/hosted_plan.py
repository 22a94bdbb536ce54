"""What one episode will be whose sound is published as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from segmentcast.config import EpisodeConfig
from segmentcast.config.podcasting import Enclosure
from segmentcast.model import Finding
from segmentcast.workspace.episode_folder import EpisodeFolder


@dataclass(frozen=True, slots=True)
class HostedPlan:
    """All that is known of such an episode. The fields are those of a planned narration."""

    id: str
    folder: EpisodeFolder
    config: EpisodeConfig
    enclosure: Enclosure
    title: str
    summary: str
    published: datetime
    language: str
    inputs: dict[str, str]
    fingerprint: str
    sources: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    words: str = ""
    newly_cast: Mapping[str, str] = field(default_factory=dict)
    spoken_by: tuple[tuple[str, str], ...] = ()

    @property
    def due(self) -> datetime:
        """A date that an app has seen already is due."""
        return self.published
