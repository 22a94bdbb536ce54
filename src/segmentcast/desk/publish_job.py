"""A publish that the desk has started: where it stands, for every window that asks."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from segmentcast.errors import Problem
from segmentcast.workspace.show_folder import ShowFolder


@dataclass(slots=True)
class TaskStanding:
    """How far one task of the account is; `total` may grow."""

    done: float
    total: float
    unit: str = ""

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return min(1.0, self.done / self.total) if self.total > 0 else 0.0


@dataclass(slots=True)
class PublishStanding:
    """Where a publish stands. `version` rises with every change."""

    version: int = 0
    running: bool = False
    stopping: bool = False
    stopped: bool = False
    tasks: dict[str, TaskStanding] = field(default_factory=dict)
    message: str = ""
    seconds_left: float | None = None
    problems: tuple[Problem, ...] = ()
    report: dict[str, Any] | None = None
    sent: str = ""


class PublishJob:
    """Starts one publish at a time, and follows it."""

    def __init__(
        self, place: ShowFolder, *, begin: Callable[[], None], end: Callable[[], None]
    ) -> None:
        """`begin` and `end` are called when a publish begins and ends."""
        self._place = place
        self._begin, self._end = begin, end
        self._changed = threading.Condition()
        self._process: subprocess.Popen[str] | None = None
        self._begun = 0.0
        self.standing = PublishStanding()

    def start(self) -> bool:
        """Starts a publish. Returns False if one of this desk is at work."""
        with self._changed:
            if self.standing.running:
                return False
            self.standing = PublishStanding(self.standing.version + 1, running=True)
            place = self._place
            self._begun = time.monotonic()
            folders = [str(folder.absolute()) for folder in (place.path, place.output, place.work)]
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "segmentcast.desk.publish_process", *folders],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                stdin=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
            self._changed.notify_all()
        self._begin()
        threading.Thread(target=self._follow, args=(self._process,), daemon=True).start()
        return True

    def stop(self) -> None:
        """Asks the publish to stop, as Ctrl-C does. Nothing is half-published."""
        with self._changed:
            if self._process is None or not self.standing.running:
                return
            self._note(stopping=True)
            self._process.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)

    def wait(self, version: int, seconds: float) -> PublishStanding:
        """The standing once it is newer than `version`, or after that time."""
        with self._changed:
            self._changed.wait_for(lambda: self.standing.version > version, seconds)
            return self.standing

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
            told = standing.report or standing.problems
            if standing.stopping and not standing.report:
                self._note(running=False, stopped=True)
            elif told:
                self._note(running=False)
            else:
                last = next((line.strip() for line in reversed(errors) if line.strip()), "")
                what = f"the publish ended early (exit code {code}){': ' if last else ''}{last}"
                problem = Problem("", what, "publish again: what is finished is kept")
                self._note(running=False, problems=(problem,))
        self._end()

    def _take(self, told: dict[str, Any]) -> None:
        with self._changed:
            tasks = self.standing.tasks
            if told.get("finished"):
                tasks.pop(told["task"], None)
                self._note()
            elif "task" in told:
                unit = told.get("unit") or (
                    tasks[told["task"]].unit if told["task"] in tasks else ""
                )
                tasks[told["task"]] = TaskStanding(told["done"], told["total"], unit)
                self._note(seconds_left=self._left())
            elif "message" in told:
                self._note(message=str(told["message"]))
            elif "problems" in told:
                self._note(problems=tuple(Problem(**problem) for problem in told["problems"]))
            elif "report" in told:
                self._note(report=told["report"], sent=str(told["sent"]))

    def _left(self) -> float | None:
        """The seconds that are left, by the speed so far; None while nobody can say."""
        sound = self.standing.tasks.get("Sound")
        passed = time.monotonic() - self._begun
        if sound is None or sound.share < 0.05:
            return None
        return passed * (1 - sound.share) / sound.share

    def _note(self, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self.standing, name, value)
        self.standing.version += 1
        self._changed.notify_all()
