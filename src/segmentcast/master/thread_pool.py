"""A thread pool for one piece of work."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor


@contextlib.contextmanager
def pool_of(workers: int) -> Iterator[ThreadPoolExecutor]:
    """A pool of `workers` threads; after an exception in the block, no waiting job starts."""
    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown(wait=True)
