"""An edit whose process ends at any moment, or whose files can't be written, is whole or not there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from segmentcast import editing
from segmentcast.editing.journal import commit_files
from segmentcast.errors import StoreError
from segmentcast.workspace.show_folder import locate

# Each run is a child that kills itself just before the nth name on the disk changes.
_KILLING = """
import json, os, shutil, signal, sys
from pathlib import Path
from segmentcast import editing
from segmentcast.editing import journal
from segmentcast.workspace.show_folder import locate

root, action = Path(sys.argv[1]), sys.argv[2]
name = "2026-01-01-talk"

def edit(place):
    if action == "undo":
        editing.undo(place, name)
    elif action == "settings":
        editing.commit_settings(place, name, None, b"draft = true\\n", "Held.")
    else:
        opened = editing.open_episode(place, name)
        editing.commit(opened, editing.split_turn(opened, 2, 5, "Ada Rowe"))

def look(place):
    files = {path.name: path.read_text() for path in sorted((place.path / name).iterdir())}
    return {"files": files, "last": editing.last_edit(place, name)}

def run(left):
    place = locate(Path(shutil.copytree(root, root.with_name(f"{action}-{left}"))))
    child = os.fork()
    if not child:
        def watch(event, arguments):
            nonlocal left
            if event in ("os.rename", "os.remove", "os.link"):
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(watch)
        edit(place)
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    editing.finish(place)
    print(json.dumps({"ended": ended, **look(place)}), flush=True)
    return ended

print(json.dumps(look(locate(root))), flush=True)
moment = 1
while run(moment):
    moment += 1
"""
_SHOW = 'title = "Valley"\nauthor = "Ann"\nbase_url = "https://valley.example"\ncategory = "News"\ndescription = "Talk."\n'
TALK = (
    "Talk\n\nAnn Roe, the mayor, joins Otto Brand.\n\nRead the Full Transcript\n\n"
    "    The mayor is here. Ann Roe, why so early?\n\n"
    "    The bakers asked for it. And who pays? The county does.\n\n"
    "    Thank you, Ann Roe.\n\n"
)


@pytest.mark.parametrize("action", ["split", "settings", "undo"])
def test_a_kill_at_any_moment_loses_nothing(tmp_path: Path, action: str) -> None:
    """After each kill -9 the folder is as before or as after, and the journal says which."""
    root = tmp_path / "show"
    folder = root / "2026-01-01-talk"
    folder.mkdir(parents=True)
    (root / "show.toml").write_text(_SHOW)
    (folder / "transcript.txt").write_text(TALK)
    if action == "undo":
        opened = editing.open_episode(locate(root), folder.name)
        editing.commit(opened, editing.split_turn(opened, 2, 5, "Ada Rowe"))
    done = subprocess.run(
        [sys.executable, "-c", _KILLING, str(root), action],
        capture_output=True,
        text=True,
        check=True,
    )
    before, *runs = (json.loads(line) for line in done.stdout.splitlines())
    ended = [run.pop("ended") for run in runs]
    after = runs[-1]
    assert ended == [-9] * (len(runs) - 1) + [0]
    assert len(runs) > 3
    assert before != after
    assert [run for run in runs if run not in (before, after)] == []
    assert before in runs or action == "undo"


def test_a_file_that_cannot_be_written_takes_the_whole_edit_back(tmp_path: Path) -> None:
    """The first file of two is as it was, the journal has no edit, and nothing is finished later."""
    folder = tmp_path / "2026-01-01-talk"
    folder.mkdir()
    (tmp_path / "show.toml").write_text(_SHOW)
    (folder / "cast.toml").write_text("# first\n")
    (folder / "episode.toml").mkdir()  # in the way of the second
    place = locate(tmp_path)
    before = {"cast.toml": b"# first\n", "episode.toml": None}
    with pytest.raises(StoreError):
        commit_files(
            place, folder.name, before, {"cast.toml": b"# new\n", "episode.toml": b""}, "New."
        )
    editing.finish(place)
    assert (folder / "cast.toml").read_text() == "# first\n"
    assert editing.last_edit(place, folder.name) == ""
