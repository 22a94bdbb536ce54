"""Cues -> chapters: the natural sections of a conversation, each with a title in its own words.

A section begins when someone whose part is to ask takes the turn; its title is the first words of
the question. Apple Podcasts requires at least three chapters, the first at 00:00:00, and shows
automatic ones if there are none. A list of chapters is for finding a subject: people who write them
by hand give an hour ten to twenty-five. So a long talk has one every few minutes, at the starts
whose titles say most, and no two chapters are called alike. The small words that somebody begins
with ("Yeah, so") are no part of its titles.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import count, groupby

from segmentcast import timing
from segmentcast.chapters.small_words import without_small_words
from segmentcast.model import Chapter, Cue

SHORTEST_MS = 15_000
LONGEST_MS = 600_000
FEWEST = 3
MOST = 200
"""ID3 counts a table of contents' children in one byte; players become unusable long before that."""
EVERY_MS = 180_000
"""A talk has one chapter for each, on the average, or the few of a short one."""
MOST_OF_SHORT = 8
TITLE_CHARACTERS = 60
_FEWEST_WORDS = 3
_LONG_WORD = 4
_ASKS = 3
_LEAST_SAID = 4
_NEXT = 4
"""Sentences among which another title is looked for, so that it is heard soon after the start."""
_STATEMENT_WORDS = 6
_QUESTION_MARKS = ("?", "？", "؟", "\u037e")
_CLOSERS = "\"'”’»)]}」』） "
# a full stop after a single letter or a short title (U.S., Dr.) ends no sentence
_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.!…]+[\"”’)]*\s+|[?？؟！。]+[\"”’)]*\s*"
)


@dataclass(frozen=True, slots=True)
class _Start:
    """A possible beginning of a chapter, with the titles that it may have, the best one first."""

    at_ms: int
    titles: tuple[str, ...]
    says: int = 0
    """How much the title tells: see `_says`."""

    @property
    def title(self) -> str:
        return self.titles[0]

    def called(self, used: set[str]) -> _Start | None:
        """The start with a title that is not in `used`, or None; the title's key goes there."""
        for title in self.titles:
            if _key(title) not in used:
                used.add(_key(title))
                return _Start(self.at_ms, (title,), self.says)
        return None


def plan(
    cues: Iterable[Cue],
    *,
    questioners: Collection[str],
    duration_ms: int,
    opening_title: str,
) -> tuple[Chapter, ...]:
    """The chapters of an episode, in order, without gaps, from 0 to `duration_ms`.

    `questioners` are the names (`Cue.speaker`) of those who ask: hosts and reporters. Without any,
    every change of speaker begins a section. No chapter is shorter than 15 s, and there are eight at
    most, or one for every three minutes. If there are fewer than three sections, or one is longer
    than ten minutes, chapters also begin at turns, paragraphs, and sentences, as far as the length
    allows. No two titles are the same. An episode of no length has no chapters.
    """
    if duration_ms <= 0:
        return ()
    opening = _Start(0, (shorten(opening_title) or "Introduction",))
    heard = [cue for cue in cues if _readable(cue.text) and 0 <= cue.start_ms < duration_ms]
    turns = _grouped(heard, by_paragraph=False)
    long = duration_ms > LONGEST_MS
    sections = _sections(turns, questioners, long=long)
    starts = _spaced([opening, *sections], duration_ms, SHORTEST_MS)
    used: set[str] = set()
    starts = [named for start in _fewest(starts, duration_ms) if (named := start.called(used))]
    for candidates in (turns, _grouped(heard, by_paragraph=True), [[cue] for cue in heard]):
        offered = [_start(group, long=long) for group in candidates]
        starts = _filled(starts, offered, duration_ms, used)
    spacing_ms = SHORTEST_MS
    while len(starts) > MOST:
        spacing_ms *= 2
        starts = _spaced(starts, duration_ms, spacing_ms)
    ends_ms = [start.at_ms for start in starts[1:]] + [duration_ms]
    return tuple(
        Chapter(start.at_ms, end_ms, title)
        for start, end_ms, title in zip(starts, ends_ms, _numbered(starts), strict=True)
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


def _sections(
    turns: Sequence[Sequence[Cue]], questioners: Collection[str], *, long: bool
) -> list[_Start]:
    starts: list[_Start] = []
    for place, turn in enumerate(turns):
        if questioners and turn[0].speaker not in questioners:
            continue
        answer = turns[place + 1] if place + 1 < len(turns) else ()
        if place == 0:
            starts.extend(_first_question(turn, long=long, answer=answer))
            continue
        words = sum(len(cue.text.split()) for cue in turn)
        # without questioners every voice opens a section; a host's "I see." opens none
        if not questioners or _question(turn) or words >= _STATEMENT_WORDS:
            starts.append(_start(turn, long=long, answer=answer))
    return starts


def _first_question(turn: Sequence[Cue], *, long: bool, answer: Sequence[Cue]) -> list[_Start]:
    """An introduction that ends in a question is a section of its own; the question's paragraph begins the next."""
    for cue in turn:
        if _question([cue]):
            same = [one for one in turn if one.paragraph == cue.paragraph]
            begin = same[0] if cue.paragraph != turn[0].paragraph else cue
            return [_start(same, begin.start_ms, long=long, answer=answer)]
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


def _fewest(starts: list[_Start], duration_ms: int) -> list[_Start]:
    """Few starts of a short talk as they are; else of each stretch the one whose title tells most."""
    most = max(MOST_OF_SHORT, duration_ms // EVERY_MS)
    if len(starts) <= most and duration_ms <= LONGEST_MS:
        return starts
    stretch_ms = duration_ms / most
    chosen = starts[:1]
    used = {_key(starts[0].title)}
    stretches = groupby(starts[1:], key=lambda start: int(start.at_ms // stretch_ms))
    for _, group in stretches:
        apart = [
            start
            for start in group
            if min(start.at_ms - chosen[-1].at_ms, duration_ms - start.at_ms) >= stretch_ms / 2
        ]
        new = [start for start in apart if any(_key(title) not in used for title in start.titles)]
        best = max(new, key=lambda start: start.says, default=None)
        if best and best.says >= _LEAST_SAID:
            best.called(used)
            chosen.append(best)
    return chosen


def _filled(
    starts: list[_Start], offered: Sequence[_Start], duration_ms: int, used: set[str]
) -> list[_Start]:
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
        if longest_ms > LONGEST_MS:
            # there is a choice: the title that tells most, not far from there
            low = max(low, bisect_left(times, middle - longest_ms // 4))
            high = min(high, bisect_left(times, middle + longest_ms // 4))
            place = max(range(low, high), key=lambda one: offered[one].says, default=place)
        filled.insert(-negative + 1, offered[place].called(used) or offered[place])


def _start(
    group: Sequence[Cue], at_ms: int | None = None, *, long: bool, answer: Sequence[Cue] = ()
) -> _Start:
    """A start at the beginning of a group of cues, with its question, or first words, for a title.

    In a long talk, without the small words before it. If that says little ("Why not?"), one of the
    next sentences is the title, or else one with which the `answer` begins.
    """
    begin = group[0].start_ms if at_ms is None else at_ms
    written = without_small_words if long else str
    first = shorten(written(_question(group) or group[0].text))
    sentences, answers = (
        [shorten(written(sentence)) for cue in cues for sentence in _sentences(cue.text)]
        for cues in (group, answer)
    )
    others = sorted(sentences, key=_says, reverse=True)
    if _says(first) <= _LEAST_SAID:
        next_ones = (*sentences[:_NEXT], *answers[:_NEXT])
        first = next((title for title in next_ones if _says(title) > _LEAST_SAID), first)
    titles = tuple(dict.fromkeys([first, *others]))
    return _Start(begin, titles, _says(first))


def _numbered(starts: Sequence[_Start]) -> list[str]:
    """Their titles; one that was there before has the next free number: "Why? (2)"."""
    taken = {_key(start.title) for start in starts}
    last: dict[str, int] = {}
    titles: list[str] = []
    for start in starts:
        title, key = start.title, _key(start.title)
        if key in last:
            last[key], title = next(
                (number, numbered)
                for number in count(last[key] + 1)
                if _key(numbered := _with_number(start.title, number)) not in taken
            )
            taken.add(_key(title))
        last.setdefault(key, 1)
        titles.append(title)
    return titles


def _with_number(title: str, number: int) -> str:
    end = f" ({number})"
    return f"{shorten(title, TITLE_CHARACTERS - len(end))}{end}"


def _says(title: str) -> int:
    """How much a title tells, by the letters of its longer words; names, figures and a question add to it.

    Where no spaces divide words, all letters count twice.
    """
    words = title.split()
    if len(words) == 1:
        return 0 if title.isascii() else len(title) // 2
    long = {word.casefold() for word in words if len(word) >= _LONG_WORD}
    names = sum(word[:1].isupper() or word[:1].isdigit() for word in words[1:])
    asks = _ASKS * title.rstrip(_CLOSERS).endswith(_QUESTION_MARKS) * bool(long)
    return sum(map(len, long)) // _LONG_WORD + names + asks


def _key(title: str) -> str:
    """What two titles have in common that are the same but for case and signs."""
    folded = title.casefold()
    return " ".join(re.findall(r"\w+", folded)) or folded


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
