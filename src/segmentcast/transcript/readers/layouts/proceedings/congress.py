"""The Congressional Record of the United States, as govinfo.gov and congress.gov give it in text.

      The SPEAKER pro tempore. The gentleman from Ohio is recognized for 5
    minutes.
      Mr. JARVIS. Madam Speaker, I thank the gentlewoman for yielding.

A turn begins with a name in capitals and a stop. Page marks, times and headings are the Record's.
Modelled on the plain-text files of the Government Publishing Office.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from segmentcast.patterns import compile_late
from segmentcast.transcript.document import Facts, Line
from segmentcast.transcript.readers.layouts.turn_lines import Laid, TurnLines, blocks_of
from segmentcast.transcript.text.dates import parse_date

_RECORD = re.compile(
    r"\[?Congressional Record\b|From the Congressional Record Online|\[\[Page [HSED]\d+\]\]"
)
_HEAD = compile_late(
    r"(?P<label>(?:The|Mr|Mrs|Ms|Miss|Dr|Madam)\.? (?:[A-Z][a-z]+ )?(?:[A-Z][A-Z'’-]+|Mc[A-Z]+|Mac[A-Z]+|[dD]e|[vV]an|[lL]a)"
    r"(?: (?:[A-Z][A-Z'’-]+|[A-Z]\.|Jr|pro tempore))*(?: of (?:[A-Z][a-z]+|the)(?: [A-Z][a-z]+){0,2})?)(?: \((?P<holder>(?:Mr|Mrs|Ms|Miss|Dr)\. [^()]{2,50})\))?\.\s+(?P<words>\S.*)"
)  # fmt: skip
_MARKS = compile_late(
    r"\[\[Page [^\]]{1,20}\]\]|\{time\}\s*\d{3,4}|\[(?:Roll|Rollcall) [^\]]{1,60}\]|_{5,}|\[\w+\]|\[Pages? [^\]]{1,40}\]|"
    r"\[Congressional Record [^\]]{1,160}\]|From the Congressional Record Online.{0,160}"
)
_DATE = compile_late(r"\(\w+, (\w+ \d{1,2}, \d{4})\)")
_STATE = compile_late(r" of ((?:the )?(?:[A-Z][a-z]+ ?)+)$")
_CHAIR = re.compile(
    r"The (?:Acting )?(?:SPEAKER|PRESIDENT|PRESIDING OFFICER|CHAIR|VICE PRESIDENT)(?: pro tempore)?(?: \([^()]{2,50}\))?\. "
)
"""Who presides: what a part of the Record has that was copied without its head."""
_FEWEST, _FEWEST_UNTOLD = 2, 3


def read(lines: Sequence[Line]) -> Laid | None:
    """The turns of the Record; None for what does not say that it is one."""
    told = any(_RECORD.match(line.text) for line in lines[:40])
    if not told and not any(_CHAIR.match(line.text) for line in lines):
        return None
    heads = [_HEAD.fullmatch(line.text) for line in lines]
    if sum(head is not None for head in heads) < (_FEWEST if told else _FEWEST_UNTOLD):
        return None
    turns: list[TurnLines] = []
    notes: list[str] = []
    title = ""
    moment = None
    holders: dict[str, str] = {}
    for line, head in zip(lines, heads, strict=True):
        if moment is None and (dated := _DATE.search(line.text)):
            moment = parse_date(dated[1])
        if _MARKS.fullmatch(line.text):
            notes.append(line.text)
        elif head is not None:
            label = _shown(head["label"])
            if head["holder"]:  # who presides from here on
                holders[label] = f"{head['holder']}, {label.removeprefix('The ')}"
            turns.append(TurnLines(holders.get(label, label), None, line.number))
            turns[-1].lines.append(replace(line, text=head["words"], indent=0))
        elif turns and not _is_heading(line):
            # An indented line begins a paragraph, the others go on with the one before.
            gap = max(line.gap, int(line.indent >= 2))
            turns[-1].lines.append(replace(line, gap=gap))
        elif not turns and not title and line.text.isupper():
            title = line.text
        else:
            notes.append(line.text)
    return Laid(blocks_of(turns, wrapped=True), Facts(title=title, published=moment), tuple(notes))


def _shown(label: str) -> str:
    """An office in usual letters, a state as the role; the capitals of a name are seen to elsewhere."""
    for office in ("SPEAKER", "PRESIDENT", "PRESIDING OFFICER", "CHAIR"):
        label = label.replace(office, office.title())
    return _STATE.sub(r" (\1)", label)


def _is_heading(line: Line) -> bool:
    return line.indent >= 8 and line.text.isupper() and len(line.text) < 90
