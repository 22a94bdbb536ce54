"""Reduces text to what XML and feeds allow."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)
"""What XML 1.0 forbids (§2.2 Char), and the control and non-characters that it discourages."""


def forbidden(text: str) -> tuple[str, ...]:
    """The characters of `text` that are not allowed in a feed, as `U+0000`, without repeats."""
    return tuple(
        dict.fromkeys(
            f"U+{ord(character):04X}" for character in _FORBIDDEN.findall(text.replace("\x85", " "))
        )
    )


def prose(text: str) -> str:
    """The text without forbidden characters, with `\\n` as the only line end and no outer spaces."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    return _FORBIDDEN.sub("", lines).strip()


def line(text: str, max_characters: int = 255) -> str:
    """The text as one line of bounded length."""
    whole = " ".join(_FORBIDDEN.sub("", text.replace("\x85", " ")).split())
    if len(whole) <= max_characters:
        return whole
    cut = whole[: max_characters - 1]
    at_word = cut.rpartition(" ")[0] if not whole[max_characters - 1].isspace() else cut
    shortened = at_word if len(at_word) > max_characters // 2 else cut
    return shortened.rstrip() + "…"


def cut_bytes(text: str, max_bytes: int) -> str:
    """The longest prefix of `text` of at most `max_bytes` UTF-8 bytes, ending in `…` if shortened.

    It is cut between characters, and between words if one ends close enough.
    """
    data = text.encode()
    if len(data) <= max_bytes:
        return text
    room = max_bytes - len("…".encode())
    if room < 0:
        return ""
    cut = data[:room].decode("utf-8", "ignore")
    at_word = cut.rstrip()[: len(cut)] if text[len(cut)].isspace() else cut.rpartition(" ")[0]
    shortened = at_word if len(at_word) > len(cut) * 3 // 4 else cut
    return shortened.rstrip() + "…"
