"""What a publish opens and imports: nothing twice, and nothing that it has no use for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

PUBLISH = """
import json, sys
from collections import Counter
opened = Counter()
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)) and "r" in str(arguments[1] or "r"):
        opened[arguments[0] if isinstance(arguments[0], str) else arguments[0].decode()] += 1
sys.addaudithook(note)
sys.argv = ["segmentcast", "publish", sys.argv[1], "--quiet"]
from segmentcast.cli import main
try:
    main()
except SystemExit as end:
    code = end.code
print(json.dumps({"code": code or 0, "opened": opened, "modules": sorted(sys.modules)}))
"""
HEAVY = (
    "PIL av boto3 distributed faster_whisper feedgen hibari jinja2 lameenc lxml mutagen numpy onnxruntime"
    " piper pocketsphinx pydub rich scipy segno sentencex starlette"
).split()


def published(show: Any) -> tuple[Counter[str], set[str]]:
    """Which files of the show were opened to read, how often, and what was imported."""
    done = subprocess.run(
        [sys.executable, "-c", PUBLISH, str(show.root)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["code"] == 0, done.stderr
    mine = Counter(
        {
            str(Path(path).resolve().relative_to(show.folder.resolve())): count
            for path, count in told["opened"].items()
            if Path(path).resolve().is_relative_to(show.folder.resolve())
            and not Path(path).resolve().is_relative_to(show.feed.resolve())
            and ".segmentcast" not in path
        }
    )
    return mine, set(told["modules"])


@pytest.fixture
def many(show: Any) -> Any:
    """Three published episodes of two months."""
    show.publish_first("2026-03-14-ferry", "2026-03-20-tides", "2026-04-02-harbour")
    # What the first publish wrote of the ledger is read into the index by the next.
    show.publish()
    return show


def test_with_nothing_to_do_only_the_show_is_read_and_nothing_heavy_is_imported(many: Any) -> None:
    """No episode is opened and no month of the ledger; what is read is read once.

    No engine, codec, template, picture, feed or numerical library is imported.
    """
    opened, modules = published(many)
    assert opened == {"show.toml": 1, "cast.toml": 1, "ledger/show.json": 1}
    assert sorted(modules & set(HEAVY)) == []
    assert "segmentcast.narration" not in modules
    assert "segmentcast.site" not in modules


def test_one_new_episode_is_all_that_is_read(many: Any) -> None:
    """The others are not opened, and no file of the show is opened twice."""
    folder = many.episode("2026-05-01-lighthouse")
    (folder / "episode.toml").write_text("date = 2026-05-01\n")
    (folder / "cast.toml").write_text("# nobody is corrected\n")
    opened, modules = published(many)
    assert modules >= {"jinja2", "feedgen"}, "what is heavy is seen where it is needed"
    twice = {path: count for path, count in opened.items() if count > 1}
    assert twice == {}
    folders = {path.split("/")[0] for path in opened if "/" in path}
    assert folders <= {"2026-05-01-lighthouse", "ledger"}
    assert [path for path in opened if path.endswith(".jsonl")] == ["ledger/2026-05.jsonl"]


def test_help_is_told_without_the_library() -> None:
    """--help of the whole and of a command imports neither configuration nor publishing."""
    for arguments in (["--help"], ["publish", "--help"]):
        script = (
            "import json, sys\n"
            f"sys.argv = ['segmentcast', *{arguments!r}]\n"
            "from segmentcast.cli import main\n"
            "try:\n    main()\nexcept SystemExit:\n    pass\n"
            "print(json.dumps(sorted(sys.modules)))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        modules = set(json.loads(done.stdout.splitlines()[-1]))
        assert (
            sorted(modules & {*HEAVY, "msgspec", "sqlite3", "email", "segmentcast.publish"}) == []
        )
