"""Words that were told matched with words that were heard."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from segmentcast.alignment.word_matching import match

WORDS = st.lists(st.sampled_from("a bee sea dee fee gee".split()), max_size=60)


@given(WORDS, WORDS)
def test_pairs_are_equal_words_in_order(told, heard):
    """Every pair is of equal words, and both sides increase."""
    pairs = match(told, heard)
    assert all(told[ours] == heard[theirs] for ours, theirs in pairs)
    for before, after in pairwise(pairs):
        assert before[0] < after[0]
        assert before[1] < after[1]


@given(WORDS)
def test_a_text_matches_itself(words):
    """The same words on both sides are matched one by one."""
    assert match(words, words) == tuple((at, at) for at in range(len(words)))


@given(WORDS, st.integers(0, 60), st.integers(1, 20))
def test_what_was_put_in_is_left_out(words, at, count):
    """Strange words in between leave all others matched."""
    heard = [*words[:at], *["strange"] * count, *words[at:]]
    assert len(match(words, heard)) == len(words)


def test_long_texts():
    """A long text with a part missing on either side is matched through its anchors."""
    told = [f"{at % 701}-{at % 13}" for at in range(9_000)]
    heard = [*told[:3_000], *["noise"] * 5_000, *told[3_500:]]
    pairs = dict(match(told, heard))
    assert pairs[2_999] == 2_999
    assert pairs[3_500] == 8_000
    assert len(pairs) == 8_500
