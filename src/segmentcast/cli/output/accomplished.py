"""What a command has changed so far, for the message of a later failure."""

from __future__ import annotations

_sentence = ""


def note(sentence: str) -> None:
    """Records a change: "The feed was published"."""
    global _sentence  # noqa: PLW0603 - one command per process
    _sentence = sentence


def so_far() -> str:
    """The recorded change; empty if there was none."""
    return _sentence
