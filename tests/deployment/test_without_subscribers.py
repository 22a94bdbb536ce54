"""Publishing from a machine that has no private.toml."""

from collections.abc import Callable
from typing import Any

import pytest

from segmentcast.store import MemoryStore

PRIVATE = "private/0123456789abcdef0123456789abcdef/feed.xml"


@pytest.mark.parametrize("known", [False, True])
def test_private_feeds_of_others_stay(publisher: Callable[..., Any], known: bool) -> None:
    """Only who has the list can say that somebody was taken off it."""
    target = MemoryStore()
    target.put(PRIVATE, b"<rss/>", mime="application/rss+xml")
    one = publisher()
    one.write({"ferry": b"sound"})
    one.deploy(target, subscribers_known=known)
    assert (target.head(PRIVATE) is None) is known
