"""The initials of a person's name, as a cover shows them."""

from __future__ import annotations

import unicodedata

_JOINED = frozenset({"AL"})
"""Scripts whose letters join: two of them next to each other would read as a word."""
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md", "obe", "mbe"})


def initials(name: str) -> str:
    """The first letters of a name's first and last word; "" if it has none.

    `Dr. Ines Moreau, PhD` gives `IM`: abbreviated titles and what follows a comma are left out.
    """
    words = [word for word in name.partition(",")[0].split() if _letter(word)]
    kept = [
        word
        for word in words
        if (not word.endswith(".") and word.lower() not in _SUFFIXES) or _is_initial(word)
    ]
    chosen = kept or words
    if not chosen:
        return ""
    letters = [_letter(word) for word in (chosen[0], *chosen[1:][-1:])]
    joined = any(unicodedata.bidirectional(letter[0]) in _JOINED for letter in letters)
    return ("\u2009" if joined else "").join(letters)


def _is_initial(word: str) -> bool:
    """`J.` is part of the name, `Dr.` is not."""
    return len(word) == 2 and word[1] == "." and word[0].isupper()


def _letter(word: str) -> str:
    """The word's first letter in upper case, with the marks that belong to it."""
    composed = unicodedata.normalize("NFC", word)
    for place, character in enumerate(composed):
        if character.isalpha():
            marks = composed[place + 1 :]
            end = next(
                (n for n, mark in enumerate(marks) if not unicodedata.combining(mark)), len(marks)
            )
            upper = character.upper()
            return (upper if len(upper) == 1 else character) + marks[:end]
    return ""
