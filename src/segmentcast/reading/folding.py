"""Letters that an English voice has not, as the nearest that it has: Nguyễn as Nguyen.

One offline voice drops them, the other spells their names out ("letter one E C five"). What both
read as people write it (é, ñ, ü, ö, ç, ø, å, š and the like) stays.
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
    """The letter that is said for `char`; `char` itself where voices read it."""
    small = char.lower()
    known = small in _UNKNOWN or 0x180 <= ord(char) <= 0x24F or 0x1E00 <= ord(char) <= 0x1EFF
    if not known and small not in _BASES:
        return char
    base = _BASES.get(small) or unicodedata.normalize("NFKD", small)[0]
    if not base.isascii():
        return char
    return base.upper() if char.isupper() else base


def fold(text: str) -> str:
    """The text with such letters replaced one for one, so that each place stays where it is."""
    return text if text.isascii() else "".join(map(_base, text))


def letter_edits(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """The edits that fold `text` wherever `edits` leave it."""
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
