"""Headings within a transcript: titles of its chapters, unless they say who speaks or are the questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from segmentcast.model import Direction
from segmentcast.transcript.document import Block
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.label_shapes import LabelShape
from segmentcast.transcript.labels.label_starts import at_start
from segmentcast.transcript.text.prose import ends_sentence

_FEWEST = 2
_FEWEST_BARE = 3
"""Headings that ask, with a paragraph without a label below, from which they are the questions of the talk.

Of 330 labelled pages with chapters, three have such a heading; each of these has nine and more.
"""
_FEWEST_OF_MANY = 3
_MOSTLY = 0.6
_REACH = 80
"""Characters within which a label's colon stands."""


def settle(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, the titles of chapters among the headings without a lead, so that they are no labels.

    Headings are labels where the names in them repeat. Where nothing else is a label, a heading that
    ends as a sentence does is a question of the interview.
    """
    starts = {
        at: start[0]
        for at, block in enumerate(blocks)
        if block.heading and (start := at_start(block.text, block.lead)) is not None
    }
    counts = Counter(label.key for label in starts.values())
    repeated = any(count > 1 for count in counts.values())
    labels = {
        at
        for at, label in starts.items()
        if counts[label.key] > 1
        or (repeated and label.shape is LabelShape.NAME and (" " in label.name or label.generic))
    }
    return tuple(
        replace(block, lead="") if block.heading and at not in labels else block
        for at, block in enumerate(blocks)
    )


def asked(blocks: Sequence[Block], book: LabelBook) -> tuple[Block, ...]:
    """The blocks, with labels where type alone tells who speaks beside somebody who has one.

    Headings, and paragraphs in bold, are the interviewer's where only whoever answers has a label.
    Plain paragraphs are the guest's where only the questions, in bold, have one.
    """
    starts = [book.start(block.text, block.lead) for block in blocks]
    return (
        _with_answers(blocks, starts)
        or _with_questions(blocks, starts)
        or _answered_below(blocks, starts)
    )


_Starts = Sequence[tuple[Label, int] | None]


def _with_questions(blocks: Sequence[Block], starts: _Starts) -> tuple[Block, ...] | None:
    if len({start[0].key for start in starts if start}) > 1:
        return _beside_several(blocks, starts)
    apart = [
        at
        for at, block in enumerate(blocks[:-1])
        if starts[at] is None and (_is_plain_heading(block) or _is_bold_sentence(block))
    ]
    places = [
        at
        for at in apart
        if starts[at + 1] is not None
        and not (at == 0 and _is_title_between(blocks[at]))  # the page's own title
    ]
    questions = sum(blocks[at].text.endswith("?") for at in places)
    if questions < _FEWEST or questions * 2 < len(places):
        return None
    if any(not blocks[at].heading for at in places) and questions < _FEWEST_OF_MANY:
        return None
    strays = _strays(blocks, apart, places)
    return tuple(
        replace(block, heading=False, lead="", label="Host")
        if at in places
        else replace(block, guessed=block.guessed or at in strays)
        for at, block in enumerate(blocks)
    )


def _beside_several(blocks: Sequence[Block], starts: _Starts) -> tuple[Block, ...] | None:
    """Where several people have labels: bold questions are an interviewer's, if none of them asks, and doubtful.

    Headings stay the titles of chapters: panels have such as ask, and nobody says them.
    """
    apart = [
        at
        for at, block in enumerate(blocks[:-1])
        if starts[at] is None and _is_bold_sentence(block)
    ]
    places = [at for at in apart if starts[at + 1] is not None]
    questions = sum(blocks[at].text.endswith("?") for at in places)
    if questions < _FEWEST_OF_MANY or questions * 2 < len(places):
        return None
    last = max(at for at, start in enumerate(starts) if start is not None)
    if len(places) < sum(places[0] <= at < last for at in apart) * _MOSTLY:
        return None
    label = None if _asks(blocks, starts) else "Host"
    strays = _strays(blocks, apart, places)
    return tuple(
        replace(block, lead="", label=label, guessed=True)
        if at in places
        else replace(block, guessed=block.guessed or at in strays)
        for at, block in enumerate(blocks)
    )


def _strays(blocks: Sequence[Block], apart: Sequence[int], places: Sequence[int]) -> set[int]:
    """What is in bold as the questions are, and not before an answer.

    "**Thanks!**" is hardly said by who answers.
    """
    return {at for at in apart if at > places[0] and not blocks[at].heading} - set(places)


def _asks(blocks: Sequence[Block], starts: _Starts) -> bool:
    """Whether somebody with a label ends half of his turns, or more, with a question."""
    turns: Counter[str] = Counter()
    asking: Counter[str] = Counter()
    for block, start in zip(blocks, starts, strict=True):
        if start is not None:
            turns[start[0].key] += 1
            asking[start[0].key] += block.text.endswith("?")
    return any(asking[key] * 2 >= count for key, count in turns.items())


def unspoken_question(blocks: Sequence[Block], book: LabelBook) -> Block | None:
    """The first of the headings that ask several people with labels, none of whom asks; None where few do.

    They stay unspoken, though somebody may have asked them.
    """
    starts = [book.start(block.text, block.lead) for block in blocks]
    if len({start[0].key for start in starts if start}) < 2 or _asks(blocks, starts):
        return None
    asking = [
        block
        for block, start, after in zip(blocks, starts, starts[1:], strict=False)
        if start is None and after and _is_plain_heading(block) and block.text.endswith("?")
    ]
    return asking[0] if len(asking) >= _FEWEST_OF_MANY else None


def _answered_below(
    blocks: Sequence[Block], starts: Sequence[tuple[Label, int] | None]
) -> tuple[Block, ...]:
    """The blocks, those marked that stand without a label below a heading that asks, where that is a habit.

    Whoever has the label before did not say them for sure. Where two people have labels, and one
    of them alone answers headings, the other asks.
    """
    asking = [
        at
        for at, block in enumerate(blocks[:-1])
        if starts[at] is None and is_title(block, labelled=True) and block.text.endswith("?")
    ]
    bare = {
        at + 1
        for at in asking
        if starts[at + 1] is None and not is_title(blocks[at + 1], labelled=True)
    }
    if len(bare) < _FEWEST_BARE or len(bare) * 2 < len(asking):
        return tuple(blocks)
    people = {start[0].key: start[0].name for start in starts if start and start[0].name}
    answering = {start[0].key for at in asking if (start := starts[at + 1])}
    if len(people) != 2 or len(answering) != 1:
        return tuple(
            replace(block, below_question=True) if at in bare else block
            for at, block in enumerate(blocks)
        )
    answers = people.pop(answering.pop())
    (asks,) = people.values()
    return tuple(
        replace(block, label=answers, below_question=True)
        if at in bare
        else replace(block, heading=False, label=asks, below_question=True)
        if at in asking
        else block
        for at, block in enumerate(blocks)
    )


def _with_answers(blocks: Sequence[Block], starts: _Starts) -> tuple[Block, ...] | None:
    """Where every label is one person's and in bold, and what follows each is plain and has none."""
    labels = [at for at, start in enumerate(starts) if start is not None]
    if len(labels) < _FEWEST_OF_MANY or len({start[0].key for start in starts if start}) != 1:
        return None
    if not all(_is_bold_sentence(blocks[at]) or blocks[at].heading for at in labels):
        return None
    if sum(blocks[at].text.endswith("?") for at in labels) < len(labels) * _MOSTLY:
        return None
    first = starts[labels[0]]
    if first is None or labels[-1] + 1 >= len(blocks):
        return None
    labelled: list[Block] = []
    asks_before: bool | None = None
    for at, block in enumerate(blocks):
        if at < labels[0] or block.heading:
            labelled.append(block)
            continue
        asks = starts[at] is not None or _is_bold_sentence(block)
        if starts[at] is not None:
            labelled.append(block)
        elif asks == asks_before:
            labelled.append(replace(block, lead=""))
        else:
            label = first[0].words.rstrip(": ") if asks else "Guest"
            labelled.append(replace(block, lead="", label=label))
        asks_before = asks
    answers = sum(block.label == "Guest" for block in labelled)
    return tuple(labelled) if answers * 2 >= len(labels) else None


def _is_title_between(block: Block) -> bool:
    """Whether a heading is no sentence."""
    return block.heading and not ends_sentence(block.text)


def _is_plain_heading(block: Block) -> bool:
    return block.heading and not block.lead


def _is_bold_sentence(block: Block) -> bool:
    return not block.heading and block.is_bold and ends_sentence(block.text)


def without_programme(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, lines in bold above the first label as headings where every label has a colon.

    "**HARBOUR TONIGHT**" is the programme's name then, and nobody's.
    """
    starts = [at_start(block.text, block.lead) for block in blocks]
    bare = {
        at
        for at, block in enumerate(blocks)
        if starts[at] and block.lead.strip() == block.text.strip() and ":" not in block.text
    }
    labels = {at: start[0].key for at, start in enumerate(starts) if start and at not in bare}
    coloned = [at for at in labels if ":" in blocks[at].text[:_REACH]]
    if len(coloned) < _FEWEST_OF_MANY or not bare or max(bare) > min(coloned):
        return tuple(blocks)
    names = {word for key in labels.values() for word in key.split()}
    return tuple(
        replace(block, heading=True, lead="")
        if at in bare and names.isdisjoint(start[0].key.split() if (start := starts[at]) else ())
        else block
        for at, block in enumerate(blocks)
    )


def without_headlines(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, what stands above the talk as headings that begins with a name and is set as no label of the talk is.

    "**Otto Brand: “We read”** Why bread saves the town" is another story's headline: its type goes on
    behind the colon, it is no sentence, and the labels that come again are plain.
    """
    starts = [at_start(block.text, block.lead) for block in blocks]
    counts = Counter(start[0].key for start in starts if start and start[0].strength)
    again = [at for at, start in enumerate(starts) if start and counts[start[0].key] > 1]
    if len(again) < _FEWEST_OF_MANY or any(blocks[at].lead for at in again):
        return tuple(blocks)
    return tuple(
        replace(block, heading=True, lead="")
        if at < again[0]
        and (start := starts[at]) is not None
        and len(block.lead) > start[1]
        and not ends_sentence(block.text)
        else block
        for at, block in enumerate(blocks)
    )


def without_remarks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, lines in italics right under a heading in brackets where they look like a label's.

    "_Aim: to learn about her work_" is of whoever wrote the questions down.
    """
    starts = [at_start(block.text, block.lead) for block in blocks]
    spoken = {
        start[0].key
        for block, start in zip(blocks, starts, strict=True)
        if start is not None and not block.aside
    }
    return tuple(
        replace(block, text=f"[{block.text}]")
        if block.aside and at and blocks[at - 1].heading and start and start[0].key not in spoken
        else block
        for at, (block, start) in enumerate(zip(blocks, starts, strict=True))
    )


def is_title(block: Block, *, labelled: bool) -> bool:
    """Whether the block is the title of a chapter; in a text with labels every heading without a lead is."""
    return block.heading and not block.lead and (labelled or not ends_sentence(block.text))


def as_direction(block: Block) -> Direction:
    """The title as it stands beside the words: shown, never spoken."""
    return Direction(0, f"[{block.text}]", "pause")
