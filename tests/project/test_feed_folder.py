"""What a newcomer sees of feed/ in a clone, and what publish, stores and prune make of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VOICES = '\n[voices]\nhost = "tone/low@0.5"\nguest = "tone/high@0.5"\n'


def git(folder: Path, *arguments: str) -> list[str]:
    """The lines that git prints."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.splitlines()


def segmentcast(*arguments: str | Path, code: int = 0) -> str:
    """What the command prints to both of its streams."""
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clean clone of this repository's last commit, with voices that take no time."""
    root = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--no-hardlinks", str(ROOT), str(root))
    show = root / "episodes" / "show.toml"
    show.write_text(show.read_text(encoding="utf-8") + VOICES, encoding="utf-8")
    return root


def test_a_clean_clone_has_the_feed_folder_and_a_publish_adds_nothing_to_it(
    clone: Path, tmp_path: Path
) -> None:
    """feed/ holds its .gitignore alone; a publish fills it, git sees nothing, and prune spares it.

    No hidden file goes to a store, nor a hidden folder; .well-known, which hosts ask for, does.
    """
    assert git(clone, "ls-files", "feed") == ["feed/.gitignore"]
    note = (clone / "feed" / ".gitignore").read_bytes()
    assert note.startswith(b"# ")
    for name in (".branch/config", ".well-known/security.txt"):
        (clone / "feed" / name).parent.mkdir()
        (clone / "feed" / name).write_text("x\n", encoding="utf-8")
    store = tmp_path / "store"
    segmentcast("publish", clone, "--to", store)
    assert (clone / "feed" / "feed.xml").is_file()
    assert git(clone, "status", "--porcelain") == [" M episodes/show.toml"]
    assert (store / "feed.xml").is_file()
    hidden = {path.name for path in store.iterdir() if path.name.startswith(".")}
    assert hidden <= {".segmentcast.lock", ".well-known"}
    assert (store / ".well-known" / "security.txt").is_file()
    segmentcast("prune", clone, "--grace", "0", "--yes")
    segmentcast("prune", clone, "--to", store, "--grace", "0", "--yes")
    segmentcast("check", clone)
    assert (clone / "feed" / ".gitignore").read_bytes() == note


def test_a_readme_in_the_feed_folder_is_somebody_elses(clone: Path) -> None:
    """A file of another name makes the folder somebody's: publish refuses it and leaves it alone."""
    readme = clone / "feed" / "README.md"
    readme.write_text("Mine.\n", encoding="utf-8")
    assert "this folder has no feed, but contains other files (README.md)" in segmentcast(
        "publish", clone, code=2
    )
    assert sorted(path.name for path in (clone / "feed").iterdir()) == [".gitignore", "README.md"]
    assert readme.read_text(encoding="utf-8") == "Mine.\n"
