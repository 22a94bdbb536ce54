"""Whom a turn, or a title, calls by an office: "Mr. President", "Prime Minister", where page or talk say whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from segmentcast.patterns import compile_late
from segmentcast.transcript.attribution.naming.clues.calls import Call
from segmentcast.transcript.attribution.naming.name_knowledge.organisations import is_person
from segmentcast.transcript.text.names import Name, name_at, name_before
from segmentcast.transcript.text.office_words import BESIDE
from segmentcast.transcript.text.prose import quoted

_OPENS = r"(?:^|[.?!,…—–] )(?:(?:And|So|But|Well|Now|Thank you|Thanks|Hello|Good (?:morning|afternoon|evening)),? )?"
_OFFICE = re.compile(
    rf"{_OPENS}(?:(?:M(?:r|ister)\.?|Madame?) (President|Prime Minister|Vice President|Secretary|Chancellor|Speaker|Chairman|Ambassador|Mayor|Governor|Senator|Minister)|"
    r"(Prime Minister|Premier|Treasurer|Foreign Minister|Minister|Senator|Governor|Mayor|Chancellor|Congressman|Congresswoman|Commissioner|Ambassador|Professor))"
    r"(?=[,.?!…]| [—–]| (?:welcome|thanks?|good (?:morning|afternoon|evening)) |$)"
)
_IN_A_TITLE = re.compile(
    r"\b(?:[Tt]ranscript|[Ee]xcerpt|[Ii]nterview) (?:of|with|by) (?:the )?(?:[Aa]cting |[Dd]eputy |[Ff]ormer )?"
    r"(?:Prime Minister|President|Premier|Treasurer|(?:\w+ )?Minister|Chancellor|Secretary of State|Leader of the Opposition|Opposition Leader|Attorney[ -]General|Governor|Mayor)"
    r"(?: (?:of|for) [A-Z]\w+)?,? (?:[Tt]he (?:Rt\.? )?Hon(?:ou?rable|\.)?,? )?(?=[^\W\d_a-z])"
)
_NOT_OF_THE_NAME = re.compile(
    r" (?:MP|MPS|AC|AM|Radio|Television|TV|Interview|Doorstop|Press|Joint|Pre-Recorded|A|The|On|With)\b",
)
_OF_PAGES = ("Transcript", "Interview", "Speech", "Press", "Media", "Doorstop")
_FORMS = {
    "Secretary": r"(?:Secretary(?:[ -]General)?(?: of [A-Z]\w+)?)",
}
_TOLD_ABOUT = compile_late(
    r",? (?:also |already |yesterday |today )?(?:has(?! (?:just |now )?joined)|had|says?|said|was|wants?|wanted|told|called|"
    r"announced|did|does|would|could|should|might)\b"
)
"""What is said of a third person: "Premier Jane Roe has also called for ..."."""
_BESIDE = compile_late(
    rf"\b(?:{'|'.join(BESIDE)}|then|one-time|outgoing|previous)\.?[ -](?:\w+ )?$", re.I
)
_PRESENT = re.compile(
    r"\b(?:(?:is|are) (?:here|back|my|our|on)|here (?:is|are)|with (?:me|us)|guests?|join(?:s|ed|ing)?|welcome|in the studio|"
    r"thanks?|thank you|good (?:morning|afternoon|evening)|hello|(?:speak|talk|chat)(?:s|ing)?(?: now)? (?:to|with)|"
    r"interview|conversation with|I['’]m|I am)\b",
    re.I,
)
"""In the sentence that gives the office: whose it is takes part. Others are only spoken of."""
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3}[.?!…])\s")
_MOST_FORMS = 16
"""More names than this with one office are not one person's."""
_REACH = 40
_TOLD_UNTIL, _TOLD_FROM = 3, 2
"""Turns at the start and at the end that may tell whose an office is."""


def holders(page: str, turns: Sequence[str]) -> Iterator[tuple[str, int, Call]]:
    """Those who are called by an office that the page, or the first turns, give to one person only."""
    known: dict[str, str] = {}
    for at, text in enumerate(turns):
        for found in _OFFICE.finditer(text):
            group = 1 if found[1] else 2
            office = found[group]
            if office not in known:
                edges = (*turns[:_TOLD_UNTIL], *turns[_TOLD_UNTIL:][-_TOLD_FROM:])
                known[office] = _holder(office, [page], 1) or _holder(office, edges, 2)
            if known[office] and not quoted(text, found.start(group)):
                yield known[office], at, Call("closes", office, *found.span(group))


def holder_of(office: str, page: str, turns: Sequence[str]) -> str:
    """The full name of the only person whom the page, or the first and last turns, have take part with this office; else "".

    "Yesterday the Mayor, Rosa Lind, left" says nothing of whom "MAYOR:" is.
    """
    edges = (*turns[:_TOLD_UNTIL], *turns[_TOLD_UNTIL:][-_TOLD_FROM:])
    told = [
        sentence
        for text in edges
        if office in text
        for sentence in _SENTENCE.split(text)
        if _PRESENT.search(sentence)
    ]
    return _holder(office, [page], 2) or _holder(office, told, 2)


def calls_an_office(text: str) -> bool:
    """Whether a turn calls somebody by an office, whosever it is."""
    return any(not quoted(text, found.start()) for found in _OFFICE.finditer(text))


def holders_in_title(title: str) -> Iterator[Name]:
    """Who answers on the page of an office: "Transcript of the Prime Minister, the Hon. Rosa Lind, interview with ..."."""
    for anchor in _IN_A_TITLE.finditer(title):
        whole = name_at(title, anchor.end())
        end = _NOT_OF_THE_NAME.search(f"{whole.text} ") if whole else None
        if whole is None:
            continue
        words = whole.text[: end.start()] if end else whole.text
        name = Name(words, whole.honorific, whole.start, whole.start + len(words))
        if " " in words and is_person(name):
            yield name


def _holder(office: str, texts: Sequence[str], least: int) -> str:
    """The only person to whom the texts give this office by a name of `least` words or more, or ""."""
    texts = [text for text in texts if office in text]
    if not texts:
        return ""
    form = _FORMS.get(office, re.escape(office))
    pattern = re.compile(
        rf"\b(?:{form} |(?:[Tt]he|[Oo]ur) {form}(?: of (?:the )?[A-Z]\w+(?: [A-Z]\w+)?)?(?: (?:is )?(?:on|in) the (?:line|phone|studio)(?: (?:right )?now| with (?:us|me))?)?, (?:(?:Mr|Mrs|Ms|Dr)\.? )?)(?=[^\W\d_a-z])"
    )
    behind = re.compile(
        rf",? (?:the|our) {form}(?: of (?:the )?[A-Z]\w+)?(?=[.,!]|$| (?:there|is my guest|is our guest|is on the line|joins)\b)"
    )
    names: set[str] = set()
    for text in texts:
        for anchor in pattern.finditer(text):
            if _BESIDE.search(text, max(0, anchor.start() - _REACH), anchor.start()):
                continue
            name = name_at(text, anchor.end(), least=least)
            if (
                name
                and name.text not in _OF_PAGES
                and is_person(name)
                and not _TOLD_ABOUT.match(text, name.end)
            ):
                names.add(name.text)
            if len(names) > _MOST_FORMS:
                return ""
        for anchor in behind.finditer(text):
            name = name_before(text, anchor.start(), least=2)
            if name and is_person(name):
                names.add(name.text)
    fullest = {
        name for name in names if not any(other != name and other.endswith(name) for other in names)
    }
    return fullest.pop() if len(fullest) == 1 else ""
