"""The ledger in a show's folder: `ledger/show.json`, and a file for each month.

An episode's line is in the month of its first publication. So a publish writes only the months in
which something changed, and version control shows only the changed lines. See
docs/adr/0009-ledger-in-months.md.
"""

from segmentcast.ledger_folder.folder import LedgerFolder
from segmentcast.ledger_folder.index import LedgerIndex

__all__ = ["LedgerFolder", "LedgerIndex"]
