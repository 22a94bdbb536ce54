"""Titles that a program gave to a file, and no person to a talk: its name, "Microsoft Word - talk.doc", "Document1"."""

from __future__ import annotations

import re
from pathlib import PurePath

_PROGRAMS = re.compile(
    r"(?:microsoft (?:word|powerpoint)|openoffice|libreoffice|google docs) ?[-–—:] ?.{1,200}|"
    r"[^/\\]{1,200}\.(?:docx?|dotx?|odt|ott|rtf|txt|md|markdown|html?|pdf|pages|wpd)|"
    r"(?:document|dokument|documento|documenti|documentos|untitled|unbenannt(?:es dokument)?|sans titre|sin título|"
    r"senza titolo|sem título|naamloos|bez tytułu|adsız|untitled document|documento sin título|document sans titre|"
    r"word document|new document|new microsoft word document|title|titel|titre|título)[ _-]{0,2}\d{0,4}",
    re.I,
)


def without_file_title(title: str, name: str) -> str:
    """The title of a document; "" where it is only a file's, or the name of this one (`name`)."""
    stem = PurePath(name).stem.casefold()
    bare = title.strip()
    if _PROGRAMS.fullmatch(bare):
        return ""
    return "" if bare.casefold() == stem and " " not in bare else title
