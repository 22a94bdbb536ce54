"""The name of everything below the feed's root.

Media carry the first characters of their SHA-256 in their name: other bytes get another name, so
an address never changes its meaning. Names are ASCII, short, and safe for any episode id.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date

from segmentcast.errors import ConfigError, Problem
from segmentcast.vocabulary.media_types import CHAPTERS, MEDIA_TYPES, media_type
from segmentcast.vocabulary.web_addresses import page_url, url

__all__ = [
    "CHAPTERS",
    "MEDIA_TYPES",
    "artwork_path",
    "audio_path",
    "caption_path",
    "chapters_path",
    "date_in_folder",
    "episode_id",
    "media_type",
    "page_path",
    "page_url",
    "show_page",
    "slug",
    "static_path",
    "title_in_name",
    "url",
    "waveform_path",
]

HASH_CHARACTERS = 12
_MAX_SLUG_CHARACTERS = 60
CAPTION_SUFFIXES = (".vtt", ".srt", ".json", ".html", ".txt")
_MAX_ID_CHARACTERS = 80
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_STATIC = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_IN_NAME = re.compile(r"[a-z0-9-]+-([0-9a-f]{12})\.[a-z0-9]{1,12}")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DATE_IN_FRONT = re.compile(r"\d{4}[-_ .]?\d{2}[-_ .]?\d{2}(?!\d)")
_RESERVED = frozenset({"con", "prn", "aux", "nul"}) | {
    f"{name}{digit}" for name in ("com", "lpt") for digit in range(10)
}
"""Names that Windows gives to devices."""


def slug(text: str) -> str:
    """The text as part of a folder's name: lower-case ASCII letters and digits, single hyphens."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    if len(words) > _MAX_SLUG_CHARACTERS:
        words = words[:_MAX_SLUG_CHARACTERS].rpartition("-")[0] or words[:_MAX_SLUG_CHARACTERS]
    return words.strip("-")


def audio_path(episode: str, sha256: str, suffix: str = ".mp3") -> str:
    """`audio/<id>-<hash>.mp3`."""
    return _hashed("audio", episode, sha256, suffix)


def caption_path(episode: str, sha256: str, suffix: str) -> str:
    """`captions/<id>-<hash>.vtt` (or .srt, .json, .html, .txt). Raises ValueError for another suffix."""
    if suffix not in CAPTION_SUFFIXES:
        raise ValueError(f"not a caption format: {suffix!r}")
    return _hashed("captions", episode, sha256, suffix)


def chapters_path(episode: str, sha256: str) -> str:
    """`chapters/<id>-<hash>.json`."""
    return _hashed("chapters", episode, sha256, ".json")


def waveform_path(episode: str, sha256: str, suffix: str = ".json") -> str:
    """`waveforms/<id>-<hash>.json`."""
    return _hashed("waveforms", episode, sha256, suffix)


def artwork_path(name: str, sha256: str, suffix: str = ".jpg") -> str:
    """`artwork/<id>-<hash>.jpg`; `name` is an episode's id, or `show`."""
    return _hashed("artwork", name, sha256, suffix)


def page_path(episode: str) -> str:
    """The listening page of an episode: `episodes/<id>/index.html`."""
    return f"episodes/{_safe_name(episode)}/index.html"


def show_page() -> str:
    """The show's own page."""
    return "index.html"


def static_path(name: str) -> str:
    """`static/<name>` for a file that the pages share. Raises ValueError for an unsafe name."""
    if not _STATIC.fullmatch(name):
        raise ValueError(f"not a safe file name: {name!r}")
    return f"static/{name}"


def episode_id(folder_name: str) -> str:
    """The episode's id: the folder's name when it is a plain slug, else folded to one.

    A slug is lower-case ASCII letters and digits with single hyphens. When anything had to be
    folded away, eight characters of the name's hash follow, so that no two folders share an id.
    Raises ConfigError when the name holds neither a letter nor a digit.
    """
    name = unicodedata.normalize("NFC", folder_name)
    if _SLUG.fullmatch(name) and len(name) <= _MAX_ID_CHARACTERS and name not in _RESERVED:
        return name
    if not any(character.isalnum() for character in name):
        raise ConfigError(
            Problem(
                folder_name,
                "no episode can be named after this folder",
                "give the folder a name with letters or digits, such as 2016-11-13-mosul",
            )
        )
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    slug = slug[: _MAX_ID_CHARACTERS - 9].strip("-") or "episode"
    return f"{slug}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def hash_in_name(path: str) -> str:
    """The beginning of the SHA-256 that a media file's name holds; empty where it holds none."""
    match = _IN_NAME.fullmatch(path.rpartition("/")[2])
    return match[1] if match and "/" in path else ""


def date_in_folder(name: str) -> date | None:
    """The date that a folder's name starts with (`2016-11-13-mosul`), or None."""
    match = _DATE.match(name)
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def title_in_name(name: str) -> str:
    """The words of a folder's or file's name as a title: `2016-11-13-harbour_walk` gives `Harbour walk`.

    Empty where the name is a date alone.
    """
    date = _DATE_IN_FRONT.match(name)
    name = name[date.end() :] if date else name
    words = " ".join(name.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:]


def _hashed(folder: str, name: str, sha256: str, suffix: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"not a SHA-256 in hexadecimal: {sha256!r}")
    if not _SUFFIX.fullmatch(suffix):
        raise ValueError(f"not a file name suffix: {suffix!r}")
    return f"{folder}/{_safe_name(name)}-{sha256[:HASH_CHARACTERS]}{suffix}"


def _safe_name(name: str) -> str:
    return name if _SLUG.fullmatch(name) else episode_id(name)
