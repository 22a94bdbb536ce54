"""A benchmark in a process of its own: its memory and its time are its own."""

from __future__ import annotations

import multiprocessing
import tempfile
from dataclasses import replace
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from segmentcast.benchmark import machine
from segmentcast.benchmark.cases import Task
from segmentcast.benchmark.nouns import Outcome
from segmentcast.errors import SegmentcastError


def run(case: str, task: Task, title: str) -> Outcome:
    """Runs a case in an empty folder of its own below `task.folder`; what goes wrong is its outcome."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory(dir=task.folder, ignore_cleanup_errors=True) as folder:
        own = replace(task, folder=Path(folder))
        process = context.Process(target=_work, args=(theirs, case, own, title))
        process.start()
        theirs.close()
        try:
            outcome: Outcome = ours.recv()
        except EOFError:
            process.join()
            return Outcome(title, failed=f"its process ended with code {process.exitcode}")
        finally:
            ours.close()
            if process.is_alive():
                process.join(5)
            if process.is_alive():
                process.terminate()
                process.join()
    return outcome


def _work(pipe: Connection, case: str, task: Task, title: str) -> None:
    module = import_module(f"segmentcast.benchmark.cases.{case}")
    try:
        rows = module.run(task)
    except SegmentcastError as error:
        pipe.send(Outcome(title, failed=str(error)))
    else:
        pipe.send(Outcome(title, rows, machine.peak_mb()))
    finally:
        pipe.close()
