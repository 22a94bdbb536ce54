"""show.toml and episode.toml: their keys and types.

All problems of a file are reported together, with line numbers and, for unknown keys, a suggestion.
"""

from segmentcast.config.episode_settings import EpisodeConfig, load_episode
from segmentcast.config.show_settings import AudioConfig, ShowConfig, load_show

__all__ = ["AudioConfig", "EpisodeConfig", "ShowConfig", "load_episode", "load_show"]
