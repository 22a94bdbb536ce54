"""Small shows to publish real speech in."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from segmentcast.publish import Options, Report, publish
from segmentcast.workspace.show_folder import locate
from tests.interview import TURNS

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SHOW = """\
title = "The Harbour Report"
description = "News from the quay."
author = "Harbour News"
base_url = "https://news.example/podcast/"
owner = { name = "Harbour News", email = "podcast@news.example" }

[voices]
host = "hibari/heart"
guest = "hibari/heart*0.80"
"""


class Quiet:
    """A progress display that shows nothing."""

    def start(self, task: str, total: float, unit: str) -> None: ...
    def advance(self, task: str, amount: float) -> None: ...
    def finish(self, task: str) -> None: ...
    def say(self, message: str) -> None: ...


class HarbourShow:
    """A show in a temporary folder."""

    def __init__(self, root: Path, settings: str = "") -> None:
        self.root = root
        self.folder = root / "episodes"
        self.feed = root / "feed"
        self.folder.mkdir(parents=True)
        (self.folder / "show.toml").write_text(SHOW + settings, encoding="utf-8")

    def episode(self, settings: str = "", name: str = "2026-03-14-ferry") -> Path:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        lines = ["The ferry that came back", ""]
        lines += [f"{who}: {' '.join(sentences)}\n" for who, sentences in TURNS]
        (folder / "transcript.txt").write_text("\n".join(lines), encoding="utf-8")
        if settings:
            (folder / "episode.toml").write_text(settings, encoding="utf-8")
        return folder

    def publish(self, **options: Any) -> Report:
        return publish(locate(self.root), Options(**{"now": NOW, "workers": 2, **options}), Quiet())

    def the(self, pattern: str) -> Path:
        """The one published file of this pattern."""
        (path,) = self.feed.glob(pattern)
        return path


@pytest.fixture
def show(tmp_path: Path) -> Callable[..., HarbourShow]:
    return lambda settings="": HarbourShow(tmp_path / "harbour", settings)
