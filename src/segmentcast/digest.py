"""Makes keys from values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable


def digest(parts: Iterable[object]) -> str:
    """A hash over values in order: the SHA-256 of their JSON, as 64 hex digits."""
    text = json.dumps([str(part) for part in parts], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
