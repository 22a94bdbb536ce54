"""After whom a show is named: "Welcome to Rosa's Podcast", "The Rosa Lind Show"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from segmentcast.model import EvidenceRule, Part
from segmentcast.transcript.attribution.naming.clues.introductions import Mention
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.attribution.naming.name_knowledge.persons import looks_like_a_person
from segmentcast.transcript.text.names import Name, given, is_name_word, name_at
from segmentcast.transcript.text.prose import excerpt

_EPONYM = re.compile(
    r"(?:\b(?:[Ww]elcome (?:back )?to|[Ll]istening to|[Tt]uned in to|[Tt]his is|[Ee]pisode of) (?:the |The )?|(?:^|[|—–:,-] )(?:The )?)"
    r"([^\W\d_a-z][\w’-]*(?: [^\W\d_a-z][\w’-]*){0,2}?)(?:['’]s)? (?:[Pp]odcast|[Ss]how|[Pp]rogram(?:me)?|[Rr]eport|[Hh]our|Experience)\b"
)
_OF_A_TITLE = re.compile(
    r"(?:^|[|—–:,-] )((?!The )[^\W\d_a-z][\w’-]*(?: (?:[A-Z]\. |[Vv]an |[Dd]e )?[^\W\d_a-z][\w’-]*){1,2}?) (?:Tonight|Today|Presents|Live|Now|Reports|Unfiltered|360)\b"
)
"""Shows that have a full name: "Rosa Lind Tonight"."""
PROGRAMME = re.compile(
    r"\b(?:[Ss]how|[Rr]ecord|[Ll]ead|[Mm]ornings?|[Rr]eport|[Hh]our|[Nn]ews|[Tt]oday|[Tt]onight|[Ww]eekends?|[Ss]undays?|[Ll]ive|[Ee]dition|[Rr]oom|[Pp]ress|[Nn]ation|[Nn]ightly|[Bb]reakfast|[Dd]aily|[Ss]hift|[Dd]rive|[Aa]genda|[Ll]ine) $"
)
"""Words of a title before "with X" that make X its host: "The Morning Show with X"."""
_WITH = re.compile(r"\bwith (?=[^\W\d_a-z])")
_STANDS_IN = re.compile(
    r"\b(?:I['’]m|I am|[Ff]illing|[Ss]itting|[Ss]tanding|[Tt]his is|[Hh]ost)(?: [^.?!]{2,40})? in (?:\w+ )?for ((?:[^\W\d_a-z][\w’-]*)(?: [A-Z][\w’-]*){0,2})"
)
"""Who hosts today in the place of whom: "I'm Otto Brand, in tonight for Rosa Lind"."""
IN_THE_TITLE: EvidenceRule = "show-title"
"""Rule of names that only the title has: another may stand in, so the talk has to name them, too."""
_EARLY_EPONYMS = 8


def eponyms(title: str, page: str, turns: Sequence[str]) -> Iterator[Mention]:
    """After whom the show is named: "Welcome to Rosa's Podcast", "you're listening to the Otto Brand Show"."""
    seen = {
        found[1].casefold()
        for text in turns[:_EARLY_EPONYMS]
        for found in _STANDS_IN.finditer(text)
    }
    for text in (page, *turns[:_EARLY_EPONYMS], *turns[-2:]):
        for found in _EPONYM.finditer(text):
            bare = re.sub(r"['’]s$", "", found[1])
            if not _is_away(bare, seen) and _may_name_a_show(bare):
                seen.add(bare.casefold())
                words = excerpt(text[found.start() : found.end() + 40], 100)
                yield Mention(Name(bare, "", *found.span(1)), Part.HOST, "show-name", words)
    for name in _of_title(title):
        if not _is_away(name.text, seen) and _may_name_a_show(name.text):
            yield Mention(name, Part.HOST, IN_THE_TITLE, title)


def _is_away(name: str, others: set[str]) -> bool:
    """Whether this name was taken already, or somebody stands in for it, in full or by first name."""
    folded = name.casefold()
    return folded in others or folded.split(" ", 1)[0] in others


def _of_title(title: str) -> Iterator[Name]:
    for found in _OF_A_TITLE.finditer(title):
        yield Name(found[1], "", *found.span(1))
    for anchor in _WITH.finditer(title):
        name = name_at(title, anchor.end())
        if name and PROGRAMME.search(title[: anchor.start()]):
            yield name


def _may_name_a_show(name: str) -> bool:
    first = given(name)
    return is_name_word(first) and is_given_name(first) and looks_like_a_person(name)
