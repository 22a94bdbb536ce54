"""EBU STL (Tech 3264): the binary subtitles of European broadcasters.

A block of 1,024 bytes about the file, then one of 128 bytes for each subtitle or part of one. Written
from EBU Tech 3264-E, with the tables of ISO 6937 as they are there; checked against ttconv's reading.
Own code and not ttconv, which builds a model of the screen, has no types, and needs all fields right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from segmentcast.errors import TranscriptError
from segmentcast.model import Finding
from segmentcast.transcript.document import Document, Facts, Source
from segmentcast.transcript.readers.cues.caption_timing import document_of
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.text.prose import collapse, excerpt

FORMAT = "EBU STL"
_HEAD, _BLOCK, _TEXT = 1024, 128, 16
_FRAMES = {b"STL24": 24, b"STL25": 25, b"STL30": 30, b"STL50": 50}
_SIGNATURE = re.compile(rb"[\d ]{3}(STL(?:24|25|30|50))\.\d\d")
_FIX = "Export the subtitles again, or as TTML, WebVTT or SubRip."
_MOST_BEFORE = 5
_DAY_MS = 86_400_000
_LINE_END, _UNUSED, _LAST, _USER_DATA, _MOST_PARTS = 0x8A, 0x8F, 0xFF, 0xFE, 0xEF
_TABLES = {b"01": "iso8859-5", b"02": "iso8859-6", b"03": "iso8859-7", b"04": "iso8859-8"}
_PAGES = {b"437": "cp437", b"850": "cp850", b"860": "cp860", b"863": "cp863", b"865": "cp865"}
_ACCENTS = {
    0xC1: "\u0300", 0xC2: "\u0301", 0xC3: "\u0302", 0xC4: "\u0303", 0xC5: "\u0304", 0xC6: "\u0306", 0xC7: "\u0307",
    0xC8: "\u0308", 0xCA: "\u030a", 0xCB: "\u0327", 0xCD: "\u030b", 0xCE: "\u0328", 0xCF: "\u030c",
}  # fmt: skip
# 0x24 is "$" as in later editions: nobody says a sign for any currency.
_ISO_6937 = dict(
    zip(
        [*range(0xA0, 0xC0), *range(0xD0, 0xD8), *range(0xDC, 0xE5), *range(0xE6, 0x100)],
        "\u00a0¡¢£$¥#§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿―¹®©™♪¬¦⅛⅜⅝⅞ΩÆĐªĦĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ\u00ad",
        strict=True,
    )
)
_LANGUAGES = (
    "", "sq", "br", "ca", "hr", "cy", "cs", "da", "de", "en", "es", "eo", "et", "eu", "fo", "fr", "fy", "ga", "gd", "gl", "is",
    "it", "se", "la", "lv", "lb", "lt", "hu", "mt", "nl", "no", "oc", "pl", "pt", "ro", "rm", "sr", "sk", "sl", "fi", "sv", "tr", "nl", "wa",
)  # fmt: skip


def sniff(source: Source) -> float:
    """The code page and the name of the format at the start."""
    return 1.0 if _SIGNATURE.match(source.data[:_TEXT]) else 0.0


def parse(source: Source) -> Document:
    """The subtitles without comments, and without what is before the programme's start.

    Broadcasters put the programme's number and title there, which is never shown: a handful, and the
    first ones. Where most subtitles are there, the start is wrong. Raises TranscriptError for a file that is cut off.
    """
    data = source.data
    if len(data) < _HEAD:
        raise TranscriptError.at(
            source.name, f"this EBU STL file is cut off: {len(data)} bytes, its head has {_HEAD}.", _FIX
        )  # fmt: skip
    rest = (len(data) - _HEAD) % _BLOCK
    if rest and data[-rest:].strip(b"\0 \x1a\r\n"):
        raise TranscriptError.at(
            source.name, f"this EBU STL file is cut off: its last block has {rest} of {_BLOCK} bytes.", _FIX
        )  # fmt: skip
    signature = _SIGNATURE.match(data)
    frames = _FRAMES[signature[1]] if signature else 25
    cues = list(_subtitles(source, frames))
    begin = _clock(data[256:264], frames)
    late = [(cue.start_ms or 0) >= begin for cue in cues] if begin else []
    if not begin or sum(late) * 2 < len(cues):
        return document_of(FORMAT, cues, source.name, _facts(data))
    before = late.index(True) if True in late else 0
    if before > _MOST_BEFORE:
        before = 0
    titles = [collapse(cue.text) for cue in cues[:before]]
    cues = [
        replace(cue, start_ms=_since(begin, cue.start_ms), end_ms=_since(begin, cue.end_ms))
        for cue in cues[before:]
    ]
    findings = _left_out(titles, source.name)
    return document_of(FORMAT, cues, source.name, _facts(data), notes=titles, findings=findings)


def _since(begin: int, at_ms: int | None) -> int:
    """The time counted from the programme's start; half a day and more before it is the next day."""
    passed = (at_ms or 0) - begin
    return max(0, passed + _DAY_MS if passed < -_DAY_MS // 2 else passed)


def _left_out(titles: list[str], name: str) -> list[Finding]:
    titles = [words for words in titles if words]
    if not titles:
        return []
    what = f"{len(titles)} {'subtitle is' if len(titles) == 1 else 'subtitles are'} before the programme's start"
    return [
        Finding(
            "warning", "before-start", name,
            f'{what}, and not read aloud: "{excerpt(titles[0])}"',
            "If somebody says these words, set the start of the programme in the subtitles' head to their time.",
        )
    ]  # fmt: skip


def _facts(data: bytes) -> Facts:
    page = _PAGES.get(data[:3], "cp850")
    programme, episode = (collapse(data[at : at + 32].decode(page, "replace")) for at in (16, 48))
    code = data[14:16].decode("latin-1")
    number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{2}", code) else 0
    language = _LANGUAGES[number] if number < len(_LANGUAGES) else ""
    return Facts(title=": ".join(filter(None, (programme, episode))), language=language)


def _clock(digits: bytes, frames: int) -> int | None:
    """Milliseconds of HHMMSSFF in digits; None for what is none."""
    if not re.fullmatch(rb"\d{8}", digits):
        return None
    return _milliseconds([int(digits[at : at + 2]) for at in range(0, 8, 2)], frames)


def _milliseconds(parts: list[int], frames: int) -> int:
    hours, minutes, seconds, frame = parts
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + frame * 1000 // frames


def _subtitles(source: Source, frames: int) -> Iterator[SourceCaption]:
    data = source.data
    table = data[12:14]
    parts: list[bytes] = []
    start = end = 0
    subtitle = b""
    for number, at in enumerate(range(_HEAD, len(data) - _BLOCK + 1, _BLOCK), 1):
        block = data[at : at + _BLOCK]
        extension, comment = block[3], block[15]
        if extension == _USER_DATA or comment == 1:
            continue
        if parts and block[1:3] != subtitle:
            # The last part before was not marked as such.
            yield SourceCaption(_decoded(b"".join(parts), table), start, end)
            parts = []
        subtitle = block[1:3]
        if not parts:
            start, end = (_time(block[place : place + 4], frames, source.name, number) for place in (5, 9))  # fmt: skip
        parts.append(block[_TEXT:].split(bytes([_UNUSED]), 1)[0])
        if extension == _LAST or extension > _MOST_PARTS:
            yield SourceCaption(_decoded(b"".join(parts), table), start, end)
            parts = []
    if parts:
        yield SourceCaption(_decoded(b"".join(parts), table), start, end)


def _time(parts: bytes, frames: int, name: str, number: int) -> int:
    hours, minutes, seconds, frame = parts
    if minutes > 59 or seconds > 59 or frame >= max(frames, 30):
        raise TranscriptError.at(
            f"{name}: subtitle block {number}", f"not a time: {hours}:{minutes}:{seconds}:{frame}.", _FIX
        )  # fmt: skip
    return _milliseconds([hours, minutes, seconds, frame], frames)


def _decoded(text: bytes, table: bytes) -> str:
    """The words: teletext's codes for colours and boxes take the place of a space."""
    encoding = _TABLES.get(table)
    words: list[str] = []
    accent = ""
    for byte in text:
        if byte == _LINE_END:
            words.append("\n")
        elif byte < 0x20:
            words.append(" ")
        elif 0x80 <= byte < 0xA0:
            continue
        elif encoding is not None:
            words.append(bytes([byte]).decode(encoding, "replace"))
        elif byte in _ACCENTS:
            accent = _ACCENTS[byte]
            continue
        else:
            char = _ISO_6937.get(byte, chr(byte) if byte < 0x7F else "")
            words.append(unicodedata.normalize("NFC", char + accent))
        accent = ""
    return "".join(words)
