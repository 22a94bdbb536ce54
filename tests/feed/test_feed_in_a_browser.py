"""The main feed names a script that shows it to people; apps see what they saw before."""

from __future__ import annotations

from lxml import etree

from segmentcast import feed

TEXT = "{https://podcastindex.org/namespace/1.0}txt"
XHTML = "{http://www.w3.org/1999/xhtml}script"


def test_the_script_is_the_channels_last_element() -> None:
    """The document stays well formed, and readers of titles and items find them first."""
    document = b'<?xml version="1.0"?>\n<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0">\n  <channel>\n    <title>T</title>\n  </channel>\n</rss>\n'
    channel = etree.fromstring(feed.with_reader(document)).find("channel")
    assert channel is not None
    assert [child.tag for child in channel] == ["title", TEXT]
    (script,) = channel[-1]
    assert script.tag == XHTML
    assert script.get("src") == feed.READER_PATH
