"""What the address of a store says: which kind, where, and who. Credentials are never in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

from segmentcast.errors import Problem, UsageError

Kind = Literal["directory", "memory", "s3", "gs", "az", "sftp"]
_PASSWORD = re.compile(r"[^@:]*:(?![0-9]{1,5}/)[^@]*@")
"""A colon before the first @, unless what follows it is a port and a path."""
KINDS = "a folder, s3://bucket/path, gs://bucket/path, az://container/path or sftp://host/path"


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """`place` is the bucket, container or host; `path` is below it (a directory's whole path)."""

    kind: Kind
    place: str = ""
    path: str = ""
    user: str = ""
    port: int | None = None


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """What an address does not say; `[publish]` in show.toml.

    `endpoint` is an S3-compatible service's (or an emulator's) address; `path_style` writes the
    bucket into the path; `encryption` is S3's (`AES256`, `aws:kms`, `aws:kms:dsse`).
    """

    endpoint: str = ""
    region: str = ""
    path_style: bool | None = None
    encryption: str = ""
    kms_key: str = ""


def parse_address(text: str) -> StoreAddress:
    """The parts of a store's address. Raises UsageError for one that is not any store's."""
    scheme, separator, rest = text.partition("://")
    if not text.strip():
        raise UsageError(Problem("", "the address of the store is empty", f"give {KINDS}"))
    if text in ("memory", "memory://"):
        return StoreAddress("memory")
    if not separator:
        return StoreAddress("directory", path=text)
    # Nothing of what is refused here is repeated: a password may stand anywhere in it, as
    # `#`, `/` and `?` in one end the part of the address that it was meant for.
    if _PASSWORD.match(rest):
        raise UsageError(
            Problem(
                f"{scheme}://",
                "there is a password in the address, where it would be seen and kept",
                "leave it out; use the SSH agent, a key, or the environment",
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
        raise UsageError(Problem(shown, "the path climbs", "write the path without . and .."))
    if scheme == "file" and not parts.netloc and path:
        return StoreAddress("directory", path=path)
    kind: Kind | None = {"s3": "s3", "gs": "gs", "az": "az", "sftp": "sftp"}.get(scheme)  # type: ignore[assignment]
    if kind is None or not parts.hostname:
        raise UsageError(Problem(shown, "is not the address of a store", f"give {KINDS}"))
    if kind == "sftp":
        below = path.removeprefix("/~/") if path.startswith("/~/") else path
        user = unquote(parts.username or "")
        return StoreAddress(kind, parts.hostname, below.rstrip("/") or "/", user, port)
    # Not hostname, which folds to lower case: old buckets may have capitals.
    place = parts.netloc.rpartition("@")[2]
    if parts.username or port:
        raise UsageError(
            Problem(
                shown,
                "names a user or a port",
                'credentials come from the environment; write the service\'s address as "endpoint"',
            )
        )
    return StoreAddress(kind, place, path.strip("/"))
