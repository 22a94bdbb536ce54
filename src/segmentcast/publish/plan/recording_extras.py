"""What comes with a recording: chapters that people supplied, and the picture in its tags."""

from __future__ import annotations

import hashlib

from segmentcast.config import EpisodeConfig
from segmentcast.errors import ConfigError, Problem
from segmentcast.model import Finding
from segmentcast.publish.plan.sound_source import Recorded, Source
from segmentcast.publish.supplied_picture import picture_inside
from segmentcast.workspace.chapter_source import (
    NO_CHAPTERS,
    SuppliedChapters,
    supplied_chapters,
)
from segmentcast.workspace.episode_folder import EpisodeFolder


def chapters_of(folder: EpisodeFolder, config: EpisodeConfig, origin: Source) -> SuppliedChapters:
    """The chapters that people supplied. Raises ConfigError where there is no whole recording for them."""
    if isinstance(origin, Recorded):
        return supplied_chapters(folder, config, origin.path)
    if config.chapters and not config.retraction:
        what = "[[chapters]] need a recording of the whole talk, and this episode has none"
        mend = "remove them; chapters are made from the transcript"
        raise ConfigError(Problem(config.where, what, mend))
    return NO_CHAPTERS


def cover_of(config: EpisodeConfig, origin: Source) -> tuple[str, tuple[Finding, ...]]:
    """The SHA-256 of the picture inside the recording, if that is the artwork; and what to say of it."""
    if config.artwork or not isinstance(origin, Recorded):
        return "", ()
    picture, _, findings = picture_inside(origin.path)
    return (hashlib.sha256(picture).hexdigest() if picture else ""), findings
