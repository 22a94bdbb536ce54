"""Who says which turn of an unlabelled conversation, how sure that is, and by which words.

A hidden Markov model over the people: a turn's words (by `host_model`: does this sound like the one
who asks?), introductions and addresses speak for or against each person; an interview's alternation
ties neighbours together. The probability of a turn is that of its person given the whole conversation
(forward and backward pass), so that one contradiction lowers exactly the turns that it touches.
Between two turns where a paragraph is only a stage direction, it may be a turn itself or not: both
readings are weighed, by the habit that the whole document bears out. What a probability is worth as
a confidence is another question: `confidence`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from segmentcast.model import Evidence
from segmentcast.transcript.attribution import host_model
from segmentcast.transcript.attribution.naming.clues import forms_of_address
from segmentcast.transcript.attribution.people import Company
from segmentcast.transcript.text.prose import (
    ends_with_question,
    excerpt,
    last_words,
    sentence_start,
)

_TEMPER = 0.3
"""Clues of one turn, and turns of one talk, are not independent; their weight is reduced by this."""
_MOST_WORDS = 6.0
"""Log-odds that the words of one turn may have, tempered."""
_SAME_AGAIN = 0.003
_SAME_AGAIN_UNKNOWN = 0.45
_LEAST_TO_ALTERNATE = 6
_HABITS = (0.97, 0.5, _SAME_AGAIN)
"""How often the same person goes on behind a paragraph that is only a direction: such a paragraph is a turn, or now and then, or never."""
_ADDRESSED = 0.96
_STAYS_WITH = 0.7
_CROSS_TALK = 0.12
_AGAINST = -5.0
_FOR = 6.0


@dataclass(frozen=True, slots=True)
class Attribution:
    """A turn's person (an index into the company), the model's probability, and the words.

    `calls_own_name`: the turn calls somebody by the name of the very person it was given to.
    """

    person: int
    probability: float
    evidence: tuple[Evidence, ...]
    calls_own_name: bool = False


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn's clues: log-odds by person, who is spoken to at its end, who was thanked at its start."""

    weights: tuple[float, ...]
    next_person: int | None
    thanked: int | None
    spoken_to: frozenset[int]
    evidence: tuple[tuple[int, Evidence], ...]
    """With the person that the words speak for; -1: the host or not is all they say."""


@dataclass(frozen=True, slots=True)
class Attributions:
    """One attribution a turn. `alternating`: the words bear out that each turn ends where it seems to."""

    turns: tuple[Attribution, ...]
    alternating: bool
    likelihood: float = 0.0


@dataclass(frozen=True, slots=True)
class Talk:
    """An unlabelled conversation: its turns, and what each sounds like.

    `odds`: log-odds of being the host's, from the words alone. `behind`: between this turn and the
    one before stands a paragraph that is only a direction, and may be a turn or not.
    `boundaries_known`: the page shows where turns end.
    """

    turns: tuple[str, ...]
    odds: tuple[float, ...]
    behind: tuple[bool, ...]
    boundaries_known: bool


def talk_of(turns: Sequence[str], behind: Sequence[bool] = (), *, boundaries_known: bool) -> Talk:
    """The conversation with what its words say of each turn."""
    return Talk(
        tuple(turns),
        tuple(host_model.log_odds(text) for text in turns),
        tuple(behind) or (False,) * len(turns),
        boundaries_known,
    )


def leading(talk: Talk) -> list[float]:
    """For each turn the probability that it is the host's, as far as words and alternation alone say it."""
    nobody = _Turn((), None, None, frozenset(), ())
    seen = [replace(nobody, weights=_of_odds(odds, 2)) for odds in talk.odds]
    return [row[0] for row in _pass(talk, seen, 2)[0]]


def _pass(talk: Talk, seen: list[_Turn], people: int) -> tuple[list[list[float]], bool, float]:
    """The posteriors, whether the speakers alternate, and the likelihood of the whole.

    Where the page does not show the boundaries, each turn may be of the same speaker as the one
    before, unless the whole conversation is likelier when the speakers alternate.
    """
    states = _states(people)
    again = _SAME_AGAIN if talk.boundaries_known else _SAME_AGAIN_UNKNOWN
    posteriors, likelihood = _by_habit(seen, states, people, again, talk.behind)
    if not talk.boundaries_known and len(seen) >= _LEAST_TO_ALTERNATE:
        others, other = _by_habit(seen, states, people, _SAME_AGAIN, talk.behind)
        if other > likelihood:
            return others, True, other
    return posteriors, talk.boundaries_known, likelihood


def _of_odds(odds: float, people: int) -> tuple[float, ...]:
    """What the words of a turn say for each person, the host first."""
    half = max(-_MOST_WORDS, min(_MOST_WORDS, _TEMPER * odds)) / 2
    return (half, *([-half] * (people - 1)))


def attribute(talk: Talk, company: Company) -> Attributions:
    """One attribution a turn."""
    turns = talk.turns
    if not turns:
        return Attributions((), talk.boundaries_known)
    forms = frozenset(company.forms)
    seen = [_clues_of(at, talk, company, forms) for at in range(len(turns))]
    posteriors, alternating, likelihood = _pass(talk, seen, len(company.people))
    if company.guests == 1 and talk.boundaries_known:
        alone = [_by_words(turn, odds) for turn, odds in zip(seen, talk.odds, strict=True)]
        by_words = _pass(talk, alone, 2)[0]
        posteriors = [
            [(one + other) / 2 for one, other in zip(row, words, strict=True)]
            for row, words in zip(posteriors, by_words, strict=True)
        ]
    chosen: list[Attribution] = []
    for at, row in enumerate(posteriors):
        person = max(range(len(row)), key=lambda index: (row[index], -index))
        evidence = _evidence(at, person, seen, turns, company)
        if chosen and seen[at].spoken_to == {chosen[-1].person}:
            evidence = _back(evidence)
        own = person in seen[at].spoken_to or person in company.introductions.get(at, ())
        chosen.append(Attribution(person, row[person], evidence, own))
    return Attributions(tuple(chosen), alternating, likelihood)


def _by_words(turn: _Turn, odds: float) -> _Turn:
    """The turn with its words alone: names may be wrong, and where both disagree nothing is sure."""
    return replace(turn, weights=_of_odds(odds, 2), next_person=None, thanked=None)


def _by_habit(
    seen: list[_Turn],
    states: list[tuple[int, int]],
    people: int,
    again: float,
    behind: Sequence[bool],
) -> tuple[list[list[float]], float]:
    """The posteriors under each habit of the document, by how likely it makes the whole."""
    if not any(behind):
        return _posteriors(seen, states, people, again, {})
    readings = []
    for habit in _HABITS:
        places = {at: habit for at, yes in enumerate(behind) if yes}
        readings.append(_posteriors(seen, states, people, again, places))
    best = max(likelihood for _, likelihood in readings)
    shares = _normal([exp(likelihood - best) for _, likelihood in readings])
    mixed = [
        [
            sum(share * rows[at][who] for share, (rows, _) in zip(shares, readings, strict=True))
            for who in range(people)
        ]
        for at in range(len(seen))
    ]
    return mixed, best


def _clues_of(at: int, talk: Talk, company: Company, forms: frozenset[str]) -> _Turn:
    text = talk.turns[at]
    count = len(company.people)
    weights = list(_of_odds(talk.odds[at], count))
    evidence: list[tuple[int, Evidence]] = []
    spoken_to = forms_of_address.addresses(text, forms)
    next_person: int | None = None
    thanked: int | None = None
    for call in spoken_to:
        person = company.forms[call.form]
        weights[person] += _AGAINST
        evidence.append((-1, Evidence("address", call.words)))
        if call.thanks and call.at < 40:
            thanked = person
        if not call.thanks or call.at > len(text) - 200:
            next_person = person
    introduced = company.introductions.get(at, ())
    for person in introduced:
        weights[person] += _AGAINST
        evidence.append(
            (-1, Evidence("introduction", _words_about(text, company.people[person].name)))
        )
    if len(introduced) == 1 and next_person is None:
        next_person = introduced[0]
    if (own := company.selves.get(at)) is not None:
        weights[own] += _FOR
        evidence.append(
            (own, Evidence("self-introduction", _words_about(text, company.people[own].name)))
        )
    return _Turn(
        tuple(max(-8.0, min(8.0, weight)) for weight in weights),
        next_person,
        thanked,
        frozenset(company.forms[call.form] for call in spoken_to),
        tuple(evidence),
    )


def _words_about(text: str, name: str) -> str:
    at = max(0, text.find(name))
    start = sentence_start(text, at)
    return excerpt(text[start:], min(160, at + len(name) + 80 - start))


def _states(people: int) -> list[tuple[int, int]]:
    """(who speaks, which guest the talk is with): a host's question mostly goes on with the same guest."""
    guests = range(1, people)
    return [(0, guest) for guest in guests] + [(guest, guest) for guest in guests]


def _posteriors(
    seen: list[_Turn],
    states: list[tuple[int, int]],
    people: int,
    again: float,
    places: Mapping[int, float],
) -> tuple[list[list[float]], float]:
    """Each turn's probabilities by person, and the logarithm of the likelihood of the whole.

    `again`: how often the same person goes on; `places`: how often at single turns.
    """
    emissions = [[exp(turn.weights[speaker]) for speaker, _ in states] for turn in seen]
    starts = [0.9 / (people - 1) if speaker == 0 else 0.1 / (people - 1) for speaker, _ in states]
    matrices: dict[tuple[int | None, int | None, float], list[list[float]]] = {}

    def steps(at: int) -> list[list[float]]:
        open_place = at + 1 in places
        kind = (
            None if open_place else seen[at].next_person,
            None if open_place else seen[at + 1].thanked,
            places.get(at + 1, again),
        )
        if kind not in matrices:
            matrices[kind] = _transitions(states, people, kind)
        return matrices[kind]

    size = range(len(states))
    weights = [starts[s] * emissions[0][s] for s in size]
    likelihood = log(sum(weights))
    forward = [_normal(weights)]
    for at in range(1, len(seen)):
        step, before = steps(at - 1), forward[-1]
        weights = [emissions[at][s] * sum(before[r] * step[r][s] for r in size) for s in size]
        likelihood += log(sum(weights) or 1e-300)
        forward.append(_normal(weights))
    backward = [1.0] * len(states)
    rows: list[list[float]] = [[]] * len(seen)
    for at in range(len(seen) - 1, -1, -1):
        both = _normal([forward[at][s] * backward[s] for s in size])
        row = [0.0] * people
        for s, (speaker, _) in enumerate(states):
            row[speaker] += both[s]
        rows[at] = row
        if at:
            step = steps(at - 1)
            backward = _normal(
                [sum(step[r][s] * emissions[at][s] * backward[s] for s in size) for r in size]
            )
    return rows, likelihood


def _normal(values: list[float]) -> list[float]:
    total = sum(values)
    return [value / total for value in values] if total > 0 else [1 / len(values)] * len(values)


def _transitions(
    states: list[tuple[int, int]],
    people: int,
    kind: tuple[int | None, int | None, float],
) -> list[list[float]]:
    """How likely each speaker follows each, when `kind` = (spoken to before, thanked after, same again)."""
    spoken_to, thanked, again = kind
    guests = people - 1
    matrix: list[list[float]] = []
    for speaker, partner in states:
        row = []
        for following, with_guest in states:
            row.append(_step((speaker, partner), (following, with_guest), guests, again))
        if spoken_to is not None and spoken_to != speaker:
            row = _lean(row, states, spoken_to)
        if thanked is not None and thanked != speaker:
            row = [value * 0.15 for value in row]
        matrix.append(row)
    return matrix


def _step(before: tuple[int, int], after: tuple[int, int], guests: int, again: float) -> float:
    (speaker, partner), (following, with_guest) = before, after
    if speaker == 0:
        if following == 0:
            return again if with_guest == partner else 0.0
        if guests == 1:
            return 1 - again
        share = _STAYS_WITH if following == partner else (1 - _STAYS_WITH) / (guests - 1)
        return (1 - again) * share
    if following == speaker:
        return again
    cross = _CROSS_TALK if guests > 1 else 0.0
    if following == 0:
        return (1 - again) * (1 - cross) if with_guest == partner else 0.0
    return (1 - again) * cross / max(1, guests - 1)


def _lean(row: list[float], states: list[tuple[int, int]], person: int) -> list[float]:
    """The row, with most of its weight on the person who was spoken to."""
    hit = sum(value for value, (who, _) in zip(row, states, strict=True) if who == person)
    if hit <= 0:
        return row
    rest = sum(row) - hit
    return [
        value * _ADDRESSED / hit
        if who == person
        else value * (1 - _ADDRESSED) / rest
        if rest
        else 0.0
        for value, (who, _) in zip(row, states, strict=True)
    ]


def _back(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence of a turn that calls who spoke before it: a guest may do that as well as the host."""
    return tuple(
        replace(item, rule="calls-back") if item.rule == "address" else item for item in evidence
    )


def _evidence(
    at: int, person: int, seen: list[_Turn], turns: Sequence[str], company: Company
) -> tuple[Evidence, ...]:
    """The words that speak for this person, those of the neighbours where the turn has none."""
    found = [evidence for who, evidence in seen[at].evidence if who in (-1, person)]
    if at and seen[at - 1].next_person == person:
        name = company.people[person].name
        found.insert(0, Evidence("spoken-to", f"{_words_about(turns[at - 1], name)} -> {name}"))
    if person == 0 and ends_with_question(turns[at]):
        found.append(Evidence("question", last_words(turns[at], 90)))
    elif telling := host_model.telling_words(turns[at], host=person == 0):
        found.append(Evidence("words", telling))
    if not found or person != 0:
        if at:
            found.append(Evidence("alternation", f"after: {last_words(turns[at - 1], 90)}"))
        elif not found:
            found.append(Evidence("opens", excerpt(turns[at], 90)))
    return tuple(dict.fromkeys(found))
