"""What formats with times share: cues to blocks, in order, without the lines that only scroll again.

A reader gives its cues as they are; this gives the document: gaps from times, dashes for a change of
speaker, names at the start of most cues as their speakers, cues in the order of their times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from segmentcast.model import Finding
from segmentcast.transcript.document import Block, Document, Facts
from segmentcast.transcript.readers.cues.caption_speakers import at_dashes, with_names
from segmentcast.transcript.readers.cues.rolling_captions import without_growth, without_repeats
from segmentcast.transcript.readers.cues.source_caption import PAUSE_MS, SourceCaption
from segmentcast.transcript.readers.display_names import names_by_label
from segmentcast.transcript.text.prose import excerpt

_OVERLAP_MS = 2000


def document_of(
    form: str,
    cues: Iterable[SourceCaption],
    name: str,
    facts: Facts | None = None,
    *,
    rolls: bool = True,
    notes: Sequence[str] = (),
    findings: Sequence[Finding] = (),
) -> Document:
    """The Document of a format's cues.

    `rolls`: the format may show a line again above the next one; then it counts once.
    """
    ordered, odd = in_order([cue for cue in cues if cue.lines], name)
    if rolls:
        ordered = without_repeats(without_growth(ordered))
    pieces = with_names(at_dashes(ordered))
    names = names_by_label(cue.label for cue in pieces if cue.label)
    blocks: list[Block] = []
    for cue in pieces:
        before = blocks[-1].end_ms if blocks else None
        gap = gap_after(before, cue.start_ms) if not cue.part and cue.start_ms is not None else 0
        label = names.get(cue.label, cue.label) if cue.label else cue.label
        words = " ".join(cue.lines)
        blocks.append(
            Block(
                words, cue.line, gap,
                label=label, doubtful=cue.doubtful, start_ms=cue.start_ms, end_ms=cue.end_ms,
            )
        )  # fmt: skip
    return Document(
        form,
        tuple(blocks),
        facts or Facts(),
        labelled=any(block.label for block in blocks),
        timed=any(block.start_ms is not None for block in blocks),
        recognised=True,
        notes=tuple(notes),
        findings=(*findings, *odd),
    )


def gap_after(before_end_ms: int | None, start_ms: int) -> int:
    """A gap of one for every second and a half of silence before a caption."""
    if before_end_ms is None:
        return 0
    return max(0, start_ms - before_end_ms) // PAUSE_MS


def in_order(
    cues: list[SourceCaption], name: str
) -> tuple[list[SourceCaption], tuple[Finding, ...]]:
    """The cues by their start, and a finding where they were not; one without a time stays behind the one before.

    Where one begins less than a second or two before the one above it, people speak at once, or a tool
    cut a caption in two: the words stay in the order in which somebody wrote them down. One that is over
    before the one above it begins is out of order all the same.
    """
    starts: list[int] = []
    latest = 0
    early: SourceCaption | None = None
    for cue in cues:
        start = cue.start_ms if cue.start_ms is not None else starts[-1] if starts else 0
        over = cue.end_ms is not None and start < cue.end_ms <= latest
        if latest - _OVERLAP_MS <= start < latest and not over:
            start = latest
        early = early or (cue if start < latest else None)
        latest = max(latest, start)
        starts.append(start)
    if early is None:
        return cues, ()
    place = f"{name}:{early.line}" if early.line else name
    finding = Finding(
        "warning", "times-order", place,
        f'the captions are not in the order of their times; they are read in that order: "{excerpt(early.text)}"',
        "Check the times, or put the captions in order.",
    )  # fmt: skip
    order = sorted(range(len(cues)), key=lambda at: (starts[at], at))
    return [cues[at] for at in order], (finding,)
