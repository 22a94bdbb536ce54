"""Which software decides the bytes: part of what tells whether something has to be made again."""

from __future__ import annotations

from functools import cache as remembered
from importlib import metadata

from segmentcast import __version__
from segmentcast.cache import digest

SOUND = ("av", "lameenc", "numpy", "scipy", "pydub", "pocketsphinx")
FEED = ("feedgen", "lxml")
PAGES = ("jinja2", "markupsafe", "segno")
PACKAGE = ("mutagen", "pillow", "jinja2", "feedgen", "hibari-tts", "piper-tts", "onnxruntime")


@remembered
def versions(packages: tuple[str, ...] = SOUND) -> str:
    """The installed versions of these packages, in order."""
    found = [f"segmentcast {__version__}"]
    for name in packages:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"{name} -")
    return ", ".join(found)


def recipe(show_text: bytes, around: tuple[str, ...] = ()) -> str:
    """The hash of what all episodes of a show share: configuration, sound files, software."""
    return digest([show_text, versions(SOUND), versions(PACKAGE), *around])
