"""A label left behind the words of another's turn: "I made a mistake. BRAND:". Nobody says it."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from segmentcast.transcript.page.spoken_items import Item
from segmentcast.transcript.text.names import in_capitals, key_of

_TRAILING = re.compile(r"(?<=[.?!…—–\-\"'”’)\]])\s+(?P<words>[^\W\d_a-z][^?!…:a-z]{1,60}):$")
_REACH = 80


def without(items: Sequence[Item]) -> list[Item]:
    """The items without such labels: in capitals, behind a sentence's end, of somebody with turns."""
    labels = (item.label for item in items)
    known = {key for label in labels if label for key in (label.key, _key(label.words))}
    return [_trimmed(item, known) for item in items]


def _trimmed(item: Item, known: Set[str]) -> Item:
    text = item.paragraph.text
    if not text.endswith(":") or item.paragraph.directions:
        return item
    found = _TRAILING.search(text[-_REACH:])
    if found is None or not in_capitals(found["words"]) or _key(found["words"]) not in known:
        return item
    kept = text[: max(0, len(text) - _REACH) + found.start()]
    return replace(item, paragraph=replace(item.paragraph, text=kept))


def _key(words: str) -> str:
    return key_of(words.rstrip(": "))
