"""show.toml and episode.toml: their keys, and what they mean.

Every problem of a file is reported at once, with its line and, for an unknown key, the one
that was probably meant.
"""

from segmentcast.config.episode_settings import EpisodeConfig, load_episode
from segmentcast.config.show_settings import AudioConfig, ShowConfig, load_show

__all__ = ["AudioConfig", "EpisodeConfig", "ShowConfig", "load_episode", "load_show"]
