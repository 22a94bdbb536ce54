"""Fit the numbers by which unlabelled turns are given to people, from folders of labelled transcripts.

python3 scripts/fit_attribution.py FOLDER FOLDER...            judge: each folder by a fit on the others
python3 scripts/fit_attribution.py FOLDER FOLDER... --write    the same, then fit on all and write the data file

A folder is one show. Who speaks in at least eight of its files is a host. See docs/adr/0016-who-says-what.md.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
from array import array
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402
from scipy.optimize import minimize  # noqa: E402
from scipy.sparse import csr_matrix, hstack, vstack  # noqa: E402

from benchmarks.labelled import TrueTurn, Truth, same_name  # noqa: E402
from benchmarks.speakers import WORDINGS, group_of, host_and_guest, truths_of  # noqa: E402
from segmentcast.model import SURE  # noqa: E402
from segmentcast.transcript.attribution import (  # noqa: E402
    confidence,
    host_model,
    participants,
    people,
    sequence,
)

DATA = ROOT / "src" / "segmentcast" / "transcript" / "attribution" / "host_model.json"
SOURCE = (
    "Fitted by scripts/fit_attribution.py on transcripts of Go Time and JS Party, Changelog Media, "
    "github.com/thechangelog/transcripts, licensed CC BY-SA 4.0 (creativecommons.org/licenses/by-sa/4.0). "
    "These numbers are an adaptation, under the same licence; used in this program under the GPL, version 3."
)
Turns = dict[bool, list[tuple[str, str, list[float], bool]]]
"""Of two people (True) or more: file, group, features of a turn's confidence, whether it is right."""
LEAST_TURNS = 16
SPREAD = 0.3
"""The variance of a weight before anything is seen (L2)."""
STEP = 8
BEGINNINGS = (11, 20)
WIDE = 4.0
"""The variance of a weight of signs and confidences before anything is seen."""
PER_PAGE = 4.0
"""Observations that a page's turns are worth together: they are right or wrong together."""
TURNS_OF_A_PAGE = 100
MIX = {"host and guest": 0.6, "two hosts": 0.15, "three or more": 0.25}
"""The pages that the confidences are meant for: mostly one who asks and one who answers."""
STRICTER = 1.28
"""Log-odds less for three and more: there what counted as 0.97 was as often right as 0.9 should be at least."""
SIGNS = {
    "margin": 1, "own_words": 1, "name": 1, "clarity": 1, "strength": 1, "next": -1, "next_but_one": 1,
    "contrary": -1, "weakest": 1, "others": -1, "crowded": -1, "open_boundaries": -1, "roles": 1,
    "guests": -1, "flips": -1, "own_names": -1, "roles_open": -1, "spoken_to": 1, "names_oneself": 1,
}  # fmt: skip
BY_HAND = {"summary": 1.75, "roster": 2.0}
LOGIT_SURE = float(np.log(SURE / (1 - SURE)))


@dataclass(frozen=True)
class Show:
    """A folder's conversations, its hosts, and the features of all their turns in a row."""

    name: str
    truths: list[Truth]
    hosts: frozenset[str]
    features: csr_matrix

    @property
    def is_host(self) -> np.ndarray:
        return np.array([turn.person in self.hosts for one in self.truths for turn in one.turns])

    @property
    def used(self) -> np.ndarray:
        """Turns of conversations with a host and somebody who is none."""
        mixed = [
            bool(set(one.people) & self.hosts and set(one.people) - self.hosts)
            for one in self.truths
        ]
        return np.repeat(mixed, [len(one.turns) for one in self.truths])


def load(folder: Path) -> Show:
    """A folder, with everything counted."""
    truths, hosts = truths_of(folder)
    truths = [one for one in truths if len(one.turns) >= LEAST_TURNS]
    places: list[int] = []
    values: list[float] = []
    ends = [0]
    plain: list[list[float]] = []
    for turn in (turn for one in truths for turn in one.turns):
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
    return Show(folder.name, truths, hosts, hstack([hashed, np.array(plain, np.float32)]).tocsr())


def fit(shows: list[Show]) -> host_model.Model:
    """A logistic regression by L-BFGS, both sides of equal weight, its hashed weights rounded to bytes."""
    rows = vstack([show.features[show.used] for show in shows]).tocsr()
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
        tables, scale, tuple(round(float(w), 4) for w in plain), float(found[-1])
    )


def odds(model: host_model.Model, show: Show) -> list[np.ndarray]:
    """The log-odds of every turn, by conversation."""
    weights = np.concatenate([np.array(model.tables) * model.scale, model.plain])
    row = show.features @ weights + model.constant
    return np.split(row, np.cumsum([len(one.turns) for one in show.truths])[:-1])


def as_json(model: host_model.Model) -> str:
    """The data file."""
    return json.dumps(
        {
            "source": SOURCE,
            "plain": model.plain,
            "constant": round(model.constant, 4),
            "scale": model.scale,
            "participants": model.participants,
            "confidence": model.confidence,
            "tables": b64encode(model.tables.tobytes()).decode(),
        },
        indent=1,
    )


def logistic(
    rows: list[list[float]], right: list[bool], weights: np.ndarray, signs: Sequence[int] = ()
) -> list[float]:
    """The weights of a small logistic regression, the constant last.

    `weights`: how many observations each row stands for. `signs`: 1 for a weight that must not be
    negative, -1 for one that must not be positive: what few shows say by chance is not believed.
    """
    x = np.array(rows, float)
    sign = np.where(right, 1.0, -1.0)

    def loss(found: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (x @ found[:-1] + found[-1])
        slope = -weights * sign / (1 + np.exp(np.clip(margin, -30, 30)))
        value = (weights * np.logaddexp(0, -margin)).sum() + found[:-1] @ found[:-1] / 2 / WIDE
        return value, np.append(x.T @ slope + found[:-1] / WIDE, slope.sum())

    bounds = [{1: (0, None), -1: (None, 0)}.get(one, (None, None)) for one in signs]
    found = minimize(
        loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B",
        bounds=[*bounds, (None, None)] if signs else None,
    ).x  # fmt: skip
    return [round(float(weight), 3) for weight in found]


def pages(show: Show) -> Iterator[tuple[str, str, str, list[TrueTurn], list[bool]]]:
    """What is tried: (file, group, summary, turns, whether a direction stands before each): whole conversations and their beginnings, as news is short.

    Of the many conversations of three and more, one in STEP.
    """
    for number, truth in enumerate(show.truths):
        group = group_of(truth, show.hosts)
        if group == "three or more" and number % STEP:
            continue
        if not set(truth.people) & show.hosts:
            continue  # Nothing says who of them is the host.
        host, guest = host_and_guest(truth, show.hosts)
        spoken, behind = _spoken(truth)
        for wording in ("none", "joins", "week"):
            yield truth.path.name, group, WORDINGS[wording](host, guest), spoken, behind
        for length in BEGINNINGS:
            some = spoken[:length]
            if length < len(spoken) and len({turn.person for turn in some}) > 1:
                part = "three or more" if len({turn.person for turn in some}) > 2 else group
                if part != "three or more" or group == part:
                    yield (
                        truth.path.name,
                        part,
                        WORDINGS["none"](host, guest),
                        some,
                        behind[:length],
                    )
                    yield (
                        truth.path.name,
                        part,
                        WORDINGS["joins"](host, guest),
                        some,
                        behind[:length],
                    )


def _spoken(truth: Truth) -> tuple[list[TrueTurn], list[bool]]:
    """The turns that have words, and whether one without stood right before."""
    turns: list[TrueTurn] = []
    behind: list[bool] = []
    after = False
    for turn in truth.turns:
        if turn.spoken:
            turns.append(turn)
            behind.append(after and len(turns) > 1)
        after = not turn.spoken
    return turns, behind


def participant_rows(show: Show) -> tuple[list[list[float]], list[bool]]:
    """Every candidate of every page: its signs, and whether it takes part."""
    rows, right = [], []
    for _, _, summary, turns, behind in pages(show):
        if summary:
            continue
        talk = sequence.talk_of([turn.text for turn in turns], behind, boundaries_known=True)
        for one in participants.candidates("", talk.turns, sequence.leading(talk)):
            rows.append(one.features())
            right.append(any(same_name(one.name, turn.person) for turn in turns))
    return rows, right


def participant_weights(shows: list[tuple[list[list[float]], list[bool]]]) -> tuple[float, ...]:
    """Fitted, but for what no transcript of these folders has: a summary, a roster."""
    rows = [row for some, _ in shows for row in some]
    right = [yes for _, some in shows for yes in some]
    found = logistic(rows, right, np.ones(len(rows)))
    for kind, weight in BY_HAND.items():
        found[participants.KINDS.index(kind)] = weight
    return tuple(found)


def confidence_rows(show: Show) -> Turns:
    """Every turn of every page, for two people (True) and more: file, group, features, right or not."""
    found: Turns = {True: [], False: []}
    for name, group, summary, turns, behind in pages(show):
        talk = sequence.talk_of([turn.text for turn in turns], behind, boundaries_known=True)
        company = people.gather(summary, talk.turns, sequence.leading(talk))
        if len(company.people) > people.MOST:
            company = people.first_of(company, people.MOST)
        company, attributed, roles = sequence.attribute_best(talk, company)
        rows = confidence.features(talk, company, attributed.turns, roles)
        stands: dict[int, Counter[str]] = defaultdict(Counter)
        for turn, given in zip(turns, attributed.turns, strict=True):
            stands[given.person][turn.person] += 1
        for turn, given, row in zip(turns, attributed.turns, rows, strict=True):
            person = company.people[given.person]
            right = (
                same_name(person.name, turn.person)
                if person.named
                else stands[given.person].most_common(1)[0][0] == turn.person
            )
            found[company.guests == 1].append((name, group, row, right))
    return found


def confidence_weights(shows: list[Turns]) -> tuple[tuple[float, ...], ...]:
    """Two regressions; within each the groups weigh what MIX says, whatever a show has many of."""
    found = []
    for two in (True, False):
        some = [row for one in shows for row in one[two]]
        turns = Counter(group for _, group, _, _ in some)
        pages_of = len(some) / TURNS_OF_A_PAGE * PER_PAGE
        mix = {group: MIX.get(group, 0.0) / turns[group] for group in turns}
        weights = np.array([mix[group] for _, group, _, _ in some])
        weights *= pages_of / weights.sum()
        signs = [SIGNS.get(kind, 0) for kind in confidence.KINDS]
        rows, right = [row for *_, row, _ in some], [yes for *_, yes in some]
        fitted = logistic(rows, right, weights, signs)
        found.append((*fitted[:-1], round(fitted[-1] - (0 if two else STRICTER), 3)))
    return tuple(found)


def judge(model: host_model.Model, show: Show) -> str:
    """How often a turn alone is right, in conversations of a host and a guest."""
    count: Counter[str] = Counter()
    for truth, row in zip(show.truths, odds(model, show), strict=True):
        people = set(truth.people)
        if len(people) == 2 and len(people & show.hosts) == 1:
            right = [
                (one > 0) == (turn.person in show.hosts)
                for one, turn in zip(row, truth.turns, strict=True)
            ]
            count.update(files=1, turns=len(right), right=sum(right))
    share = count["right"] / max(1, count["turns"])
    return (
        f"{show.name}: {count['files']} interviews, {count['turns']} turns, alone {share:.1%} right"
    )


def judge_confidence(
    weights: tuple[tuple[float, ...], ...],
    rows: Turns,
) -> str:
    """By group: turns, right, sure, sure and right."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for two, fitted in zip((True, False), weights, strict=True):
        for _, group, row, right in rows[two]:
            sure = np.dot(fitted[:-1], row) + fitted[-1] >= LOGIT_SURE
            seen[group].update(turns=1, right=right, sure=int(sure), good=int(sure and right))
    return "\n".join(
        f"  {group}: {count['turns']} turns, {count['right'] / count['turns']:.2%} right, "
        f"{count['sure'] / count['turns']:.2%} sure, of them {count['good'] / max(1, count['sure']):.2%} right"
        for group, count in sorted(seen.items())
    )


def words_of(name: str, shows: list[Show], kept: Path | None) -> host_model.Model:
    """The fit of the words, from the folder of earlier fits where it is there."""
    path = kept / f"{name}.json" if kept else None
    if path and path.exists():
        return replace(
            host_model.from_json(path.read_text("utf-8")), participants=(), confidence=()
        )
    model = fit(shows)
    if path:
        path.write_text(as_json(model), encoding="utf-8")
    return model


def use(model: host_model.Model) -> None:
    """Read with this model from now on, in this process."""
    host_model.shipped = lambda: model  # type: ignore[assignment]


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true", help="fit on all, and write the data file")
    parser.add_argument("--output", type=Path, default=DATA)
    parser.add_argument("--kept", type=Path, help="a folder that keeps the fits of the words")
    chosen = parser.parse_args()
    shows = [load(folder) for folder in chosen.folders]
    blank = (0.0,) * (len(participants.KINDS) + 1)
    models, named = {}, {}
    for show in shows:
        others = [other for other in shows if other is not show]
        models[show.name] = words_of(f"without-{show.name}", others, chosen.kept)
        print(judge(models[show.name], show), flush=True)
        use(replace(models[show.name], participants=blank))
        named[show.name] = participant_rows(show)
    rows = {}
    for show in shows:
        signs = participant_weights([named[other.name] for other in shows if other is not show])
        models[show.name] = replace(models[show.name], participants=signs)
        use(models[show.name])
        rows[show.name] = confidence_rows(show)
    for show in shows:
        weights = confidence_weights([rows[other.name] for other in shows if other is not show])
        models[show.name] = replace(models[show.name], confidence=weights)
        print(
            f"{show.name}, fitted on the others\n{judge_confidence(weights, rows[show.name])}",
            flush=True,
        )
        if chosen.kept:
            pickle.dump(rows, (chosen.kept / "rows.pkl").open("wb"))
            path = chosen.kept / f"judge-{show.name}.json"
            path.write_text(as_json(models[show.name]), encoding="utf-8")
    if chosen.write:
        final = replace(
            words_of("all", shows, chosen.kept),
            participants=participant_weights(list(named.values())),
            confidence=confidence_weights(list(rows.values())),
        )
        chosen.output.write_text(as_json(final) + "\n", encoding="utf-8")
        print(f"{chosen.output}: {chosen.output.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
