"""The table of rules over a feed.

To add a rule: write a function that yields the faults it finds (the element, and what is wrong),
give it an id, a severity, the source that asks for it and the remedy, and add a broken feed to the
tests that only this rule catches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from segmentcast.checks.parsed_feed import Feed
from segmentcast.model import Severity

Fault = tuple[Any, str]
ChannelCheck = Callable[[Feed], Iterator[Fault]]
ItemCheck = Callable[[Any], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its code, how grave a breach is, who asks for it, and what mends it."""

    id: str
    severity: Severity
    source: str
    mend: str
    over_channel: ChannelCheck | None = None
    over_item: ItemCheck | None = None


RULES: list[Rule] = []
"""Every rule, in the order in which its findings are reported."""


def over_channel(
    id: str, severity: Severity, source: str, mend: str
) -> Callable[[ChannelCheck], ChannelCheck]:
    """Enters a function over the whole feed into the table."""

    def enter(check: ChannelCheck) -> ChannelCheck:
        RULES.append(Rule(id, severity, source, mend, over_channel=check))
        return check

    return enter


def over_item(
    id: str, severity: Severity, source: str, mend: str
) -> Callable[[ItemCheck], ItemCheck]:
    """Enters a function over one item into the table."""

    def enter(check: ItemCheck) -> ItemCheck:
        RULES.append(Rule(id, severity, source, mend, over_item=check))
        return check

    return enter


def text_of(node: Any, tag: str) -> str:
    """The text of the first child with this tag, unchanged; empty if there is none."""
    return node.findtext(tag) or ""


def name_of(node: Any) -> str:
    """The element's name as it is written, with its usual prefix."""
    prefix = f"{node.prefix}:" if node.prefix else ""
    return f"{prefix}{node.tag.rpartition('}')[2]}"
