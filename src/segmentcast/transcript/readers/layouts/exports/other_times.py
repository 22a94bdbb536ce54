"""Times in forms that no layout reads, written as those that all read: "[0:01:13]".

    0h01m13s, [1m 13s], 1'13"    durations, as players count
    T+01:13, :01:13.             what meters and cutting rooms print
    #00:01:13-5#                 f4transkript, mostly behind a paragraph
    01.13                        only where nothing else can be meant

A time stands before a line's words, behind a name, or alone. One in a sentence is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from segmentcast.model import Finding
from segmentcast.transcript.document import Block, Document, Line
from segmentcast.transcript.labels.label_forms import parse

_FEWEST = 3
_FORWARD = 0.9
_LONGEST_NAME = 80
_HOUR, _MINUTE = 3600, 60


@dataclass(frozen=True, slots=True)
class _Form:
    """How a time is written. `alike`: numbers of chapters and versions look so as well."""

    time: str
    alike: bool = False
    at_ends: bool = False
    """Whether it stands behind whole paragraphs, too."""


_FORMS = (
    _Form(r"(?:(?P<h>\d{1,2}) ?h(?:rs?)? ?)?(?P<m>\d{1,3}) ?m(?:in)? ?(?P<s>\d{1,2}) ?s(?:ec)?"),
    _Form(r"(?P<h>\d{1,2}) ?h ?(?P<m>[0-5]\d) ?m(?P<s>)"),
    _Form(r"(?P<h>)(?P<m>\d{1,3})['’′] ?(?P<s>[0-5]\d)(?:[\"”″]|''|’’)"),
    _Form(r"T ?\+ ?(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,3}):(?P<s>[0-5]\d)"),
    _Form(r"(?P<h>)(?<!\S):(?P<m>\d\d):(?P<s>[0-5]\d)\.?"),
    _Form(r"#(?P<h>\d\d):(?P<m>[0-5]\d):(?P<s>[0-5]\d)(?:-\d{1,3})?#", at_ends=True),
    _Form(r"(?:(?P<h>\d\d)\.)?(?P<m>\d\d)\.(?P<s>[0-5]\d)", alike=True),
)
_OPEN, _CLOSE = r"[\[(<{]?\s?", r"\s?[\])>}]?"


@dataclass(frozen=True, slots=True)
class _Place:
    """A time in a text: where, its seconds, whether it is in brackets or its line's only words."""

    start: int
    end: int
    seconds: int
    plain: bool

    def written(self, text: str) -> str:
        """The text with this time in the form that all layouts read."""
        minutes, seconds = divmod(self.seconds, _MINUTE)
        hours, minutes = divmod(minutes, _MINUTE)
        behind = text[self.end :].strip()
        space = " " if behind and behind[0] not in ":,." else ""
        before = f"{text[: self.start].rstrip()} " if text[: self.start].strip() else ""
        return f"{before}[{hours}:{minutes:02}:{seconds:02}]{space}{behind}"


def settle(document: Document, name: str) -> Document:
    """The document with its times as layouts read them, and a finding that says so."""
    texts = [line.text for line in document.lines] or [block.text for block in document.blocks]
    for form in _FORMS:
        finder = _finder(form)
        found = [(text, place) for text in texts if (place := finder(text))]
        if len(found) < _FEWEST or not _go_forward([place for _, place in found]):
            continue
        shown = _shown(*found[0])
        if form.alike and not _are_times(found, texts):
            return replace(
                document, findings=(*document.findings, _unread(shown, len(found), name))
            )
        return replace(
            document,
            lines=tuple(_line(line, finder) for line in document.lines),
            blocks=tuple(_block(block, finder) for block in document.blocks),
            findings=(*document.findings, _read(shown, found[0][1], len(found), name)),
        )
    return document


def _finder(form: _Form) -> Callable[[str], _Place | None]:
    """What finds the time in a text: before its words, between a name and a colon, or behind a name."""
    time = f"{_OPEN}{form.time}{_CLOSE}"
    first = re.compile(rf"{time}(?:\s?[:.,–—-](?=\s|$))?(?=\s|$)")
    before_colon = re.compile(rf"(?<=\s){time}(?=\s?:(?:\s|$))")
    last = re.compile(rf"(?<=\s){time}$")

    def found(text: str) -> _Place | None:
        match = first.match(text) or before_colon.search(text, 0, _LONGEST_NAME)
        if match is None and (form.at_ends or (len(text) <= _LONGEST_NAME and text[-1:] != "?")):
            match = last.search(text)
            if match and not form.at_ends and parse(text[: match.start()].rstrip(" ,:")) is None:
                match = None
        if match is None:
            return None
        hours, minutes, seconds = (int(match[part] or 0) for part in ("h", "m", "s"))
        whole = match[0].strip() == text.strip()
        return _Place(
            match.start(), match.end(), hours * _HOUR + minutes * _MINUTE + seconds,
            plain=not whole and match[0].strip()[:1] not in "[(<{",
        )  # fmt: skip

    return found


def _go_forward(places: Sequence[_Place]) -> bool:
    steps = [after.seconds >= before.seconds for before, after in pairwise(places)]
    return sum(steps) >= len(steps) * _FORWARD and places[-1].seconds > places[0].seconds


def _are_times(found: Sequence[tuple[str, _Place]], texts: Sequence[str]) -> bool:
    """Whether numbers with a stop are times: none is the one behind the last, and a label or nothing stands behind them."""
    seconds = [place.seconds for _, place in found]
    numbered = all(after - before == 1 for before, after in pairwise(seconds))
    if numbered or len(found) * 4 < len(texts):
        return False
    return all(not place.plain or ":" in text[place.end : _LONGEST_NAME] for text, place in found)


def _line(line: Line, finder: Callable[[str], _Place | None]) -> Line:
    place = finder(line.text)
    if place is None:
        return line
    text = place.written(line.text)
    return replace(line, text=text, lead=_lead(line.lead, text, finder))


def _block(block: Block, finder: Callable[[str], _Place | None]) -> Block:
    place = finder(block.text)
    if place is None:
        return block
    text = place.written(block.text)
    return replace(block, text=text, lead=_lead(block.lead, text, finder))


def _lead(lead: str, text: str, finder: Callable[[str], _Place | None]) -> str:
    place = finder(lead) if lead else None
    known = place.written(lead) if place else lead
    return known if text.startswith(known) else ""


def _shown(text: str, place: _Place) -> str:
    return text[place.start : place.end].strip()


def _read(shown: str, place: _Place, count: int, name: str) -> Finding:
    minutes, seconds = divmod(place.seconds, _MINUTE)
    return Finding(
        "note", "times-read", name,
        f'"{shown}" and {count - 1} more like it are times ({minutes} min {seconds} s), not spoken.',
    )  # fmt: skip


def _unread(shown: str, count: int, name: str) -> Finding:
    return Finding(
        "warning", "time-unread", name,
        f'"{shown}" and {count - 1} more like it may be times, but are read aloud as numbers.',
        "If they are times, write them with a colon (00:01:13).",
    )  # fmt: skip
