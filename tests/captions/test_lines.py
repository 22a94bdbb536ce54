"""Where captions and their lines are cut, beside a search through every way to cut them.

The costs below are the specification: they decide every published caption, and a change of one would
move the captions of episodes that nobody touched.
"""

from __future__ import annotations

import random
import re
from itertools import combinations, pairwise

import pytest

from segmentcast.captions.lines import Unit, break_into_pieces, clean, joined, units_of, wrap

A_CAPTION, NEVER = 40, 10_000
AFTER = {".": 0, "?": 0, "!": 0, "…": 0, ";": 10, ":": 10, "—": 10, "–": 10, ",": 25}
A_WORD, A_SHORT_WORD = 80, 110


def cut_after(unit: Unit) -> float:
    """What it costs to cut after a unit."""
    if unit.bound:
        return NEVER
    text = unit.text.rstrip("\"'”’»)]}")
    if re.fullmatch(r"([A-Za-z]\.)+|[A-Z][a-z]{1,2}\.", text):
        return A_SHORT_WORD if len(text) <= 3 and unit.glue else A_WORD
    word = A_SHORT_WORD if len(text) <= 3 and unit.glue else A_WORD
    return AFTER.get(text[-1:], word)


def lines_of(units: list[Unit], width: int) -> int:
    """How many lines of this width a row of units takes; many when a unit is wider than a line."""
    lines, line = 1, ""
    for before, unit in zip([None, *units], units, strict=False):
        if len(unit.text) > width:
            return 99
        longer = line + (before.glue if before and line else "") + unit.text
        if len(longer) > width:
            lines, line = lines + 1, unit.text
        else:
            line = longer
    return lines


def price(rows: list[list[Unit]], width: int) -> float | None:
    """What a way to cut costs; None when a row doesn't fit two lines and could be shorter."""
    total = 0.0
    wanted = width * 2 // 3
    for number, row in enumerate(rows):
        if len(row) > 1 and lines_of(row, width) > 2:
            return None
        length = len(joined(row))
        total += A_CAPTION + (cut_after(row[-1]) if number + 1 < len(rows) else 0)
        total += 60 * (wanted - length) / wanted if length < wanted else 0
    return total


def every_way(units: list[Unit], width: int) -> list[tuple[float, list[list[Unit]]]]:
    """Every way to cut units into rows that fit, with its price."""
    ways = []
    for count in range(len(units)):
        for cuts in combinations(range(1, len(units)), count):
            edges = [0, *cuts, len(units)]
            rows = [units[a:b] for a, b in pairwise(edges)]
            cost = price(rows, width)
            if cost is not None:
                ways.append((cost, rows))
    return ways


WORDS = [
    "a", "of", "the", "ferry", "harbour", "lights,", "dawn;", "said:", "tide.", "why?", "go!", "well…",
    "—", "U.S.", "a.m.", "Dr.", "Gen.", "No.", "(again)", 'late."', "“yes,”", "x" * 15, "y" * 30, "10–12",
    "and,", "Sept.", "storm",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(120))
def test_of_all_ways_to_cut_the_cheapest_is_taken(seed: int) -> None:
    """No other way to cut a text into captions costs less."""
    chance = random.Random(seed)
    width = chance.choice([10, 12, 16, 20, 32])
    units = units_of(" ".join(chance.choices(WORDS, k=chance.randint(1, 9))))
    units = [Unit(unit.text, unit.glue, unit.offset, chance.random() < 0.1) for unit in units]
    ways = sorted(every_way(units, width), key=lambda way: way[0])
    pieces = break_into_pieces(units, width)
    assert [unit for piece in pieces for unit in piece] == units
    assert price(pieces, width) == pytest.approx(ways[0][0])


@pytest.mark.parametrize("seed", range(60))
def test_of_all_breaks_the_one_with_even_lines_and_a_clause_is_taken(seed: int) -> None:
    """A caption's two lines are as even as they can be, unless a line ends with a clause nearby."""
    chance = random.Random(1000 + seed)
    width = chance.choice([8, 12, 16, 20])
    units = units_of(" ".join(chance.choices(WORDS, k=chance.randint(2, 7))))
    whole = joined(units)
    if len(whole) <= width:
        assert wrap(units, width) == (whole,)
        return
    options = []
    for place in range(1, len(units)):
        top, bottom = joined(units[:place]), joined(units[place:])
        over = max(len(top), len(bottom)) - width
        cost = (
            max(0, over) * 1000 + abs(len(top) - len(bottom)) / 2 + cut_after(units[place - 1]) / 8
        )
        options.append((cost, (top, bottom)))
    cheapest = min(cost for cost, _ in options)
    assert wrap(units, width) in [lines for cost, lines in options if cost == cheapest]


def test_a_caption_as_long_as_a_line_stays_one_line() -> None:
    """A text breaks only when it's longer than a line, and a single word never."""
    assert wrap(units_of("four four"), 9) == ("four four",)
    assert wrap(units_of("four fours"), 9) == ("four", "fours")
    assert wrap(units_of("unbreakable"), 5) == ("unbreakable",)


def test_of_two_equal_breaks_the_first_is_taken() -> None:
    """The same text always breaks at the same place."""
    assert wrap(units_of("abcd abcd abcd"), 9) == ("abcd", "abcd abcd")


def test_text_without_words_makes_no_caption() -> None:
    """No units, no rows; white space alone has no units."""
    assert break_into_pieces([], 32) == []
    assert units_of(" \n\t ") == []
    assert joined([]) == ""


def test_a_word_wider_than_two_lines_stands_alone() -> None:
    """A word is never cut, however long it is."""
    rows = break_into_pieces(units_of(f"see {'w' * 50} there"), 12)
    assert [joined(row) for row in rows] == ["see", "w" * 50, "there"]


def test_a_row_fills_two_lines_exactly() -> None:
    """Two full lines are one caption; one letter more makes two of it."""
    assert len(break_into_pieces(units_of("abcd efgh ijkl mnop"), 9)) == 1
    assert len(break_into_pieces(units_of("abcd efgh ijkl mnopq"), 9)) == 2


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain ~ text", "plain ~ text"),
        ("a\tb\nc\x7fd\x00e\x85f", "a b c d e f"),
        ("a\u2028b\u2029c", "a b c"),
        ("a\ud800b\udfffc", "a\ufffdb\ufffdc"),
        ("a\ufffeb\uffffc\U0001fffed\U0010ffff", "a\ufffdb\ufffdc\ufffdd\ufffd"),
        ("é\u200d\U0001f469\ufffc\U0001fffd", "é\u200d\U0001f469\ufffc\U0001fffd"),
    ],
)
def test_what_no_caption_format_can_hold_is_replaced_one_for_one(text: str, cleaned: str) -> None:
    """Control characters become spaces, surrogates and noncharacters U+FFFD; all else stays."""
    assert clean(text) == cleaned
    assert len(clean(text)) == len(text)


def test_units_know_where_they_began() -> None:
    """A unit's offset counts characters of the text, and a space joins it to the next."""
    assert units_of("  One,\x07two ") == [Unit("One,", " ", 2), Unit("two", " ", 7)]
    assert not any(unit.bound for unit in units_of("One two"))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("山田です", ["山", "田", "で", "す"]),
        ("カーテン", ["カー", "テ", "ン"]),
        ("きゃっか", ["きゃっ", "か"]),
        ("彼は「山」と", ["彼", "は「山」", "と"]),
        ("“山”", ["“山”"]),
        ("ABC山", ["ABC", "山"]),
        ("ไทย", ["ไ", "ท", "ย"]),
        ("naïve", ["naïve"]),
    ],
)
def test_scripts_without_spaces_may_be_cut_between_characters(text: str, parts: list[str]) -> None:
    """Between any two, but not before what clings to its left nor after an opening bracket."""
    units = units_of(text)
    assert [unit.text for unit in units] == parts
    assert [unit.glue for unit in units] == [""] * (len(parts) - 1) + [" "]
    assert [unit.offset for unit in units] == [text.index(part) for part in parts]
    assert joined(units) == text


@pytest.mark.parametrize(
    "end", ["。", "？", "！", "؟", "；", "：", "、", "،", "，", "。」", "。』", "！）"]
)
def test_full_width_marks_end_sentences_and_clauses_too(end: str) -> None:
    """A caption ends after the mark, not in the middle of the words behind it."""
    text = f"{'山' * 9}{end}{'田' * 20}"
    first = joined(break_into_pieces(units_of(text), 12)[0])
    assert first == "山" * 9 + end
