"""The changes that a deployment made at its target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from segmentcast.deployment.remote_items import FeedItem
from segmentcast.model import Finding


@dataclass(frozen=True, slots=True)
class Deployment:
    """The changes at the target. The three lists hold changes for subscribers.

    Paths of private feeds appear without tokens: `private/***/feed.xml`.
    """

    uploaded: tuple[str, ...] = ()
    uploaded_bytes: int = 0
    unchanged: int = 0
    deleted: tuple[str, ...] = ()
    feed_changed: bool = False
    added: tuple[FeedItem, ...] = ()
    changed: tuple[FeedItem, ...] = ()
    removed: tuple[FeedItem, ...] = ()
    findings: tuple[Finding, ...] = ()

    def summary(self, address: str, *, dry_run: bool = False) -> str:
        """One line for people."""
        if not self.uploaded and not self.deleted:
            return f"{address} is up to date."
        sent = f"{len(self.uploaded)} files ({self.uploaded_bytes:,} bytes)"
        gone = f", {len(self.deleted)} removed" if self.deleted else ""
        return f"{address}: {sent} {'would be uploaded' if dry_run else 'uploaded'}{gone}."

    def as_json(self) -> dict[str, Any]:
        """The changes in JSON types with stable keys, for `--json` and the hook."""
        return {
            "uploaded": list(self.uploaded),
            "uploaded_bytes": self.uploaded_bytes,
            "unchanged": self.unchanged,
            "deleted": list(self.deleted),
            "feed_changed": self.feed_changed,
            **{
                name: [
                    {"guid": i.guid, "title": i.title, "url": i.url} for i in getattr(self, name)
                ]
                for name in ("added", "changed", "removed")
            },
        }
