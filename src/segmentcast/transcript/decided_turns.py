"""A transcript whose turns a person has decided: each label is a speaker, and every other word is said.

Nothing is guessed here: no page around the talk, no headings, no labels within the words, no two
labels that could be one person. So what the desk writes is read as what it meant. An HTML comment
of Markdown is no word, and is reported.
"""

from __future__ import annotations

from dataclasses import replace

from segmentcast.model import Direction, Evidence, Paragraph, Part, Speaker, Turn
from segmentcast.transcript.document import Block, Document
from segmentcast.transcript.review.revision import RevisedTranscript
from segmentcast.transcript.text.directions import DirectionRules, Effect, single_spaced, take_out
from segmentcast.transcript.text.names import key_of

NOBODY = "Speaker"
"""Who says the words before the first label, if there are any."""
_UNKNOWN = 0.5


def revised_of(
    document: Document, rules: DirectionRules
) -> tuple[RevisedTranscript, tuple[Direction, ...]]:
    """The speakers and turns, and the directions of a document in which nobody says anything."""
    turns: list[Turn] = []
    speakers: dict[str, Speaker] = {}
    label, waiting, pending = "", tuple[Direction, ...](), False
    for block in document.blocks:
        # Captions bear the name of who goes on speaking, too; in a text, each name begins a turn.
        begins = bool(block.label) and not (document.timed and block.label == label)
        label = block.label or label
        paragraph = _paragraph(block, rules)
        if not paragraph.text and turns and not begins and not pending:
            turns[-1] = _with_directions(turns[-1], paragraph.directions)
            continue
        if not paragraph.text:
            pending = pending or begins
            waiting += tuple(replace(row, offset=0) for row in paragraph.directions)
            continue
        paragraph = replace(paragraph, directions=waiting + paragraph.directions)
        waiting = ()
        name = label or NOBODY
        evidence = (Evidence("label", name),)
        speaker = Speaker(key_of(name), name, Part.GUEST, evidence=evidence)
        speakers.setdefault(speaker.key, speaker)
        if turns and not begins and not pending:
            turns[-1] = replace(turns[-1], paragraphs=(*turns[-1].paragraphs, paragraph))
            continue
        pending = False
        turns.append(Turn(speaker.key, (paragraph,), 1.0 if label else _UNKNOWN, evidence))
    if waiting and turns:
        turns[-1] = _with_directions(turns[-1], waiting)
        waiting = ()
    labels = {key: frozenset({key}) for key in speakers}
    return RevisedTranscript(tuple(speakers.values()), labels, tuple(turns)), waiting


def _paragraph(block: Block, rules: DirectionRules) -> Paragraph:
    if block.directions is None:
        words, directions = take_out(block.text, rules)
    else:
        words = block.text
        directions = tuple(
            replace(row, effect=_effect(row.text, rules)) for row in block.directions
        )
    words, directions = single_spaced(words, directions)
    return Paragraph(words, directions, block.start_ms, block.end_ms, block.line)


def _effect(text: str, rules: DirectionRules) -> Effect:
    """What the direction does by the table; a pause if the table doesn't know it."""
    words, directions = take_out(text, rules)
    return directions[0].effect if directions and not words else "pause"


def _with_directions(turn: Turn, directions: tuple[Direction, ...]) -> Turn:
    """The turn with more directions at its end."""
    *before, last = turn.paragraphs
    at_end = tuple(replace(row, offset=len(last.text)) for row in directions)
    return replace(turn, paragraphs=(*before, replace(last, directions=last.directions + at_end)))
