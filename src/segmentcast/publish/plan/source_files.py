"""Hashes of the files that an episode was read from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from segmentcast.workspace.episode_folder import EpisodeFolder

if TYPE_CHECKING:
    pass


def sources_of(folder: EpisodeFolder, inputs: Mapping[str, str]) -> dict[str, str]:
    """Maps each input's path to its SHA-256; `inputs` has them by name within the folder."""
    return {str(folder.file(name)): sha256 for name, sha256 in inputs.items()}
