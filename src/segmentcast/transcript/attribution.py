"""Who says which turn of an unlabelled conversation, how sure that is, and by which words.

A hidden Markov model over the people: a turn's words (questions, thanks, introductions, addresses)
speak for or against each person; an interview's alternation ties neighbours together. The
confidence of a turn is the probability of its person given the whole conversation (forward and
backward pass), so that one contradiction lowers exactly the turns that it touches.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, log

from segmentcast.model import Evidence
from segmentcast.transcript import address, clues, manners
from segmentcast.transcript.people import Company
from segmentcast.transcript.prose import excerpt, last_words

_MOST_SURE = 0.99
_TEMPER = 0.8
"""Clues of one turn are not independent; their weight is reduced by this."""
_SAME_AGAIN = 0.012
_SAME_AGAIN_UNKNOWN = 0.45
_LEAST_TO_ALTERNATE = 6
_DOUBTED = 0.85
_LEADING = frozenset({"leads", "thanks", "introduction", "self-introduction"})
_ADDRESSED = 0.96
_STAYS_WITH = 0.7
_CROSS_TALK = 0.12
_AGAINST = -5.0
_FOR = 6.0


@dataclass(frozen=True, slots=True)
class Attribution:
    """A turn's person (an index into the company), how sure, and the words."""

    person: int
    confidence: float
    evidence: tuple[Evidence, ...]


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


def attribute(turns: list[str], company: Company, *, boundaries_known: bool) -> Attributions:
    """One attribution a turn.

    Where the page does not show the boundaries, each turn may be of the same speaker as the one
    before, unless the whole conversation is likelier when the speakers alternate.
    """
    if not turns:
        return Attributions((), boundaries_known)
    forms = frozenset(company.forms)
    seen = [
        _clues_of(at, text, company, forms, last=at == len(turns) - 1)
        for at, text in enumerate(turns)
    ]
    states = _states(len(company.people))
    posteriors, likelihood = _posteriors(seen, states, len(company.people), boundaries_known)
    alternating = boundaries_known
    if not boundaries_known and len(turns) >= _LEAST_TO_ALTERNATE:
        others, other = _posteriors(seen, states, len(company.people), True)
        if other > likelihood:
            posteriors, alternating, likelihood = others, True, other
    chosen: list[Attribution] = []
    for at, row in enumerate(posteriors):
        person = max(range(len(row)), key=lambda index: (row[index], -index))
        evidence = _evidence(at, person, seen, turns, company)
        chosen.append(Attribution(person, min(_MOST_SURE, row[person]), evidence))
    return Attributions(tuple(_doubted(chosen, seen, company)), alternating, likelihood)


def _doubted(chosen: list[Attribution], seen: list[_Turn], company: Company) -> list[Attribution]:
    """With several guests, a turn that only asks the one who just spoke may be another guest's."""
    if company.crowded:
        return [replace(item, confidence=min(item.confidence, _DOUBTED)) for item in chosen]
    if company.guests < 2:
        return chosen
    doubted = list(chosen)
    for at in range(1, len(chosen)):
        leads = any(evidence.rule in _LEADING for _, evidence in seen[at].evidence)
        before = chosen[at - 1].person
        if chosen[at].person == 0 and before in seen[at].spoken_to and not leads:
            doubted[at] = replace(chosen[at], confidence=min(chosen[at].confidence, _DOUBTED))
    return doubted


def _clues_of(at: int, text: str, company: Company, forms: frozenset[str], *, last: bool) -> _Turn:
    count = len(company.people)
    manner = manners.manner(text, first=at == 0, last=last)
    score = manner.score + (2.0 if at == 0 else 0.0)
    weights = [_TEMPER * score / 2] + [-_TEMPER * score / 2] * (count - 1)
    evidence: list[tuple[int, Evidence]] = [
        (-1, Evidence(rule, words)) for rule, words in manner.words
    ]
    spoken_to = address.addresses(text, forms)
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
    for person in company.introductions.get(at, ()):
        weights[person] += _AGAINST
        evidence.append(
            (-1, Evidence("introduction", _words_about(text, company.people[person].name)))
        )
    introduced = company.introductions.get(at, ())
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
    return excerpt(text[clues.sentence_start(text, at) : at + len(name) + 80], 160)


def _states(people: int) -> list[tuple[int, int]]:
    """(who speaks, which guest the talk is with): a host's question mostly goes on with the same guest."""
    guests = range(1, people)
    return [(0, guest) for guest in guests] + [(guest, guest) for guest in guests]


def _posteriors(
    seen: list[_Turn], states: list[tuple[int, int]], people: int, boundaries_known: bool
) -> tuple[list[list[float]], float]:
    """Each turn's probabilities by person, and the logarithm of the likelihood of the whole."""
    emissions = [[exp(turn.weights[speaker]) for speaker, _ in states] for turn in seen]
    starts = [0.9 / (people - 1) if speaker == 0 else 0.1 / (people - 1) for speaker, _ in states]
    matrices: dict[tuple[int | None, int | None], list[list[float]]] = {}

    def steps(at: int) -> list[list[float]]:
        kind = (seen[at].next_person, seen[at + 1].thanked)
        if kind not in matrices:
            matrices[kind] = _transitions(states, people, kind, boundaries_known)
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
    kind: tuple[int | None, int | None],
    boundaries_known: bool,
) -> list[list[float]]:
    """How likely each speaker follows each, when `kind` = (spoken to before, thanked after)."""
    spoken_to, thanked = kind
    again = _SAME_AGAIN if boundaries_known else _SAME_AGAIN_UNKNOWN
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


def _evidence(
    at: int, person: int, seen: list[_Turn], turns: list[str], company: Company
) -> tuple[Evidence, ...]:
    """The words that speak for this person, those of the neighbours where the turn has none."""
    found = [evidence for who, evidence in seen[at].evidence if who in (-1, person)]
    if at and seen[at - 1].next_person == person:
        name = company.people[person].name
        found.insert(0, Evidence("spoken-to", f"{_words_about(turns[at - 1], name)} -> {name}"))
    if not found or person != 0:
        if at:
            found.append(Evidence("alternation", f"after: {last_words(turns[at - 1], 90)}"))
        elif not found:
            found.append(Evidence("opens", excerpt(turns[at], 90)))
    return tuple(dict.fromkeys(found))
