"""Whether a transcript that was written is read as what it should say, and if not, where it differs."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import chain

from segmentcast.editing.open_episode import names_by_key
from segmentcast.editing.rewriting import Piece
from segmentcast.model import SURE, Paragraph, Transcript
from segmentcast.transcript.text.prose import excerpt

_WORDS_BEFORE = 3
"""So many words are quoted before the first one that differs."""


def difference(after: Transcript, pieces: Sequence[Piece]) -> str:
    """The first turn that is read otherwise, in words; empty if these are the turns.

    They are if they have each word, nobody is surer than before, and no direction is lost.
    """
    wanted = [piece for piece in pieces if piece.name]
    remarks = {
        paragraph.text for piece in pieces if not piece.name for paragraph in piece.paragraphs
    }
    names = names_by_key(after)
    for number, (turn, piece) in enumerate(zip(after.turns, wanted, strict=False), 1):
        words, directions = _content(turn.paragraphs, remarks, timed=after.timed)
        own_words, own_directions = _content(piece.paragraphs, remarks, timed=after.timed)
        if words != own_words:
            return f"turn {number} {_of_words(list(chain(*words)), list(chain(*own_words)))}"
        if names[turn.speaker] != piece.name:
            return f"turn {number} would be {names[turn.speaker]}’s, not {piece.name}’s"
        if directions != own_directions:
            return f"turn {number} would not keep its stage directions"
        if (turn.confidence >= SURE) != (piece.confidence >= SURE):
            return f"turn {number} would be {'sure' if turn.confidence >= SURE else 'unsure'}"
    if len(wanted) != len(after.turns):
        return f"{len(after.turns)} turns would be read, not {len(wanted)}"
    return ""


def _of_words(read: list[str], wanted: list[str]) -> str:
    pairs = zip(read, wanted, strict=False)
    same = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(read), len(wanted)))
    if same == len(read) == len(wanted):
        return "would have other paragraphs"
    begin = max(0, same - _WORDS_BEFORE)
    mine, theirs = (excerpt(" ".join(words[begin:])) for words in (read, wanted))
    return f"would be read as “{mine}”, not as “{theirs}”"


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
