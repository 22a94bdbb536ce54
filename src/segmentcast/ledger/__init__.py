"""The ledger: the record of everything published, which keeps the feed stable.

An entry is one line of JSON, for people to read, compare and merge, and is never removed. What
subscribers have (the GUID, the first publication date, the content at an enclosure's URL) cannot be
changed: `admit` and `record` raise LedgerError.
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
