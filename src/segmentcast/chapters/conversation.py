"""Cues -> chapters: the natural sections of a conversation, each with a title in its own words.

A section begins when someone whose part is to ask takes the turn; its title is the first words of
the question. Apple Podcasts requires at least three chapters, the first at 00:00:00, and shows
automatic ones if there are none.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from segmentcast import timing
from segmentcast.model import Chapter, Cue

SHORTEST_MS = 15_000
LONGEST_MS = 600_000
FEWEST = 3
MOST = 200
"""ID3 counts a table of contents' children in one byte; players become unusable long before that."""
TITLE_CHARACTERS = 60
_FEWEST_WORDS = 3
_STATEMENT_WORDS = 6
_QUESTION_MARKS = ("?", "？", "؟", "\u037e")
_CLOSERS = "\"'”’»)]}」』） "
# a full stop after a single letter or a short title (U.S., Dr.) ends no sentence
_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.!…]+[\"”’)]*\s+|[?？؟！。]+[\"”’)]*\s*"
)


@dataclass(frozen=True, slots=True)
class _Start:
    """A possible beginning of a chapter, with its title."""

    at_ms: int
    title: str


def plan(
    cues: Iterable[Cue],
    *,
    questioners: Collection[str],
    duration_ms: int,
    opening_title: str,
) -> tuple[Chapter, ...]:
    """The chapters of an episode, in order, without gaps, from 0 to `duration_ms`.

    `questioners` are the names (`Cue.speaker`) of those who ask: hosts and reporters. Without any,
    every change of speaker begins a section. No chapter is shorter than 15 s. If there are fewer
    than three sections, or one is longer than ten minutes, chapters also begin at turns, paragraphs,
    and sentences, as far as the length allows. An episode of no length has no chapters.
    """
    if duration_ms <= 0:
        return ()
    opening = _Start(0, shorten(opening_title) or "Introduction")
    heard = [cue for cue in cues if _readable(cue.text) and 0 <= cue.start_ms < duration_ms]
    turns = _grouped(heard, by_paragraph=False)
    starts = _spaced([opening, *_sections(turns, questioners)], duration_ms, SHORTEST_MS)
    for candidates in (turns, _grouped(heard, by_paragraph=True), [[cue] for cue in heard]):
        offered = [_Start(group[0].start_ms, _title(group)) for group in candidates]
        starts = _filled(starts, offered, duration_ms)
    spacing_ms = SHORTEST_MS
    while len(starts) > MOST:
        spacing_ms *= 2
        starts = _spaced(starts, duration_ms, spacing_ms)
    ends_ms = [start.at_ms for start in starts[1:]] + [duration_ms]
    return tuple(
        Chapter(start.at_ms, end_ms, start.title)
        for start, end_ms in zip(starts, ends_ms, strict=True)
    )


def render_json(chapters: Iterable[Chapter], *, title: str = "") -> bytes:
    """The Podcast Index chapters document, version 1.2.0 (`application/json+chapters`), UTF-8."""
    document: dict[str, object] = {"version": "1.2.0"}
    if title:
        document["title"] = _readable(title)
    document["chapters"] = [
        {
            "startTime": timing.seconds(chapter.start_ms),
            "endTime": timing.seconds(chapter.end_ms),
            "title": _readable(chapter.title),
            "toc": True,
        }
        for chapter in chapters
    ]
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def shorten(text: str, longest: int = TITLE_CHARACTERS) -> str:
    """The first words of a text: at most `longest` characters, including the ellipsis that marks a cut."""
    whole = _readable(text)
    if len(whole) <= longest:
        return whole
    room = whole[: longest - 1]
    if not whole[longest - 1].isspace() and " " in room:
        room = room[: room.rindex(" ")]
    return room.rstrip(' ,;:.–—-"“‘(') + "…"


def _sections(turns: Sequence[Sequence[Cue]], questioners: Collection[str]) -> list[_Start]:
    starts: list[_Start] = []
    for place, turn in enumerate(turns):
        if questioners and turn[0].speaker not in questioners:
            continue
        if place == 0:
            starts.extend(_first_question(turn))
            continue
        words = sum(len(cue.text.split()) for cue in turn)
        # without questioners every voice opens a section; a host's "I see." opens none
        if not questioners or _question(turn) or words >= _STATEMENT_WORDS:
            starts.append(_Start(turn[0].start_ms, _title(turn)))
    return starts


def _first_question(turn: Sequence[Cue]) -> list[_Start]:
    """An introduction that ends in a question is a section of its own; the question's paragraph begins the next."""
    for cue in turn:
        if _question([cue]):
            same = [one for one in turn if one.paragraph == cue.paragraph]
            begin = same[0] if cue.paragraph != turn[0].paragraph else cue
            return [_Start(begin.start_ms, _title(same))]
    return []


def _grouped(cues: Iterable[Cue], *, by_paragraph: bool) -> list[list[Cue]]:
    groups: list[list[Cue]] = []
    last: tuple[int, str, int] | None = None
    for cue in cues:
        place = (cue.turn, cue.speaker, cue.paragraph if by_paragraph else 0)
        if place != last:
            groups.append([])
        groups[-1].append(cue)
        last = place
    return groups


def _spaced(starts: Iterable[_Start], duration_ms: int, spacing_ms: int) -> list[_Start]:
    """The starts that leave every chapter at least `spacing_ms`; a shorter one joins its predecessor."""
    chosen: list[_Start] = []
    for start in starts:
        room = not chosen or (
            start.at_ms - chosen[-1].at_ms >= spacing_ms and duration_ms - start.at_ms >= spacing_ms
        )
        if room:
            chosen.append(start)
    return chosen


def _filled(starts: list[_Start], offered: Sequence[_Start], duration_ms: int) -> list[_Start]:
    """Splits the longest chapter at the offer nearest its middle, while there are too few or too long ones."""
    offered = sorted(offered, key=lambda start: start.at_ms)
    times = [start.at_ms for start in offered]
    filled = list(starts)
    settled: set[int] = set()
    while True:
        edges = [start.at_ms for start in filled] + [duration_ms]
        lengths = [
            (edges[place + 1] - edges[place], -place)
            for place in range(len(filled))
            if edges[place] not in settled
        ]
        if not lengths:
            return filled
        longest_ms, negative = max(lengths)
        if len(filled) >= FEWEST and longest_ms <= LONGEST_MS:
            return filled
        begin = edges[-negative]
        low = bisect_left(times, begin + SHORTEST_MS)
        high = bisect_left(times, begin + longest_ms - SHORTEST_MS + 1)
        if low >= high:
            settled.add(begin)
            continue
        middle = begin + longest_ms // 2
        near = bisect_left(times, middle, low, high)
        place = min(
            (place for place in (near - 1, near) if low <= place < high),
            key=lambda place: abs(times[place] - middle),
        )
        filled.insert(-negative + 1, offered[place])


def _title(group: Sequence[Cue]) -> str:
    return shorten(_question(group) or group[0].text)


def _question(group: Iterable[Cue]) -> str:
    """The first question of three words or more, else the longest one, else nothing."""
    questions = [
        sentence
        for cue in group
        for sentence in _sentences(cue.text)
        if sentence.rstrip(_CLOSERS).endswith(_QUESTION_MARKS)
    ]
    for question in questions:
        if len(question.split()) >= _FEWEST_WORDS:
            return question
    return max(questions, key=len, default="")


def _sentences(text: str) -> list[str]:
    """Roughly the sentences of a cue, which usually holds only one."""
    sentences: list[str] = []
    begin = 0
    for end in _SENTENCE_END.finditer(text):
        sentences.append(text[begin : end.end()].strip())
        begin = end.end()
    sentences.append(text[begin:].strip())
    return [sentence for sentence in sentences if sentence]


def _readable(text: str) -> str:
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(text.split())
