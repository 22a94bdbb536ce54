"""Splits and folds words: for the search like static/words.js, and plainly for people's names."""

from __future__ import annotations

import re
import unicodedata

_RUN = re.compile(r"[^\W_]{1,40}")
# Scripts without spaces between words, which are searched by pairs of letters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)


FOLDING = 2
"""The version of `terms`: an index of another one must not be mixed with it in a browser's cache."""
_LETTERS = str.maketrans(
    {
        **dict(zip("øđðłħŧı", "oddlhti", strict=True)),
        **{"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"},
        **{"\u0640": None, "ى": "ي", "ة": "ه", "ٱ": "ا"},
    }
)
"""Letters that Unicode doesn't divide into a plain one and an accent, and Arabic spellings."""
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|و?لل)(?=[^\W_]{2})(?!له$)")
"""The Arabic article, alone or after "and", "so", "with", "like", "for"; not in the name of God."""


def words(text: str) -> list[str]:
    """The words of a text in order: lower case, without accents and other marks.

    A run of letters of a script without spaces gives every pair of neighbours. A word of more than
    40 letters is split.
    """
    return _RUN.findall(text.lower()) if text.isascii() else _divided(_folded(text))


def terms(text: str) -> list[str]:
    """The words of a text as the search compares them: `words` with more letters folded, and
    without the Arabic article. People's addresses depend on `words`, so that one never changes.
    """
    if text.isascii():
        return _RUN.findall(text.lower())
    return [_ARTICLE.sub("", word) for word in _divided(_folded(text).translate(_LETTERS))]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKD", text).translate(_MARKS).lower().replace("ς", "σ")


def _divided(folded: str) -> list[str]:
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
