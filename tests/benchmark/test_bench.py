"""`segmentcast bench`, as a person runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import segmentcast
from segmentcast.benchmark import CASES, Task
from segmentcast.benchmark.isolation import run


def bench(folder: Path, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", "bench", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(segmentcast.__file__).parents[1]),
            "COLUMNS": "120",
        },
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_every_benchmark_runs_and_is_held_against_a_floor(tmp_path: Path) -> None:
    """A small run of all: each has rows, every ratio has its floor, and nothing else is written."""
    done = bench(tmp_path, "--size", "0.2", "--rounds", "1", "--json")
    told = json.loads(done.stdout)
    names = {each["benchmark"].split()[0] for each in told["benchmarks"]}
    assert names == set(CASES.cases)
    assert not [each["failed"] for each in told["benchmarks"] if each["failed"]]
    for each in told["benchmarks"]:
        ways = {row["way"] for row in each["rows"]}
        held = [row for row in each["rows"] if row["against"]]
        assert each["left_out"] or (held and {row["against"] for row in held} <= ways), each
        assert all(row["ratio"] > 0 and row["processor_seconds"] > 0 for row in held)
    spoken = [each for each in told["benchmarks"] if each["benchmark"] == "narration hibari/heart"]
    assert spoken[0]["rows"][0]["amount"] > 1, "the voice has spoken"
    aligned = next(each for each in told["benchmarks"] if each["benchmark"] == "alignment")
    assert aligned["rows"][1]["note"].startswith("2 of 2 sentences found")
    assert [path.name for path in tmp_path.iterdir()] == ["bench"]
    assert len(list((tmp_path / "bench").iterdir())) == 4


def test_one_benchmark_alone_prints_a_table(tmp_path: Path) -> None:
    """--only runs one; the table names it and the files that were written."""
    done = bench(tmp_path, "--only", "reading", "--size", "0.1", "--rounds", "1", "-o", "out")
    assert "read, compose and prove" in done.stdout
    assert "mastered" not in done.stdout
    assert "bench.md" in done.stdout
    assert "reading: read a transcript" in done.stderr


def test_an_unknown_benchmark_is_named(tmp_path: Path) -> None:
    """A wrong name is wrong usage, the right ones are told, and nothing is written."""
    done = bench(tmp_path, "--only", "singing", code=2)
    assert "singing" in done.stderr
    assert "mastering" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_benchmarks_are_listed(tmp_path: Path) -> None:
    """--list names each and runs none."""
    done = bench(tmp_path, "--list")
    assert all(name in done.stdout for name in CASES.cases)
    assert not list(tmp_path.iterdir())


def test_a_benchmark_that_fails_says_why(tmp_path: Path) -> None:
    """A case that cannot do its work is an outcome with the reason, and leaves nothing behind."""
    outcome = run(
        "segmentcast.benchmark.cases.narration",
        Task(tmp_path, part="nobody/none"),
        "narration nobody",
    )
    assert "nobody" in outcome.failed
    assert outcome.rows == ()
    assert not list(tmp_path.iterdir())
