"""Short forms of a name: "Lena", "Brandt" for Lena Brandt; "Okonkwo-Hale" for Idris Okonkwo-Hale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from segmentcast.transcript.text.names import is_particle, is_suffix, key_of, split_honorific

WORST_FIT = 3
"""How well any other word of a name fits than the first and the surname."""
_MOST_WORDS = 14
_JOINS = frozenset(("and", "&", "+", "und", "et", "и", "och", "og"))


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """All words of a name, folded: initials and both halves of a double name among them, suffixes not."""
    words = tuple(word for word in key_of(name).split("-") if word)
    return tuple(word for word in words if not is_suffix(word)) or words


def names_several(name: str) -> bool:
    """Whether people are named who speak together: "ANNA AND BEN", "Roe & Lind". Nobody is called so for short."""
    return any(word.casefold() in _JOINS for word in name.split()[1:-1])


@lru_cache(maxsize=4096)
def short_forms(name: str) -> Mapping[tuple[str, ...], int]:
    """What a person of this name may be called for short, and how well it fits: 0 is best.

    0 the surname, with particles and both its halves; 1 the first name; 2 several words from the
    start or the end, or initials and the surname; 3 any other word of it, half a double name among
    them.
    """
    words = words_of(name)
    if not 2 <= len(words) <= _MOST_WORDS or names_several(name):
        return {}
    forms: dict[tuple[str, ...], int] = {(word,): WORST_FIT for word in words if len(word) > 1}
    for cut in range(1, len(words)):
        for form in (words[:cut], words[cut:]):
            if len(form) > 1:
                forms[form] = 2
    written = [
        part for part in (words_of(word) for word in split_honorific(name)[1].split()) if part
    ]
    written = [part for part in written if not all(is_suffix(word) for word in part)]
    if len(written) < 2:
        return forms
    forms[written[0]] = 1
    at = len(written) - 1
    surnames = [written[at]]
    while at > 1 and is_particle("-".join(written[at - 1])):
        at -= 1
        surnames.append(tuple(word for part in written[at:] for word in part))
    letters = tuple(word[0] for part in written[:at] for word in part)
    for last in surnames:
        forms[last] = 0
        forms |= {(*letters[:count], *last): 2 for count in (1, len(letters))}
    return {form: fit for form, fit in forms.items() if form != words and len("".join(form)) > 1}


def initials(name: str) -> tuple[str, ...]:
    """The first letters of a name of two words or more, as a label has them: ("hp",) for Huw Parry."""
    if names_several(name):
        return ()
    words = [word for word in words_of(name) if not is_particle(word)]
    return ("".join(word[0] for word in words),) if 2 <= len(words) <= _MOST_WORDS else ()


def related(names: Iterable[str]) -> frozenset[str]:
    """Of these names, those that are another one's short form, and those that have one among them."""
    given = list(dict.fromkeys(names))
    present = {words_of(name) for name in given}
    forms = {form for name in given for form in short_forms(name)}
    return frozenset(
        name
        for name in given
        if words_of(name) in forms or any(form in present for form in short_forms(name))
    )


def best_fitting(fits: Sequence[tuple[int, int]]) -> list[int]:
    """Of (person, fit), the persons whom the short form fits best."""
    best = min((fit for _, fit in fits), default=0)
    return sorted({person for person, fit in fits if fit == best})
