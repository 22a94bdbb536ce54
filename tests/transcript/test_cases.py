"""Golden cases: cases/NAME.in.EXT is read, cases/NAME.json is what comes of it.

After a wanted change write all expectations again, and review them as a diff:

    SEGMENTCAST_REGENERATE=1 python -m pytest tests/transcript/test_cases.py
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from segmentcast.errors import TranscriptError
from segmentcast.model import Transcript
from segmentcast.transcript import read

CASES = sorted(Path(__file__).with_name("cases").glob("*.in.*"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_case(path: Path, as_data: Callable[[Transcript], dict[str, Any]]) -> None:
    """Each sample transcript gives the turns, speakers, evidence and findings that were reviewed."""
    try:
        found = as_data(read(path.read_bytes(), path.name))
    except TranscriptError as error:
        found = {"error": [str(problem) for problem in error.problems]}
    expected = path.with_name(path.name.split(".in.")[0] + ".json")
    if os.environ.get("SEGMENTCAST_REGENERATE"):
        expected.write_text(
            json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    assert found == json.loads(expected.read_text(encoding="utf-8"))


def test_there_are_cases() -> None:
    """The folder of cases is found."""
    assert len(CASES) >= 25
