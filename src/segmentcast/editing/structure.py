"""Where turns begin and end, and what is no speech: split, join, not spoken.

A text file with labels is changed in place. From any other transcript a copy with labels is written;
see `rewriting`. Either is read back before it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from segmentcast.editing.corrections import with_note
from segmentcast.editing.in_place import PlainText, plain_text
from segmentcast.editing.journal import before_last_edit
from segmentcast.editing.open_episode import (
    EPISODE_FILE,
    Change,
    OpenEpisode,
    turn_of,
)
from segmentcast.editing.people import person_of, with_people_kept
from segmentcast.editing.read_back import difference
from segmentcast.editing.rewriting import (
    Piece,
    labelled_copy,
    one_turn_each,
    pieces_of,
    turns_of_copy,
)
from segmentcast.errors import Problem, SegmentcastError, UsageError
from segmentcast.model import Direction, Paragraph
from segmentcast.workspace.transcript_source import CAST_FILE

_TURN_FILE = re.compile(r"turn-\d+\.")
_LONGEST_DIRECTION = 380
_ROUND = str.maketrans("[]", "()")
_ENDS = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*\s*$")


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
    """The turn is a part of the one before, and said by the same person.

    If a paragraph was cut in two, it is whole again: that of the last split, or one whose first part
    ends in the middle of a sentence.
    """
    at = turn_of(opened, number)
    if not at:
        raise UsageError(
            Problem(str(opened.source), "nothing is before turn 1", "join turn 2 with it")
        )
    _refuse_numbered_sounds(opened)
    pieces = pieces_of(opened.transcript)
    before, piece = pieces[at - 1], pieces[at]
    whole = _is_cut(opened, at)
    paragraphs = before.paragraphs + piece.paragraphs
    if whole:
        middle = _as_one(before.paragraphs[-1], piece.paragraphs[0])
        paragraphs = (*before.paragraphs[:-1], middle, *piece.paragraphs[1:])
    pieces[at - 1 : at + 1] = [replace(before, paragraphs=paragraphs)]

    def in_place(text: PlainText) -> bytes | None:
        last, span = text.span(before.paragraphs[-1]), text.span(piece.paragraphs[0])
        if span is None or last is None:
            return None
        if whole:
            return text.replaced(last[1], span[0], " ")
        return text.replaced(text.line_start(span[0]), span[0], "")

    summary = f"Turn {number} is a part of turn {number - 1}."
    return planned(opened, pieces, in_place, summary)


def mark_unspoken(opened: OpenEpisode, number: int, now: datetime, note: str = "") -> Change:
    """The turn is a stage direction: shown in brackets, and not spoken.

    Brackets in its words become round ones, as in print: within others of their own kind they would
    end the direction.

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
    remarks = [
        Paragraph(f"[{part}]", start_ms=paragraph.start_ms, end_ms=paragraph.end_ms)
        for paragraph in piece.paragraphs
        for part in _parts(paragraph.text)
    ]
    pieces[at] = Piece("", tuple(remarks))

    def in_place(text: PlainText) -> bytes | None:
        edits: list[tuple[int, int, str]] = []
        for paragraph in piece.paragraphs:
            span = text.span(paragraph)
            if span is None:
                return None
            words = text.gap.join(f"[{part}]" for part in _parts(paragraph.text))
            edits.append((text.line_start(span[0]), span[1], words))
        return text.edited(edits)

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
    why = ""
    joined = one_turn_each(pieces)
    renumbers = len(joined) != sum(bool(piece.name) for piece in pieces)
    for wanted in (pieces, joined) if content is not None else ():
        assert content is not None
        try:
            if wanted is joined and renumbers:
                _refuse_numbered_sounds(opened)
            contents = {opened.source.name: content, **_renumbered(opened, wanted)}
            after = opened.reread(contents)
            why = difference(after, [*wanted, *_remarks(pieces)])
            if why and (kept := with_people_kept(opened, contents, after, wanted)):
                contents = kept
                why = difference(opened.reread(contents), [*wanted, *_remarks(pieces)])
            if not why:
                return Change(contents, summary)
        except SegmentcastError:
            continue  # a copy with labels may do
    if renumbers and opened.transcript.timed:
        _refuse_numbered_sounds(opened)
    try:
        contents = labelled_copy(opened, pieces)
        turns = turns_of_copy(opened, pieces)
        of_copy = difference(opened.reread(contents), [*turns, *_remarks(pieces)])
        if not of_copy:
            return Change(contents, summary)
        why = of_copy
    except SegmentcastError:
        pass  # what it says is of a file that nobody has
    raise UsageError(
        Problem(
            str(opened.source),
            f"this transcript can't be written so that it is read back with the same words{f': {why}' if why else ''}",
            "edit the transcript itself, or save it as text with a name before every turn",
        )
    )


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


def _is_cut(opened: OpenEpisode, at: int) -> bool:
    """Whether a paragraph is cut in two between this turn and the one before."""
    last, first = (
        opened.transcript.turns[at - 1].paragraphs[-1],
        opened.transcript.turns[at].paragraphs[0],
    )
    if not _ENDS.search(last.text) or first.text[:1].islower():
        return True
    # The split itself isn't written anywhere but in the journal.
    earlier = before_last_edit(opened)
    turns = () if earlier is None else earlier.turns
    if at - 1 >= len(turns):
        return False
    both = f"{last.text} {first.text}".split()
    return any(paragraph.text.split() == both for paragraph in turns[at - 1].paragraphs)


def _as_one(first: Paragraph, rest: Paragraph) -> Paragraph:
    head = f"{first.text} " if first.text else ""
    moved = tuple(replace(row, offset=row.offset + len(head)) for row in rest.directions)
    return replace(
        first,
        text=head + rest.text,
        directions=(*first.directions, *moved),
        end_ms=rest.end_ms,
    )


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
    """The text in pieces that are short enough for a direction, without square brackets."""
    parts: list[str] = []
    for word in text.translate(_ROUND).split():
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
