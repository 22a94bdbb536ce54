"""Holds a new episode whose recording ends long before its header says, until a person has looked.

A copy that broke off has a few seconds of a talk. `checked = true` in episode.toml releases it; the
digest of a transcript's words doesn't, as it says nothing of the sound.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from segmentcast.model import Finding

if TYPE_CHECKING:
    from segmentcast.publish.plan.episode_plan import Plan


def incomplete_recording(plan: Plan, findings: Iterable[Finding]) -> str:
    """Why this new episode waits for a person; empty where it does not."""
    if plan.config.checked == "true" or plan.config.retraction:
        return ""
    # Heavy to import, and a publish with nothing to make needs none of it.
    from segmentcast.recording.findings import INCOMPLETE

    what = next((finding.what for finding in findings if finding.rule == INCOMPLETE), "")
    if not what:
        return ""
    return (
        f"{what}; put the whole recording in its place, or write checked = true"
        " at the top of episode.toml"
    )
