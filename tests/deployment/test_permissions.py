"""What is published may be read by a web server, and a secret by nobody else, whatever the umask."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from segmentcast.store import DirectoryStore
from tests.showcase import ShowUnderTest

FEEDS = """
[[feeds]]
name = "ferries"
title = "Ferries"
tag = "ferry"
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o077, 0o027, 0o000], ids=oct)
def test_permissions_do_not_depend_on_the_umask(tmp_path: Path, umask: int) -> None:
    """In feed/ and at a folder's store files are 0644 and folders 0755; private.toml is 0600."""
    show = ShowUnderTest(tmp_path / "show", FEEDS)
    show.episode(episode_toml='tags = ["ferry"]\n')
    root = show.root
    target = tmp_path / "target" / "show"

    def run(*arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "segmentcast", *arguments],
            capture_output=True, text=True, check=False, cwd=root, umask=umask,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    run("private", "add", "Ada")
    run("publish", "-j", "1", "-q", "--to", str(target))
    for published in (root / "feed", target):
        folders = [published, *(path for path in published.rglob("*") if path.is_dir())]
        files = [path for path in published.rglob("*") if path.is_file() and path.name[0] != "."]
        assert len(folders) > 4
        assert len(files) > 8
        assert {
            json.dumps(str(path)): oct(mode(path)) for path in folders if mode(path) != 0o755
        } == {}
        assert {
            json.dumps(str(path)): oct(mode(path)) for path in files if mode(path) != 0o644
        } == {}
    assert mode(target.parent) == 0o755
    assert mode(root / "episodes" / "private.toml") == 0o600


def test_folders_that_are_there_keep_what_a_person_gave_them(tmp_path: Path) -> None:
    """Somebody who keeps a folder to a group has meant it."""
    folder = tmp_path / "kept"
    folder.mkdir()
    folder.chmod(0o750)
    DirectoryStore(folder).put("audio/a.mp3", b"a", mime="audio/mpeg")
    assert (mode(folder), mode(folder / "audio")) == (0o750, 0o755)
