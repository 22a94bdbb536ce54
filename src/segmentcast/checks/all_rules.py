"""Applies all rules to a feed document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from segmentcast.checks import (
    channel_rules,
    item_rules,
    link_rules,
    newsroom_rules,
    validator_rules,
)
from segmentcast.checks.parsed_feed import Feed, read
from segmentcast.checks.rules import RULES, Rule
from segmentcast.model import Finding

TABLES = (channel_rules, item_rules, link_rules, newsroom_rules, validator_rules)
"""Modules that register rules when they are imported."""


def check_feed(
    data: bytes, where: str = "feed.xml", *, now: datetime | None = None
) -> tuple[Finding, ...]:
    """All findings on a feed document, most severe first.

    `now` is the time for the rule on future dates; None skips it. Unreadable data gives a finding
    that explains why. Never raises.
    """
    feed, findings = read(data, where, now)
    if feed is None:
        return findings
    all_findings = [*findings, *_apply(feed)]
    order = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(all_findings, key=lambda finding: order[finding.severity]))


def _apply(feed: Feed) -> Iterator[Finding]:
    """The findings, rule by rule.

    Items are the outer loop, so that what several rules take from an item is read once.
    """
    of_items: dict[int, list[Finding]] = {}
    over_items = [(at, rule, rule.over_item) for at, rule in enumerate(RULES) if rule.over_item]
    for item in feed.items:
        title = " ".join((item.findtext("title") or "").split())[:60]
        for at, rule, faults in over_items:
            for node, what in faults(item):
                finding = _finding(rule, feed, node, f"{title!r}: {what}" if title else what)
                of_items.setdefault(at, []).append(finding)
    for at, rule in enumerate(RULES):
        if rule.over_channel is not None:
            for node, what in rule.over_channel(feed):
                yield _finding(rule, feed, node, what)
        yield from of_items.get(at, ())


def _finding(rule: Rule, feed: Feed, node: Any, what: str) -> Finding:
    return Finding(rule.severity, rule.id, f"{feed.where}:{node.sourceline}", what, rule.mend)
