"""Commands that ask and change nothing, as somebody runs them who may not write to the show."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BOUND_BY_PERMISSIONS = """
import ctypes, os, sys
if os.geteuid() == 0:
    drop_capability, dac_override = 24, 1  # permissions bind root too after the next exec
    assert ctypes.CDLL(None).prctl(drop_capability, dac_override, 0, 0, 0) == 0
os.execv(sys.executable, [sys.executable, "-m", "segmentcast", *sys.argv[1:]])
"""


@pytest.fixture(scope="module")
def published(first_publish: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published show in which nobody may write anything."""
    root = Path(shutil.copytree(first_publish[0], tmp_path_factory.mktemp("archive") / "myshow"))
    for path in (root, *root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return root


def run(*arguments: str, cwd: Path, command: tuple[str, str] = ("-m", "segmentcast")) -> str:
    done = subprocess.run(
        [sys.executable, *command, *arguments],
        capture_output=True, text=True, check=False, cwd=cwd,
    )  # fmt: skip
    assert done.returncode in (0, 30), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "command",
    [
        "embed EPISODE",
        "check SHOW",
        "read EPISODE",
        "diff SHOW",
        "publish SHOW --dry-run",
        "cache stats SHOW",
    ],
)
def test_asking_needs_no_right_to_write(published: Path, command: str) -> None:
    """The command answers, and every file and folder is as it was."""
    (transcript,) = (published / "episodes").glob("*/transcript.*")
    before = {path: path.stat().st_mtime_ns for path in published.rglob("*")}
    places = {"EPISODE": str(transcript.parent), "SHOW": str(published)}
    arguments = [places.get(word, word) for word in command.split()]
    assert run(*arguments, cwd=published, command=("-c", BOUND_BY_PERMISSIONS))
    assert {path: path.stat().st_mtime_ns for path in published.rglob("*")} == before
