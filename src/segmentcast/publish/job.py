"""An episode to produce."""

from __future__ import annotations

from dataclasses import dataclass, field

from segmentcast.ledger import Entry
from segmentcast.ports import Engine
from segmentcast.publish.plan.episode_plan import Plan
from segmentcast.records import Record


@dataclass(frozen=True, slots=True)
class Job:
    """A plan, what is known about its episode, and the engines it needs.

    `entry` is from the ledger and `record` from the records. `reasons` say why it is produced.
    `previous` is the published version that may be kept: usually `record`, or None. `is_remade`: the
    user asked for new audio. `is_reattributed`: published words are now said by another person.
    """

    plan: Plan
    record: Record | None
    reasons: tuple[str, ...]
    entry: Entry
    engines: dict[str, Engine] = field(default_factory=dict)
    previous: Record | None = None
    is_remade: bool = False
    is_reattributed: bool = False
