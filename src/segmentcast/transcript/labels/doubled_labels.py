"""A part and a name before a colon each, "Host: Vera Lunn: words", written as one label: "Host - Vera Lunn: words"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from segmentcast.transcript.document import Block
from segmentcast.transcript.labels.label_forms import parse, part_alone
from segmentcast.transcript.labels.label_shapes import LabelShape

_DOUBLED = re.compile(
    r"(?P<part>[^\W\d_][\w#. -]{0,30}):\s+(?P<name>[^\W\d_][^:?!]{2,60}):(?=\s|$)"
)
_FEWEST_NAMES = 2
_OFTEN = 3
"""Twice each, "Host: Vera Lunn: what a name for a mill!" may call her."""


def settle(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks; where every paragraph of a part goes on with a full name and a colon, one label each.

    Two of them have to come three times: with less, what each part calls may be somebody else.

    Elsewhere the part has the label, and calls the person whose name is behind it.
    """
    doubled = {at: match for at, block in enumerate(blocks) if (match := _of(block))}
    counts = Counter(
        (match["part"].casefold(), match["name"].casefold()) for match in doubled.values()
    )
    if sum(count >= _OFTEN for count in counts.values()) < _FEWEST_NAMES:
        return tuple(blocks)
    parts = {match["part"].casefold() for match in doubled.values()}
    alone = sum(
        block.text.partition(":")[0].casefold() in parts and at not in doubled
        for at, block in enumerate(blocks)
        if ":" in block.text
    )
    if alone:
        return tuple(blocks)
    return tuple(
        replace(
            block, text=f"{match['part']} - {match['name']}:{block.text[match.end() :]}", lead=""
        )
        if (match := doubled.get(at))
        else block
        for at, block in enumerate(blocks)
    )


def _of(block: Block) -> re.Match[str] | None:
    match = _DOUBLED.match(block.text)
    if match is None or not part_alone(match["part"]):
        return None
    label = parse(match["name"])
    full = label is not None and label.shape is LabelShape.NAME and " " in label.name
    return match if full else None
