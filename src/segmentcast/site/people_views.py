"""Values for the templates: the people of an episode or a show, and their portraits.

Templates of a show may use these names.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from segmentcast.model import Credit, Package, Part, Show
from segmentcast.site import links
from segmentcast.site.search.person_keys import person_key, person_path
from segmentcast.vocabulary.wordings import Language


@dataclass(frozen=True, slots=True)
class Face:
    """A person's portrait: `img` is the address of a photograph; without one there are initials."""

    initials: str
    img: str = ""


@dataclass(frozen=True, slots=True)
class CreditView:
    """A credited person. `synthetic` says that a synthetic voice speaks their words.

    `href` is a URL set by the show, `page` that of the person's episodes.
    """

    name: str
    role: str
    synthetic: bool
    href: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person in a list, with the number of episodes, and `facts` that say it in words."""

    name: str
    href: str
    count: int
    face: Face = Face("")
    facts: str = ""


def portrait(person: Credit) -> Face:
    """The photograph if there is one, and the first letters of the first and last name."""
    names = [name for name in person.name.split() if name[:1].isalpha()]
    letters = [name[0] for name in (names[:1] + names[-1:] if len(names) > 1 else names)]
    return Face("".join(letters).upper(), links.safe_picture(person.img))


def with_portraits(show: Show, package: Package) -> Package:
    """The package whose people have the pictures that are given for their names anywhere."""
    pictures = {
        person.name: person.img for person in (*show.people, *package.credits) if person.img
    }
    if not pictures:
        return package
    people = (replace(one, img=one.img or pictures.get(one.name, "")) for one in package.credits)
    return replace(package, credits=tuple(people))


def guest_picture(package: Package) -> str:
    """The address of the first guest's photograph, or an empty string."""
    guests, _ = _speakers(package)
    return portrait(guests[0]).img if guests else ""


def part_of(person: Credit, words: Language) -> str:
    return words.words.get(f"part_{person.part}", person.part)


def credits(
    people: Iterable[Credit], words: Language, page: str, known: Container[str] | None = None
) -> tuple[CreditView, ...]:
    """People with links relative to `page`. `known` has the keys of those with a page (None: all)."""
    return tuple(
        CreditView(
            person.name,
            person.role or part_of(person, words),
            bool(person.voice),
            links.safe(person.href),
            links.relative(person_path(key), page)
            if (key := person_key(person.name)) and (known is None or key in known)
            else "",
        )
        for person in people
    )


_MOST_NAMED, _MOST_FACES = 3, 3


def faces(package: Package) -> tuple[Face, ...]:
    """The portraits of the first people who speak, guests first."""
    guests, hosts = _speakers(package)
    return tuple(portrait(person) for person in (*guests, *hosts)[:_MOST_FACES])


def people(package: Package, words: Language) -> tuple[tuple[str, bool], ...]:
    """Who speaks, as pieces of a line: text, and whether it is a name ("Peter Lang", " with ", ...)."""
    guests, hosts = (_names(group, words) for group in _speakers(package))
    if not (guests and hosts):
        return ((guests or hosts, True),) if guests or hosts else ()
    values = {"guests": guests, "hosts": hosts}
    return tuple(
        (values.get(piece, piece), piece in values)
        for piece in re.split(r"[{}]", words.text("people_with"))
        if piece
    )


def _speakers(package: Package) -> tuple[list[Credit], list[Credit]]:
    """Those who are heard: everybody but the hosts, and the hosts."""
    heard = [person for person in package.credits if person.part in _SPEAKING]
    hosts = [person for person in heard if person.part == Part.HOST.value]
    return [person for person in heard if person not in hosts], hosts


_SPEAKING = frozenset(part.value for part in Part)


def _names(people: Sequence[Credit], words: Language) -> str:
    names = [person.name for person in people[:_MOST_NAMED]]
    if len(people) > _MOST_NAMED:
        return words.text("list_comma").join(names) + f" +{len(people) - _MOST_NAMED}"
    *first, last = names or [""]
    comma, and_ = words.words["list_comma"], words.words["list_and"]
    return comma.join(first) + (and_ if first else "") + last
