"""The sentences of a paragraph, as places in its text.

sentencex splits the text; this module adds abbreviations that it doesn't know and bounds its work.
"""

from __future__ import annotations

import re

from sentencex import segment

from segmentcast.reading.english.table import listed, table
from segmentcast.reading.text_pieces import (
    LONGEST_PIECE,
    LONGEST_SENTENCE,
    UNSPACED,
    cut_long,
    hard_cut,
    speakable,
)
from segmentcast.vocabulary.languages import primary

# sentencex compares every quotation mark with every other one, so it gets its input in pieces
_WINDOW = 2_000

# Before a full stop that may end no sentence: what the table of English says of each word.
_TITLES = frozenset(
    {*table("titles"), *listed("sentence", "capital"), "Atty", "Dist", "Asst", "Ald"}
) - {"Ft", "Mt", "St", "Ste"}
_CAPITAL = frozenset(listed("sentence", "capital"))
_INSIDE = frozenset(listed("sentence", "inside"))
_NUMBERED = frozenset({*listed("sentence", "number"), *table("months")})
_MIDDLE = frozenset({
    *listed("sentence", "middle"), *table("units"), *table("days"), *table("months"), *table("small"),
    *table("streets"), *table("firms"), *table("numbered"),
})  # fmt: skip
_LAST_WORD = re.compile(r"(?:^|[\s(\"'“‘\d–-])([A-Za-z][A-Za-z.]{0,9})\.[)\"'’”]*\s*$")
_HOUR_AT_END = re.compile(r"\b[ap]\.m\.\s*$")
_AFTER_HOUR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:E|C|M|P|A|G)[SDM]?T\b"
    r"|(?:Eastern|Central|Mountain|Pacific|Greenwich|local)\b"
)
_LOOK_BACK = 24
_DOTTED = re.compile(r"[A-Z]\.")
_SMALLER_UNIT = re.compile(r"\d{1,2}\s?(?:oz|in)\b")


def split_sentences(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """The `(start, end)` of each sentence in `text`, in order, without surrounding white space.

    Only white space and marks that aren't spoken lie outside these places. `language` is a BCP 47
    tag. Linear in the length of the text.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _joined(text, _boundaries(text, language)):
        spans.extend(cut_long(text, start, end))
    return tuple(spans)


def _boundaries(text: str, language: str) -> list[tuple[int, int]]:
    """sentencex's sentences, window by window, without surrounding white space."""
    subtag = primary(language) or "en"
    spans: list[tuple[int, int]] = []
    position = 0
    while position < len(text):
        window_end = _window_end(text, position)
        pieces = _pieces(text[position:window_end], subtag)
        if window_end < len(text) and len(pieces) > 1:
            # the last piece may continue in the next window
            pieces.pop()
        for start, end in pieces:
            _add_stripped(spans, text, position + start, position + end)
        position += pieces[-1][1]
    return spans


def _window_end(text: str, position: int) -> int:
    """Where the window that begins at `position` ends: at white space, if there is any."""
    limit = position + _WINDOW
    if limit >= len(text):
        return len(text)
    for end in range(limit, limit - LONGEST_SENTENCE, -1):
        if text[end - 1].isspace():
            return end
    if UNSPACED.match(text[limit - 1]) or not (text[limit - 1].isalnum() and text[limit].isalnum()):
        return limit
    # within a long word, which is cut anyway if it is longer than a piece
    for end in range(limit, limit - LONGEST_PIECE, -1):
        if text[end - 1].isspace():
            return end
    return hard_cut(text, limit - LONGEST_PIECE, limit)


def _pieces(window: str, language: str) -> list[tuple[int, int]]:
    """Contiguous places that cover all of `window`."""
    places: list[tuple[int, int]] = []
    position = 0
    for piece in segment(language, window):
        if not window.startswith(piece, position):
            break
        if piece:
            places.append((position, position + len(piece)))
            position += len(piece)
    if position < len(window):
        places.append((position, len(window)))
    return places


def _add_stripped(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        start += len(piece) - len(piece.lstrip())
        spans.append((start, start + len(stripped)))


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences, with wrongly cut ones and ones without words joined to a neighbour."""
    joined: list[tuple[int, int]] = []
    pending: int | None = None
    for start, end in spans:
        # The raised figure of a note belongs to the sentence before it.
        if joined and not speakable(text[start:end].strip("⁰¹²³⁴⁵⁶⁷⁸⁹")):
            joined[-1] = (joined[-1][0], end)
            continue
        if not speakable(text[start:end]):
            if pending is None:
                pending = start
            continue
        if joined and _wrongly_cut(text, joined[-1][0], joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start if pending is None else pending, end))
            pending = None
    return joined


def _wrongly_cut(text: str, earlier_start: int, earlier_end: int, start: int) -> bool:
    before = text[max(earlier_start, earlier_end - _LOOK_BACK) : earlier_end]
    if not before.endswith("."):
        return False
    match = _LAST_WORD.search(before)
    if match is None:
        return False
    word, after = match[1], text[start]
    if start == earlier_end and _DOTTED.match(text, start) and word[-1:].isupper():
        return True
    if word in ("lb", "lbs", "ft") and _SMALLER_UNIT.match(text, start):
        return True
    if after in ",;:)":
        return True
    if word in _TITLES or word in _INSIDE:
        return True
    if word in _NUMBERED and after.isdigit():
        return True
    if word in _CAPITAL and after.isupper():
        return True
    if word in _MIDDLE and (after.islower() or after in "-–"):
        return True
    return bool(_HOUR_AT_END.search(before)) and bool(_AFTER_HOUR.match(text, start))
