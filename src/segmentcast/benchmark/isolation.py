"""Runs a benchmark in its own process, with its own memory and time."""

from __future__ import annotations

import multiprocessing
import tempfile
from dataclasses import replace
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from segmentcast.benchmark import machine
from segmentcast.benchmark.cases import Task
from segmentcast.benchmark.results import Outcome
from segmentcast.errors import SegmentcastError


def run(module: str, task: Task, title: str) -> Outcome:
    """Runs a case in its own empty folder below `task.folder`. A failure is an outcome."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory(dir=task.folder, ignore_cleanup_errors=True) as folder:
        own = replace(task, folder=Path(folder))
        process = context.Process(target=_work, args=(theirs, module, own, title))
        process.start()
        theirs.close()
        try:
            outcome: Outcome = ours.recv()
        except EOFError:
            process.join()
            return Outcome(title, failed=f"its process exited with code {process.exitcode}")
        finally:
            ours.close()
            if process.is_alive():
                process.join(5)
            if process.is_alive():
                process.terminate()
                process.join()
    return outcome


def _work(pipe: Connection, module: str, task: Task, title: str) -> None:
    case = import_module(module)
    try:
        rows = case.run(task)
    except SegmentcastError as error:
        pipe.send(Outcome(title, failed=str(error)))
    else:
        pipe.send(Outcome(title, tuple(rows), machine.peak_mb()))
    finally:
        pipe.close()
