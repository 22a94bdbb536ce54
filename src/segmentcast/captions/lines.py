"""Where a sentence may be cut into captions, and a caption into two lines.

Text is a row of units: words, or characters in scripts without spaces. Cuts fall between units only,
so no word is ever changed. A cut costs little after the end of a sentence, more after a comma, most
where no clause ends.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

_LINES = 2
_ENDS_SENTENCE = tuple(".?!…。？！؟")
_ENDS_CLAUSE = tuple(";:—–；：")
_ENDS_PHRASE = tuple(",،、，")
_CLOSERS = "\"'”’»)]}」』）"
_PIECE_COST = 40
_BOUND_COST = 10_000
# Characters of scripts without spaces: Thai, Lao, Burmese, Khmer, kana, Han.
_UNSPACED = re.compile(
    "[\u0e01-\u0e2e\u0e40-\u0e44\u0e81-\u0eae\u0ec0-\u0ec4\u1000-\u102a\u1780-\u17b3"
    "\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_NOT_PLAIN = re.compile(r"[^\x20-\x7e]")
# U.S., a.m., Dr., Gen.: the full stop ends no sentence.
_ABBREVIATION = re.compile(r"(?:[^\W\d_]\.)+|[A-Z][a-z]{1,2}\.")
# Small kana and the length mark stay with what precedes them.
_CLINGING = frozenset("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮーゝゞ々・")


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of text that is never cut: its characters, what joins it to the next one, where it starts.

    `offset` counts characters in the original text. No caption should end after a `bound` unit.
    """

    text: str
    glue: str
    offset: int
    bound: bool = False


def clean(text: str) -> str:
    """Replaces the characters that no caption format can hold, one for one.

    Control characters become spaces; lone surrogates and noncharacters become U+FFFD. Offsets into the
    text stay valid.
    """
    if text.isascii() and text.isprintable():
        return text
    return _NOT_PLAIN.sub(_cleaned, text)


def _cleaned(match: re.Match[str]) -> str:
    return _clean_character(match[0])


@lru_cache(maxsize=4096)
def _clean_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    if category == "Cs" or ord(character) & 0xFFFE == 0xFFFE:
        return "\ufffd"
    return character


def units_of(text: str) -> list[Unit]:
    """The units of a text with their offsets in it."""
    units: list[Unit] = []
    for word in re.finditer(r"\S+", clean(text)):
        start = word.start()
        cuts = [
            match.start()
            for match in _UNSPACED.finditer(word[0], 1)
            if match[0] not in _CLINGING
            and unicodedata.category(word[0][match.start() - 1]) not in {"Ps", "Pi"}
        ]
        edges = [0, *cuts, len(word[0])]
        for begin, end in pairwise(edges):
            glue = " " if end == len(word[0]) else ""
            units.append(Unit(word[0][begin:end], glue, start + begin))
    return units


def joined(units: Sequence[Unit]) -> str:
    """The text of consecutive units."""
    return "".join(unit.text + unit.glue for unit in units[:-1]) + (units[-1].text if units else "")


def break_into_pieces(units: Sequence[Unit], line_characters: int) -> list[list[Unit]]:
    """Cuts units into rows that each fit two lines, at the cheapest places.

    Linear in the length of the text: a row is never longer than two lines.
    """
    count = len(units)
    if count == 0:
        return []
    cut_costs = [_cut_cost(unit) for unit in units]
    best: list[float] = [0.0] + [float("inf")] * count
    came_from = [0] * (count + 1)
    cut_costs[-1] = 0
    sizes = [(len(unit.text), len(unit.glue)) for unit in units]
    shortness = [_shortness(length, line_characters) for length in range(line_characters + 1)]
    for begin in range(count):
        so_far = best[begin] + _PIECE_COST
        for end, length in enumerate(_reach(sizes, begin, line_characters), begin + 1):
            cost = so_far + cut_costs[end - 1]
            if length <= line_characters:
                cost += shortness[length]
            if cost < best[end]:
                best[end], came_from[end] = cost, begin
    pieces: list[list[Unit]] = []
    end = count
    while end > 0:
        pieces.append(list(units[came_from[end] : end]))
        end = came_from[end]
    return pieces[::-1]


def wrap(piece: Sequence[Unit], line_characters: int) -> tuple[str, ...]:
    """One or two lines; two break where they're nearest in length or a clause ends."""
    whole = joined(piece)
    if len(whole) <= line_characters or len(piece) == 1:
        return (whole,)
    options: list[tuple[float, int]] = []
    ends = list(accumulate(len(unit.text) + len(unit.glue) for unit in piece))
    for place in range(1, len(piece)):
        top = ends[place - 1] - len(piece[place - 1].glue)
        bottom = len(whole) - ends[place - 1]
        over = max(top, bottom) - line_characters
        unevenness = abs(top - bottom) / 2
        too_wide = 1000 * over if over > 0 else 0
        options.append((too_wide + unevenness + _cut_cost(piece[place - 1]) / 8, place))
    place = min(options)[1]
    return joined(piece[:place]), joined(piece[place:])


def _reach(sizes: Sequence[tuple[int, int]], begin: int, line_characters: int) -> list[int]:
    """The lengths of the rows from `begin` that fit two lines, the shortest first; one unit always fits.

    `sizes` are the characters of each unit and of what joins it to the next one.
    """
    lengths: list[int] = []
    lines, used, length, glue = 1, 0, 0, 0
    for place in range(begin, len(sizes)):
        width, next_glue = sizes[place]
        if used and used + glue + width > line_characters:
            lines, used = lines + 1, width
        else:
            used += (glue if used else 0) + width
        if (lines > _LINES or width > line_characters) and lengths:
            break
        length += glue + width
        lengths.append(length)
        if width > line_characters:
            break
        glue = next_glue
    return lengths


def _cut_cost(unit: Unit) -> float:
    if unit.bound:
        return _BOUND_COST
    text = unit.text.rstrip(_CLOSERS)
    if text.endswith(_ENDS_SENTENCE) and not _ABBREVIATION.fullmatch(text):
        return 0
    if text.endswith(_ENDS_CLAUSE):
        return 10
    if text.endswith(_ENDS_PHRASE):
        return 25
    # a short word usually belongs to what follows: the, of, and, to
    return 110 if len(text) <= 3 and unit.glue else 80


def _shortness(length: int, line_characters: int) -> float:
    wanted = line_characters * 2 // 3
    return 60 * (wanted - length) / wanted if length < wanted else 0
