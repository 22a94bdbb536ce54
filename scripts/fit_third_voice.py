"""Fit what the words of a page say of a third person (`attribution/third_voice.py`), from labelled transcripts.

python3 scripts/fit_third_voice.py FOLDER... [--most PAGES] [--write]

Each page is read without its labels, without a summary and under two, by the shipped numbers. Readings of more
than two people are left out, as no turn of theirs is sure for want of a third. Of every folder those of two
people and those of more weigh at most as much as WORTH readings. Printed are the share of
pages that have each sign, the log-loss of "one person leads" on folders left out in turn (before, and with
the signs), and the weights; --write puts these into the data file. See docs/adr/0016-who-says-what.md.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks import speakers  # noqa: E402
from benchmarks.attribution_fit.regressions import logistic  # noqa: E402
from benchmarks.attribution_fit.words import as_json  # noqa: E402
from segmentcast.errors import TranscriptError  # noqa: E402
from segmentcast.transcript import read  # noqa: E402
from segmentcast.transcript.attribution import headcount, host_model, people, third_voice  # noqa: E402

DATA = ROOT / "src/segmentcast/transcript/attribution/host_model.json"
WORDINGS = ("none", "joins", "week")
WORTH = 20
ONE, MORE = 0.985, 0.96
"""The share of the leading side's turns that its first person has: above one is alone, below more lead."""


@dataclass(slots=True)
class Page:
    """A reading: its folder, whether two people talk, the log-odds of one leader, the signs, whether one leads."""

    folder: str
    two: bool
    odds: float
    row: tuple[float, ...]
    one: bool


class Captured:
    """What the reading at hand handed to `third_voice`, which turns it gave to the leader, whether it is one of two people."""

    counted: headcount.Headcount | None = None
    row: tuple[float, ...] = ()
    sides: Sequence[bool] = ()
    pair: bool = False


def capture() -> None:
    """Keep what each reading counts, in this process."""
    companies, rows, shares = people.company_of, third_voice.row_of, third_voice.one_leads

    def company_of(known, turns, odds, leads):  # type: ignore[no-untyped-def]
        Captured.sides = [value > 0.5 for value in leads]
        return companies(known, turns, odds, leads)

    def row_of(known, pair, turns):  # type: ignore[no-untyped-def]
        Captured.row, Captured.pair = rows(known, pair, turns), len(pair) == 2
        return Captured.row

    def one_leads(counted, row):  # type: ignore[no-untyped-def]
        Captured.counted = counted
        return shares(counted, row)

    people.company_of, third_voice.row_of, third_voice.one_leads = company_of, row_of, one_leads


def pages_of(folder: Path, most: int) -> list[Page]:
    """Readings of at most so many pages of a folder, spread over it."""
    truths, regular = speakers.truths_of(folder)
    truths = [truth for truth in truths if len(truth.people) > 1]
    pages: list[Page] = []
    for truth in truths[:: max(1, len(truths) // most)][:most]:
        host, guest = speakers.host_and_guest(truth, regular)
        for wording in WORDINGS:
            page = speakers.stripped(truth, speakers.WORDINGS[wording](host, guest))
            Captured.counted = None
            try:
                read(page.encode(), "stripped.txt")
            except TranscriptError:
                continue
            said_by = [turn.person for turn in truth.turns if turn.spoken]
            if Captured.counted is None or len(said_by) != len(Captured.sides) or not Captured.pair:
                continue
            lead = Counter(
                who for who, leads in zip(said_by, Captured.sides, strict=True) if leads
            ).most_common()
            share = lead[0][1] / sum(count for _, count in lead) if lead else 1.0
            if not MORE < share < ONE:
                odds = third_voice.log_odds_of(Captured.counted.one_leads)
                two = len(truth.people) == 2
                pages.append(Page(str(folder), two, odds, Captured.row, share >= ONE))
    return pages


def fit(pages: Sequence[Page], weights: Sequence[float]) -> np.ndarray:
    """The weights; no sign of a third person speaks against one."""
    rows = [[page.odds, *page.row] for page in pages]
    signs = [1, *[-1] * len(third_voice.KINDS)]
    return np.array(logistic((rows, [int(page.one) for page in pages], list(weights)), signs))


def loss(pages: Sequence[Page], weights: Sequence[float], odds: np.ndarray) -> float:
    """The mean log-loss of these log-odds."""
    margin = np.where([page.one for page in pages], odds, -odds)
    return float((np.array(weights) * np.logaddexp(0, -margin)).sum() / sum(weights))


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--most", type=int, default=40, help="pages that are read of a folder")
    parser.add_argument("--write", action="store_true", help="write the data file")
    chosen = parser.parse_args()
    capture()
    pages = [page for folder in chosen.folders for page in pages_of(folder, chosen.most)]
    kinds: dict[tuple[str, bool], list[Page]] = defaultdict(list)
    for page in pages:
        kinds[page.folder, page.two].append(page)
    weights = [min(1.0, WORTH / len(kinds[page.folder, page.two])) for page in pages]
    for at, kind in enumerate(third_voice.KINDS):
        shares = {
            two: np.mean(
                [np.mean([page.row[at] > 0 for page in some]) for key, some in kinds.items() if key[1] is two]
            )
            for two in (True, False)
        }  # fmt: skip
        print(f"{kind:20} two {shares[True]:6.1%}  more {shares[False]:6.1%}")
    apart = np.zeros(len(pages))
    for folder in {page.folder for page in pages}:
        rest = [at for at, page in enumerate(pages) if page.folder != folder]
        found = fit([pages[at] for at in rest], [weights[at] for at in rest])
        for at, page in enumerate(pages):
            if page.folder == folder:
                apart[at] = np.array([page.odds, *page.row]) @ found[:-1] + found[-1]
    before = np.array([page.odds for page in pages])
    print("log-loss", len(pages), loss(pages, weights, before), loss(pages, weights, apart))
    fitted = tuple(round(float(one), 3) for one in fit(pages, weights))
    print(fitted)
    if chosen.write:
        model = replace(host_model.shipped(), third_voice=fitted)
        DATA.write_text(as_json(model) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
