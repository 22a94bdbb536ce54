"""Bytes to text: UTF-8, UTF-16 and UTF-32 with or without a byte order mark, Windows-1252.

What is not text at all (a PDF, a picture, sound) is named as what it is.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from itertools import islice

from segmentcast.errors import Problem, TranscriptError
from segmentcast.model import Finding, Turn
from segmentcast.transcript.text.prose import clean, excerpt
from segmentcast.vocabulary.languages import named

MAX_BYTES = 64 * 1024 * 1024
"""Larger than any transcript; more is refused before it is read."""

_EXPORT = (
    "Export it as text (.txt), Word (.docx), HTML or captions (.vtt) and put that in its place."
)
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Word document (.doc)", "Save it as .docx."),
    (b"\x89PNG", "a picture (PNG)", _EXPORT),
    (b"\xff\xd8\xff", "a picture (JPEG)", _EXPORT),
    (b"GIF8", "a picture (GIF)", _EXPORT),
    (b"ID3", "sound (MP3)", "Name it recording.mp3; the transcript is its words."),
    (b"RIFF", "sound or video (RIFF)", "Name it recording.wav; the transcript is its words."),
    (b"fLaC", "sound (FLAC)", "Name it recording.flac; the transcript is its words."),
    (b"OggS", "sound (Ogg)", "Name it recording.ogg; the transcript is its words."),
    (b"\x1f\x8b", "a compressed file (gzip)", "Unpack it."),
    (b"PK\x03\x04", "a ZIP archive that is no document", _EXPORT),
    (b"PK\x05\x06", "an empty ZIP archive", _EXPORT),
)
_AS_TABLE = "Save its sheet as CSV, with the names of the columns in the first line."
_IN_ZIP: tuple[tuple[bytes, str, str], ...] = (
    (b"xl/workbook", "an Excel workbook (.xlsx)", _AS_TABLE),
    (b"opendocument.spreadsheet", "an OpenDocument spreadsheet (.ods)", _AS_TABLE),
    (b"ppt/presentation", "a PowerPoint presentation (.pptx)", _EXPORT),
    (b"opendocument.presentation", "an OpenDocument presentation (.odp)", _EXPORT),
    (b"application/epub+zip", "an e-book (.epub)", _EXPORT),
    (b"Index/Document.iwa", "a Pages document", "Export it as Word (.docx)."),
    (b"Index/Tables", "a Numbers spreadsheet", _AS_TABLE),
)
"""What is in a ZIP archive by the names in it, of which those of the end are not packed."""
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{1,30})", re.I
)
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_LATIN = frozenset(
    {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "ascii", "us-ascii", "windows-1252"}
)
# Python's codecs that turn text into other text; a page that names one is wrong about itself.
_NO_CHARACTER_SETS = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem"}
)
_ASCII = bytes(range(0x20, 0x7E))
_UNDEFINED_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_MEND = "Save the file as UTF-8."
WESTERN = "encoding"
"""The rule of the finding that a text was read as Windows-1252, for want of a better."""
_UNWESTERN = frozenset(
    "pl cs sk hu hr bs sr sl ro tr az lt lv mt eo vi ru uk bg mk be kk el he ar fa ur th zh ja ko hi".split()
)
"""Languages that Windows-1252 has not all letters of."""
_MOST_ACCENTED = 0.4
_MANY = 4
"""Where so many bytes cannot be read, they are not slips: the whole file is in another encoding."""


def decode(data: bytes, name: str) -> tuple[str, tuple[Finding, ...]]:
    """The text, its line ends as newlines, and what there is to say about how it was read.

    Raises TranscriptError with the place of every byte that cannot be read, of many with that of the
    first alone; or with the name of what the file is when it is no text.
    """
    refuse_other_kinds(data, name)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return clean(_strict(data[len(mark) :], encoding, name)), ()
    if wide := _wide_encoding(data):
        return clean(_strict(data, wide, name)), ()
    if b"\0" in data[:65536]:
        raise TranscriptError.at(name, "this is a binary file, not a text.", _EXPORT)
    declared = _declared_encoding(data)
    if declared:
        return clean(_strict(data, declared, name)), ()
    try:
        return clean(data.decode("utf-8")), ()
    except UnicodeDecodeError:
        return _decode_western(data, name)


def refuse_unwestern(turns: Iterable[Turn], language: str, name: str) -> None:
    """Raise TranscriptError where words that were read as Windows-1252 cannot have been written in it.

    They are in a language that it has not all letters of, or hardly a letter is an English one.
    """
    texts = [turn.text for turn in turns]
    letters = [char for text in texts for char in text if char.isalpha()]
    accented = sum(not char.isascii() for char in letters)
    primary = language.partition("-")[0].casefold()
    if accented and primary in _UNWESTERN:
        why = f"the words are {named(primary)}, which Windows-1252 can't write"
    elif accented > len(letters) * _MOST_ACCENTED:
        why = "read as Windows-1252, hardly a letter is without an accent"
    else:
        return
    shown = next(text for text in texts if not text.isascii())
    raise TranscriptError.at(
        name, f'{why}: the file is in another encoding ("{excerpt(shown)}").', _MEND
    )


def refuse_too_large(data: bytes, name: str) -> None:
    """Raise TranscriptError for more bytes than any transcript has, whatever the format."""
    if len(data) > MAX_BYTES:
        raise TranscriptError.at(
            name,
            f"the file has {len(data):,} bytes; a transcript has at most {MAX_BYTES:,}.",
            "Is it the right file? If so, split it into several episodes.",
        )


def refuse_other_kinds(data: bytes, name: str) -> None:
    """Raise TranscriptError when the bytes are of a kind that holds no readable text, or too many."""
    refuse_too_large(data, name)
    kinds = _MAGIC
    if data.startswith(b"PK\x03\x04"):
        named = data[:4096] + data[-65536:]
        kinds = (*((b"PK", kind, mend) for mark, kind, mend in _IN_ZIP if mark in named), *_MAGIC)
    for magic, kind, mend in kinds:
        if data.startswith(magic):
            raise TranscriptError.at(name, f"this is {kind}, not a text that can be read.", mend)


def _decode_western(data: bytes, name: str) -> tuple[str, tuple[Finding, ...]]:
    if _MULTIBYTE.search(data):
        _strict(data, "utf-8", name)
    if _UNDEFINED_1252.search(data):
        raise TranscriptError(
            _told(
                Problem(
                    _place(data, found.start(), name),
                    f"byte 0x{found[0][0]:02X}{_after(data, found.start(), 'cp1252')} is no character in UTF-8 or in Windows-1252.",
                    _MEND,
                )
                for found in islice(_UNDEFINED_1252.finditer(data), _MANY)
            )
        )
    note = Finding(
        "note", WESTERN, name, "the text is not UTF-8; it was read as Windows-1252.",
        "Save it as UTF-8 if a character looks wrong.",
    )  # fmt: skip
    return clean(data.decode("cp1252")), (note,)


def _strict(data: bytes, encoding: str, name: str) -> str:
    problems: list[Problem] = []
    start = 0
    parts: list[str] = []
    while start <= len(data) and len(problems) < _MANY:
        try:
            parts.append(data[start:].decode(encoding))
            break
        except UnicodeDecodeError as error:
            at = start + error.start
            bad = data[at : start + error.end] or data[at : at + 1]
            shown = " ".join(f"0x{byte:02X}" for byte in bad[:4])
            problems.append(
                Problem(
                    _place(data, at, name, encoding),
                    f"{shown}{_after(data, at, encoding)} cannot be read as {encoding.upper()}.",
                    _MEND,
                )
            )
            start = max(start + error.end, at + 1)
    if problems:
        raise TranscriptError(_told(problems))
    return "".join(parts)


def _told(problems: Iterable[Problem]) -> list[Problem]:
    """One problem for each slip; a single one for a file in another encoding."""
    slips = list(problems)
    if len(slips) < _MANY:
        return slips
    first = slips[0]
    what = (
        f"{first.what.rstrip('.')}, and so it is with many more: the file is in another encoding."
    )
    return [Problem(first.where, what, first.mend)]


def _place(data: bytes, at: int, name: str, encoding: str = "utf-8") -> str:
    before = data[:at].decode(encoding, errors="replace")
    return f"{name}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def _after(data: bytes, at: int, encoding: str) -> str:
    """The words before a place, for a message."""
    words = " ".join(clean(data[max(0, at - 60) : at].decode(encoding, errors="ignore")).split())
    return f' after "{words[-30:]}"' if words else ""


def _wide_encoding(data: bytes) -> str:
    """UTF-16 without a mark: text in Latin letters has a zero in every second byte."""
    head = data[:4096]
    if len(head) < 4:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _declared_encoding(data: bytes) -> str:
    """What an HTML or XML head says, when it is a character encoding other than UTF-8."""
    found = _DECLARED.search(data[:4096])
    if found is None:
        return ""
    label = found[1].decode("ascii").casefold()
    if label in _LATIN:
        return ""
    try:
        name = codecs.lookup(label).name
        if name.startswith("utf") or name in _NO_CHARACTER_SETS:
            return ""
        return name if _ASCII.decode(name) == _ASCII.decode("ascii") else ""
    except (LookupError, UnicodeError, ValueError):
        return ""
