"""A feed gets its page for people when something else in it changes, never by an update alone."""

from __future__ import annotations

import re

import feedparser

from segmentcast import feed
from tests.showcase import ShowUnderTest


def test_a_published_feed_gets_the_script_with_its_next_change(show: ShowUnderTest) -> None:
    """Without it, the same feed stays as it is; an app's parser reads the same from both."""
    show.episode()
    show.publish()
    path = show.feed / "feed.xml"
    new = path.read_bytes()
    old = re.sub(rb"  <podcast:txt[^>]*><script[^>]*></script></podcast:txt>\n  ", b"", new)
    assert new == feed.with_reader(old)
    for one, other in zip(
        feedparser.parse(old).entries, feedparser.parse(new).entries, strict=True
    ):
        assert (one.id, one.title, one.links) == (other.id, other.title, other.links)
    path.write_bytes(old)
    show.publish()
    assert path.read_bytes() == old
    assert (show.feed / feed.READER_PATH).is_file()
    show.episode("2026-04-01-second")
    show.publish()
    assert feed.READER_PATH.encode() in path.read_bytes()
