"""What an attribution is worth: the share of turns like this one that were right, on shows not fitted on.

The model of `attribution` is sure of itself also where it does not fit the conversation at hand:
three people, or two hosts who ask each other. How clearly two ways of speaking alternate tells
those apart better than anything that is said; it is weighed here with the turn's own probability,
the people who are named, and the signs on the turn itself. The weights are fitted by
scripts/fit_attribution.py, once for two people and once for more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, log1p, sqrt

from segmentcast.transcript.attribution import host_model
from segmentcast.transcript.attribution.people import Company
from segmentcast.transcript.attribution.sequence import Attribution, Talk, leading

KINDS = (
    "margin", "own_words", "is_host", "spoken_to", "names_oneself", "addresses", "name", "unnamed",
    "clarity", "strength", "next", "next_but_one", "third", "contrary", "weakest", "length", "short",
    "others", "crowded", "open_boundaries", "roles", "open_places", "guests", "questions", "flips", "own_names", "roles_open",
)  # fmt: skip
_MOST = 0.995
_UNTOLD = 0.85
"""With several guests, the most that a turn is worth where no words say whose it is."""
_WINDOW = 6


@dataclass(frozen=True, slots=True)
class Clarity:
    """How clearly two ways of speaking alternate in a conversation.

    `clarity`: the mean of the alternating log-odds over its standard error; `strength`: that mean;
    `lags`: correlation with the next turn, the next but one, the third; `contrary`: the share of
    windows that speak for the other phase, `weakest`: the least that a window says.
    """

    clarity: float
    strength: float
    lags: tuple[float, float, float]
    contrary: float
    weakest: float


def clarity_of(odds: Sequence[float], hosts: Sequence[bool] = ()) -> Clarity:
    """The clarity of a conversation, from each turn's log-odds of being the host's.

    `hosts`: the turns that alternation gives to the host; every other one, if not given.
    """
    count = len(odds)
    if count < 4:
        return Clarity(0.0, 0.0, (0.0, 0.0, 0.0), 1.0, 0.0)
    hosts = hosts or [at % 2 == 0 for at in range(count)]
    clipped = [max(-6.0, min(6.0, value * 0.3)) / 2 for value in odds]
    alternating = [value if host else -value for value, host in zip(clipped, hosts, strict=True)]
    mean = sum(alternating) / count
    spread = sqrt(sum((value - mean) ** 2 for value in alternating) / count)
    sign = 1.0 if mean >= 0 else -1.0
    windows = [
        sign * sum(alternating[at : at + _WINDOW]) for at in range(max(1, count - _WINDOW + 1))
    ]
    centre = sum(odds) / count
    deviations = [value - centre for value in odds]
    variance = sum(value * value for value in deviations) / count + 1e-6
    lags = tuple(
        sum(one * other for one, other in zip(deviations, deviations[lag:], strict=False))
        / (max(1, count - lag) * variance)
        for lag in (1, 2, 3)
    )
    return Clarity(
        min(12.0, abs(mean) / (spread / sqrt(count) + 1e-9)),
        abs(mean),
        (lags[0], lags[1], lags[2]),
        sum(value < 0 for value in windows) / len(windows),
        max(-3.0, min(windows)),
    )


def features(
    talk: Talk, company: Company, turns: Sequence[Attribution], roles: float
) -> list[list[float]]:
    """One row a turn, one number a kind. `roles`: log-odds that host and guest are not each other."""
    hosts = [value > 0.5 for value in leading(talk)]
    seen = clarity_of(talk.odds, hosts)
    flips = sum(
        talk.boundaries_known and one == other and not behind
        for one, other, behind in zip(hosts, hosts[1:], talk.behind[1:], strict=False)
    )
    count = len(turns)
    shared = [
        seen.clarity / 5, seen.strength * 4, *seen.lags, seen.contrary * 3, seen.weakest,
        log1p(count) / 3, float(count < 12), min(3.0, company.others), float(company.crowded),
        float(not talk.boundaries_known), max(-2.0, min(2.0, roles / 3)), float(any(talk.behind)),
        float(company.guests), sum("?" in text for text in talk.turns) / count,
        min(3.0, 10 * flips / count), float(min(3, sum(turn.calls_own_name for turn in turns))),
        float(abs(roles) < 1 and any(person.named for person in company.people)),
    ]  # fmt: skip
    rows = []
    for at, turn in enumerate(turns):
        person = company.people[turn.person]
        rules = {item.rule for item in turn.evidence}
        own = talk.odds[at] if turn.person == 0 else -talk.odds[at]
        rows.append(
            [
                max(-2.0, min(2.0, _logit(turn.probability) / 4)), max(-1.5, min(1.5, own / 4)),
                float(turn.person == 0), float("spoken-to" in rules), float("self-introduction" in rules),
                float(not rules.isdisjoint(("address", "calls-back"))), _logit(person.confidence) / 4 if person.named else 0.0,
                float(not person.named), *shared,
            ]
        )  # fmt: skip
    return rows


def confidences(
    talk: Talk, company: Company, turns: Sequence[Attribution], roles: float
) -> list[float]:
    """For each turn the share of turns with such features that were right."""
    two, more = host_model.shipped().confidence or ((), ())
    weights = two if company.guests == 1 else more
    if not weights:
        return [turn.probability for turn in turns]
    found = []
    for row, turn in zip(features(talk, company, turns, roles), turns, strict=True):
        total = weights[-1] + sum(w * x for w, x in zip(weights, row, strict=False))
        most = _MOST if company.guests == 1 or _is_told(turn) else _UNTOLD
        found.append(min(most, 1 / (1 + exp(-max(-30.0, min(30.0, total))))))
    return found


def _is_told(turn: Attribution) -> bool:
    """Whether words say who of several this is: who was just called, names oneself, or leads and calls another."""
    rules = {item.rule for item in turn.evidence}
    leads = turn.person == 0 and not rules.isdisjoint(("address", "introduction"))
    return leads or not rules.isdisjoint(("spoken-to", "self-introduction"))


def _logit(probability: float) -> float:
    bounded = max(1e-4, min(1 - 1e-4, probability))
    return log(bounded / (1 - bounded))
