"""Splits and folds words for the search, like static/search.js and static/player.js."""

from __future__ import annotations

import re
import unicodedata

_RUN = re.compile(r"[^\W_]{1,40}")
# Scripts without spaces between words, which are searched by pairs of letters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)


def words(text: str) -> list[str]:
    """The words of a text in order: lower case, without accents and other marks.

    A run of letters of a script without spaces gives every pair of neighbours. A word of more than
    40 letters is split.
    """
    if text.isascii():
        return _RUN.findall(text.lower())
    folded = unicodedata.normalize("NFKD", text).translate(_MARKS).lower().replace("ς", "σ")
    parts: list[str] = []
    for run in _RUN.findall(folded):
        if not _UNSPACED.search(run):
            parts.append(run)
            continue
        at = 0
        for stretch in _UNSPACED.finditer(run):
            parts += [run[at : stretch.start()]] if stretch.start() > at else []
            parts += _pairs(stretch[0])
            at = stretch.end()
        parts += [run[at:]] if at < len(run) else []
    return parts


def _pairs(stretch: str) -> list[str]:
    return [stretch[n : n + 2] for n in range(len(stretch) - 1)] or [stretch]


class _WithoutMarks(dict[int, int | None]):
    """For str.translate: removes combining marks (Unicode category M), filled on demand."""

    def __missing__(self, code: int) -> int | None:
        replacement = None if unicodedata.category(chr(code)).startswith("M") else code
        self[code] = replacement
        return replacement


_MARKS = _WithoutMarks()
