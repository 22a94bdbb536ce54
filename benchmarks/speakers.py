"""Measures attribution without labels: how often it is right, and how well confidences are
calibrated.

python -m benchmarks.speakers FOLDER [--summaries FILE.json] [--wordings joins none] [--numbers
FIT.json] [--names] [--each] [--json]

benchmarks/labelled.py, which shares nothing with the reader, parses the truth. Labels are removed
and turns keep larger gaps (turns with only "[laughter]" stay in place). The page is read with
summaries in several wordings, without one, and with its own: the text before its first label, or
the one in FILE.json ({"name of the file": "summary"}). Turns are matched by their words. A turn is
right if every word of it is attributed to its speaker; missing words are wrong. "Host" and "Guest"
stand for the person to whom they are most often attributed. benchmarks/names.py judges names;
`--names` prints each that is missed or invented.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import names
from benchmarks.labelled import TrueTurn, Truth, folded, parse, words_of
from benchmarks.names import Names, same_name
from segmentcast.errors import TranscriptError
from segmentcast.model import SURE, Part, Transcript
from segmentcast.transcript import read
from segmentcast.transcript.attribution import host_model

WORDINGS: dict[str, Callable[[str, str], str]] = {
    "none": lambda _host, _guest: "",
    "joins": lambda host, guest: f"{guest} joins {host} to talk about how things went.",
    "speaks": lambda host, guest: f"{host} speaks with {guest} about how things went.",
    "sits": lambda host, guest: f"{guest} sits down with {host} to look back at the work of years.",
    "week": lambda _host, guest: f"This week we're talking with {guest} about how things went.",
    "about": lambda _host, _guest: "A long talk about how things went, and what comes next.",
}
"""Summaries as pages word them. All name what is said; the last two name one person or nobody."""
REGULAR = 8
"""Whoever speaks in this many files of a folder is a host of its show."""
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)
_LOOKAHEAD = 40
_OPENS_TALK = "Read the Full Transcript"
_MOST_NAMED = 5
_ASKS_MORE = 1.5
_FEW_TURNS = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A turn: whether it is right, and the confidence of its attribution."""

    right: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Score:
    """A page read with one summary."""

    name: str
    wording: str
    group: str
    turns: tuple[Judged, ...]
    names: Names

    @property
    def right(self) -> int:
        return sum(turn.right for turn in self.turns)

    @property
    def sure(self) -> int:
        return sum(turn.confidence >= SURE for turn in self.turns)

    @property
    def sure_right(self) -> int:
        return sum(turn.right for turn in self.turns if turn.confidence >= SURE)


def stripped(truth: Truth, summary: str) -> str:
    """The transcript as an unlabelled page: title, summary, then turns separated by larger gaps.

    If no turn has two paragraphs, gaps give no information, so `>>` marks the turns.
    """
    marks = all(len(turn.paragraphs) == 1 for turn in truth.turns)
    turns = "\n\n\n".join(
        (">> " if marks else "    ") + "\n\n    ".join(turn.paragraphs) for turn in truth.turns
    )
    head = "\n\n".join(part for part in (truth.title, summary) if part)
    return f"{head}\n\n{_OPENS_TALK}\n\n\n{turns}\n"


def score(truth: Truth, wording: str, summary: str, group: str) -> Score:
    """Strips the labels, reads the page, and compares words. Raises the reader's TranscriptError."""
    page = stripped(truth, summary)
    return compare(truth, read(page.encode(), "stripped.txt"), wording, group, page)


def compare(truth: Truth, guess: Transcript, wording: str, group: str, page: str) -> Score:
    """The score of a reading of this page."""
    given = _given(truth, guess)
    stand_ins = _stand_ins(truth, given) | _given_names(truth, given, guess)
    judged: list[Judged] = []
    for turn, holders in zip(truth.turns, given, strict=True):
        if not turn.spoken:
            continue
        right = bool(holders) and all(
            holder is not None and _is(turn.person, holder[0], guess, stand_ins)
            for holder in holders
        )
        sure = [holder[1] for holder in holders if holder is not None]
        judged.append(Judged(right, min(sure, default=1.0)))
    head = page.split(_OPENS_TALK, maxsplit=1)[0] if page else f"{truth.title}. {truth.summary}"
    names_given = {
        one.name: Counter(
            turn.person
            for turn, holders in zip(truth.turns, given, strict=True)
            if any(holder is not None and holder[0] == one.key for holder in holders)
        )
        for one in guess.speakers
        if one.key not in _STAND_INS
    }
    judged_names = names.judge(truth, head, page, names_given)
    return Score(truth.path.name, wording, group, tuple(judged), judged_names)


def _given(truth: Truth, guess: Transcript) -> list[list[tuple[str, float] | None]]:
    """Speaker and confidence of each paragraph of each true turn; None if its words are missing."""
    stream = [
        (words_of(paragraph.text), turn.speaker, turn.confidence)
        for turn in guess.turns
        for paragraph in turn.paragraphs
    ]
    stream = [row for row in stream if row[0]]
    at = 0
    found: list[list[tuple[str, float] | None]] = []
    for turn in truth.turns:
        holders: list[tuple[str, float] | None] = []
        for words in filter(None, (words_of(paragraph) for paragraph in turn.paragraphs)):
            place = next(
                (
                    (i, count)
                    for i in range(at, min(len(stream), at + _LOOKAHEAD))
                    if (count := _matching(stream, i, words))
                ),
                None,
            )
            if place is None:
                holders.append(None)
            else:
                holders.extend(row[1:] for row in stream[place[0] : sum(place)])
                at = sum(place)
        found.append(holders)
    return found


def _matching(
    stream: list[tuple[tuple[str, ...], str, float]], at: int, words: tuple[str, ...]
) -> int:
    """How many paragraphs of the reading, from `at` on, have just these words together; 0 for none."""
    length = 0
    for count, (part, _, _) in enumerate(stream[at:], 1):
        if words[length : length + len(part)] != part:
            return 0
        length += len(part)
        if length == len(words):
            return count
    return 0


_STAND_INS = ("host", "guest", "narrator", "reporter")


def _stand_ins(truth: Truth, given: list[list[tuple[str, float] | None]]) -> dict[str, str]:
    """The true person for whom "Host" and "Guest" are used most."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for turn, holders in zip(truth.turns, given, strict=True):
        for holder in holders:
            if holder is not None and holder[0] in _STAND_INS:
                counts[holder[0]][turn.person] += 1
    return {key: people.most_common(1)[0][0] for key, people in counts.items()}


def _given_names(
    truth: Truth, given: list[list[tuple[str, float] | None]], guess: Transcript
) -> dict[str, str]:
    """The true person for whom a given name stands that the talk has and a label of one word lacks."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for turn, rows in zip(truth.turns, given, strict=True):
        for key in {row[0] for row in rows if row is not None}:
            counts[key][turn.person] += 1
    people = {
        one.key: names.other_name_of(one.name, truth, counts[one.key])
        for one in guess.speakers
        if one.key not in _STAND_INS
    }
    return {key: person for key, person in people.items() if person}


def _is(person: str, key: str, guess: Transcript, stand_ins: dict[str, str]) -> bool:
    if key in stand_ins:
        return stand_ins[key] == person
    speaker = guess.speaker(key)
    return same_name(person, speaker.name) or (
        folded(person) == "host" and speaker.part is Part.HOST
    )


def group_of(truth: Truth, regular: frozenset[str]) -> str:
    """The kind of conversation, by the number of people and of the show's hosts."""
    people = set(truth.people)
    if len(people) == 2:
        return "two hosts" if people <= regular else "host and guest"
    return {0: "nobody", 1: "one"}.get(len(people), "three or more")


def truths_of(folder: Path) -> tuple[list[Truth], frozenset[str]]:
    """The labelled transcripts of a folder, and the regulars of its show."""
    truths = [parse(path) for path in sorted(folder.iterdir()) if path.is_file()]
    truths = [truth for truth in truths if truth.turns]
    seen = Counter(person for truth in truths for person in set(truth.people))
    regular = frozenset(person for person, count in seen.items() if count >= REGULAR)
    return [_with_full_names(truth, regular) for truth in truths], regular


def _out_asked(truth: Truth) -> str:
    """Who of two people asks much less than the other, or "": a guest, however often they come."""
    if len(truth.people) != 2:
        return ""
    shares = {
        person: sum("?" in turn.text for turn in truth.turns if turn.person == person) / count
        for person, count in truth.people.items()
    }
    less, more = sorted(shares, key=shares.__getitem__)
    return less if shares[more] > _ASKS_MORE * shares[less] else ""


def _with_full_names(truth: Truth, regular: frozenset[str]) -> Truth:
    """Replaces initials and first names by the only regular of the show that they match."""
    full = {}
    for person in set(truth.people) - regular:
        fitting = [
            one
            for one in regular
            if person in (one.split()[0], "".join(word[0] for word in one.split()).upper())
        ]
        if len(fitting) == 1 and fitting[0] not in truth.people:
            full[person] = fitting[0]
    if not full:
        return truth
    turns = (replace(turn, person=full.get(turn.person, turn.person)) for turn in truth.turns)
    return replace(truth, turns=tuple(turns))


def host_and_guest(truth: Truth, regular: frozenset[str]) -> tuple[str, str]:
    """The names in summaries: the first regular to speak who is not asked rather than asks, or the
    first such speaker; and all others as a list."""
    order = list(dict.fromkeys(turn.person for turn in truth.turns))
    asking = [person for person in order if person != _out_asked(truth)]
    host = next((person for person in asking if person in regular), asking[0])
    others = [
        person
        for person, count in truth.people.most_common(_MOST_NAMED + 1)
        if person != host and (count >= _FEW_TURNS or len(order) == 2)
    ] or [host]
    return host, " and ".join(filter(None, (", ".join(others[:-1]), others[-1])))


def score_folder(
    folder: Path, wordings: Iterable[str] = WORDINGS, own: dict[str, str] | None = None
) -> list[Score]:
    """Scores of every file with every wording, with its own summary if there is one, and with
    labels."""
    truths, regular = truths_of(folder)
    scores: list[Score] = []
    for truth in truths:
        group = group_of(truth, regular)
        host, guest = host_and_guest(truth, regular)
        for wording in wordings:
            scores.append(score(truth, wording, WORDINGS[wording](host, guest), group))
        summary = (own or {}).get(truth.path.stem, "") or truth.summary
        if summary:
            scores.append(score(truth, "own", summary, group))
        labelled = read(truth.path.read_bytes(), truth.path.name)
        scores.append(compare(truth, labelled, "labelled", group, ""))
    return scores


def table(rows: Iterable[tuple[str, list[Score]]]) -> str:
    """A line per row: files, turns, right, sure, sure and right, names right, of those introduced, names invented."""
    lines = [
        f"{'':36} {'files':>6} {'turns':>7} {'right':>8} {'sure':>8} {'sure, right':>12} {'names':>13} {'introduced':>13} {'invented':>9}"
    ]
    for name, scores in rows:
        turns = sum(len(one.turns) for one in scores)
        if not turns:
            continue
        right, sure = sum(one.right for one in scores), sum(one.sure for one in scores)
        good = sum(one.sure_right for one in scores)
        named, found = (
            sum(len(one.names.on_page) for one in scores),
            sum(one.names.right for one in scores),
        )
        lines.append(
            f"{name:36} {len(scores):6} {turns:7} {right / turns:8.2%} {sure / turns:8.2%} "
            f"{good / sure if sure else 1:12.2%} {f'{found} of {named}':>13} "
            f"{f'{sum(one.names.introduced_right for one in scores)} of {sum(len(one.names.introduced) for one in scores)}':>13} "
            f"{sum(len(one.names.invented) for one in scores):9}"
        )
    return "\n".join(lines)


def reliability(scores: Iterable[Score]) -> str:
    """For each range of confidence: turns, mean confidence, and the share that is right."""
    turns = [turn for one in scores for turn in one.turns]
    lines = [f"{'confidence':12} {'turns':>7} {'mean':>7} {'right':>8}"]
    for low, high in itertools.pairwise(BINS):
        some = [turn for turn in turns if low <= turn.confidence < high]
        if some:
            mean = sum(turn.confidence for turn in some) / len(some)
            right = sum(turn.right for turn in some) / len(some)
            lines.append(f"{low:.2f} - {min(high, 1):.2f}  {len(some):7} {mean:7.3f} {right:8.2%}")
    return "\n".join(lines)


def worst(scores: Iterable[Score], count: int = 10) -> str:
    """The files with the most sure but wrong turns, then the most wrong turns."""
    ranked = sorted(scores, key=lambda one: (one.sure_right - one.sure, one.right - len(one.turns)))
    return "\n".join(
        f"{one.name} ({one.wording}, {one.group}): {len(one.turns) - one.right} of {len(one.turns)} wrong, "
        f"{one.sure - one.sure_right} of them sure"
        for one in ranked[:count]
        if one.right < len(one.turns)
    )


def named_wrongly(scores: Iterable[Score]) -> str:
    """The names that are missed and invented, a line per page."""
    return "\n".join(
        f"{one.name} ({one.wording}, {one.group}): "
        + "; ".join(
            f"{what} {', '.join(rows)}"
            for what, rows in (("missed", one.names.missed), ("invented", one.names.invented))
            if rows
        )
        for one in scores
        if one.wording != "labelled" and (one.names.missed or one.names.invented)
    )


def report(scores: list[Score]) -> str:
    """The whole report."""
    inferred = [one for one in scores if one.wording != "labelled"]
    groups = sorted({one.group for one in inferred})
    wordings = list(dict.fromkeys(one.wording for one in inferred))
    rows = [
        (f"{group}, {wording}", [x for x in inferred if (x.group, x.wording) == (group, wording)])
        for group in groups
        for wording in wordings
    ]
    parts = [table(rows)]
    parts.append(
        table(
            [
                *((group, [one for one in inferred if one.group == group]) for group in groups),
                ("labelled originals", [one for one in scores if one.wording == "labelled"]),
            ]
        )
    )
    parts.extend(
        f"{group}\n{reliability([one for one in inferred if one.group == group])}"
        for group in groups
    )
    parts.append("worst\n" + worst(scores))
    return "\n\n".join(parts)


def main(arguments: list[str] | None = None) -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--summaries", type=Path, help='{"name of the file": "its summary"}')
    parser.add_argument("--wordings", nargs="*", choices=list(WORDINGS), default=list(WORDINGS))
    parser.add_argument(
        "--numbers", type=Path, help="a fit by scripts/fit_attribution.py to read with"
    )
    parser.add_argument("--names", action="store_true", help="each name missed or invented, too")
    parser.add_argument("--each", action="store_true", help="one line a page too")
    parser.add_argument("--json", action="store_true", help="one JSON object a page")
    chosen = parser.parse_args(arguments)
    own = json.loads(chosen.summaries.read_text("utf-8")) if chosen.summaries else {}
    if chosen.numbers:
        numbers = host_model.from_json(chosen.numbers.read_text("utf-8"))
        host_model.shipped = lambda: numbers  # type: ignore[assignment]
    try:
        scores = score_folder(chosen.folder, chosen.wordings, own)
    except (TranscriptError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if chosen.json:
        for one in scores:
            print(
                json.dumps(
                    {
                        "file": one.name, "wording": one.wording, "group": one.group,
                        "turns": len(one.turns), "right": one.right, "sure": one.sure, "sure_right": one.sure_right,
                        "named": len(one.names.on_page), "names_right": one.names.right, "invented": list(one.names.invented),
                        "introduced": len(one.names.introduced), "introduced_right": one.names.introduced_right, "missed": list(one.names.missed),
                    }
                )
            )  # fmt: skip
        return 0
    if chosen.each:
        print(table((f"{one.name}, {one.wording}", [one]) for one in scores), end="\n\n")
    if chosen.names:
        print(named_wrongly(scores), end="\n\n")
    print(report(scores))
    return 0


__all__ = ["Score", "TrueTurn", "report", "score", "score_folder"]


if __name__ == "__main__":
    sys.exit(main())
