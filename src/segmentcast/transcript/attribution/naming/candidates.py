"""Somebody who may be taking part in an unlabelled conversation, with the signs of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from segmentcast.model import Evidence, Part
from segmentcast.transcript.attribution.naming.clues.courtesies import ASKED, PRESENTED, WELCOMED
from segmentcast.transcript.attribution.naming.name_knowledge.persons import may_mean
from segmentcast.transcript.text.names import key_of

FEW_CALLS = 2
"""A share of calls says little where there are so few."""
CALLS = ("opens", "closes", "within", "greets")
_SURE_SIGNS = ("self", PRESENTED, WELCOMED, ASKED)
OF_THE_PAGE = ("page_host", "page_guest", "page_speaks", "page_spoken_with", "page_either", "page_is", "page_names", "title_guest", "title_with", "eponym", "byline", "roster", "roster_of_one")  # fmt: skip
BESIDE_THE_GUEST = "beside_the_guest"
"""The sign of whom the page mentions, and nothing in the talk names, where the page has one guest."""
GUESTS_BY_PAGE = ("page_guest", "page_spoken_with", "page_is", "title_guest", "title_with")
"""Signs by which the page says who the guest is."""
PRESENT_BY_PAGE = (
    "page_host",
    "page_guest",
    "page_speaks",
    "page_spoken_with",
    "title_guest",
    "title_with",
    "eponym",
)
"""Signs by which the page says that somebody takes part."""


@dataclass(frozen=True, slots=True)
class About:
    """What stands around the talk: the page's summary, title and byline; full names of people of the show."""

    summary: str = ""
    title: str = ""
    byline: str = ""
    roster: tuple[str, ...] = ()


@dataclass(slots=True)
class Candidate:
    """Somebody who is named: the fullest name, what the words say of them, the signs by kind and turn.

    `leads`, `answers`: probabilities of being the one who leads, or one of those who answer.
    """

    name: str
    honorific: str = ""
    role: str = ""
    part: Part | None = None
    evidence: list[Evidence] = field(default_factory=list)
    signs: list[tuple[str, int]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    by_given: set[tuple[str, int]] = field(default_factory=set)
    """Those of the signs that have the given name alone."""
    mentioned_in: list[int] = field(default_factory=list)
    introduced_in: set[int] = field(default_factory=set)
    self_in: set[int] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    """Forms of address that turns put before this name, and those turns."""
    titled_in: set[int] = field(default_factory=set)
    together: set[str] = field(default_factory=set)
    """The sentences of the summary that have this person talk with another."""
    leads: float = 0.0
    answers: float = 0.0

    @property
    def probability(self) -> float:
        """Of taking part at all."""
        return self.leads + self.answers

    @property
    def is_greeted_formally(self) -> bool:
        """Whether a courtesy or a self-introduction names this person."""
        return any(kind in _SURE_SIGNS for kind, _ in self.signs)

    @property
    def is_greeted(self) -> bool:
        """Whether a courtesy or a self-introduction names this person, or calls in more than one turn."""
        turns = {turn for kind, turn in self.signs if kind in CALLS}
        return len(turns) > 1 or any(kind in _SURE_SIGNS for kind, _ in self.signs)

    def called(self, sides: Sequence[bool]) -> tuple[int, int]:
        """In how many of their turns the leader, and somebody else, calls this person."""
        turns = {turn for kind, turn in self.signs if kind in CALLS}
        by_leader = sum(sides[turn] for turn in turns)
        return by_leader, len(turns) - by_leader


def index_of(people: Sequence[Candidate], name: str) -> int | None:
    """Which of these people a name means, if any."""
    matches = [at for at, person in enumerate(people) if may_mean(person.name, name)]
    exact = [at for at in matches if key_of(people[at].name) == key_of(name)]
    return next(iter(exact or matches), None)
