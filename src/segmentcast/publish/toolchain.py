"""Which software made what: for feed and pages a reason to make them again, for episodes none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache as remembered
from importlib import metadata

from segmentcast import __version__
from segmentcast.cast import parse_voice
from segmentcast.digest import digest
from segmentcast.errors import VoiceError
from segmentcast.model import Voice
from segmentcast.ports import Engine
from segmentcast.workspace.show_voices import ShowVoices

EPISODE = ("av", "lameenc", "numpy", "pydub", "pocketsphinx", "mutagen", "pillow")
FEED = ("feedgen", "lxml")
PAGES = ("jinja2", "markupsafe", "segno")
_RECIPE = "recipe-2"
"""Raised when every episode has to be checked again; not for another version of anything."""

UNKNOWN = "unknown"
"""What made an episode whose record does not say."""


@remembered
def versions(packages: tuple[str, ...]) -> str:
    """The installed versions of these packages, in order."""
    names = [f"segmentcast {__version__}"]
    for name in packages:
        try:
            names.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            names.append(f"{name} -")
    return ", ".join(names)


def recipe(show_text: bytes, around: tuple[str, ...] = ()) -> str:
    """The hash of what all episodes of a show share: configuration and sound files."""
    return digest([_RECIPE, show_text, *around])


def edition_recipe(recipe: str) -> str:
    """The hash of what a show's feed, pages and drawn picture are made with."""
    return digest([recipe, versions(FEED), versions(PAGES), versions(("pillow",))])


def maker(voices: Iterable[Voice], engines: Mapping[str, Engine]) -> str:
    """Which software makes an episode that these voices speak: a line of versions, a line a voice."""
    lines = {f"{voice}\t{engines[voice.engine].fingerprint(voice)}" for voice in voices}
    return "\n".join([versions(EPISODE), *sorted(lines)])


def is_outdated(made_by: str, show_voices: ShowVoices) -> bool:
    """Whether today's software is another one than that which made an episode.

    Not so for sounds that nobody here made, and for voices that cannot be asked any more.
    """
    if not made_by:
        return False
    first, *lines = made_by.split("\n")
    if first != versions(EPISODE):
        return True
    try:
        voices = [parse_voice(line.partition("\t")[0], "") for line in lines]
        today = [
            f"{voice}\t{show_voices.engine(voice.engine).fingerprint(voice)}" for voice in voices
        ]
    except VoiceError:
        return False
    return sorted(lines) != sorted(today)
