"""Generates text and audio to work on, deterministic and of any length."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

_WHO = "captain baker teacher nurse keeper farmer printer mayor sailor gardener".split()
_DID = "opened counted painted carried measured repaired closed remembered".split()
_WHAT = (
    "the bridge|the school|a small harbour|the old mill|every letter|the winter road|a lamp".split(
        "|"
    )
)
_HOW = "before noon|without a word|in the rain|for the first time|after the flood".split("|")
_QUESTIONS = (
    "How did the wall hold on day {}?",
    "And what happened to the harbour after {} days?",
    "Why has nobody said so in {} days?",
)


def sentences(count: int) -> tuple[str, ...]:
    """Sentences of about a dozen words, without repeats (up to some thousands)."""
    return tuple(_sentence(number) for number in range(count))


def _sentence(number: int) -> str:
    # Steps coprime to the lengths give all combinations in a mixed order.
    who, other = _WHO[number * 3 % 10], _WHO[(number * 7 + 4) % 10]
    did, what, how = _DID[number * 5 % 8], _WHAT[number * 4 % 7], _HOW[number * 2 % 5]
    return f"The {who} {did} {what} {how}, and the {other} saw {number + 2} of them."


def conversation(
    words: int, *, subject: str = "the sea wall", first: int = 0, labelled: bool = True
) -> bytes:
    """A transcript page of at least `words` words, like a newsroom's.

    `first` is the number of the first sentence of the answers; no sentence is said twice, and pages far
    apart share none. Without labels, only blank lines and question marks show who speaks.
    """
    parts = [
        f"A conversation about {subject}",
        f"Rosa Lind, who keeps the lamps, joins Peter Aune to discuss {subject}.",
        "Read the Full Transcript",
        "",
    ]
    spoken = number = 0
    while spoken < words:
        question = number % 2 == 0
        turn = (
            _QUESTIONS[number // 2 % 3].format(first + number + 2)
            if question
            else " ".join(_sentence(first + 2 * number + more) for more in range(4))
        )
        spoken += len(turn.split())
        label = f"{'PETER AUNE' if question else 'ROSA LIND'}: " if labelled else ""
        parts.append(f"    {label}{turn}\n")
        number += 1
    return ("\n\n".join(parts) + "\n\nListen to this Segment\n").encode()


def write_sound(path: Path, seconds: float, *, rate_hz: int = 44_100) -> None:
    """A stereo WAV file shaped like speech: syllables, pauses, swelling level, two sides.

    An encoder works about as hard on it as on a voice.
    """
    import numpy as np

    chance = np.random.default_rng(7)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        for second in range(round(seconds)):
            at = second + np.arange(rate_hz) / rate_hz
            pitch_hz = 110 + 25 * np.sin(at * 1.7)
            voiced = sum(np.sin(2 * np.pi * pitch_hz * n * at) / n for n in range(1, 12))
            syllables = np.clip(np.sin(2 * np.pi * 4.1 * at) + 0.4, 0, 1)
            breath = chance.standard_normal(rate_hz) * 0.2
            swell = 0.08 + 0.07 * np.sin(at / 3)
            pause = 0.02 if second % 7 == 6 else 1.0
            mono = (voiced + breath) * syllables * swell * pause
            sides = np.stack([mono, 0.8 * np.roll(mono, 12)], axis=1)
            file.writeframes((np.clip(sides, -1, 1) * 32_767).astype("<i2").tobytes())


def hosted_episodes(count: int) -> Iterator[tuple[str, str]]:
    """Folder name and episode.toml of episodes with audio hosted elsewhere, so nothing is encoded."""
    for number in range(count):
        year, day = divmod(number, 336)
        date = f"{2000 + year}-{day // 28 + 1:02d}-{day % 28 + 1:02d}"
        yield (
            f"{date}-talk-{number:06d}",
            f'title = "Talk {number}"\ndate = {date}\n\n[enclosure]\n'
            f'url = "https://sound.example/{number}.mp3"\n'
            'length = 4800000\ntype = "audio/mpeg"\nduration = 300\n',
        )
