"""Abbreviations pronounced letter by letter, or as a word."""

from __future__ import annotations

from itertools import groupby


def spelled(written: str) -> str:
    """Letter by letter: WHO as W.H.O, MI6 as M.I 6, NGOs as N.G.O's.

    Letters joined by full stops are read as one abbreviation, with its stress on the last letter.
    """
    letters = [char for char in written if char.isalnum()]
    plural = (
        len(letters) > 2 and letters[-1] == "s" and all(char.isupper() for char in letters[:-1])
    )
    if plural:
        letters.pop()
    runs = (
        (".".join(run).upper() if alphabetic else "".join(run))
        for alphabetic, run in groupby(letters, key=str.isalpha)
    )
    return " ".join(runs) + ("'s" if plural else "")


def as_word(written: str) -> str:
    """An abbreviation in the form that engines read as a word: UNHCR as Unhcr, U.N. as Un."""
    return "".join(char for char in written if char.isalnum() or char.isspace()).capitalize()
