"""What a command has changed by now, for the message of a failure that comes after it."""

from __future__ import annotations

_sentence = ""


def note(sentence: str) -> None:
    """Remember what was changed: "The feed was published"."""
    global _sentence  # noqa: PLW0603 - one command a process
    _sentence = sentence


def so_far() -> str:
    """What was changed; empty when nothing was."""
    return _sentence
