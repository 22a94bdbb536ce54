"""Checks for every engine: the requested voice, the text that goes in, the sound that comes out."""

from __future__ import annotations

import difflib
import math
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from segmentcast.errors import EngineError, Problem, SegmentcastError, VoiceError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from segmentcast.model import Voice, VoiceInfo
    from segmentcast.ports import Engine

FACTORS = (0.5, 2.0)
"""The pitch factors and paces that still sound like a person."""
MAX_CHARACTERS = 5000
"""More than any sentence has; bounds the memory of one utterance."""
SHORTEST_MS_PER_CHARACTER = 10
"""Sound that is shorter than this has lost words (fast speech has about 60)."""
LONGEST_S = 10.0
LONGEST_S_PER_CHARACTER = 0.4
"""Sound that is longer than both together says something else (a slow voice takes 0.15 s a character)."""
SILENCE_DBFS = -55.0
"""Level under which the loudest 50 ms of a sentence count as silence."""


def known(voice: Voice, voices: tuple[VoiceInfo, ...], engine: str) -> VoiceInfo:
    """The voice's row. Raises VoiceError for an unknown voice, naming the known ones, or a factor out of range."""
    row = next((info for info in voices if info.name == voice.name), None)
    problems = []
    if voice.engine != engine:
        problems.append(Problem("", f'voice "{voice}" is not a voice of engine {engine}'))
    elif row is None:
        names = [info.name for info in voices]
        close = difflib.get_close_matches(voice.name, names, n=1)
        listed = ", ".join(names[:40]) + (" ..." if len(names) > 40 else "")
        what = f'engine {engine} has no voice "{voice.name}"; it has {listed or "none"}'
        problems.append(
            Problem("", what, f'did you mean "{close[0]}"?' if close else "segmentcast voices")
        )
    for label, value in (("pitch", voice.pitch), ("pace", voice.pace)):
        if not (math.isfinite(value) and FACTORS[0] <= value <= FACTORS[1]):
            what = f'{label} of voice "{voice}" is {value:g}'
            problems.append(Problem("", what, f"choose from {FACTORS[0]:g} to {FACTORS[1]:g}"))
    if problems or row is None:
        raise VoiceError(problems)
    return row


def usable(engine: Engine) -> None:
    """Raises VoiceError with the engine's own reason if it can't speak here."""
    trouble = engine.unavailable()
    if trouble is not None:
        raise VoiceError(Problem("", f"engine {engine.name}: {trouble.why}", trouble.mend))


def plain(text: str, engine: str) -> str:
    """The text without anything that an engine could interpret as markup; offsets stay the same.

    Control characters, lone surrogates, and unassigned code points become spaces; square and curly
    brackets become round ones. Raises EngineError if nothing is left to speak, or if the text is
    longer than MAX_CHARACTERS.
    """
    cleaned = "".join(_CLEANED.get(char) or _clean(char) for char in text)
    if not any(char.isalnum() for char in cleaned):
        raise EngineError(Problem("", f"engine {engine} was given nothing to speak: {text[:40]!r}"))
    if len(cleaned) > MAX_CHARACTERS:
        raise EngineError(
            Problem(
                "",
                f"engine {engine} was given {len(cleaned)} characters as one sentence: {text[:40]!r} ...",
                f"end sentences with a full stop; at most {MAX_CHARACTERS} characters are spoken at once",
            )
        )
    return cleaned


def checked(
    samples: NDArray[np.float32], rate_hz: int, text: str, engine: str
) -> NDArray[np.float32]:
    """The same samples as contiguous float32, peak at most 1.

    Raises EngineError if they are empty, silent, not numbers, or too short or too long for the text.
    """
    import numpy as np

    sound = np.ascontiguousarray(samples, dtype=np.float32).reshape(-1)
    letters = sum(char.isalnum() for char in text)
    shortest = max(50, SHORTEST_MS_PER_CHARACTER * letters) * rate_hz // 1000
    if not np.isfinite(sound).all():
        what = "returned samples that are not numbers"
    elif sound.size == 0:
        what = "returned no sound"
    elif _loudest_dbfs(sound, rate_hz) < SILENCE_DBFS:
        what = "returned silence"
    elif sound.size < shortest:
        what = f"returned only {sound.size * 1000 // rate_hz} ms"
    elif sound.size > (LONGEST_S + LONGEST_S_PER_CHARACTER * len(text)) * rate_hz:
        what = f"returned {sound.size // rate_hz} s of sound, too much"
    else:
        peak = float(np.max(np.abs(sound)))
        return sound / np.float32(peak) if peak > 1.0 else sound
    raise EngineError(Problem("", f"engine {engine} {what} for {text[:60]!r}"))


@contextmanager
def guarded(engine: str, text: str) -> Iterator[None]:
    """Turns the errors of other people's code into our own; the original remains as the cause."""
    try:
        yield
    except (SegmentcastError, MemoryError):
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:300]
        raise EngineError(
            Problem("", f"engine {engine} failed on {text[:60]!r}: {reason}")
        ) from error


def _loudest_dbfs(sound: NDArray[np.float32], rate_hz: int) -> float:
    import numpy as np

    window = max(1, rate_hz // 20)
    edges = np.arange(0, sound.size, window)
    power = np.add.reduceat(np.square(sound, dtype=np.float64), edges)
    sizes = np.diff(np.append(edges, sound.size))
    loudest = float(np.max(power / sizes)) if sizes[-1] else 0.0
    return 10 * math.log10(max(loudest, 1e-20))


def _clean(char: str) -> str:
    joins_letters = char in "\u200c\u200d"
    if unicodedata.category(char) in _SPEECHLESS and not joins_letters:
        return " "
    return char


_SPEECHLESS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_CLEANED = {"[": "(", "]": ")", "{": "(", "}": ")"}
