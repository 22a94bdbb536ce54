"""Captions whose time line has a start and no end, as tools that are stopped leave the last one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from segmentcast.model import Finding
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.text.prose import excerpt

_TAG = re.compile(r"<[^<>]{1,300}>")


def mend_of(example: str) -> str:
    """What to do about a line that is no time line."""
    return f"Write when the caption begins and when it ends in this line, as in {example}"


def with_ends(
    cues: Sequence[SourceCaption], name: str
) -> tuple[list[SourceCaption], list[Finding]]:
    """The captions, one without an end ending where the next begins, the last one with the file; the finding of it."""
    endless = [cue for cue in cues if cue.start_ms is not None and cue.end_ms is None]
    if not endless:
        return list(cues), []
    starts = [cue.start_ms for cue in cues[1:]]
    ended = [
        replace(cue, end_ms=after)
        if cue.end_ms is None and after is not None and after >= (cue.start_ms or 0)
        else cue
        for cue, after in zip(cues, [*starts, None], strict=True)
    ]
    count = f" ({len(endless)} captions)" if len(endless) > 1 else ""
    finding = Finding(
        "warning", "time-unread", f"{name}:{endless[0].line}" if endless[0].line else name,
        f'the caption has no end: it ends where the next one begins, or with the file{count}: "{excerpt(_TAG.sub("", endless[0].text))}"',
        "Write when it ends behind the arrow of its time line.",
    )  # fmt: skip
    return ended, [finding]
