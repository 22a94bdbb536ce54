"""People whom a transcript calls by a number: "678: We called them mud bolts." becomes "Speaker 678: ...".

Archives give interviewees a number. Lists and verses have numbers before a colon as well, but theirs
ascend; a person's comes again, beside the label of whoever asks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from segmentcast.transcript.document import Block, Line

_NUMBER = re.compile(r"(\d{1,5}):(?=\s+\S)")
_LABEL = re.compile(r"([^\W\d_][^:：.?!\n]{0,60}?)(?: ?\d{1,3})?:(?=\s)")
_FEWEST = 2
_ALIKE = 3
"""Times each, where two numbers are all there is."""
_BESIDE = 0.5
_LONGEST_COUNTED = 2
"""Digits of a number that lists count with; longer ones, there once beside labels, are doubted."""


def settle(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks; numbers that are labels have the word for it, and those that may be are guessed."""
    texts = [block.text for block in blocks]
    numbers = _numbers_of(texts)
    if not any(numbers):
        return tuple(blocks)
    people, doubtful = _told_apart(numbers, texts)
    return tuple(
        replace(
            block,
            text=f"Speaker {block.text}" if number in people else block.text,
            lead="" if number in people else block.lead,
            guessed=block.guessed or number in doubtful,
        )
        for block, number in zip(blocks, numbers, strict=True)
    )


def labelled(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines; numbers that are surely labels have the word for it."""
    texts = [line.text for line in lines]
    numbers = _numbers_of(texts)
    if not any(numbers):
        return lines
    people, doubtful = _told_apart(numbers, texts)
    people -= doubtful  # `settle` sees these as they were, to doubt them.
    return [
        replace(line, text=f"Speaker {line.text}", lead="") if number in people else line
        for line, number in zip(lines, numbers, strict=True)
    ]


def _numbers_of(texts: Sequence[str]) -> list[str]:
    return [match[1] if (match := _NUMBER.match(text)) else "" for text in texts]


def _told_apart(numbers: Sequence[str], texts: Sequence[str]) -> tuple[set[str], set[str]]:
    """The numbers that are labels, and those in doubt: they may be labels, or are and may be none."""
    labels = [match[1] if (match := _LABEL.match(text)) else "" for text in texts]
    again = {label for label, count in Counter(labels).items() if label and count >= _FEWEST}
    counts = Counter(filter(None, numbers))
    repeated = {number for number, count in counts.items() if count >= _FEWEST}
    if _ascends([number for number in numbers if number]):
        return set(), set()
    beside = _beside_others(numbers, labels, again, counts)
    people = {number for number in repeated if beside[number] > counts[number] * _BESIDE}
    doubtful = {
        number
        for number in counts.keys() - people
        if again and (number in repeated or (len(number) > _LONGEST_COUNTED and len(counts) == 1))
    }
    if again and list(counts) == ["1", "2"]:
        doubtful |= people  # Two answers, or a list of two that somebody reads out again.
    return people, doubtful


def _ascends(numbers: Sequence[str]) -> bool:
    """Whether the numbers count: of several, each is mostly the one before it and one."""
    if len(set(numbers)) < _ALIKE:
        return False
    steps = sum(int(after) == int(before) + 1 for before, after in pairwise(numbers))
    return steps * 2 >= len(numbers) - 1


def _beside_others(
    numbers: Sequence[str], labels: Sequence[str], again: Set[str], counts: Mapping[str, int]
) -> Counter[str]:
    """How many paragraphs of each number come right before or behind another's, whose label comes again."""
    beside: Counter[str] = Counter()
    for at, number in enumerate(numbers):
        near = (place for place in (at - 1, at + 1) if 0 <= place < len(numbers))
        beside[number] += any(
            labels[place] in again
            or (
                numbers[place] not in {"", number}
                and min(counts[numbers[place]], counts[number]) >= _ALIKE
            )
            for place in (near if number else ())
        )
    return beside
