"""`[cache]` of show.toml: the shared cache and the size limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from segmentcast.config.schema import SettingRow, choice, flag, text, web_address

_UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
_SIZE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?(MB|GB|TB|MiB|GiB|TiB)")
_USUAL_LIMIT_BYTES = 20 * 10**9


@dataclass(frozen=True, slots=True)
class CacheConfig:
    """`shared` is a folder or a store's address, without credentials.

    `limit` bounds the local cache and `shared_limit` the shared one, in bytes (None: it is pruned
    only on request). The others are settings of its store, as in `[publish]`.
    """

    shared: str = ""
    limit: int = _USUAL_LIMIT_BYTES
    shared_limit: int | None = None
    endpoint: str = ""
    region: str = ""
    path_style: bool | None = None
    encryption: str = ""
    kms_key: str = ""


def size_bytes(value: Any) -> int:
    """Parses a size with its unit, such as 20 GB, to bytes. Raises ValueError."""
    written: str = text(32)(value)
    match = _SIZE.fullmatch(written)
    if match is None:
        raise ValueError(f'{written!r} is not a size | add a unit: "20 GB", "500 MB"')
    return round(float(match[1]) * _UNITS[match[2]])


CACHE_ROWS = [
    SettingRow("shared", text(1000), ""),
    SettingRow("limit", size_bytes, _USUAL_LIMIT_BYTES),
    SettingRow("shared_limit", size_bytes, None),
    SettingRow("endpoint", web_address, ""),
    SettingRow("region", text(64), ""),
    SettingRow("path_style", flag, None),
    SettingRow("encryption", choice("AES256", "aws:kms", "aws:kms:dsse"), ""),
    SettingRow("kms_key", text(512), ""),
]
