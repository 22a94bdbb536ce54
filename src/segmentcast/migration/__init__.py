"""Imports a show from a running feed: GUIDs, dates and audio as its subscribers have them."""

from segmentcast.migration.feed_documents import read_feed
from segmentcast.migration.moving_in import MovedIn, Wishes, move_in
from segmentcast.migration.web import Web

__all__ = ["MovedIn", "Web", "Wishes", "move_in", "read_feed"]
