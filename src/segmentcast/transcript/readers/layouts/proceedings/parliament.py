"""Verbatim records of parliaments and of the United Nations.

    The Prime Minister (Robin Sand): ...          Hansard (UK, Canada, Australia)
    Kay Stone (Northbank and Mill) (Lab): ...
    Mr. Roe (France) (spoke in French): ...       United Nations, S/PV and A/PV
    Präsidentin Berta Bahn: / Otto Schulz, Bundeskanzler: / Felix Marz (CDU/CSU):   Bundestag
    Robin Sand / (Upper Dale) (Con) / words       a page of hansard.parliament.uk, without colons

An office and the person who holds it are one; a line in brackets is the reporters', never said.
Modelled on records in public corpora (UN Security Council debates, Hansard, Bundestag protocols).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from segmentcast.patterns import compile_late
from segmentcast.transcript.document import Line
from segmentcast.transcript.labels import label_book
from segmentcast.transcript.labels.label_book import LabelBook
from segmentcast.transcript.readers.layouts.turn_lines import Laid, TurnLines, blocks_of, front_of
from segmentcast.transcript.text.names import is_name_word, is_particle

_HONORIFIC = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Lord|Lady|Baroness|Baron|Viscount|Earl|Sheikh|Sheikha|Prince|"
    r"Princess|Archbishop|Monsignor|Mme|M|Rev|Gen|Col|Hon|The Hon|Right Hon|Rt Hon|Senator|Rep)\.?"
)
_SPEAKER = r"(?:Mr|Madam|Mrs|Ms|Mr Acting|The|Mr Deputy|Madam Deputy|Mr\. Deputy|The Acting|The Deputy)\.? (?:Acting )?(?:Deputy )?(?:Speaker|SPEAKER|Chair(?:man|woman|person)?|President|PRESIDENT)(?: pro tempore)?"
_MEMBERS = r"(?:Some |An |Several )?[Hh]on\.? (?:[Ss]enators?|[Mm]embers?)|(?:An )?Opposition [Mm]embers?|Government [Mm]embers?"
_HON_MEMBERS = compile_late(r"[Hh]on\.? [Mm]embers")
_OFFICE_WORDS = (
    r"(?:(?:Prime|First|Deputy|Acting|Permanent|Parliamentary|Under|Chief|Attorney|Solicitor|Advocate|Lord|Vice|Joint|Executive|Special|High)[ -])*"
    r"(?:Prime Minister|First Minister|Taoiseach|Minister|Secretary(?:-General)?|Under-Secretary(?:-General)?|Chancellor|President|Speaker|Chair(?:man|woman|person)?|"
    r"Leader|General|Commissioner|Ambassador|Representative|Observer|Rapporteur|Clerk|Presiding Officer|Llywydd|Coordinator|Director|Prosecutor|Comptroller|Treasurer|Advocate)"
)
_OFFICE = re.compile(
    rf"(?:{_SPEAKER}|{_MEMBERS}|The {_OFFICE_WORDS}(?: (?:of|for|to|in|at|and|the)\b[^:()?!]{{1,90}})?)"
)
_LABEL = re.compile(
    r"(?P<base>[^\W\d_][^:()\[\]?!]{1,90}?)(?P<groups>(?:\s*\([^()]{1,90}\)){0,3})(?:,? (?:also )?(?:speaking )?on behalf of [^:()?!.]{3,140})?\s*:(?:\s+(?P<words>\S.*))?"
)
_GROUP = re.compile(r"\(([^()]{1,90})\)")
_HOW = compile_late(
    r"(?:spoke|speaking|interpretation|in the chair|continued|resumed|by video|via video|on behalf|original|delivered|translated)",
    re.I,
)
_GERMAN_CHAIR = compile_late(
    r"((?:Vize|Alters)?[Pp]räsident(?:in)?) (?:Dr\. |Prof\. |h\. ?c\. )*([^\W\d_].*)"
)
_CONTENTS = compile_late(r"(?:I ?n ?h ?a ?l ?t|Inhaltsverzeichnis) ?:?|.{0,200}\bI n h a l t ?:?")
_CLOSED = compile_late(r"\(?Schluss(?: der Sitzung)? ?: ?\d{1,2}[.:]\d\d Uhr\)?")
_SESSION = compile_late(
    r"\b(?:Plenarprotokoll|Drucksachen?|Tagesordnungspunkt|Sitzung (?:ist|des (?:Bundes|Land)tag(?:e?s)?))\b"
)
"""What a German parliament's record has beside its president: a club has a president, too."""
_PARTY = compile_late(
    r"\((CDU|CSU|CDU/CSU|SPD|FDP|AfD|BSW|Die Linke|DIE LINKE|BÜNDNIS(?:SES)? 90/DIE GRÜNEN)\)\s*:"
)
_CLOCK = re.compile(r"\d{1,2}[.:]\d\d")
_RIGHT_HON = compile_late(r"^(?:The )?(?:Right|Rt\.?) (?=Hon\b)", re.I)
_GERMAN_ROLE = compile_late(
    r"(?:Bundes|Staats|Landes|Minister|Parl|Senator|Präsident|Beauftragte|Wehrbeauftragte|Mitglied)"
)
_GROUPS_ALONE = re.compile(r"(?:\([^()]{1,80}\)\s*){1,3}")
_NAME_AND_GROUPS = re.compile(
    r"(?P<base>[^\W\d_][^:()]{2,60}?)\s*(?P<groups>(?:\([^()]{1,80}\)\s*){1,3})"
)
_REPORTED = re.compile(
    r"\(.{1,600}\)|\[[^\[\]]{1,300}\]|Column \d{1,5}(?:WH|WS|W|GC)?|[A-Z]?\d{1,3}\.|\d{1,2}[.:]\d\d ?(?:a|p)\.?m\.?|"
    r"The (?:meeting|House|Senate|Committee|sitting|session) (?:was (?:called to order|suspended|resumed|adjourned)|rose|met|adjourned|divided)\b.{0,160}|"
    r"The .{4,100}? (?:was|were) asked\s?[—–-]{0,2}|"
    r".{1,60} interjecting\s?[—–-]{0,2}|The agenda was adopted\.?|[AS]/(?:\d{1,3}/)?(?:PV|RES)\.?[\w./]{1,20}(?: .{0,40})?|\d\d-\d{5}(?: .{0,20})?"
)
_QUESTION_NUMBER = compile_late(r"\s*[(\[]{1,2}\d{5,6}[)\]]{1,2}$")
"""What a written question has at its end: "(900123)"."""
_ASKED = re.compile(r"Q?\d{1,3}\. (?=[^\W\d_a-z][^:()\[\]?!.]{1,60}(?: \([^()]{1,90}\)){1,3} ?:)")
_FEWEST = 2
_LONGEST_REMARK = 8


@dataclass(slots=True)
class _Roll:
    """Labels as they are shown: by office who holds it; names that were introduced in full."""

    offices: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def label(self, base: str, groups: Sequence[str]) -> str:
        """The name with its role behind it."""
        kept = [group for group in groups if not (_HOW.match(group) or _CLOCK.match(group))]
        base = _RIGHT_HON.sub("", base)
        if _OFFICE.fullmatch(base):
            person = next((group for group in kept if _is_person(group)), None)
            office = base.removeprefix("The ")
            if person is not None:
                self.offices[base] = f"{person}, {office}"
                self.names.add(person)
            plain = "Members" if _HON_MEMBERS.fullmatch(base) else base
            return self.offices.get(base, plain)
        if chair := _GERMAN_CHAIR.fullmatch(base):
            return f"{chair[2]}, {chair[1]}"
        name = base.partition(",")[0].strip()
        self.names.add(name)
        return base + "".join(f" ({group})" for group in kept)


def read(lines: Sequence[Line]) -> Laid | None:
    """The turns of a record; None where its own kinds of labels are not there twice."""
    if not any(mark in line.text for line in lines for mark in ":("):
        return None
    lines = _without_numbers(_closed(lines))
    return _with_colons(lines) or _on_lines(lines)


def _closed(lines: Sequence[Line]) -> list[Line]:
    """The lines, a remark in brackets that goes on over several made one."""
    kept: list[Line] = []
    opened = 0
    for line in lines:
        if opened and line.gap == 0:
            kept[-1] = replace(kept[-1], text=f"{kept[-1].text} {line.text}")
            opened = 0 if line.text.endswith(")") else opened - 1
            continue
        kept.append(line)
        starts = line.text.startswith("(") and line.text.count("(") > line.text.count(")")
        opened = _LONGEST_REMARK if starts else 0
    return kept


def _without_numbers(lines: Sequence[Line]) -> list[Line]:
    """The lines, those of questions without their numbers: "Q1. Kay Stone (Mill) (Lab): Why? [900123]"."""
    return [
        replace(line, text=_QUESTION_NUMBER.sub("", line.text[asked.end() :]))
        if (asked := _ASKED.match(line.text))
        else line
        for line in lines
    ]


def _with_colons(lines: Sequence[Line]) -> Laid | None:
    found = [_LABEL.fullmatch(line.text) if ":" in line.text[:260] else None for line in lines]
    own = [match for match in found if match is not None and _is_own(match)]
    if len(own) < _FEWEST or not any(_is_sure(match) for match in own):
        return None
    roll = _Roll()
    named = {match["base"].partition(",")[0].strip() for match in own}
    chairs = [match is not None and _is_german_chair(match) for match in found]
    # In the Bundestag nobody speaks without a party or an office: "Drucksache:" is printed matter.
    session = any(chairs) and _is_session(lines)
    book = LabelBook() if session else label_book.learn([(line.text, line.lead) for line in lines])
    opens = chairs.index(True) if session else 0
    if not any(_CONTENTS.fullmatch(line.text) for line in lines[:opens]):
        opens = 0
    turns: list[TurnLines] = []
    notes: list[str] = []
    before: list[Line] = []
    closed = False
    for at, (line, match) in enumerate(zip(lines, found, strict=True)):
        closed = closed or (opens > 0 and _CLOSED.fullmatch(line.text) is not None)
        if at < opens or closed:
            notes.append(line.text)  # the record's table of contents, and what is appended to it
        elif match is not None and (_is_own(match) or _is_known(match, line, named, book)):
            label = roll.label(match["base"].strip(), _GROUP.findall(match["groups"]))
            turns.append(TurnLines(label, None, line.number))
            if match["words"]:
                turns[-1].lines.append(replace(line, text=match["words"]))
        else:
            _place(line, turns, notes, before)
    return replace(_laid(turns, notes, before), certain=opens > 0)


def _is_own(match: re.Match[str]) -> bool:
    """A label that only records have: an office, a place or party in brackets, a president's title."""
    base = match["base"].strip()
    if _OFFICE.fullmatch(base) or _GERMAN_CHAIR.fullmatch(base):
        return True
    name, comma, role = base.partition(",")
    if comma and _GERMAN_ROLE.match(role.strip()):
        return _is_person(name)
    groups = [group for group in _GROUP.findall(match["groups"]) if not _CLOCK.match(group)]
    return bool(groups) and _is_person(base) and not base.isupper()


def _is_session(lines: Sequence[Line]) -> bool:
    """Whether a German text has the words of a record, or members of two parties."""
    parties: set[str] = set()
    for line in lines:
        if _SESSION.search(line.text) or _CONTENTS.fullmatch(line.text):
            return True
        parties.update(_PARTY.findall(line.text[:260]))
    return len(parties) > 1


def _is_german_chair(match: re.Match[str]) -> bool:
    return _GERMAN_CHAIR.fullmatch(match["base"].strip()) is not None


def _is_sure(match: re.Match[str]) -> bool:
    """Not so: a name with brackets alone, which broadcasters write, too."""
    base = match["base"].strip()
    how = any(_HOW.match(group) for group in _GROUP.findall(match["groups"]))
    role = "," in base
    return how or role or bool(_OFFICE.fullmatch(base) or _GERMAN_CHAIR.fullmatch(base))


def _is_known(match: re.Match[str], line: Line, named: set[str], book: LabelBook) -> bool:
    """A plain name with a colon: introduced before, or what the rest of the text says to be a label."""
    base = match["base"].strip()
    if base in named or re.fullmatch(rf"{_HONORIFIC} [^\W\d_][^:?!]{{1,40}}", base):
        return True
    return book.start(line.text, line.lead) is not None


def _is_person(text: str) -> bool:
    words = re.sub(rf"^(?:{_HONORIFIC}\s+)+", "", text.strip()).split()
    return 1 <= len(words) <= 6 and all(
        is_name_word(word.strip(",.")) or (at and is_particle(word)) or word in {"d'", "of"}
        for at, word in enumerate(words)
    )


def _is_full_name(text: str) -> bool:
    """A holder of an office behind it, no place and no party: "The Minister for Ferries (Mia Falk)"."""
    return len(text.split()) > 1 and _is_person(text)


def _on_lines(lines: Sequence[Line]) -> Laid | None:
    """A page without colons: a name alone on its line, its place and party on the same or the next."""
    heads: dict[int, tuple[str, tuple[str, ...], int]] = {}
    for at, line in enumerate(lines):
        after = lines[at + 1].text if at + 1 < len(lines) else ""
        whole = _NAME_AND_GROUPS.fullmatch(line.text)
        if any(_CLOCK.match(group) for group in _GROUP.findall(f"{line.text} {after}")):
            continue  # a recorder's time, no place or party
        if whole and _is_members_name(whole["base"]):
            heads[at] = (whole["base"].strip(), tuple(_GROUP.findall(whole["groups"])), 1)
        elif _GROUPS_ALONE.fullmatch(after) and _is_members_name(line.text):
            heads[at] = (line.text, tuple(_GROUP.findall(after)), 2)
    if len(heads) < _FEWEST:
        return None
    names = {base for base, _, _ in heads.values()}
    names |= {group for _, groups, _ in heads.values() for group in groups if _is_full_name(group)}
    for at, line in enumerate(lines):
        office = _OFFICE.fullmatch(line.text) and not _REPORTED.fullmatch(line.text)
        if at not in heads and (line.text in names or office):
            heads[at] = (line.text, (), 1)
    roll = _Roll()
    turns: list[TurnLines] = []
    notes: list[str] = []
    before: list[Line] = []
    skip = -1
    for at, line in enumerate(lines):
        if at in heads:
            base, groups, taken = heads[at]
            turns.append(TurnLines(roll.label(base, groups), None, line.number))
            skip = at + taken - 1
        elif at > skip:
            _place(replace(line, text=_QUESTION_NUMBER.sub("", line.text)), turns, notes, before)
    return _laid(turns, notes, before)


def _is_members_name(text: str) -> bool:
    """Whether a line is an office or a member's full name.

    One word in front of brackets may as well be an answer: "Mm-hmm (Affirmative)".
    """
    return is_line_name(text) and (len(text.split()) > 1 or _OFFICE.fullmatch(text) is not None)


def is_line_name(text: str) -> bool:
    """Whether a line is nothing but a person's name or an office."""
    if _REPORTED.fullmatch(text):
        return False
    return _OFFICE.fullmatch(text) is not None or (
        len(text.split()) <= 6 and not text.endswith((".", "?", "!", ":")) and _is_person(text)
    )


def is_reported(line: Line) -> bool:
    """Whether a line is the reporters' own: a remark in brackets, "The House divided", a heading."""
    return line.heading or _REPORTED.fullmatch(line.text) is not None


def _place(line: Line, turns: list[TurnLines], notes: list[str], before: list[Line]) -> None:
    """A line that is no label: words of the turn, the reporters' own, or before the first turn."""
    if (turns and is_reported(line)) or _REPORTED.fullmatch(line.text):
        notes.append(line.text)
    elif turns:
        turns[-1].lines.append(line)
    else:
        before.append(line)


def _laid(turns: list[TurnLines], notes: list[str], before: list[Line]) -> Laid:
    facts, first = front_of(before)
    return Laid(blocks_of(turns), facts, (*first, *notes))
