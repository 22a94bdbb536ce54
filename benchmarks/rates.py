"""Measures the inputs of simulate.py on this machine: rates, sizes and growth.

python -m benchmarks.rates [--output benchmarks/rates.json] [--episodes 1000 10000] [--rounds 3]

Rates are from `segmentcast bench`, sizes from three episodes of about five minutes that are really
narrated and published, and growth from publishes of two large shows (see large_show.py).
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.large_show import change_a_word, make, measured
from benchmarks.processes import published, watched_of_ours, write_show
from segmentcast import feed
from segmentcast.benchmark import material
from segmentcast.benchmark.cases.feed import SHOW, package

EPISODES, WORDS = 3, 820
VOICES = '[voices]\nhost = "hibari/heart"\nguest = "hibari/heart"\n'


def main() -> None:
    """Measures everything and writes the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("rates.json"))
    parser.add_argument("--episodes", type=int, nargs=2, default=[1000, 10_000])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    measured_here = bench(options.rounds)
    rates = {
        "made": measured_here["made"],
        "machine": measured_here["machine"],
        "per_core_second": per_core_second(measured_here),
        "sizes": sizes(),
        "feed": feed_sizes(),
        "growth": [row for count in options.episodes for row in growth(count)],
    }
    options.output.write_text(json.dumps(rates, indent=2) + "\n", encoding="utf-8")


def bench(rounds: int) -> dict[str, Any]:
    """The rows of `segmentcast bench`."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["-m", "segmentcast", "bench", "--json", "-o", folder, "--rounds", str(rounds)]
        return dict(json.loads(watched_of_ours(command, check=True).out))


def per_core_second(results: dict[str, Any]) -> dict[str, float]:
    """Work per core second, and core seconds of an episode besides its audio."""
    rows = {
        (row["benchmark"], row["way"]): row
        for case in results["benchmarks"]
        for row in case["rows"]
    }
    voices = {
        way.removesuffix(" narrated"): row["per_core_second"]
        for (case, way), row in rows.items()
        if case == "narration" and way.endswith(" narrated")
    }
    whole, sound = rows["episode", "whole episodes"], rows["episode", "their sound alone"]
    return {
        **{f"narration {voice}": rate for voice, rate in voices.items()},
        "mastering": rows["mastering", "mastered, one thread"]["per_core_second"],
        "alignment": rows["alignment", "sentences found"]["per_core_second"],
        "words read": rows["reading", "read, compose and prove"]["per_core_second"],
        "core seconds an episode beside its sound": round(
            (whole["processor_seconds"] - sound["processor_seconds"]) / whole["amount"], 3
        ),
    }


def sizes() -> dict[str, float]:
    """Bytes and files of an episode by folder, its length, and its share of ledger, records and
    cache."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        pages = {
            f"2026-01-{number + 1:02d}-talk": material.conversation(
                WORDS, subject=f"day {number}", first=number * 500
            )
            for number in range(EPISODES)
        }
        write_show(root, pages, VOICES)
        outcomes = json.loads(published(root, "--json").out)["episodes"]
        weighed: dict[str, float] = {
            "seconds": sum(outcome["duration_seconds"] for outcome in outcomes) / EPISODES
        }
        for name in (
            "audio",
            "captions",
            "chapters",
            "artwork",
            "thumbnails",
            "waveforms",
            "episodes",
            "search",
        ):
            weights = [
                path.stat().st_size for path in (root / "feed" / name).rglob("*") if path.is_file()
            ]
            weighed[f"{name} bytes"] = sum(weights) / EPISODES
            weighed[f"{name} files"] = len(weights) / EPISODES
        work = root / ".segmentcast"
        weighed["cache bytes"] = (
            sum(path.stat().st_size for path in (work / "cache").rglob("*") if path.is_file())
            / EPISODES
        )
        weighed["records bytes"] = (work / "records.sqlite").stat().st_size / EPISODES
        ledger = (root / "episodes" / "ledger").iterdir()
        weighed["ledger bytes"] = sum(path.stat().st_size for path in ledger) / EPISODES
    return {name: round(value, 1) for name, value in weighed.items()}


def feed_sizes() -> dict[str, float]:
    """Sizes in a feed of five thousand episodes: an item, the first document, and that gzipped."""
    documents = feed.documents(SHOW, [package(number) for number in range(5_000)])
    whole = sum(len(document.data) for document in documents)
    return {
        "bytes an item": round(whole / 5_000, 1),
        "first document bytes": len(documents[0].data),
        "first document gzip bytes": len(gzip.compress(documents[0].data, 6)),
    }


def growth(count: int) -> list[dict[str, float | str]]:
    """Publishes of a show with `count` episodes: whole, without changes, with one word changed."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "show"
        make(root, count)
        rows = {"whole site": measured(root), "nothing to do": measured(root)}
        change_a_word(root, count // 2)
        rows["one word changed"] = measured(root)
    return [
        {
            "episodes": count,
            "task": task,
            "processor_seconds": round(row.processor_s, 3),
            "peak_megabytes": round(row.peak_mb, 1),
        }
        for task, row in rows.items()
    ]


if __name__ == "__main__":
    main()
