"""Compares the published feed with the ledger, so that no episode silently gets a new GUID."""

from __future__ import annotations

from pathlib import Path

from segmentcast import files
from segmentcast.checks.parsed_feed import read
from segmentcast.errors import LedgerError, Problem, StoreError
from segmentcast.ledger import Ledger

_NAMED = 3


def refuse_unknown_guids(feed: Path, ledger: Ledger, *, ours: bool) -> None:
    """Raises LedgerError if subscribers have episodes that the ledger doesn't know.

    That happens if part of the ledger was lost, or if the feed belongs to another show. A damaged
    feed is rebuilt. One that cannot be read at all is rebuilt only if it is `ours`, written by a
    publish of this show.
    """
    if not feed.is_file():
        return
    try:
        document = files.read(feed, limit_bytes=1 << 26)
    except StoreError:
        if ours:
            return
        raise
    feed_document, _ = read(document, str(feed), None)
    guids = (
        [item.findtext("guid", "").strip() for item in feed_document.items] if feed_document else []
    )
    strangers = [guid for guid in guids if guid and ledger.owner(guid) is None]
    if not strangers:
        return
    named = ", ".join(strangers[:_NAMED]) + (", ..." if len(strangers) > _NAMED else "")
    raise LedgerError(
        Problem(
            str(feed),
            f"the ledger doesn't know {len(strangers)} of its {len(guids)} episodes"
            f" ({named}); with new GUIDs subscribers would get them twice",
            "restore the ledger from version control or a backup, or move the feed away if it is not"
            " needed",
        )
    )
