"""Where turns begin and end, and what is no speech: split, join, not spoken.

A text file with labels is changed in place. From any other transcript a copy with labels is written;
see `rewriting`. Either is read back before it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

from segmentcast.editing.corrections import with_note
from segmentcast.editing.in_place import PlainText, plain_text
from segmentcast.editing.open_episode import (
    EPISODE_FILE,
    Change,
    OpenEpisode,
    names_by_key,
    turn_of,
)
from segmentcast.editing.people import person_of
from segmentcast.editing.rewriting import Piece, labelled_copy, one_turn_each, pieces_of
from segmentcast.errors import Problem, SegmentcastError, UsageError
from segmentcast.model import SURE, Direction, Paragraph, Transcript
from segmentcast.workspace.transcript_source import CAST_FILE

_TURN_FILE = re.compile(r"turn-\d+\.")
_LONGEST_DIRECTION = 380


def split_turn(opened: OpenEpisode, number: int, words: int, person: str) -> Change:
    """The turn ends after its first `words` words; `person` says the rest of it.

    Raises UsageError if that leaves nothing on one side, or if both would be one person's: they
    would be read as one turn.
    """
    at = turn_of(opened, number)
    _refuse_numbered_sounds(opened)
    pieces = pieces_of(opened.transcript)
    piece = pieces[at]
    _, name = person_of(opened, person)
    if name == piece.name:
        what = f"both halves would be {name}'s, and so one turn"
        raise UsageError(Problem(str(opened.source), what, "name the person who says the rest"))
    first, rest, cut = _cut(opened, piece, words)
    pieces[at : at + 1] = [replace(piece, paragraphs=first), Piece(name, rest)]

    def in_place(text: PlainText) -> bytes | None:
        paragraph, offset = cut
        place = text.place(paragraph, offset)
        if place is None:
            return None
        begin = len(text.text[:place].rstrip())
        if not offset:
            begin = text.line_start(place)
        return text.replaced(begin, place, f"{text.gap if offset else ''}{text.label(name)}")

    summary = f"Turn {number} is split: {name} says the rest."
    return planned(opened, pieces, in_place, summary)


def join_turns(opened: OpenEpisode, number: int) -> Change:
    """The turn is a part of the one before, and said by the same person."""
    at = turn_of(opened, number)
    if not at:
        raise UsageError(
            Problem(str(opened.source), "nothing is before turn 1", "join turn 2 with it")
        )
    _refuse_numbered_sounds(opened)
    pieces = pieces_of(opened.transcript)
    before, piece = pieces[at - 1], pieces[at]
    pieces[at - 1 : at + 1] = [replace(before, paragraphs=before.paragraphs + piece.paragraphs)]

    def in_place(text: PlainText) -> bytes | None:
        span = text.span(piece.paragraphs[0])
        if span is None:
            return None
        return text.replaced(text.line_start(span[0]), span[0], "")

    summary = f"Turn {number} is a part of turn {number - 1}."
    return planned(opened, pieces, in_place, summary)


def mark_unspoken(opened: OpenEpisode, number: int, now: datetime, note: str = "") -> Change:
    """The turn is a stage direction: shown in brackets, and not spoken.

    Raises UsageError if subscribers have the episode and there is no `note` for them.
    """
    at = turn_of(opened, number)
    _refuse_numbered_sounds(opened)
    pieces = pieces_of(opened.transcript)
    if len(pieces) == 1:
        raise UsageError(
            Problem(str(opened.source), "nothing would be spoken", "delete the episode instead")
        )
    piece = pieces[at]
    if any(set(paragraph.text) & set("[]") for paragraph in piece.paragraphs):
        raise UsageError(
            Problem(str(opened.source), "its words have brackets", "edit the transcript itself")
        )
    remarks = [
        Paragraph(f"[{part}]", start_ms=paragraph.start_ms, end_ms=paragraph.end_ms)
        for paragraph in piece.paragraphs
        for part in _parts(paragraph.text)
    ]
    pieces[at] = Piece("", tuple(remarks))

    def in_place(text: PlainText) -> bytes | None:
        first, last = text.span(piece.paragraphs[0]), text.span(piece.paragraphs[-1])
        if first is None or last is None:
            return None
        words = text.gap.join(remark.text for remark in remarks)
        return text.replaced(text.line_start(first[0]), last[1], words)

    summary = f"Turn {number} is not spoken."
    change = planned(opened, pieces, in_place, summary)
    return with_note(opened, change, note, now)


def planned(
    opened: OpenEpisode,
    pieces: Sequence[Piece],
    in_place: Callable[[PlainText], bytes | None],
    summary: str,
) -> Change:
    """The first way to write the pieces that is read back as them. Raises UsageError if none is."""
    text = plain_text(opened)
    content = None if text is None else in_place(text)
    joined = one_turn_each(pieces)
    renumbers = len(joined) != sum(bool(piece.name) for piece in pieces)
    for wanted in (pieces, joined) if content is not None else ():
        assert content is not None
        if wanted is joined and renumbers:
            _refuse_numbered_sounds(opened)
        try:
            contents = {opened.source.name: content, **_renumbered(opened, wanted)}
            if _is_read_as(opened.reread(contents), [*wanted, *_remarks(pieces)]):
                return Change(contents, summary)
        except SegmentcastError:
            continue  # a copy with labels may do
    if renumbers:
        _refuse_numbered_sounds(opened)
    try:
        contents = labelled_copy(opened, pieces)
        if _is_read_as(opened.reread(contents), [*joined, *_remarks(pieces)]):
            return Change(contents, summary)
    except SegmentcastError:
        pass  # what it says is of a file that nobody has
    raise UsageError(
        Problem(
            str(opened.source),
            "this transcript can't be written so that it is read back with the same words",
            "edit the transcript itself, or save it as text with a name before every turn",
        )
    )


def _is_read_as(after: Transcript, pieces: Sequence[Piece]) -> bool:
    """Whether these are the turns, word for word, nobody surer than before, no direction lost."""
    wanted = [piece for piece in pieces if piece.name]
    remarks = {
        paragraph.text for piece in pieces if not piece.name for paragraph in piece.paragraphs
    }
    if len(wanted) != len(after.turns):
        return False
    names = names_by_key(after)
    return all(
        names[turn.speaker] == piece.name
        and (turn.confidence >= SURE) == (piece.confidence >= SURE)
        and _content(turn.paragraphs, remarks, timed=after.timed)
        == _content(piece.paragraphs, remarks, timed=after.timed)
        for turn, piece in zip(after.turns, wanted, strict=True)
    )


def _content(
    paragraphs: Sequence[Paragraph], remarks: Set[str], *, timed: bool
) -> tuple[list[list[str]], list[tuple[str, str]]]:
    """Words by paragraph, and directions but for new remarks. Captions are joined to sentences as they are read."""
    directions: list[tuple[str, str]] = [
        (row.text, row.effect)
        for paragraph in paragraphs
        for row in paragraph.directions
        if row.text not in remarks
    ]
    words = [paragraph.text.split() for paragraph in paragraphs if paragraph.text]
    return ([list(chain(*words))] if timed else words), directions


def _remarks(pieces: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in pieces if not piece.name]


def _renumbered(opened: OpenEpisode, pieces: Sequence[Piece]) -> dict[str, bytes]:
    """cast.toml and `[cast]` with the turns' new numbers."""
    spoken = [piece for piece in pieces if piece.name]
    numbers = {piece.number: new for new, piece in enumerate(spoken, 1) if piece.number}
    contents = opened.with_table(CAST_FILE, _with_numbers(opened.table(CAST_FILE), numbers))
    episode = opened.table(EPISODE_FILE)
    if isinstance(episode.get("cast"), Mapping):
        episode["cast"] = _with_numbers(dict(episode["cast"]), numbers)
        contents |= opened.with_table(EPISODE_FILE, episode)
    return contents


def _with_numbers(table: dict[str, Any], numbers: Mapping[int, int]) -> dict[str, Any]:
    for name in ("turns", "unsure"):
        if isinstance(table.get(name), Mapping):
            table[name] = {
                str(numbers[int(old)]): value
                for old, value in table[name].items()
                if int(old) in numbers
            }
    return table


def _cut(
    opened: OpenEpisode, piece: Piece, words: int
) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...], tuple[Paragraph, int]]:
    """The paragraphs before and after the cut, and the paragraph and character at which it is."""
    left = words
    for at, paragraph in enumerate(piece.paragraphs):
        count = len(paragraph.text.split())
        if left < count or (left == count and at == len(piece.paragraphs) - 1):
            break
        left -= count
    else:
        left = -1
    total = sum(len(paragraph.text.split()) for paragraph in piece.paragraphs)
    if not 0 < words < total or left < 0:
        what = f"the turn has {total} words, and cannot be split after {words}"
        raise UsageError(Problem(str(opened.source), what, "give a number within it"))
    before, after = piece.paragraphs[:at], piece.paragraphs[at + 1 :]
    if not left:
        return before, piece.paragraphs[at:], (paragraph, 0)
    first, rest, offset = _halves(paragraph, left)
    return (*before, first), (rest, *after), (paragraph, offset)


def _halves(paragraph: Paragraph, words: int) -> tuple[Paragraph, Paragraph, int]:
    starts = [hit.start() for hit in re.finditer(r"\S+", paragraph.text)]
    offset = starts[words]
    head = paragraph.text[:offset].rstrip()
    middle: int | None = None
    if paragraph.start_ms is not None and paragraph.end_ms is not None:
        length = paragraph.end_ms - paragraph.start_ms
        middle = paragraph.start_ms + round(length * offset / len(paragraph.text))
    mine = tuple(row for row in paragraph.directions if row.offset < offset)
    others = tuple(_moved(row, offset) for row in paragraph.directions if row.offset >= offset)
    first = replace(
        paragraph,
        text=head,
        directions=tuple(replace(row, offset=min(row.offset, len(head))) for row in mine),
        end_ms=middle,
    )
    rest = replace(paragraph, text=paragraph.text[offset:], directions=others, start_ms=middle)
    return first, rest, offset


def _moved(direction: Direction, offset: int) -> Direction:
    return replace(direction, offset=direction.offset - offset)


def _parts(text: str) -> list[str]:
    """The text in pieces that are short enough for a direction."""
    parts: list[str] = []
    for word in text.split():
        if parts and len(parts[-1]) + len(word) < _LONGEST_DIRECTION:
            parts[-1] += f" {word}"
        else:
            parts.append(word)
    return parts


def _refuse_numbered_sounds(opened: OpenEpisode) -> None:
    """Raises UsageError where sounds are named after turns, whose numbers would no longer be theirs."""
    numbered = opened.config.clips or any(_TURN_FILE.match(name) for name in opened.folder.names)
    bites = any(bite.turn for bite in opened.config.soundbites)
    if numbered or bites:
        raise UsageError(
            Problem(
                str(opened.folder.path),
                "recordings or soundbites here are named after the numbers of turns",
                "edit the transcript itself, and number them again",
            )
        )
