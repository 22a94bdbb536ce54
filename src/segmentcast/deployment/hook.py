"""Runs the newsroom's hook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from segmentcast.programs.limited_program import run_program

SECONDS = 120.0


def run_hook(
    hook: Sequence[str],
    folder: Path,
    message: bytes,
    *,
    passed: Sequence[str] = (),
    seconds: float = SECONDS,
) -> str:
    """Runs the hook in `folder` with `message` on stdin. Returns why it failed, or an empty string."""
    return run_program(hook, folder, message, passed=passed, seconds=seconds).failure
