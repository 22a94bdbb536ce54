"""The engines of one show."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from segmentcast.model import Reading
from segmentcast.workspace.show_voices import ShowVoices


def test_installed_engines_are_looked_up_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "other-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[segmentcast.engines.not]\nother = other:build\n")
    monkeypatch.syspath_prepend(str(tmp_path))
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
