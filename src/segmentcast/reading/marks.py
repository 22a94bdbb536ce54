"""The rows that hold for every language: quotation marks, dashes, dots, brackets, what nobody sees."""

from __future__ import annotations

import re

from segmentcast.reading import figures
from segmentcast.reading.forms import SpokenForm, form

_INVISIBLE = "".join(
    chr(at)
    for first, last in (
        (0xAD, 0xAD), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x2064), (0x2066, 0x2069),
        (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF), (0xD800, 0xDFFF),
    )
    for at in range(first, last + 1)
)  # fmt: skip

EVERY_LANGUAGE: tuple[SpokenForm, ...] = (
    form("double quotes", "symbol", "[“”„‟«»]", '"', ("“Go”, she said.", '"Go", she said.'), signs="“”„‟«»"),
    form("single quotes", "symbol", "[‘’‚‛´`]", "'", ("Don’t go.", "Don't go."), signs="‘’‚‛´`"),
    form("dots", "symbol", r"(?<![.…])\.{3,}", figures.ellipsis, ("Well... I went.", "Well, I went."), stopped="."),
    form("ellipsis", "symbol", r"…+\.*", figures.ellipsis, ("Well… I went…", "Well, I went."), signs="…"),
    form("double hyphen", "symbol", r"\s?-{2,}(?:\s|(?=\S)|$)", " — ", ("It -- was--is.", "It — was — is."), needs="--", signs="-"),
    form("tight dash", "symbol", r"(?<=\w)—(?=\w)", " — ", ("It was—no.", "It was — no ."), signs="—"),
    # Engines take phonemes in brackets; a transcript's own must not be read as such.
    form(
        "brackets and markup", "symbol", r"[\[\]{}*_~^|\\]+",
        lambda match: " " if _within_word(match) else "",
        ("The [former] *head* spoke.", "The former head spoke."),
        signs="[]{}*_~^|\\",
    ),
    form(
        "invisible marks", "symbol",
        f"[{_INVISIBLE}]+",
        "", ("Mo\u00adsul fell.", "Mosul fell."),
        signs=_INVISIBLE,
    ),
)  # fmt: skip


def _within_word(match: re.Match[str]) -> bool:
    before, after = (
        match.string[match.start() - 1 : match.start()],
        match.string[match.end() : match.end() + 1],
    )
    return before.isalnum() and after.isalnum()
