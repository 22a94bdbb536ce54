"""Words of a caption file that stand in no caption: a tool broke a line in two, or somebody wrote between them.

They are read with the caption before, and are reported.
"""

from __future__ import annotations

from collections.abc import Sequence

from segmentcast.model import Finding
from segmentcast.transcript.text.prose import collapse, excerpt


def reported(strays: Sequence[tuple[int | None, str]], name: str) -> tuple[Finding, ...]:
    """The finding for such words, each with its line; none for none."""
    if not strays:
        return ()
    line, words = strays[0]
    count = f" ({len(strays)} places)" if len(strays) > 1 else ""
    return (
        Finding(
            "warning", "words-outside-caption", f"{name}:{line}" if line else name,
            f'words outside the captions are read with the one before: "{excerpt(collapse(words))}"{count}',
            "Put them into a caption, or delete them.",
        ),
    )  # fmt: skip
