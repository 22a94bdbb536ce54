"""Markdown's marks with a space on their wrong side, which are shown as asterisks: "**Rosa: ** words", "** Rosa:** words"."""

from __future__ import annotations

import re

_STRONG = re.compile(r"(\*\*|__)((?:(?!\1).){1,400})\1")
_LABEL = re.compile(r"([*_])(?![*_\s])([^*_\n]{1,120}:)[ \t]+\1(?=\s)")


def tightened(text: str) -> str:
    """The paragraph with such a space outside of the marks, as it was meant; in italics a label's alone.

    With spaces on both sides, or behind other characters, the marks are none: "2 ** 3 ** 4".
    """
    text = _STRONG.sub(_tight, text).lstrip()
    label = _LABEL.match(text)
    return f"{label[1]}{label[2]}{label[1]}{text[label.end() :]}" if label else text


def _tight(found: re.Match[str]) -> str:
    mark, inner = found[1], found[2]
    words = inner.strip()
    before, after = inner[:1].isspace(), inner[-1:].isspace()
    within = found.start() > 0
    behind = within and not found.string[found.start() - 1].isspace()
    if not any(map(str.isalnum, words)) or (within and before and after) or behind:
        return found[0]
    return f"{' ' * before}{mark}{words}{mark}{' ' * after}"
