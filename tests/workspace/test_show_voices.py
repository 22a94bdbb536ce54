"""The engines of one show."""

from __future__ import annotations

from importlib import metadata
from typing import Any

import pytest

from segmentcast.model import Reading
from segmentcast.workspace.show_voices import ShowVoices


def test_installed_engines_are_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[Any] = []
    look_up = metadata.entry_points

    def entry_points(**wanted: Any) -> Any:
        looked_up.append(wanted)
        return look_up(**wanted)

    monkeypatch.setattr(metadata, "entry_points", entry_points)
    voices = ShowVoices({"tone": {}}, "show.toml")
    assert "tone" in voices.names
    assert voices.usable()
    assert voices.unreadable(Reading((), "en")) == ()
    assert len(looked_up) == 1
