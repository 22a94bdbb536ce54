"""The fits of what tells who takes part, how many people talk, and what an attribution is worth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import minimize

from benchmarks.attribution_fit.readings import MORE, NEARLY_TWO, Sample
from benchmarks.attribution_fit.regressions import WIDE, Rows, logistic, multinomial, standardised
from benchmarks.names import same_name
from segmentcast.model import SURE
from segmentcast.transcript.attribution import (
    confidence,
    headcount,
    host_model,
    people,
    sequence,
)
from segmentcast.transcript.attribution.naming import participants
from segmentcast.transcript.attribution.naming.name_knowledge import persons

PAGE_WORTH = 2.0
"""Observations that all turns of a reading are worth: they are right or wrong together."""
BY_HAND = (
    {
        "byline": 3.0,
        "page_speaks": 2.5,
        "page_spoken_with": 1.0,
        "eponym": 5.0,
        "title_guest": -1.0,
        "title_with": -1.0,
        "beside_the_guest": -3.0,
    },
    {
        "byline": 0.0,
        "page_speaks": 0.5,
        "page_spoken_with": 4.0,
        "eponym": -1.0,
        "title_guest": 3.2,
        "title_with": 4.5,
        "beside_the_guest": -3.0,
    },
)
"""Weights, for who leads and for who answers, of what no transcript of these folders has, or has in one order only."""
MOST_SCORE, HARDLY = 12.0, -3.0
"""The bounds of log-odds in `participants.weigh`; of a name that does not look like a person's."""
CANDIDATES = 3000
"""Candidates that those of one show weigh together, at most, in the fit of courtesies."""
TURNS = 10
"""Turns of a page that the confidences are fitted on, at most, spread over it."""
WANTED = 0.995
"""How many of the sure turns of three and more people are to be right: less than that on shows not fitted on."""
RAISED = 0.15
"""Added to the log-odds of two people's turns: those just below SURE are more often right than that on shows of two."""
LOGIT_SURE = float(np.log(SURE / (1 - SURE)))
SIGNS = {
    "margin": 1, "nearby": 1, "own_words": 1, "name": 1, "two": 1, "certain_two": 1, "alone": 1, "clarity": 1, "strength": 1, "contrary": -1,
    "weakest": 1, "others": -1, "crowded": -1, "open_boundaries": -1, "guests": -1, "own_names": -1, "wavers": -1,
    "spoken_to": 1, "names_oneself": 1, "together": 1, "apart": 1, "told": 1, "astray": -1, "at_most_eight": -1, "certain_alone": 1,
}  # fmt: skip
"""1 for a weight that must not be negative, -1 for one that must not be positive."""
Turns = dict[bool, list[tuple[float, list[float], bool]]]
"""Of two people (True) or more: weight, features of a turn's confidence, whether it is right."""
Counted = tuple[list[float], tuple[float, float, float], float]
"""A reading: features of the number of people, what share of the turns, and of each side's, is one person's; weight."""


def participant_rows(some: Iterable[Sample]) -> Rows:
    """Every candidate: its signs, and what it is."""
    used = [sample for sample in some if sample.known]
    return (
        np.concatenate([sample.rows for sample in used]),
        [one for sample in used for one in sample.classes],
        [sample.weight for sample in used for _ in sample.known],
    )


def counted_rows(some: Iterable[Sample]) -> list[Counted]:
    """What the number of people is fitted on, with the model in use."""
    return [
        (
            headcount.row_of(one.known, one.talk.turns, one.talk.odds, one.leads),
            (min(one.purity), *one.purity),
            one.weight,
        )
        for one in some
    ]


def fit_headcount(readings: Sequence[Counted]) -> tuple[tuple[float, ...], ...]:
    """Three regressions: whether two people talk, whether one leads, whether one answers.

    A talk that is nearly one of two, or a side that is nearly one person's, is neither.
    """
    fitted = []
    for kind in range(3):
        kept = [one for one in readings if not MORE < one[1][kind] < NEARLY_TWO]
        part = (
            np.array([row for row, _, _ in kept]),
            [int(shares[kind] >= NEARLY_TWO) for _, shares, _ in kept],
            [weight for _, _, weight in kept],
        )
        fitted.append(standardised(part))
    return tuple(fitted)


def turn_rows(some: Iterable[Sample]) -> Turns:
    """Every turn of every conversation, for companies of two (True) and of more."""
    done: Turns = {True: [], False: []}
    for sample in some:
        talk = sample.talk
        company = people.company_of(sample.known, talk.turns, talk.odds, sample.leads)
        if len(company.people) > people.MOST:
            company = people.first_of(company, people.MOST)
        given = sequence.attribute(talk, company).turns
        stands: dict[int, Counter[str]] = defaultdict(Counter)
        for turn, one in zip(sample.turns, given, strict=True):
            stands[one.person][turn.person] += 1
        rows = confidence.features(talk, company, given)
        chosen = range(0, len(rows), max(1, len(rows) // TURNS))
        for at in chosen:
            person, turn = company.people[given[at].person], sample.turns[at]
            usual = stands[given[at].person].most_common(1)[0][0]
            right = same_name(person.name, turn.person) if person.named else usual == turn.person
            weight = PAGE_WORTH * sample.weight / len(chosen)
            done[company.guests == 1].append((weight, rows[at], right))
    return done


def fit_signs(
    words: host_model.Model, shows: list[list[Sample]], held: host_model.Model | None
) -> host_model.Model:
    """The model with what tells who takes part, unless that is held."""
    if held:
        return replace(words, participants=held.participants, headcount=(), confidence=())
    everything = [sample for some in shows for sample in some]
    pairs = multinomial(participant_rows(sample for sample in everything if sample.two))
    more = multinomial(participant_rows(sample for sample in everything if not sample.two))
    fitted = tuple(_with(row, BY_HAND[at % 2]) for at, row in enumerate(pairs + more))
    return replace(words, participants=fitted, headcount=(), confidence=())


Courtesies = list[tuple[bool, list[float], list[float], int]]
"""Of each candidate: whether two people talk, what all other signs say, the courtesies, what it is."""


def courtesy_rows(some: Iterable[Sample]) -> Courtesies:
    """Every candidate of these conversations, weighed with the model in use."""
    weights = host_model.shipped().participants
    done: Courtesies = []
    for sample in some:
        sides = weights[slice(0, 2) if sample.two else slice(2, 4)]
        for one, row, kind in zip(sample.known, sample.rows, sample.classes, strict=True):
            most = MOST_SCORE if persons.looks_like_a_person(one.name) else HARDLY
            scores = [float(row @ np.array(side[:-1])) + side[-1] for side in sides]
            others = [max(-MOST_SCORE, min(most, score)) for score in scores]
            done.append((sample.two, others, participants.courtesies_of(one, sample.sides), kind))
    return done


def fit_courtesies(shows: list[Courtesies], *, two: bool) -> list[list[float]]:
    """What each courtesy adds for who leads and for who answers, all other weights held: `naming/participants.py` has them, rounded."""
    parts = [[row for row in one if row[0] == two] for one in shows]
    rows = [row for part in parts for row in part]
    weights = np.array([min(1.0, CANDIDATES / len(part)) for part in parts for _ in part])
    others, x = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    classes, everyone = np.array([row[3] for row in rows]), np.arange(len(rows))

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        found = flat.reshape(2, -1)
        scores = np.zeros((len(x), 3))
        scores[:, 1:] = others + x @ found.T
        shares = np.exp(scores - scores.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        value = -(weights * np.log(shares[everyone, classes] + 1e-12)).sum()
        shares[everyone, classes] -= 1
        shares *= weights[:, None]
        slope = shares[:, 1:].T @ x + found / WIDE
        return value + (found**2).sum() / 2 / WIDE, slope.ravel()

    found = minimize(loss, np.zeros(2 * x.shape[1]), jac=True, method="L-BFGS-B").x
    return [[round(float(one), 2) for one in row] for row in found.reshape(2, -1)]


def _with(row: tuple[float, ...], by_hand: dict[str, float]) -> tuple[float, ...]:
    places = {participants.KINDS.index(kind): weight for kind, weight in by_hand.items()}
    return tuple(places.get(at, weight) for at, weight in enumerate(row))


def fit_confidence(shows: list[Turns]) -> tuple[tuple[float, ...], ...]:
    """Two regressions, for companies of two and of more.

    With more than two the constant is lowered until the sure turns are as often right as WANTED.
    """
    done = []
    for two in (True, False):
        some = [row for one in shows for row in one[two]]
        weights = [weight for weight, _, _ in some]
        features = [row for _, row, _ in some]
        rows = (features, [int(right) for _, _, right in some], weights)
        found = logistic(rows, [SIGNS.get(kind, 0) for kind in confidence.KINDS])
        if two:
            found = (*found[:-1], round(found[-1] + RAISED, 4))
        else:
            scores = np.array(features) @ np.array(found[:-1])
            right = np.array([row[-1] for row in some])
            lower = LOGIT_SURE - _sure_from(scores, right, np.array(weights))
            found = (*found[:-1], round(min(found[-1], lower), 3))
        done.append(found)
    return tuple(done)


def _sure_from(scores: np.ndarray, right: np.ndarray, weights: np.ndarray) -> float:
    """The least score from which on so large a share of the turns is right."""
    order = np.argsort(-scores)
    share = np.cumsum((right * weights)[order]) / np.cumsum(weights[order])
    good = np.nonzero(share >= WANTED)[0]
    return float(scores[order[good[-1]]]) if len(good) else float(scores.max() + 0.1)
