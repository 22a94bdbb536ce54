"""Memory for large data: pages of its own, which take up memory only once they are written to.

On the heap, growing buffers and short-lived arrays would leave holes that nothing fits into.
"""

from __future__ import annotations

import mmap
import sys


def own_pages(length_bytes: int) -> mmap.mmap:
    """`length_bytes` writable zero bytes. The system gets them back when nothing refers to them."""
    if sys.platform == "win32":
        return mmap.mmap(-1, length_bytes)
    # private: a forked process has its own
    return mmap.mmap(-1, length_bytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
