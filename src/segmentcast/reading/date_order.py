"""Whether a page writes the day or the month first in dates such as 05/06/2026.

The page decides, else its country: dates in figures that leave no choice, the tag of its language
(en-GB, en-US), how it writes dates in words, its spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from segmentcast.patterns import compile_late
from segmentcast.reading.english.table import MONTHS, listed
from segmentcast.vocabulary.languages import primary

DateOrder = Literal["day first", "month first"]

MAYBE_A_DATE = re.compile(
    r"(?<![\w.,/:])\d{1,2}(?:/\d{1,2}(?:/(?:\d{4}|\d\d))?|\.\d{1,2}\.(?:\d{4}|\d\d))(?![\w/])"
)
"""What may be a date in figures; it may be a fraction or a score too."""
_IN_FIGURES = compile_late(
    r"(?<![\w.,/:$])(\d{1,2})([/.])(\d{1,2})\2(?:(?:1[1-9]|20)\d\d|\d\d)(?![\w/]|[.,:]\d)"
    r"|\b(?:[Oo]n|by|[Uu]ntil|[Ss]ince|due) (\d{1,2})/(\d{1,2})(?![\w/]|[.,:-]\d)"
)
_MONTH = "|".join(MONTHS)
_DAY_THEN_MONTH = compile_late(rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH})\b")
_MONTH_THEN_DAY = compile_late(rf"\b(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?\b(?! (?:{_MONTH}))")
# Canada writes both; elsewhere English-speaking countries put the day first.
_MONTH_FIRST = frozenset({"US", "PH"})
_NEITHER = frozenset({"CA"})
_SURE_BY_SPELLING = 2


def by_tag(language: str) -> DateOrder | None:
    """The order in the country of a BCP 47 tag; None if the tag names none, or one that writes both."""
    region = next((part.upper() for part in language.split("-")[1:] if len(part) == 2), "")
    if primary(language) != "en" or not region or region in _NEITHER:
        return None
    return "month first" if region in _MONTH_FIRST else "day first"


def date_order(texts: Sequence[str], language: str) -> DateOrder | None:
    """The order in which a page of `texts` writes dates in figures; None if nothing on it tells.

    Of two kinds of evidence the first decides; evidence for both orders counts for neither.
    """
    return (
        _more(*_in_figures(texts), least=1)
        or by_tag(language)
        or _more(_count(_DAY_THEN_MONTH, texts), _count(_MONTH_THEN_DAY, texts), least=1)
        or _more(*_spelled(texts), least=_SURE_BY_SPELLING)
    )


def names_a_month(words: str) -> bool:
    """Whether spoken words hold the name of a month: a fraction is written like a date."""
    return any(month in words for month in MONTHS)


def _in_figures(texts: Iterable[str]) -> tuple[int, int]:
    """How many dates in figures can only begin with the day, and how many only with the month."""
    day_first = month_first = 0
    for text in texts:
        for match in _IN_FIGURES.finditer(text):
            first, second = int(match[1] or match[4]), int(match[3] or match[5])
            day_first += 12 < first <= 31 and 1 <= second <= 12
            month_first += 12 < second <= 31 and 1 <= first <= 12
    return day_first, month_first


def _spelled(texts: Iterable[str]) -> tuple[int, int]:
    """How many words are spelled as in Britain, and how many as in America; names don't count."""
    british = frozenset(listed("spelling", "british"))
    american = frozenset(listed("spelling", "american"))
    words = [word for text in texts for word in re.findall(r"\b[a-z]+\b", text)]
    return sum(word in british for word in words), sum(word in american for word in words)


def _count(pattern: re.Pattern[str], texts: Iterable[str]) -> int:
    return sum(len(pattern.findall(text)) for text in texts)


def _more(day_first: int, month_first: int, *, least: int) -> DateOrder | None:
    if day_first >= least and not month_first:
        return "day first"
    if month_first >= least and not day_first:
        return "month first"
    return None
