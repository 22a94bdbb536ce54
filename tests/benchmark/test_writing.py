"""The files of a run: table, JSON, pictures."""

import json
from pathlib import Path
from xml.etree import ElementTree

from segmentcast.benchmark import Outcome, Results, Row, write
from segmentcast.benchmark.writing import figure, table

SVG = "{http://www.w3.org/2000/svg}"
ROWS = (
    Row("sound", "codec | alone", 1.0, 1.2, 100, "seconds of sound"),
    Row("sound", "mastered <b>", 2.0, 2.5, 100, "seconds of sound", "codec | alone", 2.0, "quiet"),
)
RESULTS = Results(
    "2026-01-02T03:04:05+00:00",
    {"processor": "Abacus & Sons", "cores": "2"},
    (
        Outcome("sound", ROWS, peak_mb=81.4),
        Outcome("narration kokoro", left_out="it is not installed"),
        Outcome("feed", failed="its process\nended"),
    ),
)


def test_a_run_is_written_as_table_json_and_pictures(tmp_path: Path) -> None:
    """Four files; each holds every row."""
    written = write(RESULTS, tmp_path / "bench")
    assert [path.name for path in written] == ["bench.json", "bench.md", "ratios.svg", "speed.svg"]
    told = json.loads(written[0].read_text())
    rows = told["benchmarks"][0]["rows"]
    assert [row["per_core_second"] for row in rows] == [100.0, 50.0]
    assert [row["ratio"] for row in rows] == [None, 2.0]
    assert told["machine"]["processor"] == "Abacus & Sons"
    assert told["benchmarks"][1]["left_out"] == "it is not installed"


def test_the_table_marks_floors_and_keeps_its_columns(tmp_path: Path) -> None:
    """What others are held against is called floor; a bar or a line break in a cell breaks no row."""
    assert [row[5] for row in table(RESULTS)] == ["floor", "2.00 x"]
    text = write(RESULTS, tmp_path)[1].read_text()
    lines = [line for line in text.splitlines() if line.startswith("| sound")]
    assert [line.replace(r"\|", "").count("|") for line in lines] == [8, 8, 3]
    assert "Left out: narration kokoro: it is not installed" in text
    assert "Failed: feed: its process ended" in text


def test_pictures_are_well_formed_and_tell_the_figures(tmp_path: Path) -> None:
    """Names from elsewhere stay text; the figures stand in the picture and in its description."""
    ratios, speed = (ElementTree.parse(path).getroot() for path in write(RESULTS, tmp_path)[2:])
    texts = {each.text for each in ratios.iter(f"{SVG}text")}
    assert {"sound · mastered <b>", "2.00 x"} <= texts
    description = ratios.find(f"{SVG}desc")
    assert description is not None
    assert "mastered <b> 2.00 x" in (description.text or "")
    dots = [float(dot.attrib["cx"]) for dot in speed.iter(f"{SVG}circle")]
    assert dots[0] > dots[1], "twice the speed stands further right"


def test_figures_have_three_digits() -> None:
    """Large ones are whole, small ones keep what counts."""
    assert [figure(value) for value in (0, 0.0123, 0.5, 12.34, 1234.5)] == [
        "0", "0.0123", "0.50", "12.3", "1,234",
    ]  # fmt: skip
