"""Parses a store's address: its kind, host and path. Credentials are never part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

from segmentcast.errors import Problem, UsageError

Kind = Literal["directory", "memory", "s3", "gs", "az", "sftp"]
_PASSWORD = re.compile(r"[^@:]*:(?![0-9]{1,5}/)[^@]*@")
"""A colon before the first @, unless a port and a path follow."""
KINDS = "a folder, s3://bucket/path, gs://bucket/path, az://container/path or sftp://host/path"


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """`place` is the bucket, container or host; `path` is below it. A folder has only a full path."""

    kind: Kind
    place: str = ""
    path: str = ""
    user: str = ""
    port: int | None = None


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Store settings that are not part of the address, from `[publish]` in show.toml.

    `endpoint` is the URL of an S3-compatible service or an emulator. `path_style` puts the bucket
    into the path. `encryption` is S3's (`AES256`, `aws:kms`, `aws:kms:dsse`).
    """

    endpoint: str = ""
    region: str = ""
    path_style: bool | None = None
    encryption: str = ""
    kms_key: str = ""


def parse_address(text: str) -> StoreAddress:
    """Parses a store's address. Raises UsageError if it is not valid."""
    scheme, separator, rest = text.partition("://")
    if not text.strip():
        raise UsageError(Problem("", "the address of the store is empty", f"give {KINDS}"))
    if text in ("memory", "memory://"):
        return StoreAddress("memory")
    if not separator:
        return StoreAddress("directory", path=text)
    # Don't repeat a rejected address: it may contain a password anywhere, because
    # `#`, `/` and `?` in a password end the part of the URL that it was meant for.
    if _PASSWORD.match(rest):
        raise UsageError(
            Problem(
                f"{scheme}://",
                "the address contains a password, which would be visible and stored",
                "remove it; use the SSH agent, a key, or the environment",
            )
        )
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise UsageError(Problem(f"{scheme}://", "not an address", f"give {KINDS}")) from None
    if parts.query or parts.fragment:
        raise UsageError(Problem(f"{scheme}://", "has a query or fragment", f"give {KINDS}"))
    shown = f"{scheme}://{parts.hostname or ''}"
    path = unquote(parts.path)
    if any(part in (".", "..") for part in path.split("/")) or "\0" in path or "\\" in path:
        raise UsageError(Problem(shown, "the path contains . or ..", "remove them"))
    if scheme == "file" and not parts.netloc and path:
        return StoreAddress("directory", path=path)
    kind: Kind | None = {"s3": "s3", "gs": "gs", "az": "az", "sftp": "sftp"}.get(scheme)  # type: ignore[assignment]
    if kind is None or not parts.hostname:
        raise UsageError(Problem(shown, "is not the address of a store", f"give {KINDS}"))
    if kind == "sftp":
        below = path.removeprefix("/~/") if path.startswith("/~/") else path
        user = unquote(parts.username or "")
        return StoreAddress(kind, parts.hostname, below.rstrip("/") or "/", user, port)
    # Not hostname, which is lower-cased: old buckets may have capital letters.
    place = parts.netloc.rpartition("@")[2]
    if parts.username or port:
        raise UsageError(
            Problem(
                shown,
                "has a user or a port",
                'credentials come from the environment; set the service\'s URL as "endpoint"',
            )
        )
    return StoreAddress(kind, place, path.strip("/"))
