"""Opens a cache: a local folder, and the address of a shared one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from segmentcast import files
from segmentcast.cache.backends import Backend, FolderBackend, StoreBackend
from segmentcast.cache.remote_tier import Shared
from segmentcast.cache.sealed_values import Trust
from segmentcast.cache.two_tier import Cache
from segmentcast.errors import Problem, StoreError, UsageError
from segmentcast.store import StoreAddress, StoreSettings, open_store, parse_address

_PLAIN = StoreSettings()
_RENEW_HERE_SECONDS = 1_800
SEALED_WITH = "SEGMENTCAST_CACHE_SECRET"
"""The environment variable with the secret of those who share a cache."""

_SECRET_BYTES = 16
NOWHERE = "none"
"""The address that stands for no shared cache."""


@dataclass(frozen=True, slots=True)
class CachePlan:
    """The settings of a cache, as plain values so that another process can open the same cache.

    `folder` is local. `shared` is a folder or a store's address, or empty. Limits are in bytes, or
    None.
    """

    folder: str
    shared: str = ""
    limit_bytes: int | None = None
    shared_limit_bytes: int | None = None
    settings: StoreSettings = _PLAIN

    @property
    def is_shared(self) -> bool:
        """Whether there is a shared cache."""
        return self.shared not in ("", NOWHERE)


def open_cache(plan: CachePlan) -> Cache:
    """Opens a cache. A shared one is opened on first use.

    Raises UsageError for an invalid address.
    """
    local = FolderBackend(Path(plan.folder), renew_seconds=_RENEW_HERE_SECONDS)
    secret = _secret()
    return Cache(
        local,
        _shared(plan, local, secret),
        limit_bytes=plan.limit_bytes,
        shared_limit_bytes=plan.shared_limit_bytes,
        trust=Trust(secret, alone=plan.shared == NOWHERE),
    )


def _shared(plan: CachePlan, local: FolderBackend, secret: bytes) -> Shared | None:
    if not plan.is_shared:
        return None
    address = parse_address(plan.shared)
    if address.kind == "directory" and Path(address.path).resolve() == local.root.resolve():
        return None
    return Shared(partial(open_backend, plan.shared, plan.settings), plan.shared, secret)


def _secret() -> bytes:
    """The secret that seals shared values. It is never part of a plan, which is displayed and sent."""
    secret = os.environ.get(SEALED_WITH, "").encode("utf-8", "surrogateescape")
    if secret and len(secret) < _SECRET_BYTES:
        what = f"has fewer than {_SECRET_BYTES} characters, so it could be guessed"
        raise UsageError(Problem(SEALED_WITH, what, "create one with: openssl rand -hex 32"))
    return secret


def open_backend(shared: str, settings: StoreSettings = _PLAIN) -> Backend:
    """Opens a shared cache's backend. Raises UsageError or StoreError."""
    address = parse_address(shared)
    if address.kind == "directory":
        return FolderBackend(_shared_folder(address))
    return StoreBackend(open_store(shared, settings, cautious=False))


def _shared_folder(address: StoreAddress) -> Path:
    """The folder. Its parent must exist, so that an unmounted share is not created locally."""
    folder = Path(address.path).expanduser()
    with files.explained(folder):
        if not folder.parent.is_dir():
            raise StoreError(
                Problem(str(folder), "its parent folder does not exist", "mount it, or create it")
            )
    return folder
