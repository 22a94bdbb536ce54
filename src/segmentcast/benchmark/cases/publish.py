"""Publishes many episodes, and again without changes; the floor is a scan of the folders."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from segmentcast import files
from segmentcast.benchmark import material
from segmentcast.benchmark.cases import Task
from segmentcast.benchmark.cases.start import SHOW
from segmentcast.benchmark.results import Row
from segmentcast.benchmark.stopwatch import side_by_side, timed
from segmentcast.errors import EpisodesFailed
from segmentcast.ports import SilentProgress
from segmentcast.publish import Options, publish
from segmentcast.workspace.show_folder import locate

EPISODES = (100, 400)
NOW = datetime(2100, 1, 1, tzinfo=UTC)


def run(task: Task) -> tuple[Row, ...]:
    """Publishes two sizes to show the growth. Their audio is hosted elsewhere, so none is encoded."""
    rows: list[Row] = []
    for size in EPISODES:
        count = round(size * task.factor)
        root = task.folder / str(count)
        files.write(root / "show.toml", SHOW.encode())
        for name, settings in material.hosted_episodes(count):
            files.write(root / name / "episode.toml", settings.encode(), durable=False)
        first = timed(lambda root=root: publish_show(root))  # type: ignore[misc]
        rows.append(
            Row("publish", f"{count} new episodes", first.processor_s, first.wall_s, count, "episodes")
        )  # fmt: skip
        beside = side_by_side(
            "publish",
            {
                f"{count} folders scanned": lambda root=root: _scan(root),  # type: ignore[misc]
                f"{count} episodes, nothing to do": lambda root=root: publish_show(root),  # type: ignore[misc]
            },
            amount=count,
            unit="episodes",
            rounds=task.rounds,
        )
        rows += beside
    small, large = rows[2], rows[5]
    growth = large.processor_s / small.processor_s * small.amount / large.amount
    rows[5] = replace(
        large, note=f"an episode costs {growth:.2f} times what it does at {small.amount:.0f}"
    )
    return tuple(rows)


def publish_show(root: Path, *, workers: int = 1) -> None:
    """Publishes the show to its folder `feed`. Raises EpisodesFailed."""
    report = publish(locate(root, root / "feed"), Options(NOW, workers=workers), SilentProgress())
    if report.failed:
        raise EpisodesFailed([problem for outcome in report.failed for problem in outcome.problems])


def _scan(root: Path) -> None:
    for folder in os.scandir(root):
        if folder.is_dir():
            with os.scandir(folder) as entries:
                for entry in entries:
                    entry.stat()
