"""Writes a run to files: bench.json, bench.md, and two charts."""

from __future__ import annotations

import json
from pathlib import Path

from segmentcast import files
from segmentcast.benchmark.charts import Panel, chart
from segmentcast.benchmark.results import Results, Row

TABLE = ("Benchmark", "Way", "Processor s", "Wall s", "Per core second", "Ratio", "")


def write(results: Results, folder: Path) -> tuple[Path, ...]:
    """Writes the files and returns their paths. Raises StoreError."""
    pictures = {
        "ratios.svg": chart("Against the floor", _where(results), _ratios(results)),
        "speed.svg": chart("Work in one second of one core", _where(results), _speeds(results)),
    }
    written = {
        "bench.json": json.dumps(results.as_json(), ensure_ascii=False, indent=2).encode() + b"\n",
        "bench.md": markdown(results).encode(),
        **pictures,
    }
    for name, data in written.items():
        files.write(folder / name, data)
    return tuple(folder / name for name in written)


def table(results: Results) -> tuple[tuple[str, ...], ...]:
    """The rows of the table. The way that others are compared with is marked as their floor."""
    floors = {(row.benchmark, row.against) for row in results.rows}
    return tuple(_cells(row, (row.benchmark, row.way) in floors) for row in results.rows)


def _cells(row: Row, is_floor: bool) -> tuple[str, ...]:
    return (
        row.benchmark,
        row.way,
        figure(row.processor_s),
        figure(row.wall_s),
        f"{figure(row.rate)} {row.unit}",
        "floor" if is_floor else _ratio(row),
        row.note,
    )


def figure(value: float) -> str:
    """A number with three significant digits."""
    if value <= 0:
        return "0"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"


def markdown(results: Results) -> str:
    """The run as a document: machine, table, skipped benchmarks, charts."""
    lines = ["# What segmentcast costs on this machine", "", f"Measured at {results.at}.", ""]
    lines += [f"- {name}: {value}" for name, value in results.machine.items()]
    lines += [
        "",
        "Processor time counts all threads and child processes. A ratio is the processor time against",
        "the floor above it, the median of rounds in which both took turns.",
        "",
        _line([name or "Note" for name in TABLE]),
        _line(["---", "---", *["---:"] * 4, "---"]),
    ]
    lines += [_line(row) for row in table(results)]
    lines += ["", "| Benchmark | Most memory, MB |", "| --- | ---: |"]
    lines += [
        _line([outcome.benchmark, f"{outcome.peak_mb:.0f}"])
        for outcome in results.outcomes
        if outcome.peak_mb
    ]
    lines.append("")
    for outcome in results.outcomes:
        if outcome.left_out:
            lines.append(f"Left out: {outcome.benchmark}: {_plain(outcome.left_out)}")
        if outcome.failed:
            lines.append(f"Failed: {outcome.benchmark}: {_plain(outcome.failed)}")
    lines += ["", "![Ratios](ratios.svg)", "", "![Speed](speed.svg)", ""]
    return "\n".join(lines)


def _line(row: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(_plain(cell) for cell in row)} |"


def _plain(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")


def _ratio(row: Row) -> str:
    return "" if row.ratio is None else f"{figure(row.ratio)} x"


def _where(results: Results) -> str:
    machine = results.machine
    return (
        f"{machine.get('processor', '')}, {machine.get('cores', '')} cores, {machine.get('python', '')},"
        f" segmentcast {machine.get('segmentcast', '')}; {results.at[:10]}"
    )


def _ratios(results: Results) -> list[Panel]:
    items = tuple(
        (f"{row.benchmark} · {_short(row)}", row.ratio, _ratio(row))
        for row in results.rows
        if row.ratio is not None
    )
    return [Panel("Processor time as a multiple of the floor (dashed: the same)", items, mark=1.0)]


def _speeds(results: Results) -> list[Panel]:
    units = dict.fromkeys(row.unit for row in results.rows)
    return [
        Panel(
            unit.capitalize(),
            tuple(
                (f"{row.benchmark} · {_short(row)}", row.rate, figure(row.rate))
                for row in results.rows
                if row.unit == unit
            ),
        )
        for unit in units
    ]


def _short(row: Row) -> str:
    way = row.way.removeprefix(f"{row.benchmark}: ")
    return way if len(way) <= 40 else f"{way[:39]}…"
