"""Turn boundaries of an unlabelled text, learnt from its own gaps.

A page leaves more room between two speakers than between two paragraphs of one. How much is
learnt from the document: of the gap sizes that occur, the one that best agrees with the words
(questions stand at the end of a turn, and an answer follows) is taken as the boundary.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from segmentcast.model import Evidence
from segmentcast.transcript.document import Block
from segmentcast.transcript.text.prose import ends_with_question

_QUESTIONS_INSIDE = 1.0
"""Questions that end a paragraph within a turn, on average, from which the gap is none between turns."""
_MANY_PARAGRAPHS = 8
"""In the mean turn: so few boundaries are those of a page's sections, if questions stand within the turns."""
_LONG_ON_BOTH_SIDES = 5
"""Paragraphs in the mean turn of either side: in a talk one side asks, in a few words."""


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Blocks grouped into turns; `known` says that the page shows where a turn ends.

    When it is not known, each block stands alone and may be of the same speaker as the one before.
    """

    turns: tuple[tuple[Block, ...], ...]
    known: bool
    confidence: float
    evidence: tuple[Evidence, ...] = ()


def find(blocks: tuple[Block, ...], around: Collection[int] = ()) -> Boundaries:
    """Group the blocks of an unlabelled transcript into turns.

    `around`: the gaps of the page that the blocks stand on, its title and summary among them. Where
    these have less room, the only gap of the talk is one between turns. A larger gap that stands only
    between parts of the talk, an outro for one, ends no turn.
    """
    if len(blocks) <= 1:
        return Boundaries((blocks,) if blocks else (), known=True, confidence=0.5)
    if any(block.label == "" for block in blocks[1:]):
        return Boundaries(
            _grouped(blocks, lambda block: block.label == ""),
            known=True,
            confidence=0.9,
            evidence=(Evidence("change-marks", ">>"),),
        )
    sizes = sorted({block.gap for block in blocks[1:]})
    asks = [ends_with_question(block.text) for block in blocks]
    scores = {size: _agreement(blocks, asks, size) for size in sizes}
    between = [size for size in sizes[1:] if not _is_of_sections(blocks, size)] or sizes[1:]
    best = max(between, key=lambda size: (scores[size][0], -size), default=sizes[0])
    better = scores[sizes[0]][0] - scores[best][0]
    if (
        len(sizes) == 1
        or (better > 0 and _holds_questions(blocks, asks, best))
        or _is_long_on_both_sides(blocks, best)
    ):
        wide = any(0 < gap < sizes[0] for gap in around)
        return Boundaries(
            tuple((block,) for block in blocks),
            known=wide,
            confidence=0.6 if wide else 0.4,
            evidence=(Evidence("one-gap-size", f"nearly every gap is {sizes[0]}"),),
        )
    agreement, turns = scores[best]
    words = f"a gap of {best} or more stands between turns, a smaller one between paragraphs"
    confidence = min(0.99, 0.6 + 0.4 * max(0.0, agreement / max(1, turns)))
    return Boundaries(
        _grouped(blocks, lambda block: block.gap >= best),
        known=True,
        confidence=confidence,
        evidence=(Evidence("gaps", words),),
    )


def _is_of_sections(blocks: tuple[Block, ...], least: int) -> bool:
    """Whether gaps of `least` part sections rather than turns: what they leave together is long, and asks."""
    turns = _grouped(blocks, lambda block: block.gap >= least)
    if len(blocks) < _MANY_PARAGRAPHS * len(turns):
        return False
    within = sum("?" in block.text for turn in turns for block in turn[:-1])
    return within >= len(turns) - 1


def _holds_questions(blocks: tuple[Block, ...], asks: Sequence[bool], best: int) -> bool:
    """Whether what stands between gaps of `best` has questions that are followed by more: turns stand closer."""
    cuts = sum(block.gap >= best for block in blocks[1:])
    inside = sum(ask and after.gap < best for ask, after in zip(asks[:-1], blocks[1:], strict=True))
    return inside > _QUESTIONS_INSIDE * (cuts + 1)


def _is_long_on_both_sides(blocks: tuple[Block, ...], least: int) -> bool:
    """Whether gaps of `least` leave whoever asks as many paragraphs as whoever answers: they part sections."""
    turns = _grouped(blocks, lambda block: block.gap >= least)
    sides = (turns[::2], turns[1::2])
    return all(sum(map(len, side)) >= _LONG_ON_BOTH_SIDES * len(side) for side in sides)


def _grouped(
    blocks: tuple[Block, ...], starts: Callable[[Block], bool]
) -> tuple[tuple[Block, ...], ...]:
    turns: list[list[Block]] = []
    for at, block in enumerate(blocks):
        if at == 0 or starts(block):
            turns.append([])
        turns[-1].append(block)
    return tuple(tuple(turn) for turn in turns)


def _agreement(blocks: tuple[Block, ...], asks: list[bool], least: int) -> tuple[float, int]:
    """How well boundaries at gaps of `least` agree with the words, and the number of boundaries.

    In an interview a question is followed by a change of speaker, and a boundary mostly has a
    question on exactly one side (in the turn before it, or at the end of the turn after it).
    """
    score = 0.0
    boundaries = 0
    last_of_turn = _last_indices(blocks, least)
    for at in range(1, len(blocks)):
        cut = blocks[at].gap >= least
        if cut:
            boundaries += 1
            before, after = asks[at - 1], asks[last_of_turn[at]]
            score += 1.0 if before != after else -0.5
        elif asks[at - 1]:
            score -= 1.0
    return score, boundaries


def _last_indices(blocks: tuple[Block, ...], least: int) -> list[int]:
    """For each block the index of its turn's last block."""
    last = [len(blocks) - 1] * len(blocks)
    end = len(blocks) - 1
    for at in range(len(blocks) - 1, -1, -1):
        last[at] = end
        if blocks[at].gap >= least:
            end = at - 1
    return last
