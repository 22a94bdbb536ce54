"""Publishing from a machine that has no private.toml."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.publish.conftest import Quiet, ShowUnderTest

from segmentcast.deployment.standing import survey
from segmentcast.deployment.transaction import Transaction
from segmentcast.ledger import Ledger
from segmentcast.store import MemoryStore

PRIVATE = "private/0123456789abcdef0123456789abcdef/feed.xml"


def test_private_feeds_of_others_stay(tmp_path: Path) -> None:
    """Only who has the list can say that somebody was taken off it."""
    show = ShowUnderTest(tmp_path / "show")
    show.episode()
    show.publish(now=datetime(2026, 6, 1, tzinfo=UTC) + timedelta(days=1))
    ledger = Ledger.mint("https://news.example/podcast/feed.xml")
    left: dict[bool, Any] = {}
    for known in (False, True):
        target = MemoryStore()
        target.put(PRIVATE, b"<rss/>", mime="application/rss+xml")
        Transaction(
            show.feed, target, survey(target), ledger, "https://news.example/podcast/",
            frozenset(), Quiet(), subscribers_known=known,
        ).run()  # fmt: skip
        left[known] = target.head(PRIVATE)
    assert left[False] is not None
    assert left[True] is None
