"""Labelled conversations as they are read: whole and cut, under summaries that tell more or less."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from benchmarks.labelled import TrueTurn, Truth
from benchmarks.names import same_name
from benchmarks.speakers import WORDINGS, group_of, host_and_guest, truths_of
from segmentcast.transcript.attribution import sequence
from segmentcast.transcript.attribution.naming import participants
from segmentcast.transcript.attribution.naming.name_knowledge import persons

LEAST_TURNS = 16
STEP = 3
"""Of more than a hundred conversations of three and more people in a folder, one in so many is used."""
BEGINNINGS = (5, 8, 12, 30)
"""Conversations are tried whole and cut after so many turns, as news is short."""
PER_SHOW = 60
"""Readings that all readings of one kind in one show weigh together, at most."""
CROWD = "three or more"
MIX = {"host and guest": 1.0, "two hosts": 0.5, "three or more": 0.6}
"""What a reading of each kind weighs beside another."""
BEGINNING = 0.6
"""What a reading of a beginning weighs beside one of a whole talk."""
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
    leads: list[float]
    known: list[participants.Candidate]
    weight: float

    @property
    def sides(self) -> list[bool]:
        """The turns that seem to be the leader's."""
        return [value > 0.5 for value in self.leads]

    @property
    def purity(self) -> tuple[float, float]:
        """Of the turns on the leader's side, and on the other, the share of whoever has most."""
        pure = []
        for leading in (True, False):
            own = Counter(
                turn.person
                for turn, side in zip(self.turns, self.sides, strict=True)
                if side == leading
            )
            pure.append(max(own.values(), default=0) / max(1, own.total()))
        return pure[0], pure[1]

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


def load(folder: Path) -> Show:
    """A folder's conversations that are long enough."""
    truths, hosts = truths_of(folder)
    return Show(folder.name, [one for one in truths if len(one.turns) >= LEAST_TURNS], hosts)


def samples(show: Show, most: int) -> list[Sample]:
    """Whole conversations under three summaries, and their beginnings, read with the model in use.

    `most` of a kind at the most.
    """
    dice = random.Random(show.name)
    strangers = sorted({name for one in show.truths for name in one.people if " " in name})
    chosen = list(_chosen(show, most))
    rosters = _rosters(show)
    done: list[Sample] = []
    for truth, group in chosen:
        turns, behind = _spoken(truth)
        host, guest = host_and_guest(truth, show.hosts)
        for length in (len(turns), *(cut for cut in BEGINNINGS if cut < len(turns))):
            some = turns[:length]
            if len({turn.person for turn in some}) < 2:
                continue
            talk = sequence.talk_of(
                [turn.text for turn in some], behind[:length], boundaries_known=True
            )
            leads = sequence.leading(talk)
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
                done.append(Sample(part, some, talk, leads, known, 1.0 if whole else BEGINNING))
    counts = Counter(sample.group for sample in done)
    for sample in done:
        sample.weight *= MIX[sample.group] * min(1.0, PER_SHOW / counts[sample.group])
    return done


def _chosen(show: Show, most: int) -> Iterator[tuple[Truth, str]]:
    """The conversations to be read, each with its kind: at most `most` of a kind, evenly over the folder."""
    by_kind: dict[str, list[Truth]] = {kind: [] for kind in MIX}
    for truth in show.truths:
        by_kind.get(group_of(truth, show.hosts), []).append(truth)
    for kind, some in by_kind.items():
        if kind == CROWD and len(some) > 100:
            some = some[::STEP]  # noqa: PLW2901
        every = max(1, -(-len(some) // most))
        yield from ((truth, kind) for truth in some[::every])


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
