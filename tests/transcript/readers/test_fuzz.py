"""The fuzzer that is led by the code it reaches; by hand it runs for as long as one likes."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = 60
FUZZER = Path(__file__).with_name("fuzz_readers.py")


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None,
    reason="atheris has wheels for Linux on x86-64 only",
)
def test_the_fuzzer_starts_and_finds_nothing_in_the_samples(tmp_path: Path) -> None:
    """It reads each sample. What it would try next depends on the code, so that is no test of a change."""
    done = subprocess.run(
        [sys.executable, str(FUZZER), "60", "--runs", "0", "--corpus", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-1000:]
    executed = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    assert executed is not None
    assert int(executed[1]) > SAMPLES
    assert not list(tmp_path.glob("crash-*"))
