"""An episode that is to be made."""

from __future__ import annotations

from dataclasses import dataclass, field

from segmentcast.ledger import Entry
from segmentcast.ports import Engine
from segmentcast.publish.plan.episode_plan import Plan
from segmentcast.records import Record


@dataclass(frozen=True, slots=True)
class Job:
    """A plan, what is known of its episode, and the engines that speak in it.

    `entry` is the ledger's, `record` what is remembered, and `reasons` say why it is made.
    `previous` is what is published and may be kept: usually the record, None for nothing.
    """

    plan: Plan
    record: Record | None
    reasons: tuple[str, ...]
    entry: Entry
    engines: dict[str, Engine] = field(default_factory=dict)
    previous: Record | None = None
