"""Where published files go: a directory, memory, or (as extras) object stores and SFTP.

To add a store: write a class with the methods of ports.Store, add it to `_OPENERS`, and add it to
tests/store/test_contract.py. A network store's dependencies are imported when one is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, runtime_checkable

from segmentcast.ports import Store, StoredFile
from segmentcast.store.directory import DirectoryStore
from segmentcast.store.memory import MemoryStore
from segmentcast.store.store_addresses import Kind, StoreAddress, StoreSettings, parse_address
from segmentcast.store.wrappers import (
    DryRunStore,
    RetryingStore,
    SingleWriterStore,
    StoreAround,
    VerifyingStore,
)

__all__ = [
    "DirectoryStore",
    "DryRunStore",
    "MemoryStore",
    "RetryingStore",
    "SingleWriterStore",
    "StoreAddress",
    "StoreSettings",
    "VerifyingStore",
    "leftovers",
    "open_store",
    "parse_address",
    "relies_on_service",
]
_PLAIN = StoreSettings()


@runtime_checkable
class _Untidy(Protocol):
    """A store in which an interrupted write leaves a hidden file."""

    def leftovers(self) -> Iterator[StoredFile]: ...


def _directory(address: StoreAddress, settings: StoreSettings, cautious: bool) -> Store:  # noqa: ARG001
    store = DirectoryStore(Path(address.path))
    return VerifyingStore(store) if cautious else store


def _memory(address: StoreAddress, settings: StoreSettings, cautious: bool) -> Store:  # noqa: ARG001
    return MemoryStore()


def _object_store(address: StoreAddress, settings: StoreSettings, cautious: bool) -> Store:
    from segmentcast.store.objects import open_object_store

    store = open_object_store(address, settings, patient=cautious)
    if not cautious:
        return store
    # S3 verifies a SHA-256 that we send; for the others, the file is read back.
    return RetryingStore(VerifyingStore(store, reread=address.kind != "s3"))


def _sftp(address: StoreAddress, settings: StoreSettings, cautious: bool) -> Store:  # noqa: ARG001
    from segmentcast.store.sftp import SftpStore

    store = SftpStore(address)
    return RetryingStore(VerifyingStore(store)) if cautious else store


_OPENERS: Mapping[Kind, Callable[[StoreAddress, StoreSettings, bool], Store]] = MappingProxyType(
    {
        "directory": _directory,
        "memory": _memory,
        "s3": _object_store,
        "gs": _object_store,
        "az": _object_store,
        "sftp": _sftp,
    }
)


def open_store(address: str, settings: StoreSettings = _PLAIN, *, cautious: bool = True) -> Store:
    """The store at an address, wrapped with retries and verification as needed.

    A store that is not `cautious` has neither and gives up quickly, for readers that verify what
    they get and can do without it. Credentials come from the usual places of each kind
    (environment, profile, agent), never from the address. Raises UsageError for an invalid address,
    and StoreError if the store's dependencies are not installed or it cannot be reached.
    """
    parsed = parse_address(address)
    return _OPENERS[parsed.kind](parsed, settings, cautious)


def leftovers(store: Store) -> tuple[StoredFile, ...]:
    """The hidden files of unfinished writes, sorted by path; none if the store hides them.

    Their age tells interrupted writes from those in progress. Raises StoreError.
    """
    inner = _innermost(store)
    return tuple(inner.leftovers()) if isinstance(inner, _Untidy) else ()


def relies_on_service(store: Store) -> bool:
    """Whether the service itself must enforce conditional writes; folders and SFTP have locks."""
    return bool(getattr(_innermost(store), "conditions_by_service", False))


def _innermost(store: Store) -> Store:
    while isinstance(store, StoreAround):
        store = store.inner
    return store
