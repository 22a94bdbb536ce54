"""Who speaks in which voice: by name, as it was before, or by rule.

The rule: the host or narrator has the first voice, the guest the second, further people the same
two moved in pitch so far that they sound like others. A person keeps the voice from episode to
episode; two people of one episode never have the same.
"""

from __future__ import annotations

from segmentcast.cast.candidates import speaks
from segmentcast.cast.casting import Cast, CastMember, assign
from segmentcast.cast.saved_voices import extend_cast, parse_kept, render_cast
from segmentcast.cast.voice_names import HIGHEST, LOWEST, parse_voice

__all__ = [
    "HIGHEST",
    "LOWEST",
    "Cast",
    "CastMember",
    "assign",
    "extend_cast",
    "parse_kept",
    "parse_voice",
    "render_cast",
    "speaks",
]
