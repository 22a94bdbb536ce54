"""Logistic regressions with bounds, by L-BFGS."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

WIDE = 4.0
"""The variance of the weight of a sign, or of a confidence, before anything is seen (L2)."""
HELD_BACK = 30.0
"""How strongly weights of the number of people are held back (L2), in units of their features' spread."""


Rows = tuple[np.ndarray | list[list[float]], list[int], list[float]]
"""Features, classes, weights."""


def logistic(rows: Rows, signs: Sequence[int] = (), variance: float = WIDE) -> tuple[float, ...]:
    """The weights of a logistic regression, the constant last.

    `signs`: 1 for a weight that must not be negative, -1 for one that must not be positive: what
    few shows say by chance is not believed.
    """
    x, weights = np.array(rows[0], float), np.array(rows[2])
    sign = np.where(rows[1], 1.0, -1.0)

    def loss(found: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (x @ found[:-1] + found[-1])
        slope = -weights * sign / (1 + np.exp(np.clip(margin, -30, 30)))
        value = (weights * np.logaddexp(0, -margin)).sum() + found[:-1] @ found[:-1] / 2 / variance
        return value, np.append(x.T @ slope + found[:-1] / variance, slope.sum())

    bounds = [{1: (0, None), -1: (None, 0)}.get(one, (None, None)) for one in signs]
    found = minimize(
        loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500},
        bounds=[*bounds, (None, None)] if signs else None,
    ).x  # fmt: skip
    return tuple(round(float(weight), 4) for weight in found)


def multinomial(rows: Rows) -> tuple[tuple[float, ...], ...]:
    """The weights of classes 1 and 2 against class 0, each with its constant last."""
    x, classes, weights = np.asarray(rows[0], float), np.array(rows[1]), np.array(rows[2])
    everyone = np.arange(len(classes))

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        found = flat.reshape(2, -1)
        scores = np.zeros((len(x), 3))
        scores[:, 1:] = x @ found[:, :-1].T + found[:, -1]
        scores -= scores.max(1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(1, keepdims=True)
        value = -(weights * np.log(shares[everyone, classes] + 1e-12)).sum()
        value += (found[:, :-1] ** 2).sum() / 2 / WIDE
        shares[everyone, classes] -= 1
        shares *= weights[:, None]
        slope = np.column_stack(
            [shares[:, 1:].T @ x + found[:, :-1] / WIDE, shares[:, 1:].sum(0)[:, None]]
        )
        return value, slope.ravel()

    start = np.zeros(2 * (x.shape[1] + 1))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return tuple(tuple(round(float(w), 3) for w in row) for row in found.reshape(2, -1))


def standardised(rows: Rows) -> tuple[float, ...]:
    """The weights of a logistic regression whose features are held back in units of their spread."""
    x = np.asarray(rows[0], float)
    mean, spread = x.mean(0), x.std(0) + 1e-6
    found = np.array(logistic(((x - mean) / spread, rows[1], rows[2]), variance=1 / HELD_BACK))
    plain = found[:-1] / spread
    return tuple(round(float(one), 4) for one in [*plain, found[-1] - plain @ mean])
