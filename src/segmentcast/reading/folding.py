"""Replaces letters that English voices can't read with the nearest that they can: Nguyễn, Nguyen.

One offline voice drops such letters, the other spells out their names ("letter one E C five").
Letters that both can read (é, ñ, ü, ö, ç, ø, å, š, and others) stay.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

from segmentcast.model import Edit

_UNKNOWN = "ĉċģĥħĩįĵĺňŋŕŗŝŧũűŷŀřġŵſĸāēīōūđ"
_BASES = {
    "đ": "d",
    "ħ": "h",
    "ŧ": "t",
    "ŋ": "n",
    "ſ": "s",
    "ĸ": "k",
    "ŀ": "l",
    "ɓ": "b",
    "ɗ": "d",
    "ƙ": "k",
    "ƴ": "y",
    "ə": "e",
}
_IN_FULL = {"œ": "oe", "Œ": "Oe", "ŋ": "ng", "Ŋ": "Ng"}


@cache
def _base(char: str) -> str:
    """The letter to speak for `char`; `char` itself if voices can read it."""
    small = char.lower()
    known = small in _UNKNOWN or 0x180 <= ord(char) <= 0x24F or 0x1E00 <= ord(char) <= 0x1EFF
    if not known and small not in _BASES:
        return char
    base = _BASES.get(small) or unicodedata.normalize("NFKD", small)[0]
    if not base.isascii():
        return char
    return base.upper() if char.isupper() else base


def fold(text: str) -> str:
    """The text with such letters replaced one for one, so that offsets stay valid."""
    return text if text.isascii() else "".join(map(_base, text))


def letter_edits(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """The edits that fold `text` wherever `edits` don't touch it."""
    if text.isascii():
        return []
    taken = bytearray(len(text))
    for edit in edits:
        taken[edit.start : edit.end] = b"\x01" * (edit.end - edit.start)
    return [
        Edit("letter", at, at + 1, char, _IN_FULL.get(char) or _base(char))
        for at, char in enumerate(text)
        if not taken[at] and (char in _IN_FULL or _base(char) != char)
    ]
