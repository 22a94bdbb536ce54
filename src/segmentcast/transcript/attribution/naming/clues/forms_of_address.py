"""Whom a turn speaks to: "And, Alex, ...", "..., Doctor?", "Thanks, Maria."."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from segmentcast.patterns import compile_late
from segmentcast.transcript.attribution.naming.name_knowledge.organisations import ORGANISATIONS
from segmentcast.transcript.text.names import is_name_word
from segmentcast.transcript.text.prose import excerpt, sentences

_OPENING = r"(?:(?:and|so|but|now|well|ok|okay|yes|no|right|hi|hello|hey|welcome|thanks|thank you|thank you (?:so|very) much|good (?:morning|evening|afternoon)|alright|all right|finally|first|then|sure|oh|yeah|look|you know|sorry|please)\b[,.!]?\s+){0,3}"
_PLAIN_ADDRESS = re.compile(rf"{_OPENING}", re.I)
_THANKS_ADDRESS = re.compile(
    r"\b(?:thanks|thank you|welcome|good (?:morning|evening|afternoon)|hello|hi)(?: (?:so|very) much| again| back| both)?,?\s+(?=[^\W\d_a-z])", re.I
)  # fmt: skip

_REACH = 60
"""Characters in which a form of address is looked for."""


@dataclass(frozen=True, slots=True)
class Address:
    """A person spoken to: the words of the address; whether it gives thanks; where."""

    form: str
    words: str
    thanks: bool
    at: int


def addresses(text: str, forms: frozenset[str]) -> list[Address]:
    """Where a turn speaks to somebody by one of these forms (a name, or an honorific and a surname)."""
    found: list[Address] = []
    places = [match.start() for match in _endings(forms).finditer(text)] if forms else []
    if not places:
        return found
    for start, end in sentences(text):
        # A sentence without the last word of any form, or too far from one, calls nobody.
        nearest = bisect_left(places, start - _REACH)
        if nearest == len(places) or places[nearest] > end + _REACH:
            continue
        begin = start
        while begin < end and text[begin] in " \"“'—-":
            begin += 1
        opening = _PLAIN_ADDRESS.match(text, begin, end)
        at = opening.end() if opening else begin
        form = form_at(text, at, forms)
        if (
            form
            and text[at + len(form) : at + len(form) + 1] in ",?!.—:;"
            and _addresses(text, at, form, end)
        ):
            before = text[begin:at].casefold()
            thanks = "thank" in before or bool(
                re.match(
                    r"[,.—]?\s*(?:thank|thanks|many thanks|good to|great to)",
                    text[at + len(form) : end],
                    re.I,
                )
            )
            found.append(
                Address(
                    form,
                    excerpt(text[begin : at + len(form) + 40], 80),
                    thanks,
                    at,
                )
            )
        found.extend(_trailing(text, begin, end, forms, at if form else -1))
    return found


def _addresses(text: str, at: int, form: str, end: int) -> bool:
    """A full name followed by a clause about the person is a mention, not an address."""
    rest = text[at + len(form) : end]
    if " " not in form:
        asks = "" if rest.rstrip(' "”').endswith("?") else "|is|was|has|had"
        return not re.match(rf",\s+(?:who|a|an|the|of|from{asks}|and [A-Z])\b", rest)
    return bool(
        re.match(
            r"\s*[,.—?!]?\s*(?:thank|thanks|welcome|what|how|why|where|when|is|are|do|does|did|can|could|you|I|we|let|tell|good|great|—|–|$)",
            rest,
            re.I,
        )
    ) and not re.match(r",\s+(?:who|a|an|the|is an?|was)\b", rest)


def _trailing(
    text: str, begin: int, end: int, forms: frozenset[str], seen: int
) -> Iterator[Address]:
    """ "..., Alex?", "Thank you so much, Alex." """
    comma = text.find(", ", begin, end)
    while comma >= 0:
        at = comma + 2
        form = form_at(text, at, forms)
        if form and at != seen:
            after = text[at + len(form) : at + len(form) + 1]
            closing = text[at + len(form) : end].strip(' .?!,"”’')
            if (after in ".?!" and not closing) or (
                after == "," and " " not in form and _is_inner(text, begin, at, form)
            ):
                thanks = "thank" in text[begin:at].casefold()[-60:]
                yield Address(
                    form, excerpt(text[max(begin, at - 50) : at + len(form)], 80), thanks, at
                )
        comma = text.find(", ", comma + 2, end)
    for anchor in _THANKS_ADDRESS.finditer(text, begin, end):
        form = form_at(text, anchor.end(), forms)
        if (
            form
            and anchor.end() != seen
            and text[anchor.end() + len(form) : anchor.end() + len(form) + 1] in ".,!?—"
        ):
            yield Address(
                form,
                text[anchor.start() : anchor.end() + len(form)],
                "thank" in anchor[0].casefold(),
                anchor.end(),
            )


def _is_inner(text: str, begin: int, at: int, form: str) -> bool:
    """ "What, Alex, is next?": both commas, and no list or clause about a third person."""
    before = text[begin:at].rstrip(", ").rsplit(" ", 1)[-1]
    after = text[at + len(form) + 1 : at + len(form) + 9].strip().split(" ")[0]
    return not before[:1].isupper() and after not in {"who", "a", "an", "the", "and", "his", "her"}


def form_at(text: str, at: int, forms: frozenset[str]) -> str:
    """The longest of the forms that stands at this offset, as whole words."""
    if text[at : at + 1] not in _first_letters(forms):
        return ""
    window = text[at : at + _REACH]
    best = ""
    position = -1
    for _ in range(5):
        position = _word_end(window, position + 1)
        form = window[:position]
        if form in forms:
            best = form
        if position >= len(window) or window[position] != " ":
            if (
                window[position : position + 1] == "."
                and window[position + 1 : position + 2] == " "
            ):
                form = window[: position + 1]
                position += 1
                if form in forms:
                    best = form
                continue
            break
    return best


@lru_cache(maxsize=16)
def _endings(forms: frozenset[str]) -> re.Pattern[str]:
    """A pattern for the last words of the forms: hardly any turn has one."""
    words = {form.rsplit(" ", 1)[-1] for form in forms}
    return compile_late("|".join(map(re.escape, sorted(words))))


@lru_cache(maxsize=16)
def _first_letters(forms: frozenset[str]) -> frozenset[str]:
    return frozenset(form[:1] for form in forms)


def _word_end(window: str, at: int) -> int:
    while at < len(window) and (window[at].isalpha() or window[at] in "'’-"):
        at += 1
    return at


NOT_CALLED = frozenset(
    "god guys folks sir ma'am madam everyone everybody ladies gentlemen jesus christ man boy indeed however "
    "honestly obviously clearly meanwhile today tonight still instead often sometimes maybe perhaps "
    "frankly interestingly similarly together though although dear mom dad mate mates".split()
)


def called(text: str) -> Iterator[str]:
    """First names by which a turn calls somebody that nothing else names: "And, Maria, ...", "Thanks, Maria." """
    head, tail = text[:2000], text[-2000:]
    for found in _AND_CALLED.finditer(head):
        before = head[: found.start()].rstrip()
        if not before or before[-1] in ".?!":
            yield from _callable(found[1])
    for found in _THANKS_CALLED.finditer(tail):
        yield from _callable(found[1])


def _callable(word: str) -> Iterator[str]:
    folded = word.casefold()
    if is_name_word(word) and folded not in NOT_CALLED and folded not in ORGANISATIONS:
        yield word


_AND_CALLED = compile_late(
    r"(?:And|So|But|Now),?\s+([^\W\d_a-z][^\W\d_]{1,19}),\s+(?!and\b|or\b|who\b|a\b|the\b|in\b|where\b)"
)
_THANKS_CALLED = compile_late(
    r"(?:[Tt]hanks|[Tt]hank you)(?: (?:so|very) much)?,\s+([^\W\d_a-z][^\W\d_]{1,19})[.,!]"
)
