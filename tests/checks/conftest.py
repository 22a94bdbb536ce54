"""A feed without a fault, to be broken in one place at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "feed" / "golden" / "show.xml"


@pytest.fixture(scope="session")
def faultless() -> str:
    """The golden feed's text."""
    return GOLDEN.read_text(encoding="utf-8")
