"""`segmentcast embed`, as a person runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import segmentcast


def run(
    *arguments: str | Path, cwd: Path | None = None, code: int = 0
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
        env={
            **os.environ,
            "COLUMNS": "200",
            "PYTHONPATH": str(Path(segmentcast.__file__).parents[1]),
        },
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def published(first_publish: tuple[Path, str]) -> Path:
    """The episode's folder of a show made by `new` and published."""
    (folder,) = (path.parent for path in (first_publish[0] / "episodes").glob("*/transcript.*"))
    return folder


def test_embed_prints_html_to_copy(published: Path) -> None:
    """A frame, a snippet without script, a component and metadata, each under a line that says so."""
    text = run("embed", published).stdout
    name = published.name
    assert f'/episodes/{name}/embed.html"' in text
    assert "<!-- Without a frame or script" in text
    snippet = text.split("<!-- Without a frame or script")[1].split("<!--")[0]
    assert "<audio controls" in snippet
    assert "<script" not in snippet
    assert '<script type="application/ld+json">' in text


def test_embed_finds_the_episode_by_its_name(published: Path) -> None:
    """By name in a show that is given or stands here, with the same answer as by folder."""
    by_folder = json.loads(run("embed", published, "--json").stdout)
    show = published.parent.parent
    assert json.loads(run("embed", published.name, "--show", show, "--json").stdout) == by_folder
    assert json.loads(run("embed", published.name, "--json", cwd=show).stdout) == by_folder
    assert by_folder["player"].endswith("/embed.html")
    assert set(by_folder) == {
        "page", "player", "frame", "resizer", "snippet", "component", "metadata", "oembed",
        "contrast",
        "version", "ok", "exit_code", "problems",
    }  # fmt: skip


def test_colours_that_cannot_be_read_are_named(published: Path) -> None:
    """The code carries the look; the contrast of its colours is said where it is under 4.5."""
    look = ("--theme", "dark", "--accent", "#fd0", "--on-accent", "#ffffff", "--font", "Georgia")
    done = run("embed", published, *look)
    assert (
        'embed.html#theme=dark&amp;accent=ffdd00&amp;on-accent=ffffff&amp;font=Georgia"'
        in done.stdout
    )
    assert 'theme="dark" accent="#ffdd00" on-accent="#ffffff" font="Georgia"' in done.stdout
    assert "#ffffff on #ffdd00 has a contrast of 1.35" in done.stderr
    assert run("embed", published, "--accent", "#17514a").stderr == ""
    assert "url(x)" in run("embed", published, "--font", "url(x)", code=2).stderr


@pytest.mark.parametrize("name", ["nothing-of-this-name", "..", "../../etc/passwd", "\x1b[31m"])
def test_an_episode_that_is_not_published_is_told(published: Path, name: str) -> None:
    """Exit code 2, and what to do."""
    done = run("embed", name, "--show", published.parent.parent, code=2)
    assert "segmentcast publish" in done.stderr
