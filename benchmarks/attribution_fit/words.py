"""The fit of the words: which turns sound like the host's."""

from __future__ import annotations

import json
from array import array
from base64 import b64encode
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack, vstack

from benchmarks.attribution_fit.readings import Show
from segmentcast.transcript.attribution import host_model

SOURCE = (
    "Fitted by scripts/fit_attribution.py on transcripts of Go Time and JS Party, Changelog Media, "
    "github.com/thechangelog/transcripts, licensed CC BY-SA 4.0 (creativecommons.org/licenses/by-sa/4.0), and on those of "
    "Stephan Livera Podcast, Bitcoin Explained, Chaincode Podcast and others, github.com/bitcointranscripts/bitcointranscripts, "
    "licensed MIT (Copyright 2021 Bitcoin Transcripts). These numbers are an adaptation of the former, under the same licence; "
    "used in this program under the GPL, version 3. The few weights of the number of people and of the confidences are also "
    "fitted on the sources that docs/adr/0016-who-says-what.md lists."
)
SPREAD = 0.3
"""The variance of a word's weight before anything is seen (L2)."""


def counted(show: Show) -> csr_matrix:
    """The features of all turns of a show in a row."""
    places: list[int] = []
    values: list[float] = []
    ends = [0]
    plain: list[list[float]] = []
    for turn in (turn for one in show.truths for turn in one.turns):
        words = host_model.words_of(turn.text)
        for table, grams in enumerate(host_model.grams_of(words)):
            norm = sum(count * count for count in grams.values()) ** 0.5 or 1.0
            places.extend(host_model.place_of(table, gram) for gram in grams)
            values.extend(count / norm for count in grams.values())
        ends.append(len(places))
        plain.append(host_model.plain_features(turn.text, words))
    shape = (len(plain), 3 << host_model.BITS)
    hashed = csr_matrix((np.array(values, np.float32), np.array(places, np.int32), ends), shape)
    hashed.sum_duplicates()
    return hstack([hashed, np.array(plain, np.float32)]).tocsr()


def fit_words(shows: list[Show]) -> host_model.Model:
    """A logistic regression by L-BFGS, both sides of equal weight, its hashed weights rounded to bytes."""
    rows = vstack([counted(show)[show.used] for show in shows]).tocsr()
    host = np.concatenate([show.is_host[show.used] for show in shows])
    sign = np.where(host, 1, -1).astype(np.float32)
    share = np.where(host, len(host) / 2 / host.sum(), len(host) / 2 / (~host).sum())
    columns = rows.T.tocsr()

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (rows @ weights[:-1].astype(np.float32) + np.float32(weights[-1]))
        slope = -(share * sign / (1 + np.exp(np.clip(margin, -30, 30)))).astype(np.float32)
        value = (share * np.logaddexp(0, -margin)).sum() + weights[:-1] @ weights[:-1] / 2 / SPREAD
        return float(value), np.append(columns @ slope + weights[:-1] / SPREAD, slope.sum())

    start = np.zeros(rows.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    hashed, plain = found[: 3 << host_model.BITS], found[3 << host_model.BITS : -1]
    scale = float(abs(hashed).max() / 127)
    tables = array("b", np.round(hashed / scale).astype(np.int8).tobytes())
    return host_model.Model(
        tables, scale, tuple(round(float(w), 4) for w in plain), round(float(found[-1]), 4)
    )


def as_json(model: host_model.Model) -> str:
    """The data file."""
    return json.dumps(
        {
            "source": SOURCE,
            "plain": model.plain,
            "constant": model.constant,
            "scale": model.scale,
            "participants": model.participants,
            "headcount": model.headcount,
            "third_voice": model.third_voice,
            "confidence": model.confidence,
            "tables": b64encode(model.tables.tobytes()).decode(),
        },
        indent=1,
    )


def use(model: host_model.Model) -> None:
    """Read with this model from now on, in this process."""
    host_model.shipped = lambda: model  # type: ignore[assignment]


def words_of(name: str, shows: list[Show], kept: Path) -> host_model.Model:
    """The fit of the words, from the folder of earlier fits where it is there."""
    path = kept / f"words-{name}.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_json(fit_words(shows)), encoding="utf-8")
    return host_model.from_json(path.read_text("utf-8"))
