"""A transcript with a label before every turn, written from how it was read (docs/adr/0027-editing.md).

Untimed words become Markdown, timed ones WebVTT. The original stays beside it, and episode.toml names
the new file. A label that was guessed stays a guess: `[unsure]` in cast.toml says how sure it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor
from pathlib import PurePath
from typing import Any

from segmentcast import timing
from segmentcast.editing.open_episode import EPISODE_FILE, OpenEpisode
from segmentcast.model import SURE, Direction, Paragraph, Transcript
from segmentcast.transcript import rules_from_toml
from segmentcast.transcript.readers import as_written_marks, front_matter
from segmentcast.transcript.text.directions import DirectionRules, take_out
from segmentcast.transcript.text.names import key_of
from segmentcast.transcript.text.prose import collapse
from segmentcast.workspace.transcript_source import CAST_FILE

_MARKS = re.compile(r"([\\`*_<&]|\{(?=>>)|\[(?=\^)|\](?=[(\[]))")
_MARKUP = re.compile(r"[\\\s]+")
"""What may differ between a copy and the same one after an edit in place."""
_NUMBER = re.compile(r"\d{1,4}(?=[.)]\s)")
_NO_SPACE_BEFORE = ".,;:?!…"
_FRONT = {
    "title": "title",
    "summary": "summary",
    "byline": "byline",
    "language": "language",
    "page_url": "link",
    "image_url": "image",
    "comments_url": "comments",
}
_SETTINGS = {
    "title": "title",
    "summary": "summary",
    "byline": "byline",
    "language": "language",
    "page_url": "link",
    "comments_url": "comments",
    "published": "date",
}
"""Facts that episode.toml can state, by their names in a Transcript."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A turn to be written: who says it ("" for a direction), its words, and how sure that is.

    `number` is that of the turn that it was; 0 for a new one.
    """

    name: str
    paragraphs: tuple[Paragraph, ...]
    confidence: float = 1.0
    number: int = 0


def pieces_of(transcript: Transcript) -> list[Piece]:
    """The turns as they are."""
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    return [
        Piece(names[turn.speaker], turn.paragraphs, turn.confidence, number)
        for number, turn in enumerate(transcript.turns, 1)
    ]


def doubt_of(piece: Piece) -> float:
    """How sure an unsure turn is, as `[unsure]` has it: 0.899 doesn't become the 0.90 that is sure."""
    return floor(piece.confidence * 100) / 100


def one_turn_each(pieces: Sequence[Piece]) -> list[Piece]:
    """The spoken pieces, neighbours of one person as one turn: so a labelled transcript is read."""
    spoken = [piece for piece in pieces if piece.name]
    return [
        Piece(
            name,
            tuple(paragraph for piece in run for paragraph in piece.paragraphs),
            min(piece.confidence for piece in run),
            next((piece.number for piece in run if piece.number), 0),
        )
        for name, run in (
            (name, list(run)) for name, run in groupby(spoken, lambda piece: piece.name)
        )
    ]


def turns_of_copy(opened: OpenEpisode, pieces: Sequence[Piece]) -> list[Piece]:
    """The turns that a copy with labels has: captions of one person in a row are one turn."""
    if opened.transcript.timed:
        return one_turn_each(pieces)
    return [piece for piece in pieces if piece.name]


def labelled_copy(opened: OpenEpisode, pieces: Sequence[Piece]) -> dict[str, bytes]:
    """The files of a transcript with labels: the copy, and what cast.toml and episode.toml say of it."""
    timed = opened.transcript.timed
    text = _captions(opened.transcript, pieces) if timed else _markdown(opened, pieces)
    name = _file_name(opened, ".vtt" if timed else ".md")
    content = text.encode()
    episode = opened.table(EPISODE_FILE)
    if name != opened.source.name:
        episode["transcript"] = name
    episode.pop("cast", None)
    doubts = {
        str(number): doubt_of(piece)
        for number, piece in enumerate(turns_of_copy(opened, pieces), 1)
        if piece.confidence < SURE
    }
    cast: dict[str, Any] = {"unsure": doubts} if doubts else {}
    contents = {name: content, **_tables(opened, cast, episode)}
    after = opened.reread(contents)
    cast = {**cast, **_parts(opened.transcript, after)}
    episode = {**episode, **_facts(opened.transcript, after, episode)}
    return {name: content, **_tables(opened, cast, episode)}


def _tables(
    opened: OpenEpisode, cast: Mapping[str, Any], episode: Mapping[str, Any]
) -> dict[str, bytes]:
    return {**opened.with_table(CAST_FILE, cast), **opened.with_table(EPISODE_FILE, episode)}


def _file_name(opened: OpenEpisode, suffix: str) -> str:
    """The copy's name: its own if it is such a copy already, else a free one beside the original."""
    own = opened.source.name
    if PurePath(own).suffix.casefold() == suffix and _is_copy(opened):
        return own
    stem = PurePath(own).stem
    names = (f"{stem}{suffix}", *(f"{stem}-{number}{suffix}" for number in range(2, 100)))
    return next(name for name in names if name not in opened.folder.names)


def _is_copy(opened: OpenEpisode) -> bool:
    """Whether the transcript is a copy as written here, so that writing it again loses nothing."""
    pieces = pieces_of(opened.transcript)
    timed = opened.transcript.timed
    text = _captions(opened.transcript, pieces) if timed else _markdown(opened, pieces)
    own = (opened.content(opened.source.name) or b"").decode("utf-8", "replace")
    return _MARKUP.sub("", own) == _MARKUP.sub("", text)


def _parts(before: Transcript, after: Transcript) -> dict[str, Any]:
    """`[speakers]` for those whose part or role is no longer what it was."""
    read = {speaker.name: speaker for speaker in after.speakers}
    rows: dict[str, dict[str, str]] = {}
    for speaker in before.speakers:
        now = read.get(speaker.name)
        if now is None:
            continue
        row = {}
        if now.part != speaker.part:
            row["part"] = speaker.part.value
        if now.role != speaker.role and speaker.role:
            row["role"] = speaker.role
        if row:
            rows[key_of(speaker.name)] = row
    return {"speakers": rows} if rows else {}


def _facts(before: Transcript, after: Transcript, episode: Mapping[str, Any]) -> dict[str, Any]:
    """What the copy cannot say of the episode, and episode.toml can."""
    return {
        key: getattr(before, name)
        for name, key in _SETTINGS.items()
        if getattr(before, name)
        and getattr(before, name) != getattr(after, name)
        and key not in episode
    }


def _markdown(opened: OpenEpisode, pieces: Sequence[Piece]) -> str:
    transcript = opened.transcript
    rules = rules_from_toml(opened.show.directions, opened.show.where)
    lines = ["---", f"{as_written_marks.KEY}: {as_written_marks.VALUE}"]
    for fact, key in _FRONT.items():
        if value := getattr(transcript, fact):
            lines.append(f"{key}: {front_matter.written(' '.join(value.split()))}")
    if transcript.published is not None:
        lines.append(f"date: {transcript.published.isoformat()}")
    lines += ["---", ""]
    for piece in pieces:
        for number, paragraph in enumerate(piece.paragraphs):
            words = _as_markdown(paragraph, rules, spoken=bool(piece.name))
            label = f"**{_escaped(piece.name)}:** " if piece.name and not number else ""
            lines += [label + words, ""]
    lines += [
        line
        for note in transcript.notes
        for line in (f"{as_written_marks.NOTE} {_inner_escaped(collapse(note))}", "")
    ]
    return "\n".join(lines)


def _as_markdown(paragraph: Paragraph, rules: DirectionRules, *, spoken: bool) -> str:
    """The paragraph with its directions as they were, if they are known as such; else in marks."""
    if not spoken:
        remark = Paragraph("", (Direction(0, paragraph.text),))
        return as_written_marks.with_marks(remark, _inner_escaped, captions=False)
    words, directions = take_out(collapse(with_directions(paragraph)), rules)
    wanted = [(row.text, row.effect) for row in paragraph.directions]
    same = words.split() == paragraph.text.split()
    if same and [(row.text, row.effect) for row in directions] == wanted:
        return _escaped(with_directions(paragraph))
    return as_written_marks.with_marks(paragraph, _inner_escaped, captions=False)


def _inner_escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)


def _escaped(text: str) -> str:
    marked = _MARKS.sub(r"\\\1", text)
    if number := _NUMBER.match(marked):
        return f"{number[0]}\\{marked[number.end() :]}"
    return f"\\{marked}" if marked[:1] in "#>+-~" and not marked.startswith(">>") else marked


def _captions(transcript: Transcript, pieces: Sequence[Piece]) -> str:
    head = ["WEBVTT", f"{as_written_marks.KEY.capitalize()}: {as_written_marks.VALUE}"]
    if transcript.language:
        head.append(f"Language: {transcript.language}")
    if transcript.title:
        head.append(f"Title: {' '.join(transcript.title.split())}")
    blocks = ["\n".join(head)]
    blocks += [f"NOTE {' '.join(note.split())}" for note in transcript.notes if "-->" not in note]
    end = 0
    for piece, paragraph in _each(pieces):
        start = paragraph.start_ms if paragraph.start_ms is not None else end
        end = max(paragraph.end_ms if paragraph.end_ms is not None else start, start + 1)
        voice = f"<v {html.escape(piece.name, quote=False)}>" if piece.name else ""
        remark = Paragraph("", (Direction(0, paragraph.text),))
        words = as_written_marks.with_marks(
            paragraph if piece.name else remark,
            lambda text: html.escape(text, quote=False),
            captions=True,
        )
        blocks.append(f"{timing.vtt(start)} --> {timing.vtt(end)}\n{voice}{words}")
    return "\n\n".join(blocks) + "\n"


def _each(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Paragraph]]:
    return ((piece, paragraph) for piece in pieces for paragraph in piece.paragraphs)


def with_directions(paragraph: Paragraph) -> str:
    """The paragraph's words with its stage directions where they were."""
    text, at = "", 0
    for direction in sorted(paragraph.directions, key=lambda row: row.offset):
        text = _joined(text + paragraph.text[at : direction.offset], direction)
        at = direction.offset
    rest = paragraph.text[at:]
    close = not rest or rest[0].isspace() or (at > 0 and rest[0] in _NO_SPACE_BEFORE)
    return text + rest if not text or close else f"{text} {rest}"


def _joined(text: str, direction: Direction) -> str:
    space = " " if text and not text[-1].isspace() else ""
    return f"{text}{space}{direction.text}"
