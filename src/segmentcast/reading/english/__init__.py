"""How English is read aloud: one tuple of rows, the more specific ones first."""

from segmentcast.reading.english.abbreviations import ABBREVIATIONS
from segmentcast.reading.english.amounts import AMOUNTS
from segmentcast.reading.english.dates_and_times import DATES, DAY_FIRST, FIGURES
from segmentcast.reading.english.figures_in_names import NAMES
from segmentcast.reading.english.measures import MEASURES
from segmentcast.reading.english.scores import SCORES
from segmentcast.reading.english.signs import SIGNS
from segmentcast.reading.forms import SpokenForm

SPECIAL = tuple(
    row
    for row in SIGNS
    if row.name in ("mail address", "web address", "hashtag", "note in brackets")
)
ENGLISH: tuple[SpokenForm, ...] = (
    *SPECIAL,
    *NAMES,
    *FIGURES,
    *MEASURES,
    *AMOUNTS,
    *DATES,
    *ABBREVIATIONS,
    *SCORES,
    *(row for row in SIGNS if row not in SPECIAL),
)

_BY_NAME = {row.name: row for row in DAY_FIRST}
ENGLISH_DAY_FIRST = tuple(_BY_NAME.get(row.name, row) for row in ENGLISH)
"""The same where 05/06 is the fifth of June."""


def is_phrase(written: str, spoken: str) -> bool:
    """Whether one of the rows for phrases turns `written` into `spoken`, alone or in brackets."""
    return any(
        row.spoken(match) == spoken
        for row in ENGLISH
        if row.kind == "phrase"
        for context in (
            f"Roe, {written}, x",
            f"levels of {written}",
            f"per {written}",
            f"{written} was at 5 ppb",
            written,
        )
        for match in row.pattern.finditer(context)
        if match[row.group] == written
    )


__all__ = ["ENGLISH", "ENGLISH_DAY_FIRST", "is_phrase"]
