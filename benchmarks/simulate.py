"""Estimates the cost of a million segments from measured rates; writes scale.md.

python -m benchmarks.simulate [--output benchmarks/scale.md] [--segments 1000000] [--minutes 5] ...

Nothing is measured here: rates.json (see rates.py) has the measurements and the machine. Every
assumption is an option, and is listed in the document.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from benchmarks import spot

FOLDERS = ("captions", "chapters", "artwork", "episodes", "search")


@dataclass(frozen=True, slots=True)
class Assumed:
    """Assumptions that cannot be measured here.

    Prices are in any currency, per core hour, GB, or million requests.
    """

    segments: int = 1_000_000
    minutes: float = 5.0
    recorded_share: float = 0.2
    cores: int = 64
    new_a_day: int = 200
    publishes_a_day: int = 8
    subscribers: int = 100_000
    polls_a_day: float = 24.0
    conditional_share: float = 0.7
    gzip_share: float = 0.9
    plays_a_day: int = 50_000
    writes_a_second: float = 200.0
    upload_mb_a_second: float = 100.0
    listing_seconds_a_thousand: float = 0.1
    core_hour: float = 0.04
    gb_month: float = 0.02
    gb_out: float = 0.05
    million_writes: float = 5.0


MEANING = {
    "segments": "segments in the archive",
    "minutes": "length of each",
    "recorded_share": "share that has a recording, which is aligned; the others are narrated",
    "cores": "cores at work at once",
    "new_a_day": "new or changed segments a day, afterwards",
    "publishes_a_day": "publishes a day: how often the first document changes",
    "subscribers": "apps that poll the feed by themselves (directories poll once for many)",
    "polls_a_day": "polls a day of each",
    "conditional_share": "share of polls that ask with ETag or If-Modified-Since",
    "gzip_share": "share of polls that take gzip",
    "plays_a_day": "segments played whole a day",
    "writes_a_second": "files that the store takes a second",
    "upload_mb_a_second": "megabytes that it takes a second",
    "listing_seconds_a_thousand": "seconds to list a thousand names of the store",
    "core_hour": "price of a core hour",
    "gb_month": "price of a GB kept for a month",
    "gb_out": "price of a GB sent",
    "million_writes": "price of a million writes to the store",
}
NOT_MODIFIED_BYTES = 250
"""The size of a 304 response with its headers."""


def making(rates: dict[str, Any], assumed: Assumed) -> dict[str, float]:
    """Core hours by kind of work; each voice has a row for narrating everything."""
    speed = rates["per_core_second"]
    seconds = assumed.segments * assumed.minutes * 60
    narrated, recorded = seconds * (1 - assumed.recorded_share), seconds * assumed.recorded_share
    words = seconds / 60 * 165
    core_seconds = {
        f"narrating, all by {name.removeprefix('narration ')}": narrated / rate
        for name, rate in speed.items()
        if name.startswith("narration ")
    }
    core_seconds["reading the transcripts"] = words / speed["words read"]
    core_seconds["aligning what is recorded"] = recorded / speed["alignment"]
    core_seconds["mastering and encoding"] = seconds / speed["mastering"]
    core_seconds["captions, tags, pictures, pages"] = (
        assumed.segments * speed["core seconds an episode beside its sound"]
    )
    return {name: value / 3600 for name, value in core_seconds.items()}


def storage(rates: dict[str, Any], assumed: Assumed) -> dict[str, tuple[float, float]]:
    """Gigabytes and number of files by kind."""
    sizes = rates["sizes"]
    longer = assumed.minutes * 60 / sizes["seconds"]
    count = assumed.segments
    weights = {"audio": (sizes["audio bytes"] * longer * count / 1e9, sizes["audio files"] * count)}
    for name in FOLDERS:
        scaled = longer if name in ("captions", "episodes", "search") else 1.0
        weight = sizes[f"{name} bytes"] * scaled * count / 1e9
        weights[name] = (weight, sizes[f"{name} files"] * count)
    weights["feed documents"] = (rates["feed"]["bytes an item"] * count / 1e9, count / 100)
    weights["cache of sentences (may be deleted)"] = (
        sizes["cache bytes"] * longer * count * (1 - assumed.recorded_share) / 1e9,
        0.0,
    )
    weights["records (may be deleted)"] = (sizes["records bytes"] * longer * count / 1e9, 1.0)
    weights["ledger"] = (sizes["ledger bytes"] * count / 1e9, 1.0)
    return weights


def growth(rates: dict[str, Any], segments: int) -> dict[str, tuple[float, float]]:
    """Processor seconds and megabytes of a publish at this size, extrapolated from two measured
    sizes."""
    tasks: dict[str, tuple[float, float]] = {}
    for task in dict.fromkeys(row["task"] for row in rates["growth"]):
        small, large = (row for row in rates["growth"] if row["task"] == task)
        values = []
        for name in ("processor_seconds", "peak_megabytes"):
            slope = (large[name] - small[name]) / (large["episodes"] - small["episodes"])
            values.append(max(0.0, large[name] + slope * (segments - large["episodes"])))
        tasks[task] = (values[0], values[1])
    return tasks


def traffic(rates: dict[str, Any], assumed: Assumed) -> dict[str, float]:
    """Gigabytes per day of the feed's first document: without, with some, and with only
    conditional requests."""
    plain, packed = (rates["feed"][f"first document {kind}bytes"] for kind in ("", "gzip "))
    whole = assumed.gzip_share * packed + (1 - assumed.gzip_share) * plain
    # the chance that something was published since the last poll
    new = min(1.0, assumed.publishes_a_day / assumed.polls_a_day)
    conditional = new * whole + (1 - new) * NOT_MODIFIED_BYTES
    polls = assumed.subscribers * assumed.polls_a_day

    def a_day(share: float) -> float:
        return float(polls * (share * conditional + (1 - share) * whole) / 1e9)

    return {
        "without 304": a_day(0),
        "as assumed": a_day(assumed.conditional_share),
        "all conditional": a_day(1),
    }


def document(rates: dict[str, Any], assumed: Assumed) -> str:
    """The contents of scale.md."""
    return "\n".join(
        [
            *_opening(rates, assumed),
            *_making(rates, assumed),
            *_storage(rates, assumed),
            *_publishing(rates, assumed),
            *_traffic(rates, assumed),
            *_cost(rates, assumed),
            *_gives(rates, assumed),
            *_spot(rates, assumed),
        ]
    )


def _opening(rates: dict[str, Any], assumed: Assumed) -> Iterator[str]:
    yield f"# {assumed.segments:,} segments\n"
    yield (
        "Reckoned by `python -m benchmarks.simulate` from rates that `python -m benchmarks.rates` measured;"
        " run both for your machine and your numbers. Measured is what rates.json holds; all else is"
        " arithmetic on it and on the assumptions below. Where a size was not measured, the figure"
        " lies on a straight line through two that were, and says so.\n"
    )
    machine = ", ".join(f"{name} {value}" for name, value in rates["machine"].items())
    yield f"Measured {rates['made'][:10]}: {machine}.\n"
    yield "Assumed (each an option of the script):\n"
    for field in fields(assumed):
        yield f"- `{field.name}` {getattr(assumed, field.name):,}: {MEANING[field.name]}"
    yield ""


def _making(rates: dict[str, Any], assumed: Assumed) -> Iterator[str]:
    yield "## Making them\n"
    yield _row(["Work", "Core hours", f"Hours on {assumed.cores} cores"])
    yield _row(["---", "---:", "---:"])
    work = making(rates, assumed)
    for name, hours in work.items():
        yield _row([name, f"{hours:,.0f}", f"{hours / assumed.cores:,.1f}"])
    slowest = max(hours for name, hours in work.items() if name.startswith("narrating"))
    other = sum(hours for name, hours in work.items() if not name.startswith("narrating"))
    daily = (slowest + other) * assumed.new_a_day / assumed.segments
    yield (
        "\nAll rows but those of narration belong to every archive; of those one applies, or a mixture."
        " Items do not wait for each other, so hours fall with cores; see the machines below for what"
        f" losing some of them costs. Afterwards {assumed.new_a_day:,} new ones a day take {daily:.1f} core hours"
        " with the slowest voice.\n"
    )


def _storage(rates: dict[str, Any], assumed: Assumed) -> Iterator[str]:
    yield "## Keeping them\n"
    yield _row(["What", "GB", "Files"])
    yield _row(["---", "---:", "---:"])
    weights = storage(rates, assumed)
    for name, (weight_gb, files) in weights.items():
        yield _row([name, f"{weight_gb:,.1f}", f"{files:,.0f}"])
    yield _row(["all", *(f"{sum(column):,.0f}" for column in zip(*weights.values(), strict=True))])
    yield ""


def _publishing(rates: dict[str, Any], assumed: Assumed) -> Iterator[str]:
    measured = sorted({row["episodes"] for row in rates["growth"]})
    yield "## Publishing when they are there\n"
    yield (
        f"Measured at {measured[0]:,} and {measured[1]:,} short episodes, in one process; the rest lies on the"
        " line through both, which is a guess that grows with the distance.\n"
    )
    sizes = [*measured, 100_000, assumed.segments]
    yield _row(
        ["Task", *(f"{size:,}: core s" for size in sizes), *(f"{size:,}: MB" for size in sizes)]
    )
    yield _row(["---", *["---:"] * (2 * len(sizes))])
    for task in growth(rates, measured[0]):
        values = [growth(rates, size)[task] for size in sizes]
        yield _row(
            [
                task,
                *(f"{value[0]:,.1f}" for value in values),
                *(f"{value[1]:,.0f}" for value in values),
            ]
        )
    yield ""


def _traffic(rates: dict[str, Any], assumed: Assumed) -> Iterator[str]:
    feed = rates["feed"]
    yield "## Feed traffic\n"
    yield (
        f"The first document stays at {feed['first document bytes'] / 1e6:.2f} MB"
        f" ({feed['first document gzip bytes'] / 1e6:.2f} MB as gzip), however many segments there are: older"
        f" ones stand in archives of a hundred, {assumed.segments // 100:,} of them, each written once.\n"
    )
    yield _row(["Polls", "GB a day", "Megabit a second, mean"])
    yield _row(["---", "---:", "---:"])
    for name, gigabytes in traffic(rates, assumed).items():
        yield _row([name, f"{gigabytes:,.0f}", f"{gigabytes * 8000 / 86400:,.0f}"])
    audio_gb = (
        assumed.plays_a_day
        * rates["sizes"]["audio bytes"]
        / rates["sizes"]["seconds"]
        * assumed.minutes
        * 60
        / 1e9
    )
    yield (
        f"\nThe sound itself: {audio_gb:,.0f} GB a day for {assumed.plays_a_day:,} plays. A 304 helps only between"
        f" publishes: with {assumed.publishes_a_day} publishes a day and {assumed.polls_a_day:g} polls,"
        f" {100 * min(1.0, assumed.publishes_a_day / assumed.polls_a_day):.0f} % of the polls find a new document."
        " Publishing in batches makes the headers worth something:\n"
    )
    yield _row(["Publishes a day", "GB a day, as assumed", "GB a day, all conditional"])
    yield _row(["---:", "---:", "---:"])
    for number in (1, 4, 12, 24):
        fewer = _with(assumed, publishes_a_day=number)
        sent = traffic(rates, fewer)
        yield _row(
            [
                str(number),
                f"{sent['as assumed']:,.0f}",
                f"{sent['all conditional']:,.0f}",
            ]
        )
    yield ""


def _cost(rates: dict[str, Any], assumed: Assumed) -> Iterator[str]:
    work, weights = making(rates, assumed), storage(rates, assumed)
    voices = {name: hours for name, hours in work.items() if name.startswith("narrating")}
    other = sum(work.values()) - sum(voices.values())
    published = {name: weight for name, weight in weights.items() if "may be deleted" not in name}
    gigabytes, files = (sum(column) for column in zip(*published.values(), strict=True))
    yield "## Price\n"
    yield "In the currency of the prices assumed above; the sound that listeners fetch is not in it.\n"
    yield _row(["What", "Once", "A month"])
    yield _row(["---", "---:", "---:"])
    for name, hours in voices.items():
        yield _row([f"making, {name}", f"{(hours + other) * assumed.core_hour:,.0f}", ""])
    yield _row(
        ["bringing the files to a store", f"{files / 1e6 * assumed.million_writes:,.0f}", ""]
    )
    yield _row(["keeping what is published", "", f"{gigabytes * assumed.gb_month:,.0f}"])
    for name, a_day in traffic(rates, assumed).items():
        yield _row([f"sending the feed, {name}", "", f"{a_day * 30 * assumed.gb_out:,.0f}"])
    yield ""


def _gives(rates: dict[str, Any], assumed: Assumed) -> Iterator[str]:
    weights = storage(rates, assumed)
    published = {name: weight for name, weight in weights.items() if "may be deleted" not in name}
    gigabytes, files = (sum(column) for column in zip(*published.values(), strict=True))
    upload_h = (
        max(files / assumed.writes_a_second, gigabytes * 1000 / assumed.upload_mb_a_second) / 3600
    )
    listing_min = files / 1000 * assumed.listing_seconds_a_thousand / 60
    at_size = growth(rates, assumed.segments)
    nothing, whole = at_size["nothing to do"], at_size["whole site"]
    largest = max(weights, key=lambda name: weights[name][1])
    yield "## Where it gives first, and what to do then\n"
    yield (
        f"1. **A publish of one show of this size.** With nothing to do it takes {nothing[0]:,.0f} core seconds and"
        f" {nothing[1]:,.0f} MB (on the line), as it looks at every folder, and it"
        f" is one process. Writing the whole site again, as a change of the"
        f" show's settings asks for, takes {whole[0] / 3600:,.1f} core hours in that process."
        " *Then:* divide the archive into shows by year or by programme. Each has its own ledger, lock and feed;"
        f" ten of {assumed.segments // 10:,} take a tenth each, at the same time, and those that are finished are"
        " not published any more. `--only` looks at the folders that were touched."
    )
    yield (
        f"2. **The first delivery.** {files:,.0f} files and {gigabytes:,.0f} GB take {upload_h:,.1f} hours at"
        f" {assumed.writes_a_second:g} files and {assumed.upload_mb_a_second:g} MB a second; the number of files decides"
        f" as long as {gigabytes * 1000 / assumed.upload_mb_a_second / 3600:,.1f} hours are less than"
        f" {files / assumed.writes_a_second / 3600:,.1f}. Listing the store takes {listing_min:,.0f} minutes."
        " *Then:* deliver in parts as they are made, from near the store; later deliveries compare with what the"
        " last one noted and bring only what changed."
    )
    yield (
        f"3. **Folders with very many files.** `{largest}` holds {weights[largest][1]:,.0f}, `audio` {weights['audio'][1]:,.0f}."
        " Local file systems with indexed folders bear that, listings and copying by hand do not, and some hosts"
        " refuse it; object stores have no folders and do not mind. *Then:* shows by year, as above, which divides"
        " the folders as well."
    )
    yield (
        f"4. **Polls.** {assumed.subscribers * assumed.polls_a_day / 86400:,.0f} requests a second is little for a"
        " cache in front of static files; bytes are the price, and publishing in batches is the remedy (above)."
    )
    yield (
        f"5. **Apps that read archives.** All {assumed.segments // 100:,} documents are one after another, each"
        " naming the one before. Few apps follow them at all. *Then:* feeds by year or by topic (`[[feeds]]`)"
        " bring old segments back into a first document."
    )
    yield (
        f"6. **Working storage.** The cache of sentences has {weights['cache of sentences (may be deleted)'][0]:,.0f} GB. It is"
        " needed while a segment may still be edited. *Then:* give it a limit, or let it go for closed years.\n"
    )


def _spot(rates: dict[str, Any], assumed: Assumed) -> Iterator[str]:
    speed = rates["per_core_second"]
    slowest = min(rate for name, rate in speed.items() if name.startswith("narration "))
    seconds = assumed.minutes * 60 * (1 / slowest + 1 / speed["mastering"])
    seconds += speed["core seconds an episode beside its sound"]
    machines, items = 100, 20_000
    yield "## Machines that may be taken away\n"
    yield (
        f"A discrete simulation (spot.py): {items:,} segments of {seconds:.0f} core seconds (the slowest voice) on"
        f" {machines} machines of one core, lives exponential around a mean, three minutes until another stands in"
        " its place. An item that was not finished is begun anew.\n"
    )
    yield _row(
        ["Item", "Mean life", "Machines lost", "Work done again", "Hours", "Against no losses"]
    )
    yield _row(["---", "---:", "---:", "---:", "---:", "---:"])
    for name, grouped in (
        ("a tenth of a segment", 0.1),
        ("one segment", 1),
        ("a hundred segments", 100),
    ):
        count, item_s = round(items / grouped), seconds * grouped
        calm = spot.run(count, item_s, spot.Fleet(machines, 0))
        for life in (6.0, 1.0, 0.25):
            outcome = spot.run(count, item_s, spot.Fleet(machines, life))
            yield _row([
                name, f"{life:g} h", f"{outcome.lost_machines:,}", f"{100 * outcome.redone:.1f} %",
                f"{outcome.hours:.2f}", f"{outcome.hours / calm.hours:.2f} x",
            ])  # fmt: skip
    yield (
        "\nThe share that is done again is about the item's length over twice the mean life. One segment is small"
        " enough on any machine that lives for minutes; sentences that a lost machine had brought to a shared"
        " cache are not even spoken again. Bundles of a hundred are what to avoid.\n"
    )


def _with(assumed: Assumed, **changed: float) -> Assumed:
    return Assumed(**{**{f.name: getattr(assumed, f.name) for f in fields(assumed)}, **changed})


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def main(arguments: list[str] | None = None) -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = Path(__file__)
    parser.add_argument("--rates", type=Path, default=here.with_name("rates.json"))
    parser.add_argument("--output", type=Path, help="the document (default: printed)")
    for field in fields(Assumed):
        parser.add_argument(
            f"--{field.name.replace('_', '-')}", type=type(field.default), default=field.default,
            help=MEANING[field.name],
        )  # fmt: skip
    options = vars(parser.parse_args(arguments))
    rates = json.loads(options.pop("rates").read_text(encoding="utf-8"))
    output = options.pop("output")
    text = document(rates, Assumed(**options))
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
