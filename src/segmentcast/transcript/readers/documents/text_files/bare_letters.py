"""Letters for question and answer without a colon, as press offices write them: "Q     Who paid?".

The journalists have no other label, beside "MR. BRAND:", and a reader of the page sees the gap behind
the letter. Many pages lose the gap, so that a letter counts where it begins several sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from segmentcast.transcript.document import Block, Line

_WORD = r"[^\W\d_a-z][\w.'’-]{1,30}"
_NAME = rf"\(?{_WORD}(?: {_WORD}){{1,3}}\)? ?:"
"""Behind a letter: "Q Vera Lunn: Why?" has a label with a colon."""
_LETTER = re.compile(
    rf"(?P<mark>[QA]) (?P<words>(?!{_NAME})(?!(?:is|was|has|and|or|to|&|\+|=|-|–|—) (?!-))\S.*)",
    re.S,
)
_BEGINS = re.compile(r"[\"'“‘(\[¿¡—–-]*\s?(?:[^\W\d_a-z]|\d)|-{2}|[—…]|\.{3}")
_LABEL = re.compile(r"(?P<label>[^\W\d_a-z][^:?!\n]{0,55}):\s+\S")
_FEWEST = 2
_SHARE = 4
"""Of so many labelled turns one is a question: "Q Magazine" begins fewer paragraphs of a talk about it."""


def settle(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The paragraphs, with a colon behind each letter that is a label."""
    texts = labelled([block.text for block in blocks])
    return tuple(
        block if text == block.text else replace(block, text=text, lead="")
        for block, text in zip(blocks, texts, strict=True)
    )


def settle_lines(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with a colon behind each letter that is a label."""
    texts = labelled([line.text for line in lines])
    return [
        line
        if text == line.text
        else replace(line, text=text, lead="", width=line.indent + len(text))
        for line, text in zip(lines, texts, strict=True)
    ]


def labelled(texts: Sequence[str]) -> list[str]:
    """The texts, with a colon behind each letter that is a label."""
    found = [_LETTER.fullmatch(text) if text[1:2] == " " else None for text in texts]
    if sum(letter is not None and letter["mark"] == "Q" for letter in found) < _FEWEST:
        return list(texts)
    starts: list[str] = []
    labels: Counter[str] = Counter()
    for text, letter in zip(texts, found, strict=True):
        if letter is not None and _BEGINS.match(letter["words"]):
            starts.append(letter["mark"])
        elif label := _LABEL.match(text):
            starts.append("")
            labels[label["label"]] += 1
    asked = starts.count("Q")
    followed = [after for before, after in pairwise(starts) if before == "Q"]
    answers = followed.count("A") * 2 >= asked
    among = max(labels.values(), default=0) >= _FEWEST and followed.count("") * 2 > len(followed)
    often = bool(labels["Q"]) or asked * _SHARE >= labels.total()
    if asked < _FEWEST or not (answers or (among and often)):
        return list(texts)
    return [
        f"{letter['mark']}: {letter['words']}"
        if letter is not None
        and (letter["mark"] == "Q" or (answers and _BEGINS.match(letter["words"])))
        else text
        for text, letter in zip(texts, found, strict=True)
    ]
