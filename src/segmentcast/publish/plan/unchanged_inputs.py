"""Whether an episode's own inputs are those that its published sound was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segmentcast.publish.plan.episode_plan import EpisodePlan
    from segmentcast.records import Record
from segmentcast.publish.plan.own_inputs import read_own_inputs


def sound_stays(plan: EpisodePlan, previous: Record | None) -> bool:
    """Whether nothing that people decide of the sound is otherwise than when it was made."""
    return previous is not None and (
        previous.products.get("sound") == plan.sound
        or plan.own.holds("sound", read_own_inputs(previous.own))
    )


def all_stays(plan: EpisodePlan, previous: Record | None) -> bool:
    """Whether nothing that people decide of any of the episode's files is otherwise."""
    return previous is not None and plan.own.holds("tags", read_own_inputs(previous.own))
