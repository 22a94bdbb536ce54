"""Reads a sound ahead on a thread of its own, so that decoding overlaps with the work that follows."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from segmentcast.ports import SoundSource

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BLOCKS = 4


class ReadAhead:
    """The same sound; a thread decodes a few blocks in advance."""

    def __init__(self, source: SoundSource) -> None:
        self._source = source
        self.rate_hz = source.rate_hz
        self.channels = source.channels

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """The blocks of the source. Raises whatever the source raises."""
        given: queue.Queue[NDArray[np.float32] | BaseException | None] = queue.Queue(_BLOCKS)
        left = threading.Event()

        def give(item: NDArray[np.float32] | BaseException | None) -> bool:
            while not left.is_set():
                try:
                    given.put(item, timeout=0.1)
                except queue.Full:
                    continue
                return True
            return False

        def read() -> None:
            try:
                for block in self._source.blocks():
                    if not give(block):
                        return
            except BaseException as error:  # noqa: BLE001 - raised by the thread that asked
                give(error)
            else:
                give(None)

        thread = threading.Thread(target=read, name="read-ahead", daemon=True)
        thread.start()
        try:
            while (item := given.get()) is not None:
                if isinstance(item, BaseException):
                    raise item
                yield item
        finally:
            left.set()
            thread.join()
