"""A trigram language model of a transcript in the ARPA format: which words may follow which."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

DISCOUNT = 0.5
"""What every count gives up to word sequences that the transcript lacks (absolute discounting)."""


def write_arpa(phrases: Sequence[Sequence[str]]) -> str:
    """The language model of consecutive word sequences. There must be at least one word."""
    stream = [word for phrase in phrases for word in phrase]
    ones = Counter(stream)
    twos = Counter(pairwise(stream))
    threes = Counter(zip(stream, stream[1:], stream[2:], strict=False))
    before_two: Counter[str] = Counter()
    kinds_two: Counter[str] = Counter()
    for (first, _), count in twos.items():
        before_two[first] += count
        kinds_two[first] += 1
    before_three: Counter[tuple[str, str]] = Counter()
    kinds_three: Counter[tuple[str, str]] = Counter()
    for (first, second, _), count in threes.items():
        before_three[first, second] += count
        kinds_three[first, second] += 1

    total = len(stream) + 1
    lines = [
        "\\data\\",
        f"ngram 1={len(ones) + 2}",
        f"ngram 2={len(twos)}",
        f"ngram 3={len(threes)}",
        "\n\\1-grams:",
        "-99 <s> 0.0000",
        f"{_log(1 / total)} </s>",
    ]
    for word, count in sorted(ones.items()):
        weight = _log(DISCOUNT * kinds_two[word] / before_two[word]) if before_two[word] else "0.0"
        lines.append(f"{_log(count / total)} {word} {weight}")
    lines.append("\n\\2-grams:")
    for pair, count in sorted(twos.items()):
        weight = (
            _log(DISCOUNT * kinds_three[pair] / before_three[pair]) if before_three[pair] else "0.0"
        )
        share = (count - DISCOUNT) / before_two[pair[0]]
        lines.append(f"{_log(share)} {' '.join(pair)} {weight}")
    lines.append("\n\\3-grams:")
    lines.extend(
        f"{_log((count - DISCOUNT) / before_three[triple[:2]])} {' '.join(triple)}"
        for triple, count in sorted(threes.items())
    )
    lines.append("\n\\end\\\n")
    return "\n".join(lines)


def _log(share: float) -> str:
    return f"{math.log10(share):.4f}"
