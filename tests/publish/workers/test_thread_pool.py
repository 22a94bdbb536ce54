"""The pool of threads, interrupted at a moment that no look from outside could hit."""

from __future__ import annotations

import sys
import threading
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
