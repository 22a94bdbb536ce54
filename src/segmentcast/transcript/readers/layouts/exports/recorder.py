"""Exports of tools that record or transcribe: a name and a time before each turn.

    Rosa Lind  0:03            Otter, Microsoft Teams: the words follow on the next lines
    [Rosa Lind] 16:04:22       Zoom, captions saved in a meeting
    Speaker 1 (00:12):         Rev, Trint, Descript
    Rosa Lind: [00:00:05] ...  Sonix; and with the time in front
    00:05:12                   Google Meet: a time alone, names before a colon
    Rosa Lind 00:00:00-00:00:05 (5 sec)   Factba.se, with its rating of the voice on the next line
    0:0:03.0 --> 0:0:5.190     Teams before 2022: the time, the name, the words; Trint: name, time, words
    SPEAKER: S1               Speechmatics: no time, the words on the next lines
    00:00:03:20 - 00:00:31:20 Premiere Pro: the same with frames, which are left out of the time

Modelled on exports in public repositories and the samples that the vendors' help pages show.
Times are times: they are taken out of the words and kept at the turn that they begin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from segmentcast.patterns import compile_late
from segmentcast.transcript.document import Line
from segmentcast.transcript.readers.display_names import names_by_label
from segmentcast.transcript.readers.layouts.exports import notices
from segmentcast.transcript.readers.layouts.exports.timed_names import (
    HAS_TIME,
    LENGTH,
    SPAN_ALONE,
    STAMP,
    TIME,
    TimedName,
    can_be_name,
    milliseconds,
    timed_name_of,
    without_broken_time,
)
from segmentcast.transcript.readers.layouts.turn_lines import Laid, TurnLines, blocks_of, front_of
from segmentcast.transcript.text.names import is_particle

_WITHOUT_WORDS = {
    "time name: words": "time name",
    "name time: words": "name time",
    "name: time words": "name time",
}
_STAMPS_FIRST = frozenset({"time name: words", "time [name] words"})
_SPEAKER = re.compile(r"(?:speaker|sprecher(?:in)?|hablante|locuteur|intervenant) ?: (?=\S)", re.I)
_COUNTED = compile_late(r"S\d{1,3}|UU")
_SPEAKER_NAME = compile_late(
    r"S\d{1,3}|UU|M\d|F\d|(?:[^\W\d_a-z][\w.'’-]*)(?: [^\W\d_a-z][\w.'’-]*| \d{1,2}){0,3}(?<![.?!])"
)
_NOBODY = frozenset({"UU", "Unknown", "UNKNOWN"})
_MOST_BEFORE = 8
_STAMPED = compile_late(rf"{TIME}[\s|–—-]+(?P<words>[^\d\s].*)")
_DIRECTION = compile_late(r"\[[^\[\]]*\]|\([^()]*\)|♪.*")
_RATING = compile_late(
    r"No StressLens|(?:No Signal|Weak|Medium|Strong)(?: Signal)? \(\d?\.?\d{0,6}\)", re.I
)
"""What Factba.se's software made of the voice."""
_EDITORS = frozenset({"note"})
"""Who wrote the page, in Factba.se's: no speaker."""
_LABEL = compile_late(r"(?P<name>[^\W\d_][^:?!;\[\]()]{0,58}?):\s+(?P<words>\S.*)")
_LABEL_ALONE = compile_late(r"(?P<name>[^\W\d_a-z][\w.'’-]*(?: [\w.'’-]+){0,5}):")
"""What may be a label on a line of its own; see `_untimed`."""
_MEET = compile_late(r".{1,200} - Transcript|📖 Transcript", re.I)
_FEWEST = 2
_SPARSE = 40
"""Lines to one head, at most: where they are fewer, times stand beside something that is no habit of the page."""

_MANY_BARE = 8
"""Lines with a time and no name from which they may be the paragraphs of turns."""


def read(lines: Sequence[Line]) -> Laid | None:
    """The turns of an export; None where no two lines have a name with a time in one form."""
    if not any(HAS_TIME.search(line.text) for line in lines):
        return _speaker_lines(lines)
    return _heads_with_times(lines) or _on_own_lines(lines) or _meet(lines) or _speaker_lines(lines)


def _speaker_lines(lines: Sequence[Line]) -> Laid | None:
    """Speechmatics' text: `SPEAKER: S1` on a line of its own, and the words on the next ones."""
    heads = [at for at, line in enumerate(lines) if _SPEAKER.match(line.text)]
    if not heads or heads[-1] + 1 == len(lines) or heads[0] > _MOST_BEFORE:
        return None
    names = [_name_on(lines[at]) for at in heads]
    # A table's headings, "Speaker" and "Text", are there once, and beside other labels.
    others = sum(_LABEL.fullmatch(line.text) is not None for line in lines) - len(heads)
    if others > len(heads) or (len(heads) < _FEWEST and not _COUNTED.fullmatch(names[0])):
        return None
    short = all(_SPEAKER_NAME.fullmatch(name) for name in names)
    if not short or any(after == before + 1 for before, after in pairwise(heads)):
        return None
    turns: list[TurnLines] = []
    for name, (start, end) in zip(names, pairwise([*heads, len(lines)]), strict=True):
        label = "" if name in _NOBODY else name
        turns.append(TurnLines(label, None, lines[start].number, list(lines[start + 1 : end])))
    facts, notes = front_of(lines[: heads[0]])
    return Laid(blocks_of(turns), facts, notes, certain=True)


def _heads_with_times(lines: Sequence[Line]) -> Laid | None:
    heads = [timed_name_of(line) for line in lines]
    forms = Counter(head.form for head in heads if head is not None)
    if not forms:
        return None
    form, count = forms.most_common(1)[0]
    if count < _FEWEST:
        return None
    # A form is a habit of the whole text; "Rosa Lind 0:03" within a talk of another form is words.
    chosen = _of_form(heads, form)
    known = [head for head in chosen if head is not None]
    if not _in_order(known) or not _are_names(known, form):
        return None
    if _mostly_without_times(lines, chosen, known):
        return None
    bare = _bare_lines(lines, chosen) if form in _STAMPS_FIRST else {}
    first = min(next(at for at, head in enumerate(chosen) if head is not None), *bare, len(lines))
    if (len(known) + len(bare)) * _SPARSE < len(lines) - first:
        return None
    if first > len(lines) // 2 and first > 40:
        return None
    names = names_by_label([head.name for head in known])
    called = {_bare(head.name): head.name for head in known}
    # Zoom writes the time of day, not that since the start.
    begin = known[0].start_ms if all(head.of_day for head in known) else 0
    turns: list[TurnLines] = []
    notes: list[str] = []
    for at, (line, head) in enumerate(zip(lines[first:], chosen[first:], strict=True), first):
        if at in bare:
            # Whose words these are nobody knows: they are not the speaker's before.
            turns.append(TurnLines(names.get(bare[at].name, ""), bare[at].start_ms, line.number))
            turns[-1].doubtful = bool(bare[at].name)
            turns[-1].lines.append(replace(line, text=bare[at].words))
        elif head is not None:
            turns.append(TurnLines(names[head.name], head.start_ms - begin, line.number))
            if head.words:
                turns[-1].lines.append(replace(line, text=head.words))
        elif notices.is_notice(line.text) or line.heading:
            notes.append(line.text)
        elif STAMP.fullmatch(line.text):
            continue
        elif (label := _untimed(line) or without_broken_time(line)) and label[0] in called:
            # A turn that nobody gave a time, or none that can be, is the named person's all the same.
            turns.append(TurnLines(names[called[label[0]]], None, line.number))
            if label[1]:
                turns[-1].lines.append(replace(line, text=label[1]))
        else:
            turns[-1].lines.append(line)
    if any(LENGTH.search(lines[at].text) for at, head in enumerate(chosen) if head is not None):
        turns = _without_ratings(turns, notes)
    facts, before = front_of(_worth(lines[:first]))
    return Laid(blocks_of(turns), facts, (*before, *notes))


def _of_form(heads: Sequence[TimedName | None], form: str) -> list[TimedName | None]:
    """The heads of this form, and those of the same people whose words begin on the next line only."""
    chosen = [head if head is not None and head.form == form else None for head in heads]
    short = _WITHOUT_WORDS.get(form)
    called = {head.name for head in chosen if head is not None}
    return [
        head if head is not None and head.form == short and head.name in called else kept
        for head, kept in zip(heads, chosen, strict=True)
    ]


def _without_ratings(turns: Sequence[TurnLines], notes: list[str]) -> list[TurnLines]:
    """The turns of a page of Factba.se: without the rating of the voice, and without its editors' note."""
    kept: list[TurnLines] = []
    for turn in turns:
        rated = bool(turn.lines) and _RATING.fullmatch(turn.lines[0].text) is not None
        if rated:
            notes.append(turn.lines.pop(0).text)
        if (turn.label or "").casefold() in _EDITORS:
            notes.extend(line.text for line in turn.lines)
        else:
            kept.append(turn)
    return kept


def _bare_lines(lines: Sequence[Line], chosen: Sequence[TimedName | None]) -> dict[int, TimedName]:
    """The lines with a time and words but no name, by their places; the name is empty where nobody knows it.

    Where most lines have no name, one probably holds until the next, as in captions; so it does
    where many have none and stand in runs, as a tool writes the paragraphs of a turn.
    """
    places: dict[int, TimedName] = {}
    for at, (line, head) in enumerate(zip(lines, chosen, strict=True)):
        stamped = _STAMPED.fullmatch(line.text) if head is None else None
        if stamped is None or bool(stamped["open"]) != bool(stamped["close"]):
            continue
        start = milliseconds(stamped["time"])
        if start is not None and not _DIRECTION.fullmatch(stamped["words"]):
            places[at] = TimedName("", "", start, stamped["words"])
    named = len(chosen) - chosen.count(None)
    runs = sum(at + 1 in places and at - 1 not in places for at in places)
    in_runs = len(places) >= _MANY_BARE and len(places) * 3 >= named and runs * 6 >= len(places)
    if len(places) <= named and not in_runs:
        return places
    name = ""
    for at, head in enumerate(chosen):
        name = head.name if head is not None else name
        if at in places:
            places[at] = replace(places[at], name=name)
    return places


def _bare(name: str) -> str:
    """The name without what stands in brackets behind it."""
    return re.sub(r"\s*\([^()]*\)$", "", name)


def _worth(lines: Sequence[Line]) -> list[Line]:
    """The lines before the first turn without times that stand alone."""
    return [line for line in lines if not STAMP.fullmatch(line.text)]


def _in_order(heads: Sequence[TimedName]) -> bool:
    """Times go forward, but for a few: people interrupt each other."""
    steps = [after.start_ms >= before.start_ms for before, after in pairwise(heads)]
    return sum(steps) * 10 >= len(steps) * 8


def _mostly_without_times(
    lines: Sequence[Line], chosen: Sequence[TimedName | None], known: Sequence[TimedName]
) -> bool:
    """Whether labels without a time are common: then times only stand at some turns of a labelled page.

    People who have no time anywhere would lose their words to others.
    """
    plain = Counter(
        found[0]
        for line, head in zip(lines, chosen, strict=True)
        if head is None and (found := _untimed(line)) and can_be_name(found[0])
    )
    stamped = {_bare(head.name) for head in known}
    others = sum(count for name, count in plain.items() if count > 1 and name not in stamped)
    return others > 0 or sum(plain.values()) > len(known)


def _untimed(line: Line) -> tuple[str, str] | None:
    """The name and the words of a label that has no time; no words where it stands alone on its line.

    Then its words begin with capitals, but for particles: "He said:" is no name.
    """
    if alone := _LABEL_ALONE.fullmatch(line.text):
        words = alone["name"].split()
        large = all(not word[:1].islower() or is_particle(word) for word in words)
        return (alone["name"], "") if large else None
    label = _LABEL.fullmatch(line.text)
    return (label["name"], label["words"]) if label else None


def _are_names(heads: Sequence[TimedName], form: str) -> bool:
    """Names come again, or begin with a capital; a list of chapters with times has neither twice."""
    names = Counter(head.name for head in heads)
    if any(count > 1 for count in names.values()):
        return True
    alone = "words" not in form
    return not alone or all(
        word[:1].isupper() or not word[:1].isalpha() for name in names for word in name.split()
    )


def _on_own_lines(lines: Sequence[Line]) -> Laid | None:
    """Time and name each on a line of its own before the words, in either order.

    Teams before 2022 wrote a span first, Trint writes the name first. Between captions of one line the
    "name" would be what is said: names come again, and words follow them.
    """
    stamps = [at for at, line in enumerate(lines) if STAMP.fullmatch(line.text)]
    after = {at: at + 1 for at in stamps if _is_name_line(lines, at + 1, at + 2)}
    before = {at - 1: at - 1 for at in stamps if _is_name_line(lines, at - 1, at + 1)}
    heads = after if len(after) >= len(before) else before
    names = Counter(_name_on(lines[name]) for name in heads.values())
    starts = sorted(heads)
    # Words after a time before the first name are somebody's.
    early = [at for at in stamps if heads is after and starts and at < starts[0]]
    if len(heads) < _FEWEST or len(heads) * 10 < (len(stamps) - len(early)) * 9:
        return None
    if len(early) > len(heads):
        return None
    apart = all(lines[at].gap for at in starts[1:]) and not any(lines[at + 1].gap for at in starts)
    # Behind a span "Rosa Lind" is a name; what is said is not all in capitals.
    surely = apart or (
        all(SPAN_ALONE.fullmatch(lines[at].text) for at in stamps)
        and all(word[:1].isupper() or word.isdigit() for name in names for word in name.split())
    )
    again = max(names.values()) >= _FEWEST or (surely and all(" " in name for name in names))
    if not again or (len(names) * 2 > len(heads) and not surely):
        return None
    labels = names_by_label(list(names))
    turns = [
        TurnLines("", milliseconds(lines[at].text.lstrip("[(<")), lines[at].number, [*lines[at + 1 : end]])
        for at, end in pairwise([*early, starts[0]])
    ]  # fmt: skip
    notes: list[str] = []
    for start, end in pairwise([*starts, len(lines)]):
        clock = lines[start if heads is after else start + 1]
        name = labels[_name_on(lines[heads[start]])]
        turns.append(TurnLines(name, milliseconds(clock.text.lstrip("[(<")), clock.number))
        for line in lines[start + 2 : end]:
            if notices.is_notice(line.text):
                notes.append(line.text)
            else:
                turns[-1].lines.append(line)
    facts, first = front_of(_worth(lines[: early[0] if early else starts[0]]))
    # Else "Speaker" would be the one label, and before the layout's first turn.
    certain = all(_SPEAKER.match(lines[at].text) for at in heads.values())
    return Laid(blocks_of(turns), facts, (*first, *notes), certain=certain)


def _name_on(line: Line) -> str:
    """The name that is alone on a line: "Rosa Lind", "Rosa Lind:", "Speaker: Rosa Lind"."""
    return _SPEAKER.sub("", line.text).rstrip(": ")


def _is_name_line(lines: Sequence[Line], at: int, following: int) -> bool:
    """Whether a name is alone on this line, with words on the one that follows the time."""
    if not 0 <= at < len(lines) or not 0 <= following < len(lines):
        return False
    text = _name_on(lines[at])
    return (
        can_be_name(text)
        and len(text) < 60
        and not text.endswith((".", "?", "!", ","))
        and text[:1].isalpha()
        and STAMP.fullmatch(lines[following].text) is None
    )


def _meet(lines: Sequence[Line]) -> Laid | None:
    """Google Meet: a time alone every few minutes, and `Name: words` on the lines after it."""
    stamps = [at for at, line in enumerate(lines) if STAMP.fullmatch(line.text)]
    if not stamps:
        return None
    titled = [at for at, line in enumerate(lines[: stamps[0]]) if _MEET.fullmatch(line.text)]
    body = range(stamps[0], len(lines))
    labels = {at: found for at in body if (found := _LABEL.fullmatch(lines[at].text))}
    names = Counter(found["name"] for found in labels.values())
    sure = titled or (len(stamps) > 1 and len(labels) * 10 >= (len(body) - len(stamps)) * 7)
    if not sure or len(labels) < _FEWEST:
        return None
    turns: list[TurnLines] = []
    notes: list[str] = []
    start: int | None = None
    for at in body:
        line = lines[at]
        if STAMP.fullmatch(line.text):
            start = milliseconds(line.text.lstrip("[(<"))
        elif notices.is_notice(line.text):
            notes.append(line.text)
        elif (found := labels.get(at)) and _is_label(found["name"], names):
            turns.append(TurnLines(found["name"], start, line.number))
            turns[-1].lines.append(replace(line, text=found["words"]))
            start = None
        elif turns:
            turns[-1].lines.append(line)
        else:
            notes.append(line.text)
    if not turns:
        return None
    # Gemini's notes may stand before the transcript; it begins with its own title.
    own = titled[-1] if titled else 0
    facts, before = front_of([*lines[own : stamps[0]], *lines[:own]])
    return Laid(blocks_of(turns), facts, (*before, *notes))


def _is_label(name: str, names: Counter[str]) -> bool:
    if not can_be_name(name):
        return False
    return names[name] > 1 or all(
        word[:1].isupper() or len(word) <= 3 or not word[:1].isalpha() for word in name.split()
    )
