"""Fit the numbers by which unlabelled turns are given to people, from folders of labelled transcripts.

python3 scripts/fit_attribution.py FOLDER FOLDER... --signs FOLDER... --kept DIR [--write]
python3 -m benchmarks.speakers FOLDER --numbers DIR/judge-FOLDER.json

The words are fitted on the FOLDERs, what tells who takes part and what an attribution is worth on those and on the
folders behind --signs, too. DIR keeps the fits of the words, and for each folder a fit in which it had no part
(judge-FOLDER.json; signs are fitted on every other folder; judge-none.json: all had a part). --write writes the data file. A folder is one show; who speaks in at
least eight of its files is a host. See docs/adr/0016-who-says-what.md.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from array import array
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

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
    headcount,
    host_model,
    people,
    sequence,
)
from segmentcast.transcript.attribution.naming import participants, persons  # noqa: E402

DATA = ROOT / "src" / "segmentcast" / "transcript" / "attribution" / "host_model.json"
SOURCE = (
    "Fitted by scripts/fit_attribution.py on transcripts of Go Time and JS Party, Changelog Media, "
    "github.com/thechangelog/transcripts, licensed CC BY-SA 4.0 (creativecommons.org/licenses/by-sa/4.0), and on those of "
    "Stephan Livera Podcast, Bitcoin Explained, Chaincode Podcast and others, github.com/bitcointranscripts/bitcointranscripts, "
    "licensed MIT (Copyright 2021 Bitcoin Transcripts). These numbers are an adaptation of the former, under the same licence; "
    "used in this program under the GPL, version 3."
)
T = TypeVar("T")
PROCESSES = 4
LEAST_TURNS = 16
SPREAD = 0.3
"""The variance of a word's weight before anything is seen (L2)."""
WIDE = 4.0
"""The same, of the weights of signs, of the number of people and of confidences."""
STEP = 3
"""Of more than a hundred conversations of three and more people in a folder, one in so many is used."""
BEGINNINGS = (12, 30)
"""Conversations are tried whole and cut after so many turns, as news is short."""
PER_SHOW = 25
"""Pages that all pages of one kind in one show weigh together, at most."""
TURNS_WORTH = 25
"""Turns of a page that are worth one observation: they are right or wrong together."""
BY_HAND = (
    {
        "byline": 3.0,
        "page_speaks": 2.5,
        "page_spoken_with": 1.0,
        "eponym": 5.0,
        "title_guest": -1.0,
        "title_with": -1.0,
    },
    {
        "byline": 0.0,
        "page_speaks": 0.5,
        "page_spoken_with": 4.0,
        "eponym": -1.0,
        "title_guest": 2.0,
        "title_with": 4.5,
    },
)
"""Weights, for who leads and for who answers, of what no transcript of these folders has, or has in one order only."""
EVERY = 8
"""Of the turns, one in so many is used to fit the confidences."""
WANTED = 0.995
"""How many of the sure turns of three and more people are to be right: less than that on shows not fitted on."""
LEAST = 2000
"""Turns of a kind that weigh as much as that kind does; fewer weigh less."""
LOGIT_SURE = float(np.log(SURE / (1 - SURE)))
CROWD = "three or more"
MIX = {"host and guest": 0.5, "two hosts": 0.2, "three or more": 0.3}
"""The pages that the confidences are meant for: mostly one who asks and one who answers."""
SIGNS = {
    "margin": 1, "nearby": 1, "own_words": 1, "name": 1, "two": 1, "certain_two": 1, "clarity": 1, "strength": 1, "contrary": -1,
    "weakest": 1, "others": -1, "crowded": -1, "open_boundaries": -1, "guests": -1, "own_names": -1, "wavers": -1,
    "spoken_to": 1, "names_oneself": 1,
}  # fmt: skip
"""1 for a weight that must not be negative, -1 for one that must not be positive."""
ASIDES = (
    (0.15, "{summary} They touch on the work of {stranger}."),
    (0.10, "{guest} has spent years at it."),
    (0.10, "{guest} is the founder of a small company."),
)
"""Shares of the summaries that also name somebody who is not there, or that name the guest in other words."""
NEARLY_TWO, MORE = 0.97, 0.9
"""The share of turns of two people from which a talk is one of two, and to which it is one of more; between is neither."""
ROSTER = 0.3
"""The share of conversations that are read with a roster: those who spoke in several of the show's earlier ones."""
OFTEN = 0.2
"""The share of the earlier conversations, two at least, from which somebody is on the roster."""
WRONG = 0.02
"""The share of summaries that name a stranger in place of a speaker: a summary is no proof."""


@dataclass(frozen=True)
class Show:
    """A folder's conversations, and its hosts."""

    name: str
    truths: list[Truth]
    hosts: frozenset[str]

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


@dataclass
class Sample:
    """A conversation, or its beginning, under one summary: the truth, and what the words say of it."""

    group: str
    turns: list[TrueTurn]
    talk: sequence.Talk
    sides: list[bool]
    known: list[participants.Candidate]
    weight: float

    @cached_property
    def rows(self) -> np.ndarray:
        """What is counted of each candidate."""
        rows = participants.rows_of(self.known, self.sides)
        return np.array(rows, float).reshape(-1, len(participants.KINDS))

    @cached_property
    def classes(self) -> list[int]:
        """Of each candidate whether it leads (1), answers (2) or is not there (0)."""
        truth = sides_of(self)
        classes = []
        for one in self.known:
            sides = [truth[person] for person in truth if same_name(one.name, person)]
            there = sides and persons.looks_like_a_person(one.name)
            classes.append(0 if not there else 1 if sides[0] else 2)
        return classes

    @property
    def two(self) -> bool:
        """Whether two people talk; who says a turn in fifty is none of them."""
        return self.share >= NEARLY_TWO

    @property
    def share(self) -> float:
        """The turns of the two who have most."""
        people = Counter(turn.person for turn in self.turns)
        return sum(count for _, count in people.most_common(2)) / len(self.turns)


Rows = tuple[np.ndarray | list[list[float]], list[int], list[float]]
"""Features, classes, weights."""
Turns = dict[bool, list[tuple[str, list[float], bool]]]
"""Of two people (True) or more: group, features of a turn's confidence, whether it is right."""


def load(folder: Path) -> Show:
    """A folder's conversations that are long enough."""
    truths, hosts = truths_of(folder)
    return Show(folder.name, [one for one in truths if len(one.turns) >= LEAST_TURNS], hosts)


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
            "confidence": model.confidence,
            "tables": b64encode(model.tables.tobytes()).decode(),
        },
        indent=1,
    )


def logistic(rows: Rows, signs: Sequence[int] = ()) -> tuple[float, ...]:
    """The weights of a logistic regression, the constant last.

    `signs`: 1 for a weight that must not be negative, -1 for one that must not be positive: what
    few shows say by chance is not believed.
    """
    x, weights = np.array(rows[0], float), np.array(rows[2])
    sign = np.where(rows[1], 1.0, -1.0)

    def loss(found: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (x @ found[:-1] + found[-1])
        slope = -weights * sign / (1 + np.exp(np.clip(margin, -30, 30)))
        value = (weights * np.logaddexp(0, -margin)).sum() + found[:-1] @ found[:-1] / 2 / WIDE
        return value, np.append(x.T @ slope + found[:-1] / WIDE, slope.sum())

    bounds = [{1: (0, None), -1: (None, 0)}.get(one, (None, None)) for one in signs]
    found = minimize(
        loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500},
        bounds=[*bounds, (None, None)] if signs else None,
    ).x  # fmt: skip
    return tuple(round(float(weight), 3) for weight in found)


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


def samples(show: Show, words: host_model.Model) -> list[Sample]:
    """Whole conversations under three summaries, and their beginnings, with what these words say of them."""
    use(words)
    dice = random.Random(show.name)
    strangers = sorted({name for one in show.truths for name in one.people if " " in name})
    chosen = list(_chosen(show))
    rosters = _rosters(show)
    counts = Counter(group for _, group in chosen)
    done: list[Sample] = []
    for truth, group in chosen:
        turns, behind = _spoken(truth)
        host, guest = host_and_guest(truth, show.hosts)
        weight = min(1.0, PER_SHOW / counts[group])
        for length in (len(turns), *(cut for cut in BEGINNINGS if cut < len(turns))):
            some = turns[:length]
            if len({turn.person for turn in some}) < 2:
                continue
            talk = sequence.talk_of(
                [turn.text for turn in some], behind[:length], boundaries_known=True
            )
            sides = [value > 0.5 for value in sequence.leading(talk)]
            whole = length == len(turns)
            both = dice.choice(("joins", "speaks", "sits"))
            wordings = ("none", both, "week") if whole and group != CROWD else ("none", both)
            for wording in wordings:
                summary = WORDINGS[wording](host, guest)
                if summary:
                    summary = _disturbed(summary, wording, host, guest, dice, strangers)
                roster = rosters[truth.path] if dice.random() < ROSTER else ()
                about = participants.About(summary, truth.title, "", roster)
                known = participants.gathered(about, talk.turns)
                part = group if len({turn.person for turn in some}) > 2 else _pair(some, show.hosts)
                done.append(
                    Sample(part, some, talk, sides, known, weight / (len(wordings) if whole else 4))
                )
    return done


def _chosen(show: Show) -> Iterator[tuple[Truth, str]]:
    crowds = sum(group_of(truth, show.hosts) == "three or more" for truth in show.truths)
    for number, truth in enumerate(show.truths):
        group = group_of(truth, show.hosts)
        if group not in MIX or (group == "three or more" and crowds > 100 and number % STEP):
            continue
        yield truth, group


def _rosters(show: Show) -> dict[Path, tuple[str, ...]]:
    """For each conversation who spoke in many of those before it, in the order of the numbers in their names."""
    seen: Counter[str] = Counter()
    rosters: dict[Path, tuple[str, ...]] = {}
    ordered = sorted(
        show.truths, key=lambda one: [int(n) for n in re.findall(r"\d+", one.path.stem)]
    )
    for number, truth in enumerate(ordered):
        least = max(2, OFTEN * number)
        rosters[truth.path] = tuple(name for name, count in seen.items() if count >= least)
        seen.update(set(truth.people))
    return rosters


def _pair(turns: list[TrueTurn], hosts: frozenset[str]) -> str:
    return "two hosts" if len({turn.person for turn in turns} & hosts) == 2 else "host and guest"


def _disturbed(
    summary: str, wording: str, host: str, guest: str, dice: random.Random, strangers: list[str]
) -> str:
    stranger = dice.choice(strangers or ["Jane Roe"])
    roll = dice.random()
    if roll < WRONG:
        swapped = (host, stranger) if roll < WRONG / 2 else (stranger, guest)
        return WORDINGS[wording](*swapped)
    roll -= WRONG
    for share, aside in ASIDES:
        if roll < share:
            first = guest.split(" and ", maxsplit=1)[0].split(",", maxsplit=1)[0]
            return aside.format(summary=summary, guest=first, stranger=stranger)
        roll -= share
    return summary


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


def sides_of(sample: Sample) -> dict[str, bool]:
    """Who of the people is on the leader's side of the talk, as the words divide it."""
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for turn, side in zip(sample.turns, sample.sides, strict=True):
        counts[turn.person][side] += 1
    shares = {who: count[True] / count.total() for who, count in counts.items()}
    if len(shares) == 2:
        first, second = shares
        return {first: shares[first] >= shares[second], second: shares[first] < shares[second]}
    return {who: share > 0.5 for who, share in shares.items()}


def participant_rows(some: Iterable[Sample]) -> Rows:
    """Every candidate: its signs, and what it is."""
    used = [sample for sample in some if sample.known]
    return (
        np.concatenate([sample.rows for sample in used]),
        [one for sample in used for one in sample.classes],
        [sample.weight for sample in used for _ in sample.known],
    )


def headcount_rows(some: Iterable[Sample]) -> Rows:
    """Every conversation: what tells two people from more, and whether there are two."""
    rows: list[list[float]] = []
    used = [sample for sample in some if not MORE < sample.share < NEARLY_TWO]
    for sample in used:
        talk = sample.talk
        participants.weigh(sample.known, sample.sides, two=False)
        rows.append(headcount.row_of(sample.known, talk.turns, talk.odds, sample.sides))
    weights = [2 * sample.weight * MIX[sample.group] for sample in used]
    return rows, [int(sample.two) for sample in used], weights


def turn_rows(some: Iterable[Sample]) -> Turns:
    """Every turn of every conversation, for companies of two (True) and of more."""
    done: Turns = {True: [], False: []}
    for sample in some:
        talk = sample.talk
        company = people.company_of(sample.known, talk.turns, talk.odds, sample.sides)
        if len(company.people) > people.MOST:
            company = people.first_of(company, people.MOST)
        given = sequence.attribute(talk, company).turns
        stands: dict[int, Counter[str]] = defaultdict(Counter)
        for turn, one in zip(sample.turns, given, strict=True):
            stands[one.person][turn.person] += 1
        rows = confidence.features(talk, company, given)
        for turn, one, row in zip(sample.turns, given, rows, strict=True):
            person = company.people[one.person]
            usual = stands[one.person].most_common(1)[0][0]
            right = same_name(person.name, turn.person) if person.named else usual == turn.person
            done[company.guests == 1].append((sample.group, row, right))
    return done


def fit_signs(words: host_model.Model, shows: list[list[Sample]]) -> host_model.Model:
    """The model with what tells who takes part, and how many do."""
    everything = [sample for some in shows for sample in some]
    pairs = multinomial(participant_rows(sample for sample in everything if sample.two))
    more = multinomial(participant_rows(sample for sample in everything if not sample.two))
    fitted = tuple(_with(row, BY_HAND[at % 2]) for at, row in enumerate(pairs + more))
    model = replace(words, participants=fitted, headcount=(), confidence=())
    use(model)
    return replace(model, headcount=logistic(headcount_rows(everything)))


def _with(row: tuple[float, ...], by_hand: dict[str, float]) -> tuple[float, ...]:
    places = {participants.KINDS.index(kind): weight for kind, weight in by_hand.items()}
    return tuple(places.get(at, weight) for at, weight in enumerate(row))


def fit_confidence(shows: list[Turns]) -> tuple[tuple[float, ...], ...]:
    """Two regressions, for companies of two and of more.

    The groups weigh what MIX says, whatever a show has many of, and each show as much as another.
    With more than two the constant is lowered until the sure turns are as often right as WANTED.
    """
    counts = Counter(
        (number, group) for number, one in enumerate(shows) for two in one for group, *_ in one[two]
    )
    turns = sum(counts.values()) / EVERY
    done = []
    for two in (True, False):
        some = [(at, *row) for at, one in enumerate(shows) for row in one[two][::EVERY]]
        weights = [MIX.get(group, 0.0) / max(LEAST, counts[at, group]) for at, group, *_ in some]
        scale = turns / TURNS_WORTH / len(shows) * EVERY
        features = [row for _, _, row, _ in some]
        rows = (features, [int(right) for *_, right in some], [one * scale for one in weights])
        found = logistic(rows, [SIGNS.get(kind, 0) for kind in confidence.KINDS])
        if not two:
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


def use(model: host_model.Model) -> None:
    """Read with this model from now on, in this process."""
    host_model.shipped = lambda: model  # type: ignore[assignment]


def words_of(name: str, shows: list[Show], kept: Path) -> host_model.Model:
    """The fit of the words, from the folder of earlier fits where it is there."""
    path = kept / f"words-{name}.json"
    if not path.exists():
        path.write_text(as_json(fit_words(shows)), encoding="utf-8")
    return host_model.from_json(path.read_text("utf-8"))


@dataclass
class Work:
    """What the steps share: folders, fits of the words without each of them ("": with all), readings, turns.

    The signs of a show are judged by those of the other half of the shows.
    """

    shows: dict[str, Show]
    words: dict[str, host_model.Model]
    tried: dict[str, list[Sample]]
    signs: dict[str, host_model.Model]
    turns: dict[str, Turns]

    def half_of(self, name: str) -> list[str]:
        names = list(self.shows)
        return names[names.index(name) % 2 :: 2]

    def others_of(self, half: str) -> list[str]:
        """The shows that are not in the half of this show; all, for ""."""
        return [other for other in self.shows if not half or other not in self.half_of(half)]


work = Work({}, {}, {}, {}, {})


def _read(name: str) -> list[Sample]:
    some = samples(work.shows[name], work.words.get(name, work.words[""]))
    for sample in some:
        _ = sample.rows, sample.classes
    return some


def _signs(half: str) -> host_model.Model:
    return fit_signs(work.words[""], [work.tried[other] for other in work.others_of(half)])


def _turns(name: str) -> Turns:
    use(_judge(name))
    return turn_rows(work.tried[name])


def _judge(name: str) -> host_model.Model:
    """The fit that a show had no part in; for "" the fit of all."""
    signs = work.signs[work.half_of(name)[0] if name else ""]
    return replace(signs, **_words_alone(work.words.get(name, work.words[""])))


def _words_alone(model: host_model.Model) -> dict[str, Any]:
    return {field: getattr(model, field) for field in ("tables", "scale", "plain", "constant")}


def _confidence(half: str) -> tuple[tuple[float, ...], ...]:
    return fit_confidence([work.turns[other] for other in work.others_of(half)])


def _all(step: Callable[[str], T], names: Sequence[str]) -> dict[str, T]:
    """The step for each of them, side by side."""
    with get_context("fork").Pool(PROCESSES) as pool:
        return dict(zip(names, pool.map(step, names, 1), strict=True))


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--signs", type=Path, nargs="*", default=[])
    parser.add_argument("--kept", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="write the data file")
    chosen = parser.parse_args()
    shows = [load(folder) for folder in chosen.folders]
    work.words[""] = words_of("all", shows, chosen.kept)
    for show in shows:
        others = [other for other in shows if other is not show]
        work.words[show.name] = words_of(f"without-{show.name}", others, chosen.kept)
    shows += [load(folder) for folder in chosen.signs]
    work.shows.update({show.name: show for show in shows})
    # Every show is read with words that it had no part in; what is fitted on those readings is honest.
    work.tried.update(_all(_read, list(work.shows)))
    halves = ["", *list(work.shows)[:2]]
    work.signs.update(_all(_signs, halves))
    work.turns.update(_all(_turns, list(work.shows)))
    worth = _all(_confidence, halves)
    for name in ["", *work.shows]:
        half = work.half_of(name)[0] if name else ""
        text = as_json(replace(_judge(name), confidence=worth[half])) + "\n"
        (chosen.kept / f"judge-{name or 'none'}.json").write_text(text, encoding="utf-8")
        if chosen.write and not name:
            DATA.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
