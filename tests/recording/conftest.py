"""Small shows to publish real speech in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.interview import TURNS
from tests.showcase import ShowUnderTest

VOICES = """
[voices]
host = "hibari/heart"
guest = "hibari/heart*0.80"
"""


class HarbourShow(ShowUnderTest):
    """A show whose episode is the interview that was recorded."""

    voices = VOICES

    def episode(self, settings: str = "", name: str = "2026-03-14-ferry") -> Path:  # type: ignore[override]
        lines = ["The ferry that came back", ""]
        lines += [f"{who}: {' '.join(sentences)}\n" for who, sentences in TURNS]
        more = {"episode_toml": settings} if settings else {}
        return super().episode(name, "\n".join(lines), **more)

    def the(self, pattern: str) -> Path:
        """The one published file of this pattern."""
        (path,) = self.feed.glob(pattern)
        return path


@pytest.fixture
def show(tmp_path: Path) -> Callable[..., HarbourShow]:
    return lambda settings="": HarbourShow(tmp_path / "harbour", settings)
