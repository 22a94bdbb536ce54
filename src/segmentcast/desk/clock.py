"""The clock of the desk. Like the command line it says what time it is; nothing below it asks."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
