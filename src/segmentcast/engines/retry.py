"""Asking a server again: back-off that doubles, and Retry-After obeyed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

T = TypeVar("T")
LONGEST_WAIT_S = 300.0
"""A server that asks for more than this is taken at its word: we stop."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often to ask and how long to wait before the second time; each wait doubles."""

    attempts: int = 5
    wait_s: float = 1.0


class Transient(Exception):
    """Worth another try. `retry_after_s` is what the server asked for, if it did."""

    def __init__(self, what: str, retry_after_s: float | None = None) -> None:
        super().__init__(what)
        self.retry_after_s = retry_after_s


def patiently(ask: Callable[[], T], retry: Retry) -> T:
    """What `ask` returns. Raises the last Transient when all attempts are used up."""
    for attempt in range(1, retry.attempts + 1):
        try:
            return ask()
        except Transient as trouble:
            wait_s = retry.wait_s * 2 ** (attempt - 1)
            if trouble.retry_after_s is not None:
                wait_s = max(wait_s, trouble.retry_after_s)
            if attempt == retry.attempts or wait_s > LONGEST_WAIT_S:
                raise
            time.sleep(wait_s)
    raise ValueError("a retry needs at least one attempt")


def retry_after_s(header: str | None) -> float | None:
    """Seconds from a Retry-After header (RFC 9110 §10.2.3): a number or a date."""
    if not header:
        return None
    stripped = header.strip()
    if stripped.isascii() and stripped.isdigit():
        return float(stripped[:9])
    try:
        moment = parsedate_to_datetime(stripped)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
