"""A time, a name in bold, and the words of a turn, "0:12 **Rosa Lind** Good morning": as recorders write it.

The time would be words, and the name with a short answer behind it somebody's name.
"""

from __future__ import annotations

import re

from segmentcast.transcript.labels.label_forms import parse
from segmentcast.transcript.labels.label_shapes import LabelShape

_TIME = re.compile(
    r"\s*[\[(<]?(?P<time>\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?)[\])>]?[\s:|–—-]*(?=\D|$)"
)
_LONGEST = 80


def is_time(text: str) -> bool:
    """Whether the words are a time alone."""
    return _TIME.fullmatch(text) is not None


def as_label(before: str, lead: str, words: str) -> str | None:
    """The paragraph with a colon behind the name, "0:12 Rosa Lind: Good morning"; None for other ones.

    `before` stands in front of the bold `lead`, `words` behind it.
    """
    time = _TIME.fullmatch(before)
    name = lead.strip().rstrip(":").strip()
    if time is None or len(name) > _LONGEST or not words.strip(" :"):
        return None
    label = parse(name)
    if label is None or (label.shape is not LabelShape.NAME and not label.generic):
        return None
    return f"{time['time']} {name}: {words.lstrip(' :')}"
