"""Other names of a person, where the page or the talk says so: 'Mark "Murch" Erhardt', "Georgiana, aka Gia", Mike for Michael."""

from __future__ import annotations

import re
from collections.abc import Iterable

from segmentcast.transcript.text.names import is_name_word

_WORD = r"[^\W\d_a-z][\w'’.-]{1,24}"
_IN_QUOTES = re.compile(rf"({_WORD}(?: {_WORD})?) [\"“‘'(]({_WORD})[\"”’')] ({_WORD}(?: {_WORD})?)")
_ALSO = re.compile(
    rf"({_WORD}(?: {_WORD}){{0,2}}),? (?:\(?(?:aka|a\.k\.a\.|AKA|also known as|better known as|who goes by|(?:or )?known to (?:\w+ )?friends as)) ({_WORD})"
)
_SHORT = (
    "mike michael|bob robert|rob robert|bobby robert|bill william|will william|jim james|jimmy james|dick richard|rick richard|"
    "rich richard|tom thomas|tony anthony|dave david|steve steven|steve stephen|joe joseph|jack john|johnny john|jon jonathan|"
    "kate katherine|kate catherine|katie katherine|kathy katherine|liz elizabeth|beth elizabeth|betsy elizabeth|peggy margaret|meg margaret|"
    "maggie margaret|sue susan|nick nicholas|ted theodore|ted edward|ed edward|larry lawrence|chuck charles|charlie charles|hank henry|"
    "harry harold|jerry gerald|terry terence|andy andrew|drew andrew|tim timothy|kim kimberly|jenny jennifer|jen jennifer|pat patricia|"
    "vicky victoria|sandy sandra|cindy cynthia|debbie deborah|abby abigail|becky rebecca|nate nathaniel|zach zachary|pepe josé|paco francisco|matt matthew|chris christopher|chris christian|chris christina|chris christine|christy christina|"
    "alex alexander|alex alexandra|alex alexis|ben benjamin|sam samuel|sam samantha|dan daniel|danny daniel|max maximilian|max maxwell|"
    "greg gregory|doug douglas|don donald|ron ronald|ray raymond|phil philip|phil phillip|ken kenneth|jeff jeffrey|geoff geoffrey|"
    "josh joshua|jake jacob|pete peter|vince vincent|vic victor|fred frederick|gabe gabriel|mitch mitchell|nat nathan|nate nathan|stan stanley|"
    "tim timothy|tommy thomas|val valerie|will willem|gus august|gus gustav|wally walter|barb barbara|angie angela|mandy amanda|"
    "deb deborah|pam pamela|kat katherine|kathy kathleen|steph stephanie|tori victoria|trish patricia|jess jessica|jo joanna|lisa elisabeth|"
    "tony antonio|nacho ignacio|sepp josef|hans johannes|klaus nikolaus|fritz friedrich|manu manuel|manu emmanuel|beppe giuseppe|gigi luigi"
)
SHORT_FORMS = frozenset(tuple(pair.split()) for pair in _SHORT.split("|"))


def aliases_in(texts: Iterable[str]) -> dict[str, str]:
    """The names that these texts give to a person besides the usual one, each with that one."""
    known: dict[str, str] = {}
    for text in texts:
        for found in _IN_QUOTES.finditer(text):
            known.setdefault(found[2].casefold(), f"{found[1]} {found[3]}")
        for found in _ALSO.finditer(text):
            if is_name_word(found[1].split(" ", 1)[0]):
                known.setdefault(found[2].casefold(), found[1])
    return known


def is_short_for(one: str, other: str) -> bool:
    """Whether one folded given name is a usual short form of the other: "mike" of "michael", "matt" of "matthew"."""
    short, full = sorted((one, other), key=len)
    return (short, full) in SHORT_FORMS
