"""Uploads a published show to its host, and announces it.

`survey` reads what is at the target; `Transaction` replaces it in one step or not at all.
"""

from segmentcast.deployment.announcing import announce, announce_here, announcing_failure
from segmentcast.deployment.feed_changes import Deployment
from segmentcast.deployment.publishing import deploy, publish_to, unused_of
from segmentcast.deployment.remote_items import FeedItem
from segmentcast.deployment.remote_state import RemoteState, survey
from segmentcast.deployment.transaction import Transaction
from segmentcast.deployment.unused_files import Unused, find_unused, prune
from segmentcast.deployment.verification import verify_store

__all__ = [
    "Deployment",
    "FeedItem",
    "RemoteState",
    "Transaction",
    "Unused",
    "announce",
    "announce_here",
    "announcing_failure",
    "deploy",
    "find_unused",
    "prune",
    "publish_to",
    "survey",
    "unused_of",
    "verify_store",
]
