"""A time, a name in bold, and the words of a turn, "0:12 **Rosa Lind** Good morning": as recorders write it.

The time would be words, and the name with a short answer behind it somebody's name. The time may be
in bold with the name, "**[0:12] Rosa Lind** Good morning", and be mistyped there.
"""

from __future__ import annotations

import re

from segmentcast.transcript.labels.label_forms import parse
from segmentcast.transcript.labels.label_shapes import LabelShape

_TIME = re.compile(
    r"\s*[\[(<]?(?P<time>\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?)[\])>]?[\s:|–—-]*(?=\D|$)"
)
_IN_BOLD = re.compile(
    r"\s*(?P<time>[\[(<]?(?=\d{1,3}:)[\d:;.,]{4,14}[\])>]?)[\s:|–—-]+(?P<name>[^\W\d_].*)"
)
_OPENS_TIME = ("[", "(", "<")
_LONGEST = 80


def is_time(text: str) -> bool:
    """Whether the words are a time alone."""
    return _TIME.fullmatch(text) is not None


def as_label(before: str, lead: str, words: str) -> str | None:
    """The paragraph with a colon behind the name, "0:12 Rosa Lind: Good morning"; None for other ones.

    `before` stands in front of the bold `lead`, `words` behind it. A time that can't be one goes.
    """
    inside = _IN_BOLD.fullmatch(lead) if not before.strip() else None
    if inside:
        before, lead = inside["time"], inside["name"]
    time = _TIME.fullmatch(before)
    name = lead.strip().rstrip(":").strip()
    if not (time or inside) or len(name) > _LONGEST or not words.strip(" :"):
        return None
    label = parse(name)
    framed = inside is not None and time is not None and before[:1] in _OPENS_TIME
    if label is None or not (label.shape is LabelShape.NAME or label.generic or framed):
        return None
    return f"{time['time'] if time else ''} {name}: {words.lstrip(' :')}".lstrip()
