"""How well the little words of a page tell its own two sides apart.

Two people who alternate keep their manners: small words, marks, and length of a side's turns, learnt on
four fifths of the page, tell the sides of the last fifth. Where a side is two people's, or where the sides
are not whose they seem to be, that works less well. Nothing here is fitted beforehand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import log1p, sqrt
from operator import mul

_PLACES = {
    word: place
    for place, word in enumerate(
        (
            "the a an and or but so if then that this these those it i you he she we they me him her us them my your his our "
            "their is are was were be been am do does did have has had can could will would should may might must to of in on "
            "at for with from by about as into like just not no yes yeah well right okay um uh oh know mean think really very "
            "actually kind sort got get go going there here now what how why when who which because up out all some any one "
            "two more than also too maybe probably sure ? ! , ; : — - ..."
        ).split()
    )
}
_TOKEN = re.compile(r"[a-z']+|[?!,;:—-]|\.\.\.")
_LONGEST = 2000
_LENGTH = len(_PLACES)
_FOLDS = 5
_LEAST = 8
"""Fewer turns than this say nothing."""
_STEPS, _HELD_BACK, _NOTHING = 8, 3.0, 1e-9
"""Of conjugate gradients; how strongly weights are held back (L2); a slope that is none."""

Manner = tuple[tuple[int, ...], tuple[float, ...]]
"""The places of a turn's features that are not zero, and their values."""


def separation(turns: Sequence[str], sides: Sequence[bool]) -> float:
    """How much oftener than by chance a turn of one side is told from one of the other, by the root of the turns.

    0 for short talks; about 5 for two hundred turns of one who asks and one who answers.
    """
    count = len(turns)
    if count < _LEAST or all(sides) or not any(sides):
        return 0.0
    manners = _manners_of(turns)
    folds = min(_FOLDS, count // 4)
    of_fold = [at * folds // count for at in range(count)]
    scores = [0.0] * count
    for fold in range(folds):
        known = [at for at in range(count) if of_fold[at] != fold]
        weights = _ridge([manners[at] for at in known], [sides[at] for at in known])
        for at in range(count):
            if of_fold[at] == fold:
                scores[at] = _product(manners[at], weights)
    return (_above(scores, sides) - 0.5) * sqrt(count)


def _manners_of(turns: Sequence[str]) -> list[Manner]:
    """Each turn's small words and marks (the root of their share), and its length in spreads of the page's."""
    tokens = [_TOKEN.findall(text[:_LONGEST].lower().replace("’", "'")) for text in turns]
    lengths = [log1p(len(own)) for own in tokens]
    mean = sum(lengths) / len(lengths)
    spread = sqrt(sum((one - mean) ** 2 for one in lengths) / len(lengths)) + 0.3
    manners = []
    for own, length in zip(tokens, lengths, strict=True):
        counts = Counter(_PLACES[token] for token in own if token in _PLACES)
        shares = [2 * sqrt(count / (len(own) + 5)) for count in counts.values()]
        manners.append(((*counts, _LENGTH), (*shares, (length - mean) / spread)))
    return manners


def _product(manner: Manner, weights: Sequence[float]) -> float:
    places, values = manner
    # the innermost loop of the regression, which a generator would slow down
    total: float = sum(map(mul, map(weights.__getitem__, places), values))
    return total


def _ridge(manners: Sequence[Manner], sides: Sequence[bool]) -> list[float]:
    """The weights of a ridge regression of the side, by a few steps of conjugate gradients."""
    size, count = len(_PLACES) + 1, len(manners)
    means = [0.0] * size
    for places, values in manners:
        for place, value in zip(places, values, strict=True):
            means[place] += value / count
    share = sum(sides) / count
    columns: list[tuple[list[int], list[float]]] = [([], []) for _ in range(size)]
    for at, (places, values) in enumerate(manners):
        for place, value in zip(places, values, strict=True):
            columns[place][0].append(at)
            columns[place][1].append(value)

    def back(residuals: Sequence[float]) -> list[float]:
        """What the features, less their means, have of these residuals."""
        whole = sum(residuals)
        of_turn = residuals.__getitem__
        return [
            sum(map(mul, values, map(of_turn, turns)), -mean * whole)
            for mean, (turns, values) in zip(means, columns, strict=True)
        ]

    weights = [0.0] * size
    slope = back([2 * (side - share) for side in sides])
    step, length = slope, sum(one * one for one in slope)
    for _ in range(_STEPS):
        if length < _NOTHING:
            break
        middle = sum(mean * one for mean, one in zip(means, step, strict=True))
        image = back([_product(manner, step) - middle for manner in manners])
        image = [one + _HELD_BACK * own for one, own in zip(image, step, strict=True)]
        far = length / sum(one * own for one, own in zip(image, step, strict=True))
        weights = [one + far * own for one, own in zip(weights, step, strict=True)]
        slope = [one - far * own for one, own in zip(slope, image, strict=True)]
        before, length = length, sum(one * one for one in slope)
        step = [one + length / before * own for one, own in zip(slope, step, strict=True)]
    return weights


def _above(scores: Sequence[float], sides: Sequence[bool]) -> float:
    """How often a turn of the leader's side scores above one of the other side; ties count half."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks = 0.0
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and scores[order[end]] == scores[order[at]]:
            end += 1
        ranks += sum(sides[one] for one in order[at:end]) * (at + end + 1) / 2
        at = end
    lead = sum(sides)
    return (ranks - lead * (lead + 1) / 2) / (lead * (len(sides) - lead))
