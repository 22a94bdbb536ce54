"""Whether a name is a person's, and whether two names can be one person's."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from segmentcast.transcript.attribution.naming.name_knowledge.aliases import is_short_for
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.attribution.naming.name_knowledge.organisations import (
    names_organisation,
)
from segmentcast.transcript.text.names import (
    is_name_word,
    is_particle,
    key_of,
    may_begin_name,
    split_honorific,
    tokens_of,
)

_MAY_HOLD_A_CAPITAL = re.compile(r"Mc|Mac|O['’]|D['’]|De|Di|Du|La|Le|Van|Fitz")
_ALIKE = 0.8
_NOT_A_PERSON = frozenset(
    "texas tennessee california florida ohio oregon nevada arizona alabama alaska arkansas colorado connecticut delaware hawaii idaho illinois indiana iowa "
    "kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska oklahoma pennsylvania utah vermont wisconsin "
    "wyoming canada mexico germany france spain italy england scotland ireland russia ukraine china japan armenia syria iran iraq afghanistan turkey "
    "brazil argentina colombia venezuela poland sweden norway switzerland austria greece egypt nigeria pakistan europe africa asia "
    "time party web drive ui api server native code cloud app apps framework script language studio research labs core wallet network "
    "tower towers hotel plaza airport stadium arena casino resort boulevard highway cathedral headquarters terminal mall skyscraper "
    "abu dhabi dubai saudi arabia vietnam singapore qatar kuwait lebanon libya yemen "
    "conference summit foundation github google twitter facebook microsoft amazon apple youtube bitcoin ethereum lightning".split()
)


def looks_like_a_person(name: str) -> bool:
    """Whether no word of it has a capital inside, as brands have, or is an organisation's or a programme's."""
    words = name.split()
    folded = {word.casefold().strip(".,") for word in words}
    if names_organisation(name) or folded & _NOT_A_PERSON:
        return False
    return not any(
        any(char.isupper() for char in part[1:])
        and not (word.isupper() or _MAY_HOLD_A_CAPITAL.match(word))
        for word in words
        for part in word.split("-")
    )


def begins_with_given_name(name: str) -> bool:
    """Whether it is a person's beyond doubt: a title, or a given name that is no common word, comes first."""
    title, bare = split_honorific(name)
    first, *others = bare.split()
    if not looks_like_a_person(bare) or not is_name_word(first) or may_begin_name(first.casefold()):
        return False
    if not all(word[:1].isupper() or is_particle(word) for word in others):
        return False  # "Tom at the inn"
    return bool(title) or is_given_name(first)


def same_person(one: str, other: str) -> bool:
    """Whether two names can be one person's: same words, same first and last, or a surname alone.

    An initial before the surname is the first letter of the other name, and the surname is all of its.
    """
    first, second = tokens_of(one), tokens_of(other)
    if not first or not second or _initial_differs(one, other) or _initial_differs(other, one):
        return False
    if first == second or (first[-1] == second[-1] and first[0] == second[0]):
        return True
    short, long = sorted((first, second), key=len)
    if len(short) >= 2 and long[-len(short) :] == short:
        return True
    return len(short) == 1 and short[0] in {long[-1], long[0]}


def _initial_differs(short: str, full: str) -> bool:
    """Whether the first is an initial and a surname, and the second a full name that has others."""
    initial, *surname = key_of(short).split("-")
    first, *others = key_of(full).split("-")
    if len(initial) > 1 or len(surname) != 1 or not others:
        return False
    whole = key_of(full.rsplit(maxsplit=1)[-1]) if " " in full else surname[0]
    return first[0] != initial or (whole != surname[0] and whole.endswith(f"-{surname[0]}"))


def may_mean(one: str, other: str) -> bool:
    """Whether both are one person's: "kball" of Kevin Ball, "Megan Du-" of Megan Duclos, a slip of spelling."""
    if same_person(one, other):
        return True
    first, second = tokens_of(one), tokens_of(other)
    if min(len(first), len(second)) == 1 <= len(first) * len(second) and first and second:
        short, full = sorted((first, second), key=len)
        if len(full) > 1 and short[0] == full[0][0] + full[-1]:
            return True
        return is_short_for(short[0], full[0]) and is_given_name(short[0])
    if first and second and first[-1] == second[-1] and is_short_for(first[0], second[0]):
        return True
    if len(first) < 2 or len(second) < 2 or first[0] != second[0]:
        return False
    if first[-1].startswith(second[-1]) or second[-1].startswith(first[-1]):
        return True
    return SequenceMatcher(None, first[-1], second[-1]).ratio() >= _ALIKE
