"""The labels that an interview has in front of its first turns alone, or in front of some, where its type tells the others.

    **The Harbour News: Why did you cut four sailings?**
    **Brand:** Because nobody was on them.
    **Who decided that?**
    I did.

They name who asks and who answers, and nobody says them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from segmentcast.transcript.document import Block
from segmentcast.transcript.labels.label_forms import Label, is_usual
from segmentcast.transcript.labels.label_shapes import LabelShape, begins_like_speech
from segmentcast.transcript.labels.label_starts import at_start
from segmentcast.transcript.text.names import tokens_of

_SIDES = ("Q", "A")


@dataclass(frozen=True, slots=True)
class _First:
    label: Label
    in_type: bool
    """Whether the label alone is in bold, and not the words behind it."""


def taken(
    blocks: Sequence[Block], sides: Sequence[str], known: str
) -> tuple[list[Block], Mapping[str, str]]:
    """The blocks without such labels, and the name that each side has by them.

    `sides`: "Q" or "A" where a block begins a turn of that side, else "". `known`: what the page says
    above the talk. A side's first words that may be a label, and no other sign says so, are guessed.
    """
    firsts = {side: _first(blocks, sides, side) for side in _SIDES}
    found = {side: first for side, first in firsts.items() if first is not None}
    both = len({_surname(first.label) for first in found.values()}) == len(_SIDES)
    names = {
        side: first.label.name
        for side, first in found.items()
        if both or first.in_type or _is_in(first.label.name, known)
    }
    keys = {side: _surname(found[side].label) for side in names}
    kept = list(blocks)
    for at, (block, side) in enumerate(zip(blocks, sides, strict=True)):
        if not side or not (opening := _opening(block)):
            continue
        label, begin = opening
        if _surname(label) == keys.get(side):
            kept[at] = replace(block, text=block.text[begin:].strip(), lead="")
        elif side in found and label is found[side].label:
            kept[at] = replace(block, guessed=True)
    return kept, names


def are_mixed(blocks: Sequence[Block], asked: Sequence[bool]) -> bool:
    """Whether one label at most is on each side, and one of them missing in a third of its side's turns."""
    keys: dict[bool, set[str]] = {True: set(), False: set()}
    bare = {True: 0, False: 0}
    labelled = {True: 0, False: 0}
    for block, asks, before in zip(blocks, asked, (None, *asked), strict=False):
        if asks == before:
            continue
        if opening := _opening(block):
            keys[asks].add(_surname(opening[0]))
            labelled[asks] += 1
        else:
            bare[asks] += 1
    one_each = all(len(side) <= 1 for side in keys.values()) and keys[True] != keys[False]
    return one_each and any(labelled[side] and bare[side] * 2 >= labelled[side] for side in keys)


def _first(blocks: Sequence[Block], sides: Sequence[str], side: str) -> _First | None:
    at = sides.index(side) if side in sides else -1
    opening = _opening(blocks[at]) if at >= 0 else None
    if opening is None:
        return None
    return _First(opening[0], bool(blocks[at].lead) and not blocks[at].is_bold)


def _opening(block: Block) -> tuple[Label, int] | None:
    """The label before a colon that a turn begins with, if it can name somebody."""
    opening = at_start(block.text, "" if block.is_bold else block.lead)
    if opening is None or not block.text[opening[1] :].strip():
        return None
    label = opening[0]
    if (
        not label.name
        or label.generic
        or label.shape < LabelShape.UNUSUAL
        or ":" not in label.words
    ):
        return None
    speech = begins_like_speech(label.name) and not label.name.istitle()
    return None if is_usual(label.name) or speech else opening


def _surname(label: Label) -> str:
    """What "Otto Brand" and "Brand" have in common."""
    return (tokens_of(label.name) or [label.key])[-1]


def _is_in(name: str, known: str) -> bool:
    """Whether the page has all words of a name."""
    words = known.casefold().replace(",", " ").replace(".", " ").split()
    return all(part in words for part in name.casefold().replace(".", " ").split())
