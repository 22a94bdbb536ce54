"""What a turn says of the one who speaks: "I'm X", "It's X here", the sign-off of a reporter."""

from __future__ import annotations

import re

from segmentcast.model import Part
from segmentcast.patterns import compile_late
from segmentcast.transcript.attribution.naming.clues.introductions import Mention
from segmentcast.transcript.attribution.naming.clues.roles import role_after
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.attribution.naming.name_knowledge.organisations import is_person
from segmentcast.transcript.text.names import Name, name_at
from segmentcast.transcript.text.prose import excerpt, quoted, sentence_end, sentence_start

_SELF = re.compile(
    r"(?:\bI['’]m|\bI am|\b[Mm]y name(?: is|['’]s)|\b[Ii]t['’]s me,|\bthis is me,|(?:^|[.?!—]\s)This is|\b[Bb]y myself,|"
    r"\b[Ss]oy|\b[Mm]e llamo|\b[Mm]i nombre es|\b[Mm]ein Name ist|\b[Ii]ch bin|\b[Ii]ch heiße|\b[Jj]e m['’]appelle|\b[Jj]e suis|\b[Mm]i chiamo|\b[Ii]o sono)\s+"
    r"(?:your (?:\w+ ){0,3}(?:host|friend)(?: (?:\w+ ){0,2}(?:today|tonight|week))?,? )?"
)
_SELF_WORDS = (
    "I'm",
    "I’m",
    "I am",
    "y name",
    "This is",
    "s me,",
    "is me,",
    "y myself,",
    "oy ",
    "e llamo",
    "i nombre",
    "ein Name",
    "ch bin",
    "ch heiße",
    "appelle",
    "e suis",
    "i chiamo",
    "o sono",
)
_SIGN_OFF = compile_late(
    r"(?:^|[.?!…]\s+|\bI['’]m\s+|\b[Tt]his is\s+|\b[Ff]or [^.?!]{2,60},\s+)(?=[^\W\d_a-z][^.?!]{3,80}$)"
)
_ORGANISATION = re.compile("News|Radio|Network|Times|Post|Media|Service")
_ORG_AFTER_NAME = compile_late(
    r"\s*,\s*(?:(?:reporting\s+)?(?:in|from|for)\s+)?[^.?!,]{0,40}(?:News|Radio|NewsHour|Network|Times|Post|Media|Service)\b"
)
_AFTER_SELF = re.compile(
    r"\s*(?:[.,;!?—–-]|$|(?:in|with|and|from|for|at|reporting|here|of|the|your)\b)"
)


_OF_ANOTHER = compile_late(r", who(?: is|['’]s| has| was)\b")
""" "This is Jane Roe, who is the editor": nobody speaks so of oneself."""


def introduces_self(text: str) -> Mention | None:
    """ "I'm X" in a turn, or the sign-off of a reporter ("X, Public News, Bristol.")."""
    for anchor in _SELF.finditer(text) if _may_be_self(text) else ():
        name = name_at(text, anchor.end()) or _first_name_at(text, anchor.end())
        if name is None or not is_person(name) or not _AFTER_SELF.match(text, name.end):
            continue
        if quoted(text, anchor.start()):
            continue
        if anchor[0].lstrip(".?!— ").startswith("This is") and _OF_ANOTHER.match(text, name.end):
            continue
        start = sentence_start(text, anchor.start())
        words = excerpt(text[start : sentence_end(text, name.end, 200)], 160)
        role = (
            ""
            if text[name.end : name.end + 1] == "."
            else role_after(text, name.end, name.end + 200)
        )
        return Mention(name, Part.HOST, "self-introduction", words, role)
    if " here" in text and (name := _here(text)):
        return Mention(
            name, Part.HOST, "self-introduction", excerpt(text[name.start : name.end + 60], 100)
        )
    tail_start = max(0, len(text) - 140)
    if not _ORGANISATION.search(text, tail_start):
        return None
    for anchor in _SIGN_OFF.finditer(text, tail_start):
        name = name_at(text, anchor.end())
        if name and is_person(name) and _ORG_AFTER_NAME.match(text, name.end):
            return Mention(name, Part.REPORTER, "sign-off", text[anchor.end() :].strip())
    return None


def _here(text: str) -> Name | None:
    """ "It's X here." """
    for anchor in _IT_IS.finditer(text):
        name = name_at(text, anchor.end())
        if (
            name
            and is_person(name)
            and text.startswith(" here", name.end)
            and not quoted(text, anchor.start())
        ):
            return name
    return None


_IT_IS = re.compile(r"\b[Ii]t['’]s (?=[^\W\d_a-z])")


def _first_name_at(text: str, at: int) -> Name | None:
    name = name_at(text, at, least=1)
    return name if name and is_given_name(name.text) else None


def _may_be_self(text: str) -> bool:
    return any(words in text for words in _SELF_WORDS)
