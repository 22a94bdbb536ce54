"""A line that has a name and a time, in any of the forms that recorders write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from segmentcast.transcript.document import Line
from segmentcast.transcript.labels.label_shapes import begins_like_speech, names_office
from segmentcast.transcript.text import directions

_CLOCK = r"\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3})?"
_FRAMED = r"\d{2}[:;]\d{2}[:;]\d{2}[:;]\d{2}"
_SPAN = rf"{_CLOCK}(?:\s*(?:-->|-|–|—|to)\s*{_CLOCK})?"
TIME = rf"(?P<open>[\[(<]?)(?P<time>{_SPAN})(?P<close>[\])>]?)"
_NAME = r"(?P<name>[^\d\W_][^:?!;\[\]()<>]{0,58}?|\[[^\[\]\n]{1,60}\]|[^\d\W_][^:?!;\[\]<>]{0,40}\([^()]{1,40}\))"
_FORMS: dict[str, re.Pattern[str]] = {
    "name time": re.compile(rf"{_NAME}:?[\s,|·•–—@-]*{TIME}\s*:?"),
    "time name": re.compile(rf"{TIME}[\s,|·•–—@-]*{_NAME}\s*:?"),
    "name: time words": re.compile(rf"{_NAME}\s*:\s*{TIME}[\s:–—-]*(?P<words>\S.*)"),
    "name time: words": re.compile(rf"{_NAME}\s*{TIME}\s*:\s*(?P<words>(?!\d\d\b)\S.*)"),
    "time name: words": re.compile(rf"{TIME}[\s|–—-]*{_NAME}\s*:\s*(?P<words>\S.*)"),
    "name time words": re.compile(rf"{_NAME}\s+{TIME}\s+(?P<words>[^\s:–—-].*)"),
    "time [name] words": re.compile(rf"{TIME}\s*(?P<name>\[[^\[\]\n]{{1,60}}\])\s*(?P<words>\S.*)"),
}  # fmt: skip
SPAN_ALONE = re.compile(rf"(?:{_FRAMED}|{_CLOCK})\s*(?:-->|-|–|—)\s*(?:{_FRAMED}|{_CLOCK})")
STAMP = re.compile(rf"{TIME}|{SPAN_ALONE.pattern}")
"""A time or a span alone; spans with frames stand alone, as Premiere Pro writes them."""
LENGTH = re.compile(r"\s*\(\d{0,6} ?sec(?:s|onds?)?\)$")
"""How long a turn lasts, as Factba.se writes it behind the time."""
_TO_EVERYONE = re.compile(
    r"^From (\S.{0,58}?) to (?:Everyone|All Panelists|Hosts and panelists)$", re.I
)
"""As Zoom writes who sent a message."""
HAS_TIME = re.compile(r"\d[:;]\d")
_BROKEN = r"(?P<time>[\d:;.,\[\](){}<>]{4,20})"
_BEFORE_WORDS = r"(?:\s*:\s+(?P<words>\S.*)|:?)"
_BROKEN_FIRST = re.compile(
    rf"{_BROKEN}[\s|–—-]*(?P<name>[^\d\W_][^\d:?!;\[\]<>]{{0,58}}){_BEFORE_WORDS}"
)
_BROKEN_LAST = re.compile(
    rf"(?P<name>[^\d\W_][^\d:?!;\[\]<>]{{0,58}}?)[\s:]+{_BROKEN}{_BEFORE_WORDS}"
)
"""A time with a figure too many, or with one of its brackets; whose name it is has to be known elsewhere."""
_LONGEST = 130
_MOST_NAME_WORDS = 7
_PARTS = 3
"""Hours, minutes, and seconds; frames are behind them."""


@dataclass(frozen=True, slots=True)
class TimedName:
    """A line that begins a turn: its form, the name, when, and the words after it on the line."""

    form: str
    name: str
    start_ms: int
    words: str = ""
    of_day: bool = False


def timed_name_of(line: Line) -> TimedName | None:
    """The name and the time that begin a turn on this line; None where it has no such two."""
    text = LENGTH.sub("", line.text) if len(line.text) <= _LONGEST else line.text
    if not HAS_TIME.search(text[:_LONGEST]):
        return None
    whole = len(text) <= _LONGEST
    for form, pattern in _FORMS.items():
        if "words" not in form and not whole:
            continue
        match = pattern.fullmatch(text)
        if match is None or bool(match["open"]) != bool(match["close"]):
            continue
        # "Ada Roe: 7:15 is too late." is talk; a tool puts such a time in brackets, or writes it in full.
        if form == "name: time words" and not match["open"] and match["time"].count(":") < 2:
            continue
        if form == "name time words" and not _is_apart(match):
            continue
        # "[00:09] It is 00:10 now.": the colon is a clock's.
        if re.search(r"\d:\d", text[match.start("name") : match.end("name") + 2]):
            continue
        name = _TO_EVERYONE.sub(r"\1", match["name"].strip(" ,|·•–—@-"))
        of_day = name.startswith("[") and form == "name time" and not match["open"]
        if name.startswith("["):
            name = name[1:-1].strip()
            if directions.DEFAULT.effect_of(name, square=True) is not None:
                continue  # "[04:18] [laughs] Why?"
        start = milliseconds(match["time"])
        if start is None or not can_be_name(name):
            continue
        words = match.groupdict().get("words") or ""
        return TimedName(form, name, start, words, of_day)
    return None


def without_broken_time(line: Line) -> tuple[str, str] | None:
    """The name and the words of a line whose time is mistyped, "[00:00:486 Rosa": no words where it stands alone."""
    for form in (_BROKEN_FIRST, _BROKEN_LAST):
        if (found := form.fullmatch(line.text)) and HAS_TIME.search(found["time"]):
            return found["name"].strip(), found["words"] or ""
    return None


def _is_apart(match: re.Match[str]) -> bool:
    """Whether a time between a name and words is a tool's: in brackets or in full, behind words in capitals."""
    if not match["open"] and len(re.findall("[:;]", match["time"])) < _PARTS - 1:
        return False
    return all(word[:1].isupper() or word[:1].isdigit() for word in match["name"].split())


def can_be_name(name: str) -> bool:
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


def milliseconds(text: str) -> int | None:
    """The first time of a span; parts of one digit too, as Teams wrote them."""
    first = re.match(rf"{_FRAMED}|{_CLOCK}", text)
    if first is None:
        return None
    clock, _, fraction = first[0].replace(",", ".").partition(".")
    parts = [int(part) for part in re.split("[:;]", clock)][:_PARTS]
    if parts[-1] > 59 or (len(parts) == 3 and parts[1] > 59):
        return None
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + part
    return seconds * 1000 + int(fraction.ljust(3, "0") or 0)
