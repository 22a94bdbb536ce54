"""What show.toml and episode.toml name: voices, pronunciations, a picture; each fault is a problem."""

from __future__ import annotations

from segmentcast import cast, lexicon
from segmentcast.config import EpisodeConfig, ShowConfig
from segmentcast.errors import ArtworkError, ConfigError, Problem, VoiceError
from segmentcast.model import Voice
from segmentcast.publish.supplied_picture import read_picture, read_portrait
from segmentcast.workspace.episode_folder import EpisodeFolder


def supplied_artwork(
    folder: EpisodeFolder, config: EpisodeConfig, problems: list[Problem]
) -> bytes | None:
    """The bytes of the picture named in episode.toml. One that podcast apps reject is a problem."""
    if not config.artwork:
        return None
    try:
        path = folder.file(config.artwork)
        return read_picture(path, config.artwork, config.where)[0]
    except ArtworkError as error:
        problems.extend(error.problems)
        return None


def supplied_portrait(
    folder: EpisodeFolder, config: EpisodeConfig, problems: list[Problem]
) -> bytes | None:
    """The bytes of the photograph named in episode.toml. One that cannot be used is a problem."""
    if not config.portrait:
        return None
    try:
        return read_portrait(folder.file(config.portrait), config.portrait, config.where)
    except ArtworkError as error:
        problems.extend(error.problems)
        return None


def named_voices(
    show: ShowConfig, config: EpisodeConfig, problems: list[Problem]
) -> dict[str, Voice]:
    """The voices named by the show or the episode; the episode takes precedence."""
    named: dict[str, Voice] = {}
    for voices, where in ((show.voices, show.where), (config.voices, config.where)):
        for who, text in voices.items():
            try:
                named[who] = cast.parse_voice(text, f"{where}: voices.{who}")
            except VoiceError as error:
                problems.extend(error.problems)
    return named


def lexicon_of(show: ShowConfig, config: EpisodeConfig, problems: list[Problem]) -> lexicon.Lexicon:
    """The built-in lexicon, overridden by the show's, overridden by the episode's."""
    layers = [lexicon.default_lexicon()]
    for table, where in ((show.lexicon, show.where), (config.lexicon, config.where)):
        try:
            layers.append(lexicon.parse_lexicon(table, where))
        except ConfigError as error:
            problems.extend(error.problems)
    return lexicon.Lexicon(lexicon.merge_lexicons(*layers))
