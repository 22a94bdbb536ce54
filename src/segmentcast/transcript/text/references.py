"""HTML's character references (`&amp;`, `&#39;`) in text that is not HTML: pasted from a page's source.

The names are those of HTML 4 and `&apos;`, and only with the semicolon, so `R&D;` and `AT&T` stay
as they are. What a tool escaped twice (`&amp;#39;`) is decoded twice.
"""

from __future__ import annotations

import html
import re
from html.entities import name2codepoint

REFERENCE = re.compile(r"&(?:amp;)?(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,7});")


def find(text: str) -> str:
    """The first reference in the text; empty if there is none."""
    return next((m[0] for m in REFERENCE.finditer(text) if _character(m) != m[0]), "")


def decode(text: str) -> str:
    """The text with the characters in place of the references; a line end or a tab is a space."""
    return REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    name = found[0].replace("&amp;", "&", 1) if found[0] != "&amp;" else found[0]
    if name[1] != "#" and name[1:-1] not in name2codepoint and name != "&apos;":
        return found[0]
    character = html.unescape(name)
    if character.isspace():
        return " "
    return (
        character if character and character.isprintable() and character != "\ufffd" else found[0]
    )
