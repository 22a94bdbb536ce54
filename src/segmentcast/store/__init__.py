"""Where published files go. A store is a directory, memory, or (as extras) an object store."""

from segmentcast.store.directory import DirectoryStore
from segmentcast.store.memory import MemoryStore

__all__ = ["DirectoryStore", "MemoryStore"]
