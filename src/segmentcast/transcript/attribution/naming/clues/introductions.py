"""Whom a turn introduces, thanks, greets or leads on to.

Everything here quotes the words that it rests on. Nothing here decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from segmentcast.model import EvidenceRule, Part
from segmentcast.patterns import compile_late
from segmentcast.transcript.attribution.naming.clues.roles import role_after, role_before
from segmentcast.transcript.attribution.naming.name_knowledge.organisations import (
    is_person,
    without_medium,
)
from segmentcast.transcript.text.names import Name, name_at
from segmentcast.transcript.text.phrases import compile_phrases
from segmentcast.transcript.text.prose import (
    excerpt,
    lowered,
    sentence_end,
    sentence_start,
    sentences,
)

_OCCUPATIONS = compile_late(
    r"\w+(?:ologist|grapher|nomist|nalist|ician|torian|yer|neer|vist|alyst|rist|nist)|author|writer|director|reporter|"
    r"correspondent|farmer|teacher|singer|actor|actress|poet|chef|nurse|pilot|critic|editor|organi[sz]er|founder|"
    r"artist|designer|chemist|baker|painter|sculptor|composer|filmmaker|novelist|researcher|scientist|producer|"
    r"warden|keeper|driver|sailor|builder|owner|student|resident|activist|engineer|miner|ranger|lawyer|doctor|"
    r"host|anchor|guest|investigator|manager|officer|inspector|curator|librarian|architect|surgeon|physician",
    re.I,
)
_BEFORE_PLACES = re.compile(
    r"\b(?:of|at|in|from|for|the|near|via|under|on|than|about|into|across|like|as)\s+$", re.I
)

# In small letters, for lowered() text: four times as fast as a pattern that knows no case.
_WHERE = r"(?:now |today |tonight |here |in the studio |on the line |from \w+ )*"
_ASKED = (
    r"(?:\w+ )?(?:spoke|talked|speak|talk|sat down|caught up|reached|called|been talking|been speaking)"
    r"(?: \w+){0,3} (?:with|to)"
)
_INTRODUCES = compile_phrases(
    "joining (?:me|us)", "joined (?:\\w+ ){0,2}by", "talking (?:\\w+ ){0,2}(?:with|to)", "speaking (?:\\w+ ){0,2}(?:with|to)", "sitting down with",
    "chatting with", "here with", "none other than", "guest(?:s)? (?:\\w+ ){0,4}is", "guests? (?:for )?(?:today|tonight|this week),?",
    "with (?:me|us),? (?:\\w+ ){0,3}(?:today|tonight|now|here)?,? ?(?:is|are|i have|we have)", "with us,? as always", "by my co-?host",
    "today (?:we|i) have", "we have (?:with us )?(?:today )?", "my co-?hosts?", "our panelists?", "panel (?:\\w+ ){0,3}(?:is|are|we have|we['’]ve got)",
    "his name is", "her name is", "their name is", "we are welcoming", "excited to (?:have|welcome|introduce)", r"i(?:['’]m| am) (?:\w+ )?joined", r"we(?:['’]re| are) (?:\w+ )?joined", r"joins? (?:me|us)\b",
    rf"with (?:me|us) {_WHERE}(?:is|are)\b", rf"here (?:me|us) {_WHERE}(?:is|are)\b",
    "with (?:me|us) (?:now|today|tonight|in the studio|from|is|are)",
    r"my (?:\w+ )?guests? (?:\w+ ){0,4}(?:is|are)\b", r"our (?:\w+ )?guests? (?:\w+ ){0,4}(?:is|are)\b",
    "here (?:now |today |tonight |with (?:me|us) |in the studio )*to (?:help|talk|discuss|explain|walk|tell|break|answer|share|make sense)",
    r"let(?:['’]s|\s+us|\s+me) (?:now )?(?:bring in|turn to|go to|begin with|start with|welcome|introduce)",
    "i(?:['’]d| would) like to (?:welcome|introduce|bring in)", "please welcome", r"and (?:also )?from [^.?!]{2,50}? is\b",
    "we turn (?:now )?to", "i turn (?:now )?to", "we go (?:now )?to", "i go (?:now )?to",
    rf"i(?:['’]ve)? {_ASKED}", rf"we(?:['’]ve)? {_ASKED}",
    "we (?:called|reached)", "i (?:called|reached)", "we asked", "i asked",
    "is (?:with us|here with (?:me|us)|on the line|here now)", "has (?:the story|more|our (?:story|report)|this (?:story|report))",
    "reports (?:from|on|now|that)", "brings us",
    "zu gast (?:ist|sind|heute|bei)", "mein gast", "unser gast", "bei mir ist", "ich spreche (?:heute )?mit", "ich begrüße", "wir sprechen mit",
    "nuestr[oa] invitad[oa]", "mi invitad[oa]", "hoy (?:nos acompaña|tenemos (?:a|con nosotros)|hablamos con|conversamos con)", "nos acompaña", "está con nosotros", "damos la bienvenida a",
    "notre invitée?", "mon invitée?", "je reçois", "nous recevons", "je suis avec", "est avec nous", "bienvenue à",
    "nostro ospite", "la nostra ospite", "il mio ospite", "è con noi", "diamo il benvenuto a", "salutare l['’]ospite",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A person that the text promises, the part that it gives them, and its words."""

    name: Name
    part: Part
    rule: EvidenceRule
    words: str
    role: str = ""
    confidence: float = 0.97


def names_in(text: str, start: int, end: int, *, first_free: bool = False) -> list[Name]:
    """The personal names between two offsets that stand as the subject of a phrase or in a list."""
    found: list[Name] = []
    position = start
    while position < end:
        char = text[position]
        boundary = position == 0 or not (
            text[position - 1].isalnum() or text[position - 1] in "'’-."
        )
        if not (boundary and char.isupper()):
            position += 1
            continue
        name = name_at(text, position)
        if name is None or name.end > end:
            position = _past_word(text, position, end)
            continue
        name = without_medium(name)
        lead = text[max(start, position - 14) : position]
        placed = _BEFORE_PLACES.search(lead) and not (first_free and position == start)
        if not placed and is_person(name):
            found.append(_without_occupation(name))
        position = name.end
    return found


def _without_occupation(name: Name) -> Name:
    """ "Economist Jane Roe" at the start of a sentence: the first word is no part of the name."""
    first, _, rest = name.text.partition(" ")
    if name.honorific or " " not in rest or not _OCCUPATIONS.fullmatch(first):
        return name
    return Name(rest, "", name.end - len(rest), name.end)


def _past_word(text: str, position: int, end: int) -> int:
    while position < end and not text[position].isspace():
        position += 1
    return position


def role_of(text: str, name: Name, start: int, end: int) -> str:
    """What the words around a name say the person is."""
    return role_after(text, name.end, end) or role_before(text, name.start, start)


def introduced(text: str) -> list[Mention]:
    """Whom a turn introduces: "Joining me now is X", "X has the story"."""
    found: list[Mention] = []
    done = 0
    for anchor in _INTRODUCES.finditer(lowered(text)):
        if anchor.start() < done:
            continue
        start = sentence_start(text, anchor.start())
        end = sentence_end(text, anchor.end(), 400)
        done = end
        words = excerpt(text[start:end], 220)
        left_side = (
            anchor[0].casefold().startswith(("joins", "join ", "is ", "has ", "reports", "brings"))
        )
        names = names_in(text, start, anchor.start()) if left_side else []
        if left_side:
            names = names[-1:] if not anchor[0].casefold().startswith("join") else names
        names = names or names_in(text, anchor.end(), end, first_free=True)
        names = names or names_in(text, start, anchor.start(), first_free=True)[:1]
        if not names and _PRONOUN.search(text[start : anchor.start()]):
            before = sentence_start(text, max(0, start - 2))
            names = names_in(text, before, start, first_free=True)[:1]
        reporter = anchor[0].casefold().startswith(("has ", "reports", "brings"))
        for name in names:
            found.append(
                Mention(
                    name,
                    Part.REPORTER if reporter else Part.GUEST,
                    "introduction",
                    words,
                    role_of(text, name, start, end),
                )
            )
    return found


_PRONOUN = re.compile(
    r"^\s*(?:And\s+)?(?:[Ss]he|[Hh]e|[Tt]hey)(?:['’]s)?\s*$|\b(?:she|he|they)\s*$"
)


def thanked(text: str) -> list[Mention]:
    """Whom a turn takes leave of or greets by full name: "Jane Roe of the Trust, thank you for ..."."""
    found: list[Mention] = []
    small = lowered(text)
    polite = any(words in small for words in _POLITE)
    if not polite and not any(words in small for words in _GREETS):
        return found
    for start, end in sentences(text):
        begin = start
        while begin < end and text[begin] in ' "“—':
            begin += 1
        name = name_at(text, begin) if polite else None
        leave = _LEAVE.search(text, name.end, min(end + 40, name.end + 160)) if name else None
        if name and leave and is_person(name):
            words = excerpt(text[begin : leave.end() + 30], 120)
            found.append(
                Mention(name, Part.GUEST, "thanks", words, role_of(text, name, begin, end))
            )
        if polite and (name is None or leave is None):
            found.extend(_closing(text, begin, end))
        call = _GREETED.match(text, begin, end)
        first = (call[1] or call[2]) if call else ""
        if call and first:
            found.extend(_greeted(text, first, call))
    return found


def _closing(text: str, begin: int, end: int) -> list[Mention]:
    """ "Jane Roe. Thanks so much.": a sentence that is a name, with a leave-taking after it."""
    if not _TAKES_LEAVE.match(text, end):
        return []
    prefix = _NAME_ALONE.match(text, begin, end)
    name = name_at(text, prefix.end()) if prefix else None
    if name is None or not is_person(name) or text[name.end : end].strip(' .!"”') != "":
        return []
    return [Mention(name, Part.GUEST, "thanks", excerpt(text[begin : end + 60], 120))]


_NAME_ALONE = re.compile(
    r"(?:(?:[Tt]hat was|[Tt]hat['’]s|[Tt]hat is)\s+)?(?:\w{2,20}['’]s\s+(?=[^\W\d_a-z]))?"
)
_TAKES_LEAVE = re.compile(
    r"\s*(?:thank you|thanks|many thanks|(?:lovely|good|great|nice|a pleasure) (?:to|talking|speaking)|we appreciate)",
    re.I,
)


def _greeted(text: str, first: str, call: re.Match[str]) -> list[Mention]:
    """Somebody greeted by a first name whose full name stands right before: "... Jane Roe. Jane, welcome." """
    at = text.rfind(f"{first} ", max(0, call.start() - 600), call.start())
    name = name_at(text, at) if at >= 0 else None
    if name is None or not is_person(name):
        return []
    words = excerpt(text[sentence_start(text, at) : call.end()], 160)
    return [Mention(name, Part.GUEST, "introduction", words, role_of(text, name, at, at + 200))]


_LEAVE = re.compile(
    r"[,.—–-]\s*(?:and\s+)?(?:thank you|thanks|many thanks|good luck|all the best|good to (?:talk|have)|welcome)\b",
    re.I,
)
# What a text holds in which _LEAVE or _TAKES_LEAVE, and _GREETED without those, can match.
_POLITE = (
    "thank",
    "good",
    "welcome",
    "great",
    "lovely",
    "nice",
    "pleasure",
    "appreciate",
    "all the best",
)
_GREETS = (", hi", ", hello", ", wh", ", how", "hi ", "hi,", "hey", "hello")  # fmt: skip
_GREETED = re.compile(
    r"([^\W\d_a-z][^\W\d_]{1,19}), (?:welcome|hi|hello|good (?:morning|evening|afternoon)|thank you|thanks|"
    r"when|what|how|why|where)\b|"
    r"(?:[Ww]elcome|[Hh]i|[Hh]ey|[Hh]i there|[Hh]ey there|[Hh]ello|[Gg]ood (?:morning|evening|afternoon)),? ([^\W\d_a-z][^\W\d_]{1,19})[.,!]"
)


_PRESENTED = re.compile(
    r"\s+(?:has|had|is|was|says|said|runs|ran|lives|lived|works|worked|came|grew|remembers|[a-z]{3,14}(?:s|ed))\s"
)


def presented(text: str) -> list[Name]:
    """Third persons whom the end of a turn leads on to: "Wanda Pruitt has sold herring here for years." """
    start = max(0, len(text) - 260)
    if start:
        start = text.find(". ", start) + 2 or start
    found: list[Name] = []
    for begin, end in sentences(text[start:]):
        name = name_at(text, start + begin)
        if name is None:
            comma = text.find(", ", start + begin, min(start + end, start + begin + 60))
            name = name_at(text, comma + 2) if comma > 0 else None
        if name and is_person(name) and _PRESENTED.match(text, name.end):
            found.append(name)
    return found
