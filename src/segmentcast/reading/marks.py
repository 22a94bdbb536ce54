"""The rows that hold for every language: quotation marks, dashes, dots, brackets, what nobody sees."""

from __future__ import annotations

import re

from segmentcast.reading.forms import SpokenForm, form

_LOOK_BACK = 24
# Arrows, stars, ticks, faces and flags: words that nobody wrote, should an engine read them out.
_PICTURES = (
    "\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff\U0001fb00-\U0001fbff\ufe00-\ufe0f\u200d\u20e3\U000e0020-\U000e007f\u2122\u00ae\u2120\u00a8\u00b8\u02c2-\u02df"
)

_INVISIBLE = "".join(
    chr(at)
    for first, last in (
        (0xAD, 0xAD), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x2064), (0x2066, 0x2069),
        (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF), (0xD800, 0xDFFF),
    )
    for at in range(first, last + 1)
)  # fmt: skip


def ellipsis(match: re.Match[str]) -> str:
    """Three dots: a comma within a sentence, a full stop at its end, nothing where a mark stands already."""
    text = match.string
    before = text[max(0, match.start() - _LOOK_BACK) : match.start()].rstrip()
    if not before or not before[-1].isalnum():
        return ""
    following = text[match.end() : match.end() + 2]
    if not following or not any(char.isalnum() or char.isspace() for char in following):
        return " ." if re.search(r"\b[Nn]o$", before) else "."
    return "," if following[0].isspace() or not following[0].isalnum() else ", "


EVERY_LANGUAGE: tuple[SpokenForm, ...] = (
    form("double quotes", "symbol", "[“”„‟«»]", '"', ("“Go”, she said.", '"Go", she said.'), signs="“”„‟«»"),
    form("single quotes", "symbol", "[‘’‚‛´`]", "'", ("Don’t go.", "Don't go."), signs="‘’‚‛´`"),
    form("dots", "symbol", r"(?<![.…])\.{3,}", ellipsis, ("Well... I went.", "Well, I went."), stopped="."),
    form("ellipsis", "symbol", r"…+\.*", ellipsis, ("Well… I went…", "Well, I went."), signs="…"),
    form("double hyphen", "symbol", r"\s?-{2,}(?:\s|(?=\S)|$)", " — ", ("It -- was--is.", "It — was — is."), needs="--", signs="-"),
    form("tight dash", "symbol", r"(?<=\w)—(?=\w)", " — ", ("It was—no.", "It was — no ."), signs="—"),
    # Engines take phonemes in brackets; a transcript's own must not be read as such.
    form(
        "brackets and markup", "symbol", r"(?:[\[\]{}*_^|\\†‡]|~(?![ \-−$£€¥₹.]{0,2}\d))+",
        lambda match: " " if _within_word(match) else "",
        ("The [former] *head* spoke.", "The former head spoke."),
        signs="[]{}*_~^|\\†‡",
    ),
    form(
        # a figure or letter in a circle (①) has a meaning
        "pictures", "symbol", rf"(?:(?!\w)[{_PICTURES}])+", lambda match: " " if _within_word(match) else "",
        ("We ★ know 👍 them.", "We know them."),
        needs=f"[{_PICTURES}]",
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
