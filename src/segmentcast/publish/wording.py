"""The words of an episode: which file they are in, and what is said of it by those beside it."""

from __future__ import annotations

from pathlib import Path

from segmentcast import toml, transcript
from segmentcast.cache import digest
from segmentcast.config import EpisodeConfig, ShowConfig, load_episode
from segmentcast.model import Transcript
from segmentcast.publish.hosted import as_transcript
from segmentcast.publish.place import EpisodeFolder, has_transcript, transcript_file

CAST_FILE = "cast.toml"
"""Beside a transcript: who speaks in it, for a person to correct."""


def source_file(folder: EpisodeFolder, show: ShowConfig) -> tuple[EpisodeConfig, Path]:
    """The episode's configuration, and the file that its words are in.

    That is episode.toml itself where the sound was moved in, and where a retraction is all that is
    left. Raises ConfigError or TranscriptError with all that is wrong.
    """
    config = _episode_config(folder, show)
    left = config.retraction is not None and not has_transcript(folder, config)
    if left or config.enclosure is not None:
        return config, folder.config_file
    return config, transcript_file(folder, config)


def read_transcript(
    folder: EpisodeFolder, show: ShowConfig
) -> tuple[EpisodeConfig, Path, bytes, Transcript]:
    """The episode's configuration and its transcript: the file, its bytes, and what they say.

    Who speaks may be overridden by `cast.toml` beside the transcript and by episode.toml's
    `[cast]`, which counts more. Raises ConfigError or TranscriptError with all that is wrong.
    """
    config, path = source_file(folder, show)
    data = folder.read_source(path)
    if path == folder.config_file:
        # A retracted text may have to be deleted altogether: what is said in its place is here.
        language = config.language or show.show.language
        hosted = config.enclosure is not None
        known = as_transcript(folder, config, language) if hosted else Transcript((), ())
        return config, path, data, known
    source = transcript.read(
        data,
        str(path),
        overrides=speaker_overrides(folder, config),
        directions=transcript.rules_from_toml(show.directions, show.where),
        language=config.language or show.show.language,
        roster=[credit.name for credit in (*show.show.people, *config.people)],
    )
    return config, path, data, source


def fingerprint_of(config: EpisodeConfig, path: Path, data: bytes) -> str:
    """Tells the transcript, or the sound that was moved in; empty when only a retraction is left."""
    if config.enclosure is not None:
        return config.enclosure.fingerprint
    return "" if path.name == "episode.toml" else digest([data])


def _episode_config(folder: EpisodeFolder, show: ShowConfig) -> EpisodeConfig:
    path = folder.config_file
    if path.name not in folder.names:
        return EpisodeConfig(where=str(path))
    return load_episode(folder.read(path.name), str(path), show.timezone)


def speaker_overrides(folder: EpisodeFolder, config: EpisodeConfig) -> transcript.SpeakerOverrides:
    """What people say of the speakers: cast.toml beside the transcript, and `[cast]` over it.

    Raises ConfigError.
    """
    said = transcript.overrides_from_toml(config.cast, config.where)
    if CAST_FILE not in folder.names:
        return said
    where = str(folder.path / CAST_FILE)
    kept = transcript.overrides_from_toml(toml.parse(folder.read(CAST_FILE), where).table, where)
    return transcript.SpeakerOverrides(
        names={**kept.names, **said.names},
        parts={**kept.parts, **said.parts},
        roles={**kept.roles, **said.roles},
        turns={**kept.turns, **said.turns},
    )
