"""Tells two voices apart: which spans of a recording are one person's, and which the other's.

Two Gaussians over the spectrum's shape, fitted by turns to the spans that they explain best, from many
starts; the likeliest pair is kept. How sure a span is follows from the fit without that span. What
the numbers rest on: benchmarks/voices.py and decision 20.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentcast.listening.voice_statistics import VoiceStatistics

_SHRINK_FRAMES = 5_000
"""A covariance counts as much as the pooled one when it is measured on so many frames."""
_AXES, _SEEDS, _ROUNDS = 6, 40, 30
_SEED_SHARE = 6
LEAST_SECONDS = 1.0
"""A span with less speech is not told, and takes no part in the fit."""
_LEAST_SPANS = 4
APART = 2.0
"""From here on it is two people: 45 pairs of readers have 2.2 to 8, eight of ten single readers less than 1.7."""
_THIRD = 2.2
"""From here on, one side of a division is two people."""
_SLOPE, _MOST = 3.5, 5.0
"""Log-odds of a span per unit of its mean log-likelihood ratio, and at most, as 11,600 spans of readers bear out."""


@dataclass(frozen=True, slots=True, eq=False)
class TwoVoices:
    """Log-odds that a span is the second voice's, shape (spans,); 0 where nothing is told.

    `apart`: how much better its own voice explains a frame than the other, in nats.
    """

    log_odds: NDArray[np.float64]
    apart: float


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Spans as arrays over their first axis; `pooled`: the mean covariance within them."""

    frames: NDArray[np.float64]
    sums: NDArray[np.float64]
    products: NDArray[np.float64]
    pooled: NDArray[np.float64]

    def only(self, which: slice) -> Spans:
        """Some of the spans, with the covariance of all."""
        return Spans(self.frames[which], self.sums[which], self.products[which], self.pooled)


@dataclass(frozen=True, slots=True, eq=False)
class VoiceModel:
    """A voice as a Gaussian over the spectrum's shape."""

    mean: NDArray[np.float64]
    precision: NDArray[np.float64]
    log_determinant: float

    @classmethod
    def of(cls, spans: Spans, side: NDArray[np.bool_]) -> VoiceModel:
        """The voice of these spans, at least one."""
        frames = float(spans.frames[side].sum())
        mean = spans.sums[side].sum(axis=0) / frames
        share = frames / (frames + _SHRINK_FRAMES)
        own = spans.products[side].sum(axis=0) / frames - np.outer(mean, mean)
        covariance = share * own + (1 - share) * spans.pooled
        log_determinant = float(np.linalg.slogdet(covariance)[1])
        return cls(mean, np.linalg.inv(covariance), log_determinant)


def tell_apart(
    spans: Sequence[VoiceStatistics], start: Sequence[bool | None] = ()
) -> TwoVoices | None:
    """Two voices in these spans; None if too few spans last long enough.

    `start`: one more division to start from, True for the second voice, None where nobody knows.
    """
    told = np.array([span.seconds >= LEAST_SECONDS for span in spans], bool)
    if np.count_nonzero(told) < _LEAST_SPANS:
        return None
    known = measured([span for span, long in zip(spans, told, strict=True) if long])
    divisions = list(_divisions(known))
    if len(start) == len(spans):
        given = [bool(side) for side, long in zip(start, told, strict=True) if long]
        divisions.append(np.array(given, bool))
    fitted = [fit for division in divisions if (fit := _fit(known, division)) is not None]
    if not fitted:
        return None
    second, _ = max(fitted, key=lambda fit: fit[1])
    ratios = _without_itself(known, second)
    own = np.where(second, ratios, -ratios)
    log_odds = np.zeros(len(spans))
    log_odds[told] = log_odds_of(ratios)
    return TwoVoices(log_odds, float((known.frames * own).sum() / known.frames.sum()))


def second_voice_totals(
    spans: Sequence[VoiceStatistics],
    log_odds: NDArray[np.float64],
    number: int,
    pieces: Sequence[VoiceStatistics],
) -> NDArray[np.float64]:
    """Log-likelihood ratio of each of the pieces of span `number` for the second voice, shape (pieces,).

    The voices are those of all other spans that were told. All zero if one of them has no other span.
    """
    totals = np.zeros(len(pieces))
    sides = [
        [at for at in np.flatnonzero(side * log_odds > 0).tolist() if at != number]
        for side in (-1, 1)
    ]
    spoken = [at for at, piece in enumerate(pieces) if piece.frames]
    if not all(sides) or not spoken:
        return totals
    known = measured([spans[at] for side in sides for at in side])
    second = np.arange(len(known.frames)) >= len(sides[0])
    own = measured([pieces[at] for at in spoken])
    first_fit, second_fit = (
        likelihoods(own, VoiceModel.of(known, side)) for side in (~second, second)
    )
    totals[spoken] = (second_fit - first_fit) * own.frames
    return totals


def are_two(spans: Sequence[VoiceStatistics], voices: TwoVoices) -> bool:
    """Whether neither side of a division is two people by itself.

    Of 45 pairs of readers, no side was more than 1.8 apart, and 2.03 in drafts, whose sentences are
    shorter; of 40 groups of three, one was always more than 2.2.
    """
    for side in (voices.log_odds > 0, voices.log_odds < 0):
        within = tell_apart([span for span, chosen in zip(spans, side, strict=True) if chosen])
        if within is not None and within.apart >= _THIRD:
            return False
    return True


def measured(spans: Sequence[VoiceStatistics]) -> Spans:
    """The spans as arrays, with what their frames vary by within a span."""
    frames = np.array([span.frames for span in spans], float)
    sums = np.array([span.sums for span in spans])
    products = np.array([span.products for span in spans])
    within = products.sum(axis=0) - np.einsum("i,ij,ik->jk", 1 / frames, sums, sums)
    return Spans(frames, sums, products, within / frames.sum() + 1e-6 * np.eye(sums.shape[1]))


def _divisions(spans: Spans) -> Iterator[NDArray[np.bool_]]:
    """Divisions to start from: along the main axes of the spans, and each span with its nearest."""
    means = spans.sums / spans.frames[:, None]
    variances = np.diagonal(spans.products, axis1=1, axis2=2) / spans.frames[:, None] - means**2
    shape = np.concatenate((means, np.sqrt(np.maximum(variances, 1e-9))), axis=1)
    shape = (shape - shape.mean(axis=0)) / (shape.std(axis=0) + 1e-6)
    weights = np.sqrt(spans.frames)
    centred = shape - np.average(shape, axis=0, weights=weights)
    _, sizes, axes = np.linalg.svd(centred * weights[:, None], full_matrices=False)
    for axis in axes[: min(_AXES, len(sizes))]:
        division = centred @ axis > 0
        yield division
        yield _by_means(shape, weights, division)
    nearest = max(1, len(shape) // _SEED_SHARE)
    for at in np.linspace(0, len(shape) - 1, min(_SEEDS, len(shape))).astype(int):
        distances = ((shape - shape[at]) ** 2).sum(axis=1)
        division = np.zeros(len(shape), bool)
        division[np.argsort(distances, kind="stable")[:nearest]] = True
        yield division


def _by_means(
    shape: NDArray[np.float64], weights: NDArray[np.float64], division: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """2-means from this division."""
    for _ in range(_ROUNDS):
        if division.all() or not division.any():
            break
        one, other = (
            np.average(shape[side], axis=0, weights=weights[side]) for side in (division, ~division)
        )
        nearer = ((shape - one) ** 2).sum(axis=1) < ((shape - other) ** 2).sum(axis=1)
        if (nearer == division).all():
            break
        division = nearer
    return division


def _fit(spans: Spans, second: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], float] | None:
    """The division that two Gaussians come to from this one, and its likelihood; None for one voice."""
    total = 0.0
    for _ in range(_ROUNDS):
        if second.all() or not second.any():
            return None
        first_fit, second_fit = (
            likelihoods(spans, VoiceModel.of(spans, side)) for side in (~second, second)
        )
        total = float((spans.frames * np.maximum(first_fit, second_fit)).sum())
        better = second_fit > first_fit
        if (better == second).all():
            break
        second = better
    return None if second.all() or not second.any() else (second, total)


def _without_itself(spans: Spans, second: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Mean log-likelihood ratio of each span's frames for the second voice, fitted without the span."""
    ratios = likelihoods(spans, VoiceModel.of(spans, second)) - likelihoods(
        spans, VoiceModel.of(spans, ~second)
    )
    for at in range(len(second)):
        rest = second == second[at]
        rest[at] = False
        if not rest.any():
            ratios[at] = 0.0
            continue
        one = spans.only(slice(at, at + 1))
        own = likelihoods(one, VoiceModel.of(spans, rest))[0]
        other = likelihoods(one, VoiceModel.of(spans, second != second[at]))[0]
        ratios[at] = own - other if second[at] else other - own
    return ratios


def likelihoods(spans: Spans, voice: VoiceModel) -> NDArray[np.float64]:
    """Mean log-likelihood of each span's frames, but for a constant."""
    mean, precision = voice.mean, voice.precision
    squares = np.einsum("jk,ijk->i", precision, spans.products) - 2 * spans.sums @ precision @ mean
    return np.asarray(
        -0.5 * (squares / spans.frames + mean @ precision @ mean + voice.log_determinant)
    )


def log_odds_of(ratios: NDArray[np.float64]) -> NDArray[np.float64]:
    """What mean log-likelihood ratios are worth, as log-odds."""
    return np.clip(_SLOPE * ratios, -_MOST, _MOST)
