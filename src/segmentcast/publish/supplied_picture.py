"""Reads a picture that show.toml or episode.toml names."""

from __future__ import annotations

from pathlib import Path

from segmentcast import files
from segmentcast.errors import ArtworkError, Problem
from segmentcast.model import Finding
from segmentcast.workspace.recording_file import tags_of

_MOST_PORTRAIT_PX = 12_000


def read_picture(path: Path, name: str, where: str) -> tuple[bytes, str]:
    """The bytes of the picture, and the extension of its format.

    `name` is the picture's name as written at `where`. Raises ArtworkError if the file is missing
    or podcast apps would reject it.
    """
    from segmentcast import artwork  # heavy: hardly any command needs it

    if not path.is_file():
        what = f'artwork = "{name}", but there is no such file'
        raise ArtworkError(Problem(where, what, "put it there, or remove the key"))
    data = files.read(path)
    return data, artwork.require(data, str(path)).extension


def read_portrait(path: Path, name: str, where: str) -> bytes:
    """A person's photograph for the cover. Raises ArtworkError if it is missing or no picture."""
    from segmentcast import artwork  # heavy: hardly any episode names one

    if not path.is_file():
        what = f'portrait = "{name}", but there is no such file'
        raise ArtworkError(Problem(where, what, "put it there, or remove the key"))
    data = files.read(path)
    artwork.require_bounded(data, str(path), _MOST_PORTRAIT_PX)
    return data


def picture_inside(recording: Path) -> tuple[bytes, str, tuple[Finding, ...]]:
    """The front cover in a recording's tags, and the extension of its format.

    Both are empty if there is none or podcast apps would reject it, which a finding explains.
    """
    picture = tags_of(recording).picture
    if not picture:
        return b"", "", ()
    from segmentcast import artwork  # heavy: hardly any recording has a picture

    where = f"{recording}: the picture in its tags"
    ending = ".png" if picture.startswith(b"\x89PNG") else ".jpg"
    try:
        return picture, artwork.require(picture, f"cover{ending}").extension, ()
    except ArtworkError as error:
        problem = error.problems[0]
        what = f"not used as the episode's artwork: {problem.what}"
        return b"", "", (Finding("note", "recording-picture", where, what, problem.mend),)
