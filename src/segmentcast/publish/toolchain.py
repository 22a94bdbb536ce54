"""The software versions behind a show. New ones rebuild feed and pages, but not episodes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
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
"""Bumped to have every episode checked again; never for a new version of a dependency."""

_SIGNED = "signed"
"""The line that notes Content Credentials of the audio among those of the voices."""
_SIGNED_COVER = "signed cover"
"""The line that notes those of the cover."""
_WATERMARK = "watermark"
"""The line that notes the program that marked the sound."""
UNKNOWN = "unknown"
"""Stands for the software of an episode whose record has none."""


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
    """A hash of what all episodes of a show share: its configuration and audio files."""
    return digest([_RECIPE, show_text, *around])


def edition_recipe(recipe: str) -> str:
    """A hash of everything that affects the show's feed, pages and drawn pictures."""
    return digest([recipe, versions(FEED), versions(PAGES), versions(("pillow",))])


def maker(voices: Iterable[Voice], engines: Mapping[str, Engine], watermark: str = "") -> str:
    """The software behind an episode: a line of package versions, a line per voice, and one with
    the identity of a watermark."""
    lines = {f"{voice}\t{engines[voice.engine].fingerprint(voice)}" for voice in voices}
    return "\n".join([versions(EPISODE), *sorted(lines), *_marked(watermark, lines)])


def _marked(watermark: str, voices: Collection[str]) -> list[str]:
    return [f"{_WATERMARK}\t{watermark}"] if watermark and voices else []


def software_of_voices(made_by: str) -> dict[str, str]:
    """Maps each voice of an episode to the fingerprint of its engine then."""
    rows = (line.partition("\t") for line in made_by.split("\n")[1:])
    return {
        voice: fingerprint
        for voice, _, fingerprint in rows
        if voice not in (_SIGNED, _SIGNED_COVER, _WATERMARK)
    }


def watermark_of(made_by: str) -> str:
    """Name and version of the program that marked the sound; empty if none did."""
    rows = (line.split("\t") for line in made_by.split("\n")[1:])
    return next((row[1] for row in rows if row[0] == _WATERMARK and len(row) > 1), "")


def with_signature(made_by: str, *, signed: bool, cover: bool = False) -> str:
    """The software behind an episode, noting whether its audio has Content Credentials, and whether
    its cover has."""
    lines = [line for line in made_by.split("\n") if line not in (_SIGNED, _SIGNED_COVER)]
    return "\n".join([*lines, *[_SIGNED][:signed], *[_SIGNED_COVER][:cover]])


def unsigned_files(made_by: str) -> int:
    """How many of an episode's audio and cover were made here and have no Content Credentials."""
    return 2 - len({_SIGNED, _SIGNED_COVER} & {*made_by.split("\n")}) if made_by else 0


def has_signed_cover(made_by: str) -> bool:
    """Whether an episode's cover has Content Credentials."""
    return _SIGNED_COVER in made_by.split("\n")


def is_outdated(made_by: str, show_voices: ShowVoices, watermark: str = "") -> bool:
    """Whether the current software differs from the software that made an episode.

    `watermark` is the identity of the show's.

    False for audio that was not made here, and for voices that are no longer available.
    """
    if not made_by:
        return False
    first, *lines = with_signature(made_by, signed=False).split("\n")
    if first != versions(EPISODE):
        return True
    marked = [line for line in lines if line.startswith(f"{_WATERMARK}\t")]
    lines = [line for line in lines if line not in marked]
    if marked != _marked(watermark, lines):
        return True
    try:
        voices = [parse_voice(line.partition("\t")[0], "") for line in lines]
        today = [
            f"{voice}\t{show_voices.engine(voice.engine).fingerprint(voice)}" for voice in voices
        ]
    except VoiceError:
        return False
    return sorted(lines) != sorted(today)
