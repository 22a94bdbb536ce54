"""The samples of docs/voices.md are there, small, and those that the script makes."""

from __future__ import annotations

import re
from pathlib import Path

from segmentcast.doctor import duration_ms

ROOT = Path(__file__).parents[2]
SCRIPT = (ROOT / "scripts" / "voice_samples.py").read_text("utf-8")
PAGE = (ROOT / "docs" / "voices.md").read_text("utf-8")


def test_every_voice_has_a_sample_and_a_row() -> None:
    """The script's list, the files, and the page's table name the same voices; each sample plays for some seconds."""
    (listed,) = re.findall(r"VOICES = \((.*?)\)\.split", SCRIPT, re.DOTALL)
    voices = re.findall(r"[a-z]+/[a-z_*0-9.-]+", listed)
    assert len(voices) > 15
    samples = {path.name: path.read_bytes() for path in (ROOT / "docs" / "voices").iterdir()}
    assert set(samples) == {re.sub(r"[^a-z0-9]+", "-", f"{voice:s}").strip("-") + ".mp3" for voice in
                            (voice.replace("*0.80", "*0.8") for voice in voices)}  # fmt: skip
    for voice in voices:
        assert f"| `{voice}`" in PAGE
    for name, data in samples.items():
        assert f"(voices/{name})" in PAGE
        assert len(data) < 60_000
        assert 3_000 < (duration_ms(data) or 0) < 12_000
