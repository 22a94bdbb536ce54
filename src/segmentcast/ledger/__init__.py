"""What has been published: the memory that makes a feed stable.

An entry is one line of JSON, for people to read, compare and merge. It never leaves the ledger.
What subscribers have (a GUID, a first publication date, what is at an enclosure's
URL) cannot be changed through it: `admit` and `record` refuse with a LedgerError.
"""

from segmentcast.ledger.book import RESTORE, SCHEMA, Ledger, StoredEntries, merge
from segmentcast.ledger.entries import Entry, Version, entry_line
from segmentcast.ledger.ledger_text import (
    MONTH,
    decoded,
    entry_of,
    month_of,
    numbered,
    parse,
    parse_head,
    render_head,
    render_month,
    take_lines,
)

__all__ = [
    "MONTH",
    "RESTORE",
    "SCHEMA",
    "Entry",
    "Ledger",
    "StoredEntries",
    "Version",
    "decoded",
    "entry_line",
    "entry_of",
    "merge",
    "month_of",
    "numbered",
    "parse",
    "parse_head",
    "render_head",
    "render_month",
    "take_lines",
]
