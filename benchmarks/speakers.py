"""How often the speaker is right when the labels are gone.

    python benchmarks/speakers.py FOLDER [--each] [--json]

Every transcript in FOLDER is read with its labels: that is the truth. Then the labels are stripped,
the turn boundaries are kept as larger gaps, and the same text is read again. Reported, for two
people and for more: the share of turns with the right person, the share flagged unsure, and the
share of the sure ones that are right. A person counts as right when the name is; where no words
name a person at all ("Host", "Guest"), when the part is the same person throughout.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from segmentcast.errors import TranscriptError
from segmentcast.model import SURE, Part, Transcript
from segmentcast.transcript import read
from segmentcast.transcript.people import same_person


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over turns. `sure` and `sure_right` are about turns whose confidence is at least model.SURE."""

    name: str
    people: int
    turns: int
    right: int
    sure: int
    sure_right: int

    @property
    def accuracy(self) -> float:
        return self.right / self.turns if self.turns else 1.0

    @property
    def unsure_share(self) -> float:
        return 1 - self.sure / self.turns if self.turns else 0.0

    @property
    def sure_precision(self) -> float:
        return self.sure_right / self.sure if self.sure else 1.0


def stripped(truth: Transcript) -> bytes:
    """The transcript as an unlabelled page: title, summary, then turns with larger gaps between them.

    Where no turn has two paragraphs there is no smaller gap to learn from: then `>>` marks the turns.
    """
    marks = all(len(turn.paragraphs) == 1 for turn in truth.turns)
    turns = "\n\n\n".join(
        (">> " if marks else "    ")
        + "\n\n    ".join(paragraph.text for paragraph in turn.paragraphs)
        for turn in truth.turns
    )
    head = "\n\n".join(part for part in (truth.title, truth.summary) if part)
    return f"{head}\n\nRead the Full Transcript\n\n\n{turns}\n".encode()


def score(data: bytes, name: str) -> Score:
    """Read with labels, read again without, compare turn by turn.

    Raises TranscriptError when the labelled transcript cannot be read.
    """
    truth = read(data, name)
    guess = read(stripped(truth), "stripped.txt")
    if len(truth.turns) != len(guess.turns):
        raise TranscriptError.at(name, f"{len(truth.turns)} turns became {len(guess.turns)}.")
    stand_ins = _stand_ins(truth, guess)
    right = [
        _same(truth, mine.speaker, guess, other.speaker, stand_ins)
        for mine, other in zip(truth.turns, guess.turns, strict=True)
    ]
    sure = [turn.confidence >= SURE for turn in guess.turns]
    return Score(
        name,
        len(truth.speakers),
        len(right),
        sum(right),
        sum(sure),
        sum(good and certain for good, certain in zip(right, sure, strict=True)),
    )


def _stand_ins(truth: Transcript, guess: Transcript) -> dict[str, str]:
    """For "Host" and "Guest": the one person of the truth that each is used for most."""
    found: dict[str, str] = {}
    for key in ("host", "guest"):
        counts = Counter(
            mine.speaker
            for mine, other in zip(truth.turns, guess.turns, strict=True)
            if other.speaker == key
        )
        if counts:
            found[key] = counts.most_common(1)[0][0]
    return found


def _same(
    truth: Transcript, key: str, guess: Transcript, guessed: str, stand_ins: dict[str, str]
) -> bool:
    if guessed in stand_ins:
        return stand_ins[guessed] == key
    mine, other = truth.speaker(key), guess.speaker(guessed)
    return same_person(mine.name, other.name) or (mine.name == "Host" and other.part is Part.HOST)


def total(name: str, scores: Iterable[Score]) -> Score:
    """The sum of some scores."""
    each = list(scores)
    return Score(
        name,
        max((one.people for one in each), default=0),
        sum(one.turns for one in each),
        sum(one.right for one in each),
        sum(one.sure for one in each),
        sum(one.sure_right for one in each),
    )


def score_folder(folder: Path) -> list[Score]:
    """A score for each file of the folder, in the order of their names."""
    paths = sorted(path for path in folder.iterdir() if path.is_file())
    return [score(path.read_bytes(), path.name) for path in paths]


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", action="store_true", help="one line a transcript")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    chosen = parser.parse_args(arguments)
    try:
        scores = score_folder(chosen.folder)
    except (TranscriptError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    groups = [
        total("two people", (one for one in scores if one.people == 2)),
        total("more people", (one for one in scores if one.people > 2)),
        total("all", scores),
    ]
    if chosen.json:
        print(json.dumps([asdict(one) for one in (*scores, *groups)], indent=2))
        return 0
    print(f"{'':32} {'turns':>6} {'right':>8} {'unsure':>8} {'sure and right':>15}")
    for one in (*(scores if chosen.each else ()), *groups):
        print(
            f"{one.name:32} {one.turns:6} {one.accuracy:8.2%} {one.unsure_share:8.2%} {one.sure_precision:15.2%}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
