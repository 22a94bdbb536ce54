"""The shape of a conversation: true widths, the part's height, and few blocks for a long talk."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentcast.drawing.strip import Block, blocks, boxes, joined
from segmentcast.model import Credit, Cue, Package

PEOPLE = (Credit("Ruth", "host"), Credit("Peter", "guest"), Credit("Amina", "reporter"))


def episode(cues: list[Cue], duration_ms: int) -> Package:
    return Package(
        "one",
        "g",
        "T",
        "",
        datetime(2026, 3, 1, tzinfo=UTC),
        duration_ms,
        (),
        tuple(cues),
        (),
        PEOPLE,
    )


def talk(turns: int, second_ms: int = 1000) -> Package:
    """Host and guest in turn; the guest's turns are longer, and each differs a little."""
    cues, at = [], 0
    for turn in range(turns):
        length = second_ms * (3 + turn % 7) if turn % 2 else second_ms + turn % 5
        cues.append(Cue(at, at + length, "Peter" if turn % 2 else "Ruth", "Words.", turn))
        at += length
    return episode(cues, at)


def test_a_block_is_as_wide_as_its_turn_and_as_tall_as_its_part() -> None:
    """Host 0.4, reporter 0.66, guest 1; several sentences of a turn are one block."""
    strip = blocks(
        episode(
            [
                Cue(0, 1000, "Ruth", "One.", 0),
                Cue(1000, 2000, "Ruth", "Two.", 0),
                Cue(2000, 6000, "Peter", "Three.", 1),
                Cue(6000, 8000, "Amina", "Four.", 2),
            ],
            10_000,
        )
    )
    assert strip == (Block(0, 0.2, 0.4), Block(0.2, 0.6, 1), Block(0.6, 0.8, 0.66))


@pytest.mark.parametrize(("most", "left"), [(40, 40), (24, 24), (15, 15)])
def test_a_long_talk_is_joined_to_few_blocks(most: int, left: int) -> None:
    """440 turns become 40 (24, 15), from the first second to the last, of heights from .35 to 1."""
    strip = blocks(talk(440), most)
    assert len(strip) == left
    assert (strip[0].start, strip[-1].end) == (0, 1)
    heights = [block.height for block in strip]
    assert min(heights) == pytest.approx(0.35)
    assert max(heights) == pytest.approx(1)


def test_forty_turns_are_not_joined() -> None:
    """Up to the limit, every turn has its block."""
    assert [block.height for block in blocks(talk(40))] == [0.4, 1] * 20


def test_what_one_person_says_is_divided_by_paragraphs() -> None:
    """A monologue is no plain bar."""
    cues = [Cue(n * 1000, n * 1000 + 900, "Amina", "W.", 0, n // 2) for n in range(6)]
    assert [block.height for block in blocks(episode(cues, 6000))] == [0.66] * 3


def test_without_a_transcript_there_is_no_shape() -> None:
    """Nothing is invented for a recording that nobody transcribed."""
    assert blocks(episode([], 60_000)) == ()


def test_two_people_at_once_are_drawn_after_each_other() -> None:
    """Blocks never lie over each other."""
    cues = [
        Cue(0, 5000, "Ruth", "A.", 0),
        Cue(3000, 4000, "Peter", "B.", 1),
        Cue(4500, 9000, "Peter", "C.", 3),
    ]
    strip = blocks(episode(cues, 9000))
    assert [(block.start, block.end) for block in strip] == [(0, 5 / 9), (5 / 9, 1)]


def test_the_shortest_joins_its_shorter_neighbour() -> None:
    """The height of what is joined is the mean by time."""
    turns = [Block(0, 0.5, 1), Block(0.5, 0.55, 0), Block(0.55, 0.75, 1), Block(0.75, 1, 0)]
    assert [(block.start, block.end) for block in joined(turns, 3)] == [
        (0, 0.5),
        (0.5, 0.75),
        (0.75, 1),
    ]


def test_time_runs_from_the_right_in_a_mirrored_strip() -> None:
    """The first turn of an Arabic page is at the right edge."""
    strip = [Block(0, 0.25, 1), Block(0.25, 1, 0.4)]
    first, second = boxes(strip, 1000, 40, gap=4, least=6, mirrored=True)
    assert (first.x + first.width, second.x) == (1000, 0)
    assert (first.y, second.y) == (0, 24)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 60_000), min_size=1, max_size=90),
    st.sampled_from((15, 24, 40)),
)
def test_every_drawn_block_can_be_seen(lengths: list[int], most: int) -> None:
    """Each box is at least 6 of 1000 units wide, inside the drawing, and clear of the next one."""
    cues, at = [], 0
    for turn, length in enumerate(lengths):
        cues.append(Cue(at, at + length, "Peter" if turn % 2 else "Ruth", "W.", turn))
        at += length
    drawn = boxes(blocks(episode(cues, at), most), 1000, 40, gap=4, least=6)
    assert all(
        box.width > 5.99 and box.x >= -0.01 and box.x + box.width <= 1000.01 for box in drawn
    )
    assert all(one.x + one.width <= other.x + 0.01 for one, other in pairwise(drawn))
