"""Voices fit those who speak, and people who were published keep theirs."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

TALK = "A talk\n\nPETER AUNE, HOST: How was it?\n\nROSA LIND, CAPTAIN: It was crowded.\n"
BY_SEX = {"peter-aune": "piper/joe", "rosa-lind": "hibari/heart"}
BY_PART = {"peter-aune": "hibari/heart", "rosa-lind": "piper/joe"}


@pytest.mark.parametrize("voices", [BY_SEX, BY_PART], ids=["by sex", "by part"])
def test_a_lost_cast_file_changes_nobodys_voice(show: Any, voices: dict[str, str]) -> None:
    """What was published decides: a man who was a woman's voice by the earlier rule stays it."""
    toml = show.folder / "show.toml"
    text = toml.read_text("utf-8").replace('host = "tone/low@0.5"\nguest = "tone/high@0.5"\n', "")
    toml.write_text(text, "utf-8")
    show.episode(text=TALK)
    cast = show.folder / "cast.toml"
    if voices is BY_PART:
        rows = "".join(f'{key} = "{voice}"\n' for key, voice in voices.items())
        cast.write_text(f"[voices]\n{rows}", "utf-8")
    show.publish()
    assert tomllib.loads(cast.read_text("utf-8"))["voices"] == voices
    sound = sorted(path.name for path in (show.feed / "audio").iterdir())
    cast.unlink()
    show.publish()
    assert tomllib.loads(cast.read_text("utf-8"))["voices"] == voices
    assert sorted(path.name for path in (show.feed / "audio").iterdir()) == sound
