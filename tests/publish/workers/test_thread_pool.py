"""The pool of threads, interrupted at a moment that no look from outside could hit."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import Future
from types import FrameType
from typing import Any

from segmentcast.publish.workers.thread_pool import PriorityPool

_PATIENCE_SECONDS = 60.0


def test_an_interruption_leaves_nothing_taken() -> None:
    """Interrupted where a lock of the pool was just taken, the pool can still be used by its threads."""
    pool = PriorityPool(1)
    pool.submit((0,), int).result(_PATIENCE_SECONDS)

    def interrupt(frame: FrameType, event: str, _: Any) -> None:
        if event == "return" and frame.f_code is threading.Condition.__enter__.__code__:
            sys.setprofile(None)
            raise KeyboardInterrupt

    sys.setprofile(interrupt)
    try:
        pool.spare()
        interrupted = False
    except KeyboardInterrupt:
        interrupted = True
    finally:
        sys.setprofile(None)
    other = threading.Thread(target=pool.spare, daemon=True)
    other.start()
    other.join(_PATIENCE_SECONDS)
    assert not other.is_alive()
    assert not interrupted
    pool.stop()


def test_a_thread_that_comes_to_no_step_is_left_alone() -> None:
    """A job that waits for what never comes, here another's result, doesn't hold up the end."""
    never: Future[None] = Future()
    begun = threading.Event()

    def job() -> None:
        begun.set()
        never.result()

    pool = PriorityPool(1, most_seconds=0.0)
    future = pool.submit((0,), job)
    assert begun.wait(_PATIENCE_SECONDS)
    pool.abandon()
    assert future.running()
    never.set_result(None)  # so that the test leaves no thread behind
    future.result(_PATIENCE_SECONDS)
