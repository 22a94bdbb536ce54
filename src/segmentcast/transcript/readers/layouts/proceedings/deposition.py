"""Depositions and trials with questions and answers: who asks is named by `BY MR. BRAND:`.

    JANE ROE, having been first duly sworn, testified as follows:
    BY MR. BRAND:
    Q.  Where were you on May 5, 2019?
    A.  At home.
        MS. LIND: Objection.
        THE WITNESS: I was at home.

The lawyer who examines is one person, so is the witness, whatever the form of the label. Lines in
brackets and headings are the reporter's. Modelled on public trial transcripts (numbered pages).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from segmentcast.patterns import compile_late
from segmentcast.transcript.document import Line
from segmentcast.transcript.labels import label_starts
from segmentcast.transcript.readers.documents.text_files.plain_text import without_numbers
from segmentcast.transcript.readers.layouts.turn_lines import Laid, TurnLines, blocks_of, front_of

_QUESTION = re.compile(r"(?P<mark>[QA])(?:(?P<stop>[.:])|\s)\s*(?P<words>\S.*)")
_EXAMINER = compile_late(
    r"(?:(?:(?:RE)?-?(?:DIRECT|CROSS)[- ])?EXAMINATION )?BY (?P<name>(?:MR|MS|MRS|MISS|DR)\.? [^\W\d_a-z][^:a-z]{1,40}|THE COURT):?(?:\s*\([^()]{1,40}\))?"
)
_SWORN = compile_late(
    r"(?P<name>[^\W\d_a-z][A-Z.'’ -]{3,40}?),?\s+(?:(?:a|the) witness,?.{0,60}?)?"
    r"(?:having been|having first been|was called|being|was first|called as|after having been|first having been)\b.{0,120}",
    re.S,
)
_STATES_NAME = compile_late(r"\b(?:state|tell us|give us|spell)\b.{0,40}\bname\b", re.I)
_OWN_NAME = compile_late(
    r"(?:My name is |It is |It's )?([^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z]\.?[\w'’-]*){1,3})\."
)
_WITNESS = frozenset({"the witness", "the deponent"})
_HEADING = compile_late(
    r"(?:(?:CONTINUED |FURTHER )?(?:RE)?-?(?:DIRECT|CROSS|VOIR DIRE)?[- ]?EXAMINATION\b.{0,40}|P R O C E E D I N G S|PROCEEDINGS|TESTIMONY OF .{1,60})",
    re.I,
)
_BRACKETED = compile_late(r"\(.{1,400}\)|\[.{1,200}\]")
_FEWEST = 2
_EARLY = 16
"""Characters within which a letter begins an answer, behind the numbers of its page and line."""


def read(lines: Sequence[Line]) -> Laid | None:
    """The turns of a record with questions and answers; None for what has no court's words in it."""
    marks = [
        line.text[:2] for line in lines if "Q" in line.text[:_EARLY] or "A" in line.text[:_EARLY]
    ]
    if not marks:
        return None
    lines = without_numbers(lines)
    asked = [_QUESTION.fullmatch(line.text) for line in lines]
    if sum(found is not None and found["stop"] is not None for found in asked) >= 2 * _FEWEST:
        # Where the letters have stops, "A letter" is no answer.
        asked = [found if found is not None and found["stop"] else None for found in asked]
    letters = [found["mark"] for found in asked if found is not None]
    if letters.count("Q") < _FEWEST or letters.count("A") < _FEWEST:
        return None
    if not any(_EXAMINER.fullmatch(line.text) for line in lines) and not any(
        line.text.casefold().startswith("the witness:") for line in lines
    ):
        return None
    witness = _witness(lines, asked)
    examiner = "Q"
    turns: list[TurnLines] = []
    notes: list[str] = []
    before: list[Line] = []
    for line, found in zip(lines, asked, strict=True):
        if by := _EXAMINER.fullmatch(line.text):
            examiner = by["name"].strip(" :")
            notes.append(line.text)
        elif found is not None and not (found["mark"] == "A" and line.text[1] == " " and not turns):
            label = examiner if found["mark"] == "Q" else witness
            turns.append(TurnLines(label, None, line.number))
            turns[-1].lines.append(replace(line, text=found["words"]))
        elif (
            _BRACKETED.fullmatch(line.text)
            or _HEADING.fullmatch(line.text)
            or _SWORN.fullmatch(line.text)
        ):
            notes.append(line.text)
        elif (start := label_starts.at_start(line.text)) and start[0].strength >= 2:
            label = start[0].words.rstrip(": ")
            turns.append(
                TurnLines(witness if label.casefold() in _WITNESS else label, None, line.number)
            )
            if words := line.text[start[1] :]:
                turns[-1].lines.append(replace(line, text=words))
        elif turns:
            turns[-1].lines.append(line)
        else:
            before.append(line)
    facts, first = front_of(before)
    return Laid(blocks_of(turns), facts, tuple(dict.fromkeys((*first, *notes))))


def _witness(lines: Sequence[Line], asked: Sequence[re.Match[str] | None]) -> str:
    """The witness by name, as sworn in or as asked for; else the witness."""
    head = " ".join(line.text for line in lines[:60] if not _HEADING.fullmatch(line.text))
    if (sworn := _SWORN.search(head)) and len(sworn["name"].split()) > 1:
        return sworn["name"].strip(" ,")
    for question, answer in pairwise(asked):
        if question is None or answer is None or question["mark"] == answer["mark"]:
            continue
        if _STATES_NAME.search(question["words"]) and (name := _OWN_NAME.match(answer["words"])):
            return name[1]
    return "THE WITNESS"
