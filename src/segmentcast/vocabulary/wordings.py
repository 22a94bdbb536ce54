"""What pages, feeds and spoken notices say in a reader's language, from the tables in wordings.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from segmentcast import toml
from segmentcast.vocabulary.languages import primary

FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
"""Primary language subtags that are commonly written from right to left."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One table: `tag` is its primary subtag; `words` holds the strings by key."""

    tag: str
    words: Mapping[str, str]
    months: tuple[str, ...]

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, for the `dir` attribute."""
        return direction(self.tag)

    def text(self, key: str, **values: str) -> str:
        """The words for this key, with `{name}` filled in. Raises KeyError for an unknown key."""
        words = self.words[key]
        for name, value in values.items():
            words = words.replace(f"{{{name}}}", value)
        return words

    def date(self, day: date) -> str:
        """A date as people write it: `November 13, 2016`."""
        return self.text(
            "date", month=self.months[day.month - 1], day=str(day.day), year=str(day.year)
        )

    def period(self, period: str) -> str:
        """A year, a month or a day that is written as ISO dates begin: `2016`, `November 2016`."""
        year, month, day = (*map(int, period.split("-")), 0, 0)[:3]
        if day:
            return self.date(date(year, month, day))
        return f"{self.months[month - 1]} {year}" if month else str(year)

    def megabytes(self, length_bytes: int) -> str:
        """A size as people say it, in units of 1000: `3.2 MB`, `48 kB`."""
        if length_bytes < 1_000_000:
            return f"{max(1, (length_bytes + 500) // 1000)} kB"
        whole, tenth = divmod((length_bytes + 50_000) // 100_000, 10)
        return f"{whole}{self.words['decimal']}{tenth} MB"


def language(tag: str) -> Language:
    """The table for a BCP 47 tag: `fr-CA` gets French, a language without a table gets English."""
    return known(tag) or _languages()[FALLBACK]


def known(tag: str) -> Language | None:
    """The table for a BCP 47 tag, if its language has one: what is spoken is never in another."""
    return _languages().get(primary(tag))


def tags() -> tuple[str, ...]:
    """The languages that have a table."""
    return tuple(_languages())


def direction(tag: str) -> str:
    """`ltr` or `rtl` for a BCP 47 tag."""
    return "rtl" if primary(tag) in RIGHT_TO_LEFT else "ltr"


@cache
def _languages() -> dict[str, Language]:
    content = files(__package__).joinpath("wordings.toml").read_bytes()
    rows = toml.parse(content, "wordings.toml").table
    return {tag: _language(tag, table) for tag, table in rows.items()}


def _language(tag: str, table: dict[str, Any]) -> Language:
    words = {key: value for key, value in table.items() if isinstance(value, str)}
    return Language(tag, words, tuple(table["months"]))
