"""Who speaks in which voice: as named, as in earlier episodes, or by rule.

The rule: the host or narrator gets the first voice, the guest the second, and further people the
same two, moved in pitch until they sound like someone else. People keep their voices from episode to
episode; no two people in one episode share a voice.
"""

from __future__ import annotations

from segmentcast.cast.candidates import candidates, speaks
from segmentcast.cast.casting import Cast, CastMember, CastRequest, assign
from segmentcast.cast.readable_scripts import unreadable_turns
from segmentcast.cast.saved_voices import extend_cast, parse_kept, render_cast
from segmentcast.cast.voice_names import parse_voice

__all__ = [
    "Cast",
    "CastMember",
    "CastRequest",
    "assign",
    "candidates",
    "extend_cast",
    "parse_kept",
    "parse_voice",
    "render_cast",
    "speaks",
    "unreadable_turns",
]
