"""The processes that work on recordings: one look at a time, and none outlives its desk."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from segmentcast.desk.jobs.background_job import BackgroundJob
from segmentcast.desk.jobs.recording_work import RecordingWork
from segmentcast.workspace.show_folder import locate

NAMES = ("2026-03-14-ferry", "2026-03-15-bridge", "2026-03-16-mill")


@pytest.fixture
def root(show: Path) -> Path:
    """A show with three recordings of a second each."""
    for name in NAMES:
        folder = show / "episodes" / name
        folder.mkdir()
        (folder / "episode.toml").write_text("draft = true\n", "utf-8")
        with wave.open(str(folder / "recording.wav"), "wb") as sound:
            sound.setparams((1, 2, 16_000, 0, "NONE", ""))
            sound.writeframes(bytes(32_000))
    return show


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file; as long as it is there, Python processes that are started wait before they do anything."""
    folder, file = tmp_path / "python", tmp_path / "held"
    folder.mkdir()
    file.touch()
    wait = (
        f"import pathlib, time\nwhile pathlib.Path({str(file)!r}).exists():\n    time.sleep(0.01)\n"
    )
    (folder / "sitecustomize.py").write_text(wait, "utf-8")
    before = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(folder), before))))
    yield file
    file.unlink(missing_ok=True)


def over(job: BackgroundJob) -> None:
    while job.standing.running:
        job.wait(job.standing.version, 60)


def test_a_second_look_waits_for_the_first(root: Path, held: Path) -> None:
    """Pages that are opened at once start one look, the others wait in line and can be stopped."""
    counts: list[int] = []
    work = RecordingWork(
        locate(root), begin=lambda: counts.append(1), end=lambda: counts.append(-1)
    )
    first, second, third = (work.start(name, name, "look", "key") for name in NAMES)
    assert counts == [1]
    assert "Waiting" not in first.standing.message
    assert second.standing.running
    assert "Waiting for the look at another recording" in second.standing.message
    third.stop()
    assert third.standing.stopped
    assert not third.standing.running
    assert work.start(NAMES[1], NAMES[1], "look", "key") is second
    held.unlink()
    over(first)
    over(second)
    assert second.standing.report is not None
    accounts = (root / ".segmentcast" / "recordings").glob("*.json")
    assert sorted(path.stem for path in accounts) == sorted(NAMES[:2])
    fourth = work.start(NAMES[2], NAMES[2], "look", "key")
    over(fourth)
    assert fourth.standing.report is not None


def test_one_draft_is_written_at_a_time(root: Path, held: Path) -> None:
    """Drafts of two recordings are written one after the other, a look beside them; none is begun twice."""
    work = RecordingWork(locate(root), begin=lambda: None, end=lambda: None)
    first = work.start(NAMES[0], NAMES[0], "transcribe", "key")
    second = work.start(NAMES[1], NAMES[1], "transcribe", "key")
    look = work.start(NAMES[2], NAMES[2], "look", "key")
    assert work.start(NAMES[0], NAMES[0], "transcribe", "key") is first
    assert second.standing.message == "Waiting for the draft of another recording"
    assert "Waiting" not in look.standing.message
    second.stop()
    first.stop()
    held.unlink()
    over(first)
    over(look)
    assert second.standing.stopped


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_look_that_cannot_be_started_holds_up_no_other(root: Path) -> None:
    """On a machine without a free file or process it says so, and the next look starts."""
    import resource

    work = RecordingWork(locate(root), begin=lambda: None, end=lambda: None)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        first = work.start(NAMES[0], NAMES[0], "look", "key")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert not first.standing.running
    assert "could not be started" in first.standing.problems[0].what
    second = work.start(NAMES[1], NAMES[1], "look", "key")
    assert second.standing.running
    over(second)
    assert second.standing.report is not None


def test_work_that_is_only_starting_can_be_stopped(root: Path) -> None:
    """A stop at once is heeded, though the desk's shell has it and its processes ignore Ctrl-C."""
    job = BackgroundJob(
        locate(root),
        begin=lambda: None,
        end=lambda: None,
        program="recording_process",
        arguments=(NAMES[0], NAMES[0], "look"),
    )
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert job.start()
    finally:
        signal.signal(signal.SIGINT, before)
    job.stop()
    over(job)
    assert job.standing.stopped
    assert job.standing.report is None


def test_work_on_a_recording_ends_with_its_desk(root: Path) -> None:
    """Once nobody holds the other end of standard input, it stops as with Ctrl-C, which background jobs ignore."""
    place = locate(root)
    folders = [str(path.absolute()) for path in (place.path, place.output, place.work)]
    module = "segmentcast.desk.jobs.recording_process"
    in_background = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh"]
    work = [sys.executable, "-m", module, *folders, NAMES[0], NAMES[0], "look"]
    done = subprocess.run(
        [*in_background, *work],
        stdin=subprocess.DEVNULL,  # as after a kill -9 of the desk
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 130
    assert json.loads(done.stdout.splitlines()[-1]) == {"stopped": True}
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("work", "told", "code"),
    [
        ("return {'report': 1}", {"report": 1}, 0),
        ("raise KeyboardInterrupt", {"stopped": True}, 130),
        ("raise SegmentcastError([])", {"problems": []}, 1),
    ],
)
def test_a_stop_while_the_end_is_told_is_too_late(
    work: str, told: dict[str, object], code: int
) -> None:
    """What the work gave, or what stopped it, is told whole, without a traceback."""
    script = f"""
import signal, sys
from segmentcast.desk.jobs.worker_pipe import work_for_the_desk
from segmentcast.errors import SegmentcastError

class Interrupted:
    def write(self, text):
        signal.raise_signal(signal.SIGINT)
        return sys.__stdout__.write(text)
    def flush(self):
        sys.__stdout__.flush()

def work():
    {work}

sys.stdout = Interrupted()
code = work_for_the_desk(work)
sys.stdout = sys.__stdout__
sys.exit(code)
"""
    reads, writes = os.pipe()  # a desk that is there, and asks for nothing
    try:
        done = subprocess.run(
            [sys.executable, "-c", script], stdin=reads, capture_output=True, text=True, check=False
        )
    finally:
        os.close(reads)
        os.close(writes)
    assert (done.stderr, done.returncode) == ("", code)
    assert json.loads(done.stdout) == told
