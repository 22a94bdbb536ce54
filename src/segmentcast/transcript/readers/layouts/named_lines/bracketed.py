"""Lines that begin with a speaker in brackets, as whisperX writes its text: `[SPEAKER_00]: ...`.

Others write no colon, or `<Jane Roe> ...` and `【山田】...`; then the names have to come again,
and what transcripts write in square brackets for sounds is nobody's name.
Modelled on m-bain/whisperX, whisperx/utils.py (`WriteTXT`), and on interviews in Japanese.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from segmentcast.transcript.document import Line
from segmentcast.transcript.labels.label_forms import parse
from segmentcast.transcript.labels.label_shapes import LabelShape, is_uncased
from segmentcast.transcript.readers.layouts.turn_lines import Laid, TurnLines, blocks_of
from segmentcast.transcript.text.directions import DEFAULT

_HEAD = re.compile(
    r"(?:\[(?P<square>[^\[\]:：]{1,60})\]|<(?P<angle>[^<>:：/=]{1,60})>|【(?P<wide>[^【】:：]{1,60})】)"
    r"(?:\s*+(?P<colon>[:：]))?\s*+(?P<words>\S.*)"
)
_SOUND_AND_COLON = re.compile(r"^(\[[^\[\]]{1,60}\]):")
"""What is said behind the name of a sound is as likely a remark."""
_FEWEST = 2


def read(lines: Sequence[Line]) -> Laid | None:
    """The turns; None where fewer than three lines in four begin so."""
    heads = [_head(line.text) for line in lines]
    found = [head for head in heads if head is not None]
    if len(found) < _FEWEST or len(found) * 4 < len(lines) * 3 or heads[0] is None:
        return None
    names = [_name(head) for head in found]
    again = len(set(names)) * 2 <= len(names) and all(any(map(str.isalpha, name)) for name in names)
    if not again and not all(head["colon"] for head in found):
        return None
    turns: list[TurnLines] = []
    for line, head in zip(lines, heads, strict=True):
        if head is None:
            turns[-1].guessed |= _HEAD.fullmatch(line.text) is not None
            turns[-1].lines.append(replace(line, text=_SOUND_AND_COLON.sub(r"\1", line.text)))
        else:
            spoken = replace(line, text=head["words"])
            turns.append(TurnLines(_name(head), None, line.number, [spoken]))
    return Laid(blocks_of(turns))


def _head(text: str) -> re.Match[str] | None:
    """The speaker in brackets that a line begins with; no sound: "[Music] Good evening"."""
    head = _HEAD.fullmatch(text)
    if head is None:
        return None
    name = _name(head)
    if head["colon"]:
        return head if DEFAULT.effect_of(name, square=True) is None else None
    last = name.rsplit(" ", 1)[-1]
    sound = any(DEFAULT.effect_of(words, square=True) for words in {name, last} if words)
    return head if not sound and (not head["square"] or _is_person(name)) else None


def _is_person(name: str) -> bool:
    """Whether this is a full name, a number of a speaker, or a name in letters without capitals."""
    label = parse(name)
    if label is None:
        return False
    full = label.shape is LabelShape.NAME and " " in label.name
    return label.generic or full or is_uncased(name)


def _name(head: re.Match[str]) -> str:
    return (head["square"] or head["angle"] or head["wide"] or "").strip()
