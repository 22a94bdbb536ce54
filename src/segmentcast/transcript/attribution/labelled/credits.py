"""What a speaker's role is in the credits: without the part, how the words were said, or an empty title."""

from __future__ import annotations

import re

from segmentcast.patterns import compile_late
from segmentcast.transcript.text.names import proper_case

_HOW_SAID = compile_late(
    r",\s+(?:voice-?over|(?:on|off) camera|(?:via|by|on) (?:phone|telephone|satellite|video)|live|to [^\W\d_a-z][^,]{1,40})$", re.I
)  # fmt: skip


def of_label(role: str) -> str:
    """A label's role as credits show it: "HOST" and "BYLINE" say the part, not a role."""
    role = _HOW_SAID.sub("", role)
    if re.fullmatch(
        r"(?:co-?)?(?:host|byline|anchor|narrator|announcer|moderator|interviewer|guest)s?",
        role,
        re.I,
    ):
        return ""
    if re.fullmatch(
        r"(?:voice-?over|on camera|off camera|through (?:an? )?(?:interpreter|translator)|via .{3,20}|cont(?:inued|['’]d)|laughing|.*\d:\d\d.*)",
        role,
        re.I,
    ):
        return ""
    return role


def credited(honorific: str, role: str) -> str:
    """The role for the credits, an honorific that is an office or a degree in front of it."""
    plain = honorific.strip().rstrip(".").casefold()
    if not honorific or plain in {"mr", "mrs", "ms", "miss", "mx", "sir", "m", "mme"}:
        return role
    shown = proper_case(honorific)
    return f"{shown}, {role}" if role else shown
