"""How well a page's own small words tell its two sides apart."""

from __future__ import annotations

import random

from segmentcast.transcript.attribution.own_style import separation

_ASKS = "So what do you think, and how did you get to it?"
_ANSWERS = "Well, it was the way that we had, and I know it is still there."


def test_two_manners_that_alternate_are_told_apart() -> None:
    """Two who keep their manners are told apart, and not where both speak alike."""
    sides = [at % 2 == 0 for at in range(40)]
    apart = separation([_ASKS if side else _ANSWERS for side in sides], sides)
    dice = random.Random(7)
    mixed = separation([dice.choice((_ASKS, _ANSWERS)) for _ in sides], sides)
    assert apart > 3 > mixed


def test_chance_is_no_manner() -> None:
    """What was learnt on most of a talk is tried on the rest: words thrown at random tell no sides."""
    dice = random.Random(3)
    words = (_ASKS + _ANSWERS).split()
    turns = [" ".join(dice.choices(words, k=12)) for _ in range(40)]
    assert abs(separation(turns, [dice.random() < 0.5 for _ in turns])) < 2


def test_a_short_or_one_sided_talk_says_nothing() -> None:
    """Seven turns are too few to learn from, and one side alone has nothing to be told from."""
    assert separation([_ASKS, _ANSWERS] * 3 + [_ASKS], [True, False] * 3 + [True]) == 0
    assert separation([_ASKS] * 12, [True] * 12) == 0
    assert separation(["?"] * 12, [True, False] * 6) == 0
