"""The tests that scripts name are there: pytest says nothing of an ignored path that is gone."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = [path for path in sorted((ROOT / "scripts").iterdir()) if path.is_file()]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_test_that_a_script_names_exists(script: Path) -> None:
    """A moved test is looked for where it is, and what is left out is what was meant."""
    named = set(re.findall(r"\btests(?:/\w+)+(?:\.py)?", script.read_text(encoding="utf-8")))
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_the_rule_sees_the_paths() -> None:
    """The pattern finds what scripts/smoke.py leaves out."""
    text = (ROOT / "scripts" / "smoke.py").read_text(encoding="utf-8")
    assert len(re.findall(r"--ignore=tests/", text)) > 3
