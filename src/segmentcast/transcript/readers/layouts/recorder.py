"""Exports of tools that record or transcribe: a name and a time before each turn.

    Rosa Lind  0:03            Otter, Microsoft Teams: the words follow on the next lines
    [Rosa Lind] 16:04:22       Zoom, captions saved in a meeting
    Speaker 1 (00:12):         Rev, Trint, Descript
    Rosa Lind: [00:00:05] ...  Sonix; and with the time in front
    00:05:12                   Google Meet: a time alone, names before a colon
    Rosa Lind 00:00:00-00:00:05 (5 sec)   Factba.se, with its rating of the voice on the next line
    0:0:03.0 --> 0:0:5.190     Teams before 2022: the time, the name, the words; Trint: name, time, words

Modelled on exports in public repositories and the samples that the vendors' help pages show.
Times are times: they are taken out of the words and kept at the turn that they begin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from segmentcast.transcript.document import Line
from segmentcast.transcript.labels.label_shapes import begins_like_speech, names_office
from segmentcast.transcript.readers.display_names import names_by_label
from segmentcast.transcript.readers.layouts import notices
from segmentcast.transcript.readers.layouts.turn_lines import Laid, TurnLines, blocks_of, front_of

_CLOCK = r"\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3})?"
_SPAN = rf"{_CLOCK}(?:\s*(?:-->|-|–|—|to)\s*{_CLOCK})?"
_TIME = rf"(?P<open>[\[(<]?)(?P<time>{_SPAN})(?P<close>[\])>]?)"
_NAME = r"(?P<name>[^\d\W_][^:?!;\[\]()<>]{0,58}?|\[[^\[\]\n]{1,60}\]|[^\d\W_][^:?!;\[\]<>]{0,40}\([^()]{1,40}\))"
_FORMS: dict[str, re.Pattern[str]] = {
    "name time": re.compile(rf"{_NAME}:?[\s,|·•–—-]*{_TIME}\s*:?"),
    "time name": re.compile(rf"{_TIME}[\s,|·•–—-]*{_NAME}\s*:?"),
    "name: time words": re.compile(rf"{_NAME}\s*:\s*{_TIME}[\s:–—-]*(?P<words>\S.*)"),
    "name time: words": re.compile(rf"{_NAME}\s*{_TIME}\s*:\s*(?P<words>\S.*)"),
    "time name: words": re.compile(rf"{_TIME}[\s|–—-]*{_NAME}\s*:\s*(?P<words>\S.*)"),
    "time [name] words": re.compile(rf"{_TIME}\s*(?P<name>\[[^\[\]\n]{{1,60}}\])\s*(?P<words>\S.*)"),
}  # fmt: skip
_STAMPS_FIRST = frozenset({"time name: words", "time [name] words"})
_STAMP = re.compile(rf"{_TIME}")
_STAMPED = re.compile(rf"{_TIME}[\s|–—-]+(?P<words>[^\d\s].*)")
_DIRECTION = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|♪.*")
_LENGTH = re.compile(r"\s*\(\d{0,6} ?sec(?:s|onds?)?\)$")
"""How long a turn lasts, as Factba.se writes it behind the time."""
_RATING = re.compile(
    r"No StressLens|(?:No Signal|Weak|Medium|Strong)(?: Signal)? \(\d?\.?\d{0,6}\)", re.I
)
"""What Factba.se's software made of the voice."""
_EDITORS = frozenset({"note"})
"""Who wrote the page, in Factba.se's: no speaker."""
_HAS_TIME = re.compile(r"\d:\d")
_LABEL = re.compile(r"(?P<name>[^\W\d_][^:?!;\[\]()]{0,58}?):\s+(?P<words>\S.*)")
_MEET = re.compile(r".{1,200} - Transcript|📖 Transcript", re.I)
_LONGEST_HEAD = 130
_MOST_NAME_WORDS = 7
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class _Head:
    """A line that begins a turn: its form, the name, when, and the words after it on the line."""

    form: str
    name: str
    start_ms: int
    words: str = ""
    of_day: bool = False


def read(lines: Sequence[Line]) -> Laid | None:
    """The turns of an export; None where no two lines have a name with a time in one form."""
    if not any(_HAS_TIME.search(line.text) for line in lines):
        return None
    return _heads_with_times(lines) or _on_own_lines(lines) or _meet(lines)


def _heads_with_times(lines: Sequence[Line]) -> Laid | None:
    heads = [_head_of(line) for line in lines]
    forms = Counter(head.form for head in heads if head is not None)
    if not forms:
        return None
    form, count = forms.most_common(1)[0]
    if count < _FEWEST:
        return None
    # A form is a habit of the whole text; "Rosa Lind 0:03" within a talk of another form is words.
    chosen = [head if head is not None and head.form == form else None for head in heads]
    known = [head for head in chosen if head is not None]
    if not _in_order(known) or not _are_names(known, form):
        return None
    if _mostly_without_times(lines, chosen, known):
        return None
    bare = _bare_lines(lines, chosen) if form in _STAMPS_FIRST else {}
    first = min(next(at for at, head in enumerate(chosen) if head is not None), *bare, len(lines))
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
        elif _STAMP.fullmatch(line.text):
            continue
        elif (label := _LABEL.fullmatch(line.text)) and label["name"] in called:
            # A turn that nobody gave a time is the named person's all the same.
            turns.append(TurnLines(names[called[label["name"]]], None, line.number))
            turns[-1].lines.append(replace(line, text=label["words"]))
        else:
            turns[-1].lines.append(line)
    if any(_LENGTH.search(lines[at].text) for at, head in enumerate(chosen) if head is not None):
        turns = _without_ratings(turns, notes)
    facts, before = front_of(_worth(lines[:first]))
    return Laid(blocks_of(turns), facts, (*before, *notes))


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


def _bare_lines(lines: Sequence[Line], chosen: Sequence[_Head | None]) -> dict[int, _Head]:
    """The lines with a time and words but no name, by their places; the name is empty where nobody knows it.

    Where most lines have no name, one probably holds until the next, as in captions.
    """
    places: dict[int, _Head] = {}
    for at, (line, head) in enumerate(zip(lines, chosen, strict=True)):
        stamped = _STAMPED.fullmatch(line.text) if head is None else None
        if stamped is None or bool(stamped["open"]) != bool(stamped["close"]):
            continue
        start = _milliseconds(stamped["time"])
        if start is not None and not _DIRECTION.fullmatch(stamped["words"]):
            places[at] = _Head("", "", start, stamped["words"])
    named = len(chosen) - chosen.count(None)
    if len(places) <= named:
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
    return [line for line in lines if not _STAMP.fullmatch(line.text)]


def _head_of(line: Line) -> _Head | None:
    text = _LENGTH.sub("", line.text) if len(line.text) <= _LONGEST_HEAD else line.text
    if not _HAS_TIME.search(text[:_LONGEST_HEAD]):
        return None
    whole = len(text) <= _LONGEST_HEAD
    for form, pattern in _FORMS.items():
        if "words" not in form and not whole:
            continue
        found = pattern.fullmatch(text)
        if found is None or bool(found["open"]) != bool(found["close"]):
            continue
        # "Ada Roe: 7:15 is too late." is talk; a tool puts such a time in brackets, or writes it in full.
        if form == "name: time words" and not found["open"] and found["time"].count(":") < 2:
            continue
        # "[00:09] It is 00:10 now.": the colon is a clock's.
        if re.search(r"\d:\d", text[found.start("name") : found.end("name") + 2]):
            continue
        name = found["name"].strip(" ,|·•–—-")
        of_day = name.startswith("[") and form == "name time" and not found["open"]
        if name.startswith("["):
            name = name[1:-1].strip()
        start = _milliseconds(found["time"])
        if start is None or not _can_be_name(name):
            continue
        words = found.groupdict().get("words") or ""
        return _Head(form, name, start, words, of_day)
    return None


def _can_be_name(name: str) -> bool:
    """Not a sentence, and no word alone that stands before times: "at 9:15"."""
    words = name.split()
    if not 1 <= len(words) <= _MOST_NAME_WORDS or not any(char.isalpha() for char in name):
        return False
    if name.casefold() in _NO_NAMES or words[-1].casefold() in _NO_NAMES:
        return False
    if name.endswith(".") and (words[-1][:1].islower() or (len(words) == 1 and len(name) > 3)):
        return False
    if _begins_sentence(name, words):
        return False
    # A stop ends a sentence unless an initial or a title is before it.
    return not any(word.endswith(".") and len(word) > 5 for word in words)


def _begins_sentence(name: str, words: Sequence[str]) -> bool:
    """ "It is", "So I said", and not "The Mill Podcast", "The member for Leeds"."""
    if not name[:1].isupper() or names_office(name) or not begins_like_speech(name):
        return False
    return any(word[:1].islower() for word in words[1:])


_NO_NAMES = frozenset(
    "at from until till by on about around to before after since between time duration length total "
    "chapter part start end recorded date updated published um ab bis gegen à vers de las".split()
)


def _in_order(heads: Sequence[_Head]) -> bool:
    """Times go forward, but for a few: people interrupt each other."""
    steps = [after.start_ms >= before.start_ms for before, after in pairwise(heads)]
    return sum(steps) * 10 >= len(steps) * 8


def _mostly_without_times(
    lines: Sequence[Line], chosen: Sequence[_Head | None], known: Sequence[_Head]
) -> bool:
    """Whether labels without a time are common: then times only stand at some turns of a labelled page.

    People who have no time anywhere would lose their words to others.
    """
    plain = Counter(
        found["name"]
        for line, head in zip(lines, chosen, strict=True)
        if head is None and (found := _LABEL.fullmatch(line.text)) and _can_be_name(found["name"])
    )
    stamped = {_bare(head.name) for head in known}
    others = sum(count for name, count in plain.items() if count > 1 and name not in stamped)
    return others > 0 or sum(plain.values()) > len(known)


def _are_names(heads: Sequence[_Head], form: str) -> bool:
    """Names come again, or begin with a capital; a list of chapters with times has neither twice."""
    names = Counter(head.name for head in heads)
    if any(count > 1 for count in names.values()):
        return True
    alone = "words" not in form
    return not alone or all(
        word[:1].isupper() or not word[:1].isalpha() for name in names for word in name.split()
    )


def _milliseconds(text: str) -> int | None:
    """The first time of a span; parts of one digit too, as Teams wrote them."""
    first = re.match(_CLOCK, text)
    if first is None:
        return None
    clock, _, fraction = first[0].replace(",", ".").partition(".")
    parts = [int(part) for part in clock.split(":")]
    if parts[-1] > 59 or (len(parts) == 3 and parts[1] > 59):
        return None
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + part
    return seconds * 1000 + int(fraction.ljust(3, "0") or 0)


def _on_own_lines(lines: Sequence[Line]) -> Laid | None:
    """Time and name each on a line of its own before the words, in either order.

    Teams before 2022 wrote a span first, Trint writes the name first. Between captions of one line the
    "name" would be what is said: names come again, and words follow them.
    """
    stamps = [at for at, line in enumerate(lines) if _STAMP.fullmatch(line.text)]
    after = {at: at + 1 for at in stamps if _is_name_line(lines, at + 1, at + 2)}
    before = {at - 1: at - 1 for at in stamps if _is_name_line(lines, at - 1, at + 1)}
    heads = after if len(after) >= len(before) else before
    names = Counter(lines[name].text.rstrip(": ") for name in heads.values())
    starts = sorted(heads)
    # Words after a time before the first name are somebody's.
    early = [at for at in stamps if heads is after and starts and at < starts[0]]
    if len(heads) < _FEWEST or len(heads) * 10 < (len(stamps) - len(early)) * 9:
        return None
    if len(early) > len(heads):
        return None
    apart = all(lines[at].gap for at in starts[1:]) and not any(lines[at + 1].gap for at in starts)
    if max(names.values()) < _FEWEST or (len(names) * 2 > len(heads) and not apart):
        return None
    labels = names_by_label(list(names))
    turns = [
        TurnLines("", _milliseconds(lines[at].text.lstrip("[(<")), lines[at].number, [*lines[at + 1 : end]])
        for at, end in pairwise([*early, starts[0]])
    ]  # fmt: skip
    notes: list[str] = []
    for start, end in pairwise([*starts, len(lines)]):
        clock = lines[start if heads is after else start + 1]
        name = labels[lines[heads[start]].text.rstrip(": ")]
        turns.append(TurnLines(name, _milliseconds(clock.text.lstrip("[(<")), clock.number))
        for line in lines[start + 2 : end]:
            if notices.is_notice(line.text):
                notes.append(line.text)
            else:
                turns[-1].lines.append(line)
    facts, first = front_of(_worth(lines[: early[0] if early else starts[0]]))
    return Laid(blocks_of(turns), facts, (*first, *notes))


def _is_name_line(lines: Sequence[Line], at: int, following: int) -> bool:
    """Whether a name is alone on this line, with words on the one that follows the time."""
    if not 0 <= at < len(lines) or not 0 <= following < len(lines):
        return False
    text = lines[at].text.rstrip(": ")
    return (
        _can_be_name(text)
        and len(text) < 60
        and not text.endswith((".", "?", "!", ","))
        and text[:1].isalpha()
        and _STAMP.fullmatch(lines[following].text) is None
    )


def _meet(lines: Sequence[Line]) -> Laid | None:
    """Google Meet: a time alone every few minutes, and `Name: words` on the lines after it."""
    stamps = [at for at, line in enumerate(lines) if _STAMP.fullmatch(line.text)]
    if not stamps:
        return None
    titled = [at for at, line in enumerate(lines[: stamps[0]]) if _MEET.fullmatch(line.text)]
    ended = any("transcription ended after" in line.text.casefold()[:60] for line in lines[-8:])
    body = range(stamps[0], len(lines))
    labels = {at: found for at in body if (found := _LABEL.fullmatch(lines[at].text))}
    names = Counter(found["name"] for found in labels.values())
    sure = titled or ended or (len(stamps) > 1 and len(labels) * 10 >= len(body) * 7)
    if not sure or len(labels) < _FEWEST:
        return None
    turns: list[TurnLines] = []
    notes: list[str] = []
    start: int | None = None
    for at in body:
        line = lines[at]
        if _STAMP.fullmatch(line.text):
            start = _milliseconds(line.text.lstrip("[(<"))
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
    if not _can_be_name(name):
        return False
    return names[name] > 1 or all(
        word[:1].isupper() or len(word) <= 3 or not word[:1].isalpha() for word in name.split()
    )
