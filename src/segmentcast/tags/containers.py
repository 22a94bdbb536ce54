"""Tags of the other formats: iTunes atoms in M4A, comments and a picture in Opus.

Both change an open file in place; the same metadata gives the same bytes. `audio_io` writes an M4A's
chapters together with its packets, because mutagen only reads them.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, BinaryIO

from mutagen import MutagenError
from mutagen.flac import Picture
from mutagen.mp4 import MP4, MP4Cover, MP4FreeForm, MP4Tags
from mutagen.oggopus import OggOpus

from segmentcast import timing
from segmentcast.errors import Problem, SoundError
from segmentcast.vocabulary.digital_sources import FIELD

if TYPE_CHECKING:
    from segmentcast.tags import TagMeta

_FRONT_COVER = 3
_PNG = b"\x89PNG"


def dress_m4a(file: BinaryIO, meta: TagMeta) -> None:
    """Writes title, show, date, words, and cover into an M4A. Raises SoundError if it isn't one."""
    try:
        sound = MP4(file)
        sound.delete(file)
        file.seek(0)
        sound = MP4(file)
        sound.tags = tags = MP4Tags()
        for atom, value in (
            ("\xa9nam", meta.title),
            ("\xa9alb", meta.album),
            ("\xa9ART", meta.artist),
            ("aART", meta.artist),
            ("\xa9day", meta.published.date().isoformat()),
            ("\xa9gen", "Podcast"),
            ("desc", meta.comment[:255]),
            ("ldes", meta.comment),
            ("cprt", meta.copyright),
            ("purl", meta.url),
            ("\xa9lyr", _words(meta)),
        ):
            if value:
                tags[atom] = [value]
        tags["pcst"] = True
        if meta.digital_source:
            form = f"----:com.apple.iTunes:{FIELD}"
            tags[form] = [MP4FreeForm(meta.digital_source.encode())]
        if meta.number:
            tags["trkn"] = [(min(meta.number, 0xFFFF), 0)]
        if meta.cover:
            form = MP4Cover.FORMAT_PNG if meta.cover.startswith(_PNG) else MP4Cover.FORMAT_JPEG
            tags["covr"] = [MP4Cover(meta.cover, form)]
        file.seek(0)
        sound.save(file, padding=_none)
    except MutagenError as error:
        raise _refused(meta, "M4A", error) from error


def dress_opus(file: BinaryIO, meta: TagMeta) -> None:
    """Writes comments, chapters, and a cover into an Ogg Opus file. Raises SoundError if it isn't one."""
    try:
        sound = OggOpus(file)
        tags: Any = sound.tags
        tags.clear()
        for key, value in (
            ("title", meta.title),
            ("album", meta.album),
            ("artist", meta.artist),
            ("date", meta.published.date().isoformat()),
            ("genre", "Podcast"),
            ("description", meta.comment),
            ("copyright", meta.copyright),
            ("contact", meta.url),
            ("language", meta.language),
            ("tracknumber", str(meta.number) if meta.number else ""),
            (FIELD.lower(), meta.digital_source),
        ):
            if value:
                tags[key] = [value]
        for number, chapter in enumerate(meta.chapters[:1000]):
            tags[f"CHAPTER{number:03d}"] = [timing.vtt(chapter.start_ms)]
            tags[f"CHAPTER{number:03d}NAME"] = [chapter.title]
        if meta.cover:
            tags["metadata_block_picture"] = [_picture(meta.cover)]
        file.seek(0)
        sound.save(file, padding=_none)
    except MutagenError as error:
        raise _refused(meta, "Opus", error) from error


def _words(meta: TagMeta) -> str:
    """The transcript as plain lines, with a name where the speaker changes."""
    lines: list[str] = []
    shown: tuple[int, str] | None = None
    for cue in meta.cues:
        place = (cue.turn, cue.speaker)
        name = f"{cue.speaker}: " if cue.speaker and place != shown else ""
        shown = place
        lines.append(f"{name}{cue.text}")
    return "\n".join(lines)


def _picture(cover: bytes) -> str:
    picture = Picture()
    picture.type = _FRONT_COVER
    picture.mime = "image/png" if cover.startswith(_PNG) else "image/jpeg"
    picture.data = cover
    return base64.b64encode(picture.write()).decode("ascii")


def _none(_: object) -> int:
    return 0


def _refused(meta: TagMeta, kind: str, error: MutagenError) -> SoundError:
    return SoundError(
        Problem(meta.title, f"the {kind} file cannot be tagged: {error}", "publish again")
    )
