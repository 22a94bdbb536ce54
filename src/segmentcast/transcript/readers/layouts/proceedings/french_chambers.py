"""Verbatim records in French: the Assemblée nationale, the Sénat, and others that write alike.

    M. le président. La parole est à Mme Mia Falk.
    Mme Mia Falk. Le bac ne part plus. (Applaudissements sur les bancs du groupe SOC.)
    M. Jon Berg, ministre des transports. Il part, madame.

A turn begins with a title, a name or an office, and a stop. What the house does is in round brackets.
Modelled on the accounts of sittings at assemblee-nationale.fr and senat.fr.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from segmentcast.transcript.document import Line
from segmentcast.transcript.readers.layouts.turn_lines import Laid, TurnLines, blocks_of, front_of

_TITLE = r"(?:M\.|MM\.|Mme|Mmes|Mlle)"
_OFFICE = r"(?:le |la |l['’])[^\W\d_][^.:;!?()]{2,90}?"
_NAME = r"[^\W\d_a-z][\w'’-]{0,40}(?: (?:de |du |des |d['’]|le |la )?[^\W\d_a-z][\w'’-]{0,40}){0,4}"
_ROLE = r",\s*(?P<role>[^.:;!?()]{3,140}?)"
_HEAD = re.compile(
    rf"{_TITLE}\s+(?:(?P<office>{_OFFICE})|(?P<name>{_NAME})(?:\s*\((?P<group>[^()]{{1,40}})\))?(?:{_ROLE})?)"
    r"\.(?:\s*[–—-])?\s+(?P<words>(?=[^\W\d_a-zà-ÿ]|\d|[«\"(…]).*)"
)
_CHAIR = re.compile(r"(?:le |la )(?:vice-)?présidente?", re.I)
_REMARK = re.compile(
    r"\((?=(?:Vifs |Vives |Nouveaux |Nouvelles |Quelques |Mêmes )?(?:applaudissements|exclamations|rires|sourires|"
    r"protestations|murmures|huées|mouvements|interruptions|brouhaha|marques)\b)([^()]{1,300})\)",
    re.I,
)
_FEWEST = 3


def read(lines: Sequence[Line]) -> Laid | None:
    """The turns; None where fewer than three lines begin so, or nobody is in the chair."""
    heads = [_HEAD.fullmatch(line.text) for line in lines]
    found = [head for head in heads if head is not None]
    chair = any(head["office"] and _CHAIR.fullmatch(head["office"]) for head in found)
    if len(found) < _FEWEST or not chair or len({_label(head) for head in found}) < 2:
        return None
    first = next(at for at, head in enumerate(heads) if head is not None)
    turns: list[TurnLines] = []
    notes: list[str] = []
    for line, head in zip(lines[first:], heads[first:], strict=True):
        if head is not None:
            turns.append(TurnLines(_label(head), None, line.number))
            turns[-1].lines.append(replace(line, text=_REMARK.sub(r"[\1]", head["words"])))
        elif line.heading or _REMARK.fullmatch(line.text):
            notes.append(line.text)
        else:
            turns[-1].lines.append(replace(line, text=_REMARK.sub(r"[\1]", line.text)))
    facts, before = front_of(lines[:first])
    return Laid(blocks_of(turns), facts, (*before, *notes))


def _label(head: re.Match[str]) -> str:
    if office := head["office"]:
        bare = re.sub(r"^(?:le |la |l['’])", "", office)
        return bare[:1].upper() + bare[1:]
    role = head["role"] or head["group"]
    return f"{head['name']} ({role})" if role else head["name"]
