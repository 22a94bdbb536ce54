"""The notation for voices: an engine's voice with a pitch and a pace."""

from __future__ import annotations

import re

from segmentcast.errors import Problem, VoiceError
from segmentcast.model import Voice

LOWEST, HIGHEST = 0.5, 2.0
"""Bounds of pitch and pace, beyond which speech is unintelligible."""

_VOICE = re.compile(
    r"(?P<engine>[a-z][a-z0-9_-]{0,31})/(?P<name>[^\x00-\x1f\x7f]{1,1000}?)"
    r"(?:\*(?P<pitch>[0-9.]{1,12}))?(?:@(?P<pace>[0-9.]{1,12}))?"
)
FORM = "Write engine/name, engine/name*0.80 (pitch) or engine/name*1.18@1.05 (pitch and pace); `segmentcast voices` lists them."
"""The notation, as messages show it."""


def parse_voice(text: str, where: str) -> Voice:
    """The voice of `hibari/heart`, `piper/joe*1.18`, `gtts/co.uk@1.1`, `piper//path/x.onnx*1.1@1.05`.

    `str(voice)` is the inverse. Raises VoiceError if the text is none of these, or pitch or pace are
    outside 0.5 to 2.
    """
    match = _VOICE.fullmatch(text.strip())
    if match is None:
        raise VoiceError(Problem(where, f"{text!r} is not a voice.", FORM))
    problems: list[Problem] = []
    factors = {"pitch": 1.0, "pace": 1.0}
    for what in tuple(factors):
        if match[what] is None:
            continue
        try:
            # four digits, as `str(voice)` writes them
            factors[what] = float(f"{float(match[what]):.4g}")
        except ValueError:
            problems.append(
                Problem(where, f"the {what} {match[what]!r} of {text!r} is not a number.", FORM)
            )
            continue
        if not LOWEST <= factors[what] <= HIGHEST:
            problems.append(
                Problem(
                    where,
                    f"the {what} {match[what]} of {text!r} is out of range.",
                    f"Choose {LOWEST:g} to {HIGHEST:g}.",
                )
            )
    if problems:
        raise VoiceError(problems)
    return Voice(match["engine"], match["name"].strip(), factors["pitch"], factors["pace"])
