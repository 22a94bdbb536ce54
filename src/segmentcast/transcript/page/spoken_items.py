"""Blocks to spoken items: labels cut off, stage directions beside the words, captions joined to sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from unicodedata import category

from segmentcast.model import Direction, Finding, Paragraph
from segmentcast.transcript.document import Block
from segmentcast.transcript.labels import label_forms, label_starts
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.page import headings, page_sounds
from segmentcast.transcript.text.directions import (
    DirectionRules,
    caption_remark,
    single_spaced,
    take_out,
    whole_bracket,
)
from segmentcast.transcript.text.prose import ends_sentence, excerpt

_CHANGE = re.compile(r"(?:^|(?<=\s))>>+ ")
_LONGEST_CAPTION_WORDS = 80
_SILENCE_MS = 4000
_LONGEST_COUNT = 2
_MARKED = 1_000_000
"""The gap of a paragraph that the format marks as another speaker's."""


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph that is spoken, the block it comes from, and the label that it starts with.

    `behind`: right before it stood a paragraph that is only a direction, as far from its neighbours
    as this one is; in some houses that is a turn of its own.
    """

    paragraph: Paragraph
    block: Block
    label: Label | None = None
    behind: bool = False


@dataclass(slots=True)
class _Pending:
    """What waits for the next paragraph: a label alone, directions, the largest gap so far."""

    label: Label | None = None
    directions: tuple[Direction, ...] = ()
    gap: int = 0
    change: bool = False
    noted: bool = False
    """The label has had a direction: what comes without a label is this person's, but need not come."""
    apart: int | None = None
    """The smallest gap before the paragraphs that are only directions; None where there was none."""


def label_of(text: str, *, counted: bool = False) -> Label:
    """The label that a format gives outright, whatever its form.

    `counted`: speakers have a letter or a number each, so that "A" is nobody's answer.
    """
    flat = " ".join(text.split()).strip().rstrip(":").strip()
    if counted and len(flat) <= _LONGEST_COUNT and flat.isalnum():
        return Label(flat, flat, generic=True, strength=3)
    known = label_forms.parse(flat)
    return replace(known, strength=3) if known else Label(flat, flat)


_LISTED = 20
"""Captions that a note lists; it counts the others."""


def items_of(
    blocks: Iterable[Block], book: LabelBook, rules: DirectionRules, name: str
) -> tuple[list[Item], tuple[Direction, ...], list[Finding]]:
    """The spoken paragraphs in order, directions that stood alone where nothing is spoken, findings.

    One pass with a branch for each kind of block, as a block changes what the next one means.
    """
    items: list[Item] = []
    findings: list[Finding] = []
    sounds: list[tuple[str, Block]] = []
    wait = _Pending()
    listed = list(blocks)
    named = bool(book) or any(block.label for block in listed)
    counted = _are_counted({block.label for block in listed if block.label})
    rules = page_sounds.with_those_of(listed, rules, book, name, findings) if named else rules
    for block, following in zip(listed, [*listed, None][1:], strict=True):
        if headings.is_title(block, labelled=bool(book)):
            wait.gap = max(wait.gap, block.gap)
            _set_aside(items, wait, (headings.as_direction(block),))
            continue
        for at, (label, text) in enumerate(_pieces(block, following, book, counted=counted)):
            room = block.gap if at == 0 else 0
            wait.gap = max(wait.gap, room)
            if label is not None and not label.name:
                room = _MARKED
            if label is not None:
                if wait.label is not None and _is_empty(wait) and (label.name or not text):
                    findings.append(_empty_turn(wait.label, block, name))
                if label.name:
                    wait.label, wait.noted = label, False
                else:
                    wait.change = True
                    wait.label = wait.label or label
            words, directions = take_out(text, rules)
            if words and named and block.aside and rules.effect_of(words, square=True):
                words, directions = "", (Direction(0, f"[{words}]", "pause"),)
            if words and (remark := _remark(words, block, sounds, named=named)):
                words, directions = "", (*directions, remark)
            if not any(map(str.isalnum, words)):  # "(Speaking Spanish)." leaves a full stop
                directions = directions or ((Direction(0, words, "pause"),) if words else ())
                if label is not None and label.name and _is_picture(words):
                    findings.append(_pictures_alone(label, words, block, name))
                _set_aside(items, wait, directions)
                if directions and items:
                    wait.apart = room if wait.apart is None else min(wait.apart, room)
                continue
            shown = block
            if wait.change or wait.gap != block.gap:
                shown = replace(block, gap=wait.gap, label="" if wait.change else block.label)
            words, directions = single_spaced(words, wait.directions + directions)
            paragraph = Paragraph(words, directions, block.start_ms, block.end_ms, block.line)
            needed = _MARKED if wait.change else wait.gap
            behind = wait.apart is not None and min(wait.apart, room) >= needed
            items.append(Item(paragraph, shown, wait.label, behind))
            wait = _Pending()
    if wait.label is not None and _is_empty(wait):
        findings.append(_empty_turn(wait.label, None, name))
    findings.extend(_in_italics(items, name) if named else _sounds_left_out(sounds, name))
    return items, wait.directions, findings


def _remark(
    words: str, block: Block, sounds: list[tuple[str, Block]], *, named: bool
) -> Direction | None:
    """The direction that a whole paragraph is, if it is one; a caption that is one goes to `sounds`."""
    if named:
        return whole_bracket(words)
    remark = caption_remark(words) if block.start_ms is not None else None
    if remark:
        sounds.append((words, block))
    return remark


def _are_counted(labels: set[str]) -> bool:
    """Whether a format has a letter or a number for each speaker: A, B, C and not Q and A."""
    short = {
        label
        for label in labels
        if len(label) <= _LONGEST_COUNT and label.isascii() and label.isalnum()
    }
    return (
        bool(short - {"Q", "A"})
        and all(len(label) == 1 or label.isdigit() for label in short)
        and short == labels
    )


def _is_empty(wait: _Pending) -> bool:
    """Whether a named label waits for words."""
    return wait.label is not None and bool(wait.label.name) and not wait.noted


def _pieces(
    block: Block, following: Block | None, book: LabelBook, *, counted: bool = False
) -> list[tuple[Label | None, str]]:
    if block.label:
        return [(label_of(block.label, counted=counted), block.text)]
    if block.label == "":
        return [(Label("", "", generic=True, strength=0), block.text)]
    pieces = book.split(block.text, block.lead)
    if following is not None and len(pieces) > 1 and not pieces[-1][1]:
        pieces = _with_call(pieces, following, book)
    # In captions it is a mark even where it is there once; on a page it may be a quotation's.
    if ">> " not in block.text or not (book or block.start_ms is not None):
        return pieces
    return [cut for label, text in pieces for cut in _at_change_marks(label, text)]


def _with_call(
    pieces: list[tuple[Label | None, str]], following: Block, book: LabelBook
) -> list[tuple[Label | None, str]]:
    """The pieces; a name and a colon at the end of what somebody says, before a label, call on that person.

    "Thank you. Mr. Roe:", and in the next paragraph "Otto Roe: Yes."
    """
    last = pieces[-1][0]
    start = book.start(following.text, following.lead)
    if last is None or start is None or not start[0].name or not pieces[-2][1]:
        return pieces
    label, text = pieces[-2]
    return [*pieces[:-2], (label, f"{text} {last.words}")]


def _at_change_marks(label: Label | None, text: str) -> Iterable[tuple[Label | None, str]]:
    """Captions mark a change of speaker within a line, too: "Yes, it is. >> Oh." """
    first, *others = (part.strip() for part in _CHANGE.split(text))
    if label is not None or first or not others:
        yield label, first
    for words in others:
        start = label_starts.at_start(words)
        if start is not None and (start[0].strength > 1 or _is_capitalised(start[0].name)):
            yield start[0], words[start[1] :]
        else:
            yield Label("", "", generic=True, strength=0), words


def _is_capitalised(name: str) -> bool:
    """A name behind a mark of change: every word of it, but for particles, begins with a capital."""
    words = name.split()
    return bool(words) and all(word[:1].isupper() or len(word) <= 3 for word in words)


def _set_aside(items: list[Item], wait: _Pending, directions: tuple[Direction, ...]) -> None:
    """Directions that stand alone belong to the end of the paragraph before, or to the next one's start."""
    if not directions:
        return
    if wait.label is not None and wait.label.name and not wait.noted:
        first = directions[0]
        directions = (replace(first, text=f"{wait.label.words} {first.text}"), *directions[1:])
        wait.noted = True
    if not items:
        wait.directions += tuple(replace(direction, offset=0) for direction in directions)
        return
    last = items[-1]
    at_end = tuple(replace(item, offset=len(last.paragraph.text)) for item in directions)
    paragraph = replace(last.paragraph, directions=last.paragraph.directions + at_end)
    items[-1] = replace(last, paragraph=paragraph)


def _empty_turn(label: Label, block: Block | None, name: str) -> Finding:
    place = f"{name}:{block.line}" if block and block.line else name
    return Finding(
        "warning", "empty-turn", place, f'"{excerpt(label.words, 80)}" has no words after it.',
        "Delete the label, or add what was said.",
    )  # fmt: skip


_MUSIC = frozenset("♩♪♫♬")


def _is_picture(words: str) -> bool:
    """Whether there is an emoji or another picture, which stands for something that nobody can say."""
    return any(category(char) == "So" for char in words if char not in _MUSIC)


def _pictures_alone(label: Label, words: str, block: Block, name: str) -> Finding:
    return Finding(
        "warning", "pictures-alone", f"{name}:{block.line}" if block.line else name,
        f'"{excerpt(label.words, 80)}" has only "{excerpt(words, 80)}", which is not spoken.',
        "Write what was said, or delete the turn.",
    )  # fmt: skip


def _sounds_left_out(sounds: list[tuple[str, Block]], name: str) -> list[Finding]:
    """A note that lists the captions in brackets which no table knows and which aren't spoken."""
    if not sounds:
        return []
    line = sounds[0][1].line
    shown = ", ".join(dict.fromkeys(excerpt(words, 60) for words, _ in sounds[:_LISTED]))
    more = f" and {len(sounds) - _LISTED:,} more" if len(sounds) > _LISTED else ""
    return [
        Finding(
            "note", "sounds-left-out", f"{name}:{line}" if line else name,
            f"not spoken, because captions write sounds this way: {shown}{more}",
            "If someone says one of them, remove its brackets.",
        )
    ]  # fmt: skip


def _in_italics(items: list[Item], name: str) -> list[Finding]:
    """One finding for the lines in italics without a label: of some houses they are remarks."""
    doubtful = [item.paragraph for item in items if item.block.aside and item.label is None]
    if not doubtful:
        return []
    first = doubtful[0]
    count = f" ({len(doubtful)} paragraphs)" if len(doubtful) > 1 else ""
    return [
        Finding(
            "warning", "italics-spoken", f"{name}:{first.line}" if first.line else name,
            f'a line in italics is read aloud{count}: "{excerpt(first.text)}"',
            "If nobody says it, put it in square brackets.",
        )
    ]  # fmt: skip


def join_captions(paragraphs: list[Paragraph]) -> tuple[Paragraph, ...]:
    """Captions of one speaker joined until a sentence ends, so that no sentence is cut by a caption."""
    joined: list[Paragraph] = []
    parts: list[str] = []
    length = words = 0
    for paragraph in paragraphs:
        count = len(paragraph.text.split())
        if joined and not _breaks(joined[-1], parts, words, paragraph):
            last = joined[-1]
            offset = length + 1
            parts.append(paragraph.text)
            length, words = offset + len(paragraph.text), words + count
            moved = tuple(
                replace(item, offset=item.offset + offset) for item in paragraph.directions
            )
            joined[-1] = replace(
                last, directions=last.directions + moved, end_ms=paragraph.end_ms or last.end_ms
            )
            continue
        _finish(joined, parts)
        joined.append(paragraph)
        parts, length, words = [paragraph.text], len(paragraph.text), count
    _finish(joined, parts)
    return tuple(joined)


def _finish(joined: list[Paragraph], parts: list[str]) -> None:
    if len(parts) > 1:
        joined[-1] = replace(joined[-1], text=" ".join(parts))


def _breaks(last: Paragraph, parts: list[str], words: int, following: Paragraph) -> bool:
    text = parts[-1]
    if ends_sentence(text) and not text.endswith((",", ";", "-", "–", "—", ":")):
        return True
    if words >= _LONGEST_CAPTION_WORDS:
        return True
    if last.end_ms is None or following.start_ms is None:
        return last.start_ms is None and following.start_ms is None
    return following.start_ms - last.end_ms > _SILENCE_MS
