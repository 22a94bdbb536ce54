"""The fuzzer that is led by the code it reaches; by hand it runs for as long as one likes."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

FUZZER = Path(__file__).with_name("fuzz_readers.py")


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None,
    reason="atheris has wheels for Linux on x86-64 only",
)
def test_mutated_samples_raise_nothing_of_ours(tmp_path: Path) -> None:
    """Samples of every format, changed at random some thousand times: a transcript or a TranscriptError."""
    done = subprocess.run(
        [sys.executable, str(FUZZER), "60", "--runs", "4000", "--seed", "7", "--corpus", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-1000:]
    assert "number_of_executed_units" in done.stderr
    assert not list(tmp_path.glob("crash-*"))
