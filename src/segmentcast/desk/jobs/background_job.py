"""Work that the desk has started, a publish above all: where it stands, for every window that asks."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from segmentcast.desk.jobs.worker_pipe import ask_to_stop
from segmentcast.errors import Problem
from segmentcast.workspace.show_folder import ShowFolder


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """How far one task of the account is; `total` may be larger in the next one."""

    done: float
    total: float
    unit: str = ""

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return min(1.0, self.done / self.total) if self.total > 0 else 0.0


@dataclass(frozen=True, slots=True)
class JobStanding:
    """Where a job stands at one moment. `version` rises with every change.

    `feed_written`: a publish without a report had written the feed before it ended. `ended`: after
    a stop, it came to no step for too long and was ended.
    """

    version: int = 0
    running: bool = False
    stopping: bool = False
    stopped: bool = False
    tasks: Mapping[str, TaskStanding] = field(default_factory=dict)
    message: str = ""
    seconds_left: float | None = None
    problems: tuple[Problem, ...] = ()
    report: dict[str, Any] | None = None
    sent: str = ""
    feed_written: bool = False
    ended: bool = False


class BackgroundJob:
    """Starts one process at a time, and follows it. `standing` is replaced, never changed."""

    def __init__(
        self,
        place: ShowFolder,
        *,
        begin: Callable[[], None],
        end: Callable[[], None],
        program: str = "publish_process",
        arguments: tuple[str, ...] = (),
    ) -> None:
        """`begin` and `end` are called when the work begins and ends.

        `program` is a module beside this one; it gets the show's folders and `arguments`.
        """
        self._place = place
        self._program, self._arguments = program, arguments
        self._begin, self._end = begin, end
        self._changed = threading.Condition()
        self._process: subprocess.Popen[str] | None = None
        self._begun = 0.0
        self._feed_before = 0
        self._in_line = False
        self.standing = JobStanding()

    def start(self) -> bool:
        """Starts the work. Returns False if it is going on."""
        with self._changed:
            if self.standing.running:
                return False
            self._launch()
        return True

    def wait_in_line(self, message: str) -> None:
        """Stands as running, with a message, until `take_turn` starts it or `stop` ends it."""
        with self._changed:
            self.standing = JobStanding(self.standing.version + 1, running=True, message=message)
            self._in_line = True
            self._changed.notify_all()

    def take_turn(self) -> bool:
        """Starts what waits in line. Returns False if it was stopped, or cannot be started."""
        with self._changed:
            if not self._in_line:
                return False
            self._in_line = False
            self._launch()
            return self.standing.running

    def stop(self) -> None:
        """Asks the work to stop, as Ctrl-C does. Nothing is half-published."""
        with self._changed:
            if self._in_line:
                self._in_line = False
                self._note(running=False, stopped=True)
            if self._process is None or not self.standing.running:
                return
            self._note(stopping=True)
            ask_to_stop(self._process)

    def wait(self, version: int, seconds: float) -> JobStanding:
        """The standing once it is newer than `version`, or after that time."""
        with self._changed:
            self._changed.wait_for(lambda: self.standing.version > version, seconds)
            return self.standing

    def _launch(self) -> None:
        self.standing = JobStanding(self.standing.version + 1, running=True)
        try:
            self._process = self._begun_process()
        except OSError as error:  # no memory, or too many processes
            what = f"the work could not be started: {error.strerror}"
            problem = Problem("", what, "close other programs, then start it again")
            self._note(running=False, problems=(problem,))
            return
        self._changed.notify_all()
        self._begin()
        threading.Thread(target=self._follow, args=(self._process,), daemon=True).start()

    def _begun_process(self) -> subprocess.Popen[str]:
        place = self._place
        self._begun = time.monotonic()
        self._feed_before = self._feed_time()
        folders = [str(folder.absolute()) for folder in (place.path, place.output, place.work)]
        return subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                f"segmentcast.desk.jobs.{self._program}",
                *folders,
                *self._arguments,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.PIPE,  # it asks to stop; its end says that the desk is gone
            text=True,
            encoding="utf-8",
            errors="replace",
        )

    def _follow(self, process: subprocess.Popen[str]) -> None:
        errors: list[str] = []
        with process:
            assert process.stdout is not None
            stderr = process.stderr
            reading = threading.Thread(target=lambda: errors.extend(stderr or ()), daemon=True)
            reading.start()
            for line in process.stdout:
                try:
                    self._take(json.loads(line))
                except (ValueError, KeyError, TypeError):
                    continue  # what a library prints is none of ours
            reading.join()
        code = process.returncode
        with self._changed:
            standing = self.standing
            written = not standing.report and self._feed_time() != self._feed_before
            ended: dict[str, Any] = {"running": False, "feed_written": written}
            if standing.stopping and not standing.report:
                ended["stopped"] = True
            elif not standing.report and not standing.problems:
                last = next((line.strip() for line in reversed(errors) if line.strip()), "")
                how = f"by signal {-code}" if code < 0 else f"exit code {code}"
                what = f"the work ended early ({how}){': ' if last else ''}{last}"
                ended["problems"] = (Problem("", what, "start it again: what is finished is kept"),)
            self._note(**ended)
        self._end()

    def _take(self, told: dict[str, Any]) -> None:
        with self._changed:
            tasks = dict(self.standing.tasks)
            if told.get("finished"):
                tasks.pop(told["task"], None)
                self._note(tasks=tasks)
            elif "task" in told:
                unit = told.get("unit") or (
                    tasks[told["task"]].unit if told["task"] in tasks else ""
                )
                tasks[told["task"]] = TaskStanding(told["done"], told["total"], unit)
                self._note(tasks=tasks, seconds_left=self._left(tasks))
            elif "message" in told:
                self._note(message=str(told["message"]))
            elif "ended" in told:
                self._note(ended=True)
            elif "problems" in told:
                self._note(problems=tuple(Problem(**problem) for problem in told["problems"]))
            elif "report" in told:
                self._note(report=told["report"], sent=str(told["sent"]))

    def _feed_time(self) -> int:
        try:
            return (self._place.output / "feed.xml").stat().st_mtime_ns
        except OSError:
            return 0

    def _left(self, tasks: Mapping[str, TaskStanding]) -> float | None:
        """The seconds that are left, by the speed so far; None while nobody can say."""
        sound = tasks.get("Sound")
        passed = time.monotonic() - self._begun
        if sound is None or sound.share < 0.05:
            return None
        return passed * (1 - sound.share) / sound.share

    def _note(self, **changes: Any) -> None:
        # Views read the standing without the lock: no answer may mix two moments.
        self.standing = replace(self.standing, version=self.standing.version + 1, **changes)
        self._changed.notify_all()
