"""Who may be taking part in an unlabelled conversation, on which side of it, and what speaks for that.

Everybody whom the page, an introduction, a self-introduction or a form of address names is a
candidate, no more: a mention is not a presence. The turns' words have already told who leads from
who answers; a candidate is the one side, the other, or neither. How much each sign is worth for
that is fitted by scripts/fit_attribution.py on labelled conversations (a multinomial logistic
regression); `leads` and `answers` are the shares of candidates with such signs that did.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import exp, log1p

from segmentcast.model import Evidence, Part
from segmentcast.transcript.attribution import host_model
from segmentcast.transcript.attribution.naming import clues, summary_clues
from segmentcast.transcript.attribution.naming.aliases import aliases_in
from segmentcast.transcript.attribution.naming.calls import Call, calls_in, holders, may_be_name
from segmentcast.transcript.attribution.naming.courtesies import (
    ASKED,
    PRESENTED,
    WELCOMED,
    Courtesy,
    courtesies_in,
)
from segmentcast.transcript.attribution.naming.given_names import is_given_name
from segmentcast.transcript.attribution.naming.persons import (
    looks_like_a_person,
    may_mean,
    same_person,
)
from segmentcast.transcript.text.names import (
    Name,
    given,
    is_name_word,
    key_of,
    name_at,
    proper_case,
    surname,
    tokens_of,
)
from segmentcast.transcript.text.prose import excerpt

_EPONYM = re.compile(
    r"(?:\b(?:[Ww]elcome (?:back )?to|[Ll]istening to|[Tt]uned in to|[Tt]his is|[Ee]pisode of) (?:the |The )?|(?:^|[|—–:-] )(?:The )?)"
    r"([^\W\d_a-z][\w’-]*(?: [^\W\d_a-z][\w’-]*){0,2}?)(?:['’]s)? (?:[Pp]odcast|[Ss]how|[Rr]eport|[Hh]our|Experience)\b"
)
_EARLY_EPONYMS = 8
_EARLY_ALIASES = 20
_PRESENTED_UNTIL = 20
"""In later turns "my guest was X" is about somebody else."""
_EARLY = 4
_LATE = 6
_EDGE = 2
"""Turns at the start in which people are named in full."""
_AS_A_THING = 10
_FEW_CALLS = 2
"""A share of calls says little where there are so few."""
_MOST_SCORE = 12.0
_HARDLY = -3.0
"""Log-odds of somebody whose name does not look like a person's."""
_SURE_SIGNS = ("self", PRESENTED, WELCOMED, ASKED)
_CALLS = ("opens", "closes", "within", "greets")
_OF_A_SIDE = (*_CALLS, "called_early", "called_late", "introduced_early", "introduced_late", "self_early", "self_late", "mentions", "share")  # fmt: skip
_OF_THE_PAGE = ("page_host", "page_guest", "page_speaks", "page_spoken_with", "page_either", "page_is", "page_names", "title_guest", "title_with", "eponym", "byline", "roster", "roster_of_one")  # fmt: skip
_COURTESIES = tuple(f"{kind}_by_{side}" for kind in (PRESENTED, WELCOMED, ASKED) for side in ("leader", "other"))  # fmt: skip
_OF_COURTESIES = (
    ((0.4, 1.0, -0.5, 1.4, 0.0, 4.0), (0.9, -0.8, 4.5, 0.0, 0.0, 0.0)),
    ((0.3, 1.0, 0.5, 1.5, -1.0, 1.8), (0.3, 0.0, 1.1, 2.0, 0.0, 0.0)),
)
"""Log-odds that a courtesy adds, for who leads and for who answers: of two people, of more.

Fitted apart, on the folders of the signs, with those weights held (ADR 16).
"""
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
_FLAGS = ("answered", "spelled_small", "with_article", "thing", *_OF_THE_PAGE)
KINDS = (
    *(f"{kind}_by_{side}" for kind in _OF_A_SIDE for side in ("leader", "other")),
    "by_both", "full", "given", *_FLAGS,
)  # fmt: skip
"""What is counted of a candidate, in the order of the fitted weights."""
_PAGE_SIGNS = {
    ("summary-joins", Part.HOST): "page_host", ("summary-joins", Part.GUEST): "page_guest",
    ("summary-joining", Part.HOST): "page_host", ("summary-joining", Part.GUEST): "page_guest",
    ("summary-host", Part.HOST): "page_host", ("summary-guest", Part.GUEST): "page_guest",
    ("summary-speaks-with", Part.HOST): "page_speaks", ("summary-speaks-with", Part.GUEST): "page_spoken_with",
    ("summary-reports", Part.REPORTER): "page_guest", ("summary-is", Part.GUEST): "page_is",
}  # fmt: skip


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
    mentioned_in: list[int] = field(default_factory=list)
    introduced_in: set[int] = field(default_factory=set)
    self_in: set[int] = field(default_factory=set)
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
        turns = {turn for kind, turn in self.signs if kind in _CALLS}
        return len(turns) > 1 or any(kind in _SURE_SIGNS for kind, _ in self.signs)

    def called(self, sides: Sequence[bool]) -> tuple[int, int]:
        """In how many of their turns the leader, and somebody else, calls this person."""
        turns = {turn for kind, turn in self.signs if kind in _CALLS}
        by_leader = sum(sides[turn] for turn in turns)
        return by_leader, len(turns) - by_leader


def gathered(about: About, turns: Sequence[str]) -> list[Candidate]:
    """Everybody named by a sign of taking part, not weighed yet."""
    people: list[Candidate] = []
    by_summary = summary_clues.in_summary(about.summary)
    for mention in by_summary:
        if " " in mention.name.text:
            _of_summary(_add(people, mention), mention)
    for mention in summary_clues.named_in(about.byline, "byline"):
        _add(people, mention).counts["byline"] += 1
    for at, text in enumerate(turns):
        _introductions(people, at, text, len(turns))
        if (own := clues.introduces_self(text)) is not None and may_be_name(own):
            one = _add(people, own)
            one.self_in.add(at)
            one.signs.append(("self", at))
    known_as = aliases_in((f"{about.title}. {about.summary}", *turns[:_EARLY_ALIASES]))
    for at, text in enumerate(turns):
        for courtesy in courtesies_in(text):
            _courtesy(people, courtesy, at)
        for call in calls_in(text):
            _call(people, text, call, known_as.get(call.name.casefold(), call.name), at)
    for mention in summary_clues.guests_in_title(about.title):
        _add(people, mention).counts[mention.rule.replace("-", "_")] += 1
    for mention in by_summary:
        # One word is a person's name if the talk or the title has a person of that name.
        known = index_of(people, mention.name.text)
        if " " not in mention.name.text and (known is not None or is_given_name(mention.name.text)):
            _of_summary(_add(people, mention), mention)
    page = f"{about.title}. {about.summary}"
    for name, at, call in holders(page, list(turns)):
        _call(people, turns[at], call, name, at)
    for mention in eponyms(page, turns):
        _add(people, mention).counts["eponym"] += 1
    for mention in summary_clues.named_in(f"{about.title}. {about.summary}", "summary-names"):
        place = index_of(people, mention.name.text)
        if place is None or not any(people[place].counts[kind] for kind in _OF_THE_PAGE):
            _add(people, mention).counts["page_names"] += 1
    for name in about.roster:
        place = index_of(people, name)
        if place is None and len(about.roster) > 1:
            continue
        if place is None:
            people.append(Candidate(name))
            place = -1
        one = people[place]
        one.counts["roster"] += 1
        one.counts["roster_of_one"] += len(about.roster) == 1
        one.name = max(one.name, name, key=lambda form: len(tokens_of(form)))
    _look_around(people, turns)
    return people


def weigh(people: Sequence[Candidate], sides: Sequence[bool], *, two: bool) -> None:
    """Give each candidate the probabilities of the two sides, if two people talk or if more do.

    Of two people one leads and one answers: what speaks for one name speaks against the others.
    """
    weights = host_model.shipped().participants[slice(0, 2) if two else slice(2, 4)]
    odds: list[tuple[float, float]] = []
    for one, row in zip(people, rows_of(people, sides), strict=True):
        courtesies = courtesies_of(one, sides)
        scores = [
            of_side[-1]
            + sum(w * x for w, x in zip(of_side, row, strict=False))
            + sum(w * x for w, x in zip(of_courtesies, courtesies, strict=True))
            for of_side, of_courtesies in zip(weights, _OF_COURTESIES[0 if two else 1], strict=True)
        ]
        most = _MOST_SCORE if looks_like_a_person(one.name) else _HARDLY
        leads, answers = (exp(max(-_MOST_SCORE, min(most, score))) for score in scores)
        odds.append((leads, answers))
    all_leading = 1 + sum(leads for leads, _ in odds)
    all_answering = 1 + sum(answers for _, answers in odds)
    whole = all_leading * all_answering - sum(leads * answers for leads, answers in odds)
    for one, (leads, answers) in zip(people, odds, strict=True):
        if two:
            one.leads = leads * (all_answering - answers) / whole
            one.answers = answers * (all_leading - leads) / whole
        else:
            one.leads, one.answers = (share / (1 + leads + answers) for share in (leads, answers))


def courtesies_of(one: Candidate, sides: Sequence[bool]) -> list[float]:
    """Which courtesies each side does this person."""
    seen = {
        f"{kind}_by_{'leader' if sides[turn] else 'other'}"
        for kind, turn in one.signs
        if kind != PRESENTED or turn < _PRESENTED_UNTIL
    }
    return [float(kind in seen) for kind in _COURTESIES]


def rows_of(people: Sequence[Candidate], sides: Sequence[bool]) -> list[list[float]]:
    """One row a candidate, one number a kind."""
    calls = [one.called(sides) for one in people]
    total = [sum(row[side] for row in calls) for side in (0, 1)]
    return [_features(one, sides, called, total) for one, called in zip(people, calls, strict=True)]


def _features(
    one: Candidate, sides: Sequence[bool], called: tuple[int, int], total: Sequence[int]
) -> list[float]:
    count = len(sides)
    seen: Counter[str] = Counter()
    for kind, turn in dict.fromkeys(one.signs):
        side = "leader" if sides[turn] else "other"
        if kind in _CALLS:
            seen[f"{kind}_by_{side}"] += 1
            seen[f"called_early_by_{side}"] |= turn < _EARLY
            seen[f"called_late_by_{side}"] |= turn >= max(_EARLY, count - _LATE)
        elif kind == "self":
            seen[f"self_{'early' if turn < 2 * _EARLY else 'late'}_by_{side}"] = 1
        elif kind == "introduced":
            seen[f"introduced_{'early' if turn < _EARLY else 'late'}_by_{side}"] = 1
    spoken_of = set(one.mentioned_in) - {turn for _, turn in one.signs}
    by_leader = sum(sides[turn] for turn in spoken_of)
    mentions = (by_leader, len(spoken_of) - by_leader)
    values: dict[str, float] = {kind: log1p(value) for kind, value in seen.items()}
    for place, side in enumerate(("leader", "other")):
        values[f"mentions_by_{side}"] = log1p(mentions[place])
        values[f"share_by_{side}"] = called[place] / (total[place] + _FEW_CALLS)
    counts = one.counts
    values |= {kind: float(counts[kind] > 0) for kind in _FLAGS}
    # "A Rosa endorsed plan" is said of people, too.
    values["with_article"] = float(counts["with_article"] * _AS_A_THING > len(one.mentioned_in))
    values["by_both"] = log1p(min(called))
    values["given"] = float(is_given_name(given(one.name)))
    values["full"] = float(len(tokens_of(one.name)) > 1)
    return [values.get(kind, 0.0) for kind in KINDS]


def index_of(people: Sequence[Candidate], name: str) -> int | None:
    """Which of these people a name means, if any."""
    matches = [at for at, person in enumerate(people) if may_mean(person.name, name)]
    exact = [at for at in matches if key_of(people[at].name) == key_of(name)]
    return next(iter(exact or matches), None)


def _add(people: list[Candidate], mention: clues.Mention) -> Candidate:
    name = mention.name.text
    at = index_of(people, name)
    if at is None:
        people.append(Candidate(proper_case(name)))
        at = -1
    one = people[at]
    mine, other = tokens_of(one.name), tokens_of(name)
    if (len(other) > len(mine) and (len(mine) < 2 or other[0] == mine[0])) or (
        len(mine) > len(other) >= 2 and mine[0] != other[0]
    ):
        one.name = proper_case(name)
    one.honorific = one.honorific or mention.name.honorific
    one.role = one.role or mention.role
    evidence = Evidence(mention.rule, mention.words)
    if evidence not in one.evidence:
        one.evidence.append(evidence)
    return one


def _is_full_name(name: str) -> bool:
    """Whether what stands behind a first name goes with it: no word in capitals, no organisation."""
    words = name.split()
    return len(words) <= 4 and looks_like_a_person(name) and not words[-1].isupper()


def _introductions(people: list[Candidate], at: int, text: str, count: int) -> None:
    mentions = clues.introduced(text)
    seen = [mention.name.text for mention in mentions]
    mentions += [
        mention
        for mention in clues.thanked(text)
        if not any(same_person(mention.name.text, name) for name in seen)
    ]
    for mention in filter(may_be_name, mentions):
        one = _add(people, mention)
        one.introduced_in.add(at)
        one.signs.append(("thanked" if mention.rule == "thanks" else "introduced", at))
        one.counts["answered"] += at + 1 < count and surname(mention.name.text) in text[-260:]
        one.part = one.part or mention.part


def _of_summary(one: Candidate, mention: clues.Mention) -> None:
    one.counts[_PAGE_SIGNS.get((mention.rule, mention.part), "page_either")] += 1
    one.counts["byline"] += mention.rule == "summary-host"
    one.part = one.part or mention.part
    one.together.add(mention.words)


def _courtesy(people: list[Candidate], courtesy: Courtesy, at: int) -> None:
    name = courtesy.name
    rule = "thanks" if courtesy.kind == ASKED else "introduction"
    one = _add(people, clues.Mention(name, Part.GUEST, rule, courtesy.words))
    one.signs.append((courtesy.kind, at))


def _call(people: list[Candidate], text: str, call: Call, name: str, at: int) -> None:
    place = index_of(people, name)
    if place is None:
        people.append(Candidate(name))
        place = -1
    one = people[place]
    if len(tokens_of(one.name)) == 1 < len(tokens_of(name)):
        one.name = name
    one.signs.append((call.kind, at))
    if sum(item.rule == "address" for item in one.evidence) < 2:
        start = text.rfind(" ", 0, max(0, call.start - 40)) + 1
        one.evidence.append(Evidence("address", excerpt(text[start : call.end + 60], 100)))


def eponyms(page: str, turns: Sequence[str]) -> Iterator[clues.Mention]:
    """After whom the show is named: "Welcome to Rosa's Podcast", "you're listening to the Otto Brand Show"."""
    seen: set[str] = set()
    for text in (page, *turns[:_EARLY_EPONYMS], *turns[-2:]):
        for found in _EPONYM.finditer(text):
            bare = re.sub(r"['’]s$", "", found[1])
            if bare not in seen and _may_name_a_show(bare):
                seen.add(bare)
                words = excerpt(text[found.start() : found.end() + 40], 100)
                yield clues.Mention(Name(bare, "", *found.span(1)), Part.HOST, "show-name", words)


def _may_name_a_show(name: str) -> bool:
    first = given(name)
    return is_name_word(first) and is_given_name(first) and looks_like_a_person(name)


def _look_around(people: list[Candidate], turns: Sequence[str]) -> None:
    """Everywhere a candidate's first name stands: how often, its fullest form, whether it is a word or a thing."""
    firsts = {given(one.name): one for one in people}
    if not firsts:
        return
    pattern = re.compile(rf"(?<![\w'’-])(?:{'|'.join(map(re.escape, firsts))})(?![\w-])")
    small = {first.lower(): one for first, one in firsts.items()}
    forms: dict[str, Counter[str]] = {first: Counter() for first in firsts}
    for at, text in enumerate(turns):
        for match in pattern.finditer(text):
            one = firsts[match[0]]
            one.mentioned_in.append(at)
            before = text[max(0, match.start() - 9) : match.start()].lower()
            if before.endswith(
                (" the ", " a ", " an ", " in ", " on ", " of ", " using ", " use ")
            ):
                one.counts["with_article"] += 1
            if len(tokens_of(one.name)) == 1 and (name := name_at(text, match.start())):
                forms[match[0]][name.text] += at < _EDGE
        for word in set(text.split()) & small.keys():
            small[word].counts["spelled_small"] += 1
    for first, one in firsts.items():
        one.counts["thing"] += one.counts["with_article"] * 3 > len(one.mentioned_in)
        # The surname of another who is called so is worse than none.
        if len(forms[first]) == 1 and forms[first].total() and one.is_greeted_formally:
            (full,) = forms[first]
            known = [other for other in people if other is not one]
            if index_of(known, full) is None and _is_full_name(full):
                one.name = full
