"""Memory for what is large: in pages of its own, which count when they are written to.

From the heap, buffers that grow and arrays that come and go leave holes that nothing fits into.
"""

from __future__ import annotations

import mmap
import sys


def own_pages(length_bytes: int) -> mmap.mmap:
    """So many zero bytes that can be written to. They are given back with the last use of them."""
    if sys.platform == "win32":
        return mmap.mmap(-1, length_bytes)
    # private: a process that is forked from this one has its own
    return mmap.mmap(-1, length_bytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
