"""Fit the numbers by which unlabelled turns are given to people, from folders of labelled transcripts.

python3 scripts/fit_attribution.py FOLDER FOLDER... --signs FOLDER... --kept DIR [--write]
python3 -m benchmarks.speakers FOLDER --numbers DIR/judge-FOLDER.json

The words are fitted on the FOLDERs, what tells who takes part and what an attribution is worth on those and on the
folders behind --signs, too; with --hold who takes part stays as an earlier fit tells it. --courtesies prints the
weights in `participants.py`. DIR keeps the fits of the words, and for each folder a fit in which it had no part
(judge-FOLDER.json: the number of people and the confidences are of all other folders, who takes part of every other
one; judge-none.json: all had a part). --write writes the data file. A folder is one show; who speaks in at
least eight of its files is a host. The weights of a third voice stay as they are: scripts/fit_third_voice.py
fits them on top of these numbers. See docs/adr/0016-who-says-what.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.attribution_fit.readings import Sample, Show, load, samples  # noqa: E402
from benchmarks.attribution_fit.signs import (  # noqa: E402
    Counted,
    Courtesies,
    Turns,
    counted_rows,
    courtesy_rows,
    fit_confidence,
    fit_courtesies,
    fit_headcount,
    fit_signs,
    turn_rows,
)
from benchmarks.attribution_fit.words import as_json, use, words_of  # noqa: E402
from segmentcast.transcript.attribution import host_model  # noqa: E402

DATA = ROOT / "src" / "segmentcast" / "transcript" / "attribution" / "host_model.json"
T = TypeVar("T")
PROCESSES = 4


@dataclass
class Work:
    """What the steps share: folders, fits of the words without each of them ("": with all), readings, turns.

    The signs of a show are judged by those of the other half of the shows, the number of people and the
    confidences by those of all other shows.
    """

    shows: dict[str, Show]
    words: dict[str, host_model.Model]
    tried: dict[str, list[Sample]]
    signs: dict[str, host_model.Model]
    turns: dict[str, Turns]
    counted: dict[str, list[Counted]]
    held: dict[str, host_model.Model]
    """By half: an earlier fit, the names of which stay as they are."""
    most: int

    def half_of(self, name: str) -> list[str]:
        names = list(self.shows)
        return names[names.index(name) % 2 :: 2]

    def others_of(self, half: str) -> list[str]:
        """The shows that are not in the half of this show; all, for ""."""
        return [other for other in self.shows if not half or other not in self.half_of(half)]


work = Work({}, {}, {}, {}, {}, {}, {}, 10**6)


def _read(name: str) -> list[Sample]:
    use(work.words.get(name, work.words[""]))
    some = samples(work.shows[name], work.most)
    for sample in some:
        _ = sample.rows, sample.classes
    return some


def _signs(half: str) -> host_model.Model:
    tried = [work.tried[other] for other in work.others_of(half)]
    return fit_signs(work.words[""], tried, work.held.get(half))


def _counted(name: str) -> list[Counted]:
    use(_judge(name))
    return counted_rows(work.tried[name])


def _without(name: str) -> list[str]:
    return [other for other in work.shows if other != name]


def _headcount(name: str) -> tuple[tuple[float, ...], ...]:
    return fit_headcount([row for other in _without(name) for row in work.counted[other]])


def _turns(name: str) -> Turns:
    use(replace(_judge(name), headcount=_headcount(name)))
    return turn_rows(work.tried[name])


def _courtesies(name: str) -> Courtesies:
    use(_judge(name))
    return courtesy_rows(work.tried[name])


def _judge(name: str) -> host_model.Model:
    """The fit that a show had no part in; for "" the fit of all."""
    signs = work.signs[work.half_of(name)[0] if name else ""]
    return replace(signs, **_words_alone(work.words.get(name, work.words[""])))


def _words_alone(model: host_model.Model) -> dict[str, Any]:
    return {field: getattr(model, field) for field in ("tables", "scale", "plain", "constant")}


def _confidence(name: str) -> tuple[tuple[float, ...], ...]:
    return fit_confidence([work.turns[other] for other in _without(name)])


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
    parser.add_argument(
        "--hold", type=Path, help="a DIR of earlier fits: who takes part is told as they tell it"
    )
    parser.add_argument(
        "--courtesies", action="store_true", help="print the weights of courtesies, and stop"
    )
    parser.add_argument(
        "--most", type=int, default=10**6, help="conversations of a kind that are read of a folder"
    )
    parser.add_argument("--write", action="store_true", help="write the data file")
    chosen = parser.parse_args()
    work.most = chosen.most
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
    if chosen.hold:
        for half in halves:
            text = (chosen.hold / f"judge-{half or 'none'}.json").read_text("utf-8")
            work.held[half] = host_model.from_json(text)
    work.signs.update(_all(_signs, halves))
    if chosen.courtesies:
        rows = list(_all(_courtesies, list(work.shows)).values())
        for two in (True, False):
            print("two people" if two else "more", fit_courtesies(rows, two=two))
        return 0
    work.counted.update(_all(_counted, list(work.shows)))
    work.turns.update(_all(_turns, list(work.shows)))
    judged = ["", *work.shows]
    counts, worth = _all(_headcount, judged), _all(_confidence, judged)
    for name in judged:
        fitted = replace(
            _judge(name),
            headcount=counts[name],
            confidence=worth[name],
            third_voice=host_model.shipped().third_voice,
        )
        (chosen.kept / f"judge-{name or 'none'}.json").write_text(as_json(fitted) + "\n", "utf-8")
        if chosen.write and not name:
            DATA.write_text(as_json(fitted) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
