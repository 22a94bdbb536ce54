"""The steps that add a voice: each says what it brings, whether it is there already, and how to do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One file or package to bring. `run` raises VoiceError or StoreError; a repeated run resumes."""

    what: str
    length_bytes: int
    present: bool
    run: Callable[[], None]
