"""What has been published: the memory that makes a feed stable.

The file is JSON Lines, for people to read, compare and merge: the first line is the show, then one
line an episode, sorted by id, keys always in the same order. An entry never leaves it. What was
promised to subscribers (a GUID, a first publication date, what stands at an enclosure's URL)
cannot be changed through it: `admit` and `record` refuse with a LedgerError.
"""

from segmentcast.ledger.book import SCHEMA, Ledger, merge, parse
from segmentcast.ledger.entries import Entry, Version

__all__ = ["SCHEMA", "Entry", "Ledger", "Version", "merge", "parse"]
