"""The table of rules for feeds.

To add a rule: write a function that yields faults (the element, and what is wrong), register it
with an id, a severity, the source that requires it and the fix, and add a broken feed to the tests
that only this rule detects.
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
    """A rule: its id, the severity, who requires it, and the fix."""

    id: str
    severity: Severity
    source: str
    mend: str
    over_channel: ChannelCheck | None = None
    over_item: ItemCheck | None = None


RULES: list[Rule] = []
"""All rules, in the order in which findings are reported."""


def over_channel(
    id: str, severity: Severity, source: str, mend: str
) -> Callable[[ChannelCheck], ChannelCheck]:
    """Registers a rule on the whole feed."""

    def enter(check: ChannelCheck) -> ChannelCheck:
        RULES.append(Rule(id, severity, source, mend, over_channel=check))
        return check

    return enter


def over_item(
    id: str, severity: Severity, source: str, mend: str
) -> Callable[[ItemCheck], ItemCheck]:
    """Registers a rule on one item."""

    def enter(check: ItemCheck) -> ItemCheck:
        RULES.append(Rule(id, severity, source, mend, over_item=check))
        return check

    return enter


def text_of(node: Any, tag: str) -> str:
    """The text of the first child with this tag; empty if there is none."""
    return node.findtext(tag) or ""


def name_of(node: Any) -> str:
    """The element's name with its usual prefix."""
    prefix = f"{node.prefix}:" if node.prefix else ""
    return f"{prefix}{node.tag.rpartition('}')[2]}"
