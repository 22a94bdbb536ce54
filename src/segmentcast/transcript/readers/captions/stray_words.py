"""Words of a caption file that stand in no caption: a tool broke a line in two, or somebody wrote between them.

They are read where they stand if it is clear when they are said, and are reported.
"""

from __future__ import annotations

from collections.abc import Sequence

from segmentcast.model import Finding
from segmentcast.transcript.text.prose import collapse, excerpt


def reported(
    strays: Sequence[tuple[int | None, str]], name: str, *, read: bool = True
) -> tuple[Finding, ...]:
    """The finding for such words, each with its line, whether they are `read` or not; none for none."""
    if not strays:
        return ()
    line, words = strays[0]
    count = f" ({len(strays)} places)" if len(strays) > 1 else ""
    return (
        Finding(
            "warning", "words-outside-caption", f"{name}:{line}" if line else name,
            f'words outside the captions are {"read, too" if read else "not read"}: "{excerpt(collapse(words))}"{count}',
            "Put them into a caption, or delete them.",
        ),
    )  # fmt: skip
