"""Lines that begin with a speaker in brackets and a colon, as whisperX writes its text: `[SPEAKER_00]: ...`.

Modelled on m-bain/whisperX, whisperx/utils.py (`WriteTXT`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from segmentcast.transcript.document import Line
from segmentcast.transcript.readers.layouts.turn_lines import Laid, TurnLines, blocks_of

_HEAD = re.compile(r"\[(?P<name>[^\[\]:：]{1,60})\]\s*[:：]\s*(?P<words>\S.*)")
_FEWEST = 2


def read(lines: Sequence[Line]) -> Laid | None:
    """The turns; None where fewer than three lines in four begin so."""
    heads = [_HEAD.fullmatch(line.text) for line in lines]
    count = sum(head is not None for head in heads)
    if count < _FEWEST or count * 4 < len(lines) * 3 or heads[0] is None:
        return None
    turns: list[TurnLines] = []
    for line, head in zip(lines, heads, strict=True):
        if head is None:
            turns[-1].lines.append(line)
        else:
            spoken = replace(line, text=head["words"])
            turns.append(TurnLines(head["name"].strip(), None, line.number, [spoken]))
    return Laid(blocks_of(turns))
