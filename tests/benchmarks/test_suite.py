"""`python -m benchmarks`, the benchmarks that need a checkout, on the harness of `segmentcast bench`."""

import json
from importlib import import_module
from pathlib import Path

from click.testing import CliRunner

import benchmarks.cases
from benchmarks.__main__ import main


def test_no_benchmark_is_forgotten() -> None:
    """The suite names every module of the folder, and each of them can be run."""
    modules = {path.stem for path in Path(benchmarks.cases.__file__).parent.glob("*.py")}
    named = {name.replace("-", "_") for name in benchmarks.cases.CASES.cases}
    assert named == modules - {"__init__"}
    assert all(callable(import_module(f"benchmarks.cases.{name}").run) for name in named)


def test_a_case_is_measured_and_written_with_the_machine(tmp_path: Path) -> None:
    """A small run of one case: its rows, the memory of its processes and the machine are written."""
    chosen = ["--only", "full-stops", "--size", "0.1", "--rounds", "1"]
    done = CliRunner().invoke(main, [*chosen, "--quiet", "--output", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    results = json.loads((tmp_path / "out" / "bench.json").read_text())
    assert results["machine"]["cores"]
    rows = results["benchmarks"][0]["rows"]
    assert [row["way"] for row in rows] == ["with full stops", "without full stops"]
    assert rows[1]["against"] == "with full stops"
    assert rows[1]["ratio"] > 0
    assert all(row["note"].endswith(" MB") for row in rows)


def test_a_wrong_name_is_wrong_usage(tmp_path: Path) -> None:
    """An unknown benchmark ends with the code for usage and writes nothing."""
    done = CliRunner().invoke(main, ["--only", "singing", "--output", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "singing" in done.output
    assert not list(tmp_path.iterdir())
