"""The show that `segmentcast new` makes, with voices that take no time."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

VOICES = '\n[voices]\nhost = "tone/low@0.5"\nguest = "tone/high@0.5"\n'


def segmentcast(*arguments: str | Path, **variables: str) -> str:
    """What a command prints that ends well, on a machine to which nobody added voices."""
    return subprocess.run(
        [sys.executable, "-m", "segmentcast", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "200", "HIBARI_HOME": "/nowhere", **variables},
    ).stdout


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The new show; to be copied by a test that changes it."""
    root = tmp_path_factory.mktemp("new") / "myshow"
    segmentcast("new", root)
    toml = root / "episodes" / "show.toml"
    toml.write_text(toml.read_text("utf-8") + VOICES, "utf-8")
    return root


@pytest.fixture(scope="session")
def first_publish(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """That show after its first publish, to be copied as well, and what was printed."""
    root = Path(shutil.copytree(starter, tmp_path_factory.mktemp("first") / "myshow"))
    return root, segmentcast("publish", root)
