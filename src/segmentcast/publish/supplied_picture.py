"""A picture that show.toml or episode.toml names."""

from __future__ import annotations

from pathlib import Path

from segmentcast import files
from segmentcast.errors import ArtworkError, Problem


def read_picture(path: Path, name: str, where: str) -> tuple[bytes, str]:
    """The bytes of the picture, and the extension of its format.

    `name` is the picture's name as it is written at `where`. Raises ArtworkError where there is no
    such file, or where podcast apps would refuse it.
    """
    from segmentcast import artwork  # heavy: hardly any command needs it

    if not path.is_file():
        what = f'artwork = "{name}", but there is no such file'
        raise ArtworkError(Problem(where, what, "put it there, or leave the key out"))
    data = files.read(path)
    return data, artwork.require(data, str(path)).extension
