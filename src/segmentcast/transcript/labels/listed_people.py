"""The people whom a page's front matter lists as those who speak: `speakers: [Tom Lund, Rosa Lind]`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from segmentcast.transcript.labels.short_names import words_of

_OF_ONE = frozenset(
    "speaker guest host participant panelist panellist moderator interviewer interviewee".split()
)
KEYS = _OF_ONE | {f"{key}s" for key in _OF_ONE} | {"co-hosts", "cohosts"}
"""Keys of front matter that list who speaks."""
_BETWEEN = re.compile(r"\s*[,;&]\s*|\s+and\s+")
_BETWEEN_BUT_COMMAS = re.compile(r"\s*[;&]\s*|\s+and\s+")
_REMARK = re.compile(r"\s?\([^()]{0,200}\)")


def people_of(others: Mapping[str, str]) -> tuple[str, ...]:
    """The names that front matter lists as those of people who speak.

    Behind a comma one person's key may have what the person is: `guest: Otto Brand, Mayor of Lund`.
    """
    names: dict[str, None] = {}
    for key, value in others.items():
        if key.casefold() in KEYS:
            between = _BETWEEN_BUT_COMMAS if key.casefold() in _OF_ONE else _BETWEEN
            parts = between.split(_REMARK.sub("", value))
            names.update(dict.fromkeys(part.strip() for part in parts))
    return tuple(name for name in names if len(words_of(name)) > 1)
