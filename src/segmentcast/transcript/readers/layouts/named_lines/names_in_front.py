"""A name in front of each turn, set off by brackets, a dash or a bar in place of a colon.

    [Mia] Was it cold?             (MIA) Was it cold?             <Mia> Was it cold?
    Rosa — Was it cold?            Rosa - Was it cold?            Rosa | Was it cold?
    _Rosa:_ Was it cold?           Rosa:Was it cold?              Rosa; Was it cold?

So do chats, zines, and interviews that are typed by hand. Two of such names have to come again, and
to be in front of nearly all that follows the first. So do "Morning — we got up" and "(Later) He went
home": only people's names are surely labels, and only where somebody asks something.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from segmentcast.model import Finding
from segmentcast.transcript.document import Line
from segmentcast.transcript.labels import label_book
from segmentcast.transcript.labels.label_forms import Label, parse
from segmentcast.transcript.labels.label_shapes import LabelShape, begins_like_speech
from segmentcast.transcript.readers.layouts.turn_lines import (
    Laid,
    TurnLines,
    blocks_of,
    front_of,
    sentences_before,
    treated_as_labels,
)
from segmentcast.transcript.text.directions import DEFAULT
from segmentcast.transcript.text.names import HONORIFICS, proper_case
from segmentcast.transcript.text.prose import ends_sentence, excerpt

_FORMS = (
    re.compile(r"\[(?P<name>[^\[\]]{1,60})\]\s+(?P<words>[^\s(\[].*)"),
    re.compile(r"\((?P<name>[^()]{1,60})\)\s+(?P<words>[^\s(\[].*)"),
    re.compile(r"<(?P<name>[^<>/=]{1,60})>\s+(?P<words>\S.*)"),
    re.compile(r"[_*]{1,2}(?P<name>[^\W\d_][^_*:]{0,60}):?[_*]{1,2}:?\s+(?P<words>\S.*)"),
    re.compile(r"(?P<name>[^\W\d_][^:—–|?!\[\]()]{0,50}?)\s+(?:—|–|--?)\s+(?P<words>\S.*)"),
    re.compile(
        r"(?P<name>[^\W\d_][^:;=….|?!\[\]()]{0,50}?)\s?(?:(?P<stop>[….]|\.\.\.)|[;=]|:(?=[^\s\d/]))\s*(?P<words>[^\s.].*)"
    ),
    re.compile(r"(?P<name>[^\W\d_][^:|?!\[\]()]{0,50}?)\s*\|\s+(?P<words>[^\s|][^|]*)"),
)
_OF_CHATS = _FORMS[2]
""""<kball> Was it cold?" Nothing else has these marks, whatever stands between them."""
_ENCLOSED = 4
"""The first of these forms, in which nothing that is said stands."""
_FEWEST = 4
_FEWEST_NAMES = 2
_MOST = 0.75
"""Share of the lines from the first name on that have one."""
_MOST_BEFORE = 8
"""Lines of a page's head."""


@dataclass(frozen=True, slots=True)
class _Head:
    label: Label
    words: str


def read(lines: Sequence[Line], *, name: str = "", is_person: Callable[[str], bool]) -> Laid | None:
    """The turns; None where fewer than two names come again, or too little of the text has one in front.

    None, too, where these are hardly people's names; the turns are in doubt where some are not, or nobody asks.
    `name`: the file's, for findings.
    """
    for at, form in enumerate(_FORMS):
        laid = _of_form(lines, form, name, enclosed=at < _ENCLOSED, is_person=is_person)
        if laid is not None:
            return laid
    return None


def _of_form(
    lines: Sequence[Line],
    form: re.Pattern[str],
    name: str,
    *,
    enclosed: bool,
    is_person: Callable[[str], bool],
) -> Laid | None:
    heads = [_head(line.text, form) for line in lines]
    counts = Counter(head.label.key for head in heads if head)
    again = {key for key, count in counts.items() if count > 1}
    first = next((at for at, head in enumerate(heads) if head and head.label.key in again), None)
    if first is None or first > _MOST_BEFORE or len(again) < _FEWEST_NAMES:
        return None
    named = [head for head in heads[first:] if head]
    of_again = [head for head in named if head.label.key in again]
    spoken = sum(ends_sentence(head.words) for head in of_again)
    if (
        len(of_again) < _FEWEST
        or len(of_again) < (len(lines) - first) * _MOST
        or spoken * 2 < len(of_again)
    ):
        return None
    sure = _are_speakers(of_again, is_person)
    if sure is None and form is not _OF_CHATS:
        return None
    turns: list[TurnLines] = []
    findings: list[Finding] = []
    for line, head in zip(lines[first:], heads[first:], strict=True):
        known = head is not None and (head.label.key in again or _is_somebody(head.label))
        if head and (known or enclosed):
            turns.append(
                TurnLines(head.label.name, None, line.number, [replace(line, text=head.words)])
            )
        else:
            turns[-1].lines.append(line)
        if head and not known:
            turns[-1].guessed = True
            findings.append(_once(head, line, name, enclosed=enclosed))
    if label_book.learn([(line.text, line.lead) for line in lines]):
        return None
    facts, notes = front_of(lines[:first])
    findings.extend(sentences_before(lines[:first], name))
    if not sure:
        names = {head.label.key: head.label.words for head in of_again}.values()
        findings.append(treated_as_labels(names, f"{name}:{lines[first].number}"))
        for turn in turns:
            turn.guessed = True
    return Laid(blocks_of(turns), facts, notes, tuple(findings))


def _are_speakers(heads: Sequence[_Head], is_person: Callable[[str], bool]) -> bool | None:
    """Whether those named are surely people who talk; None where they are hardly people.

    People ask each other something; "Tom - he went to sea." tells of Tom.
    """
    names = {head.label.key: head.label for head in heads}
    people = sum(
        label.generic or is_person(proper_case(f"{label.honorific} {label.name}".strip()))
        for label in names.values()
    )
    asks = any(head.words.rstrip('"”’)').endswith(("?", "？")) for head in heads)
    told_of = sum(head.words[:1].islower() for head in heads) * 2 > len(heads)
    if people == len(names) and not told_of:
        return asks
    return False if asks and people * 2 >= len(names) else None


def _head(text: str, form: re.Pattern[str]) -> _Head | None:
    match = form.fullmatch(text)
    if match is None:
        return None
    name = match["name"].strip()
    # Several words in capitals are a direction in brackets elsewhere; here the table alone says so.
    usual_case = name.capitalize() if name.isupper() else name
    last = usual_case.rsplit(" ", 1)[-1]
    if any(DEFAULT.effect_of(words, square=True) for words in (usual_case, last)):
        return None
    if name.casefold() in HONORIFICS:
        return None  # "Sen. Roe. I rise."
    if match.groupdict().get("stop") and not (name.isupper() or " " in name):
        return None  # "Genau. Wir auch."
    label = parse(name)
    if label is None or label.start_ms is not None or not any(map(str.isalpha, label.name)):
        return None
    usual = label.generic or label.shape >= LabelShape.UNUSUAL
    return _Head(label, match["words"]) if usual and not begins_like_speech(name) else None


def _is_somebody(label: Label) -> bool:
    """Whether a name that is there once is one of somebody: "Kay Stone", no "Nothing"."""
    return label.generic or (label.shape is LabelShape.NAME and " " in label.name)


def _once(head: _Head, line: Line, name: str, *, enclosed: bool) -> Finding:
    """What is to be looked at where one word in this form is there once."""
    if enclosed:
        return Finding(
            "warning", "label-doubtful", f"{name}:{line.number}",
            f'"{head.label.words}" occurs only once and was treated as a label.',
            "If that is no name, delete it, or join it to the words.",
        )  # fmt: skip
    return Finding(
        "warning", "label-unread", f"{name}:{line.number}",
        f'"{head.label.words}" could be a speaker\'s label, but is read aloud as words: "{excerpt(line.text)}"',
        f"If somebody speaks here, write the full name (First {head.label.name}).",
    )  # fmt: skip
