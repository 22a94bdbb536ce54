"""Whom a form of address and a surname mean: "Mr. Brand" is the only Brand that a page names in full."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.attribution.naming.name_knowledge.likely_sex import (
    MAN,
    WOMAN,
    sex_of_name,
)
from segmentcast.transcript.text.names import is_name_word

_SEX_OF_TITLE = {
    **dict.fromkeys("mr sir herr señor signor monsieur don".split(), MAN),
    **dict.fromkeys("mrs ms miss frau señora signora madame doña".split(), WOMAN),
}


def only_full_name(surname: str, titles: Iterable[str], texts: Sequence[str]) -> str:
    """The full name of this surname, if the texts have one that these titles fit; else ""."""
    pattern = re.compile(
        rf"(?<![\w'’-])([^\W\d_a-z][\w'’-]+) (?:[A-Z]\.? )?{re.escape(surname)}(?![\w-])"
    )
    sexes = {_SEX_OF_TITLE.get(title.rstrip(".").casefold(), "") for title in titles} - {""}
    first = {
        found[1]
        for text in texts
        if surname in text
        for found in pattern.finditer(text)
        if is_given_name(found[1]) and is_name_word(found[1])
    }
    full = [f"{name} {surname}" for name in first]
    fitting = [name for name in full if not sexes or sex_of_name(name) in (*sexes, "")]
    return fitting[0] if len(fitting) == 1 else ""
