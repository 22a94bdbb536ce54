"""A new episode in which it is doubtful who says what is held until a person has checked it.

`checked = true` in episode.toml releases the words that it was written for: their digest is remembered
when it is first seen, and other words are held again. `checked = "DIGEST"` says itself for which. Both
are beside `unsure = "publish"`, which holds nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentcast.model import Finding
from segmentcast.records import Records
from segmentcast.transcript.review.certainty import Certainty, certainty_of

if TYPE_CHECKING:
    from segmentcast.publish.plan.episode_plan import Plan

_REMEMBERED = "checked:"


def reason_to_hold(plan: Plan, records: Records, *, dry_run: bool) -> str:
    """Why this new episode waits for a person; empty where it does not. Remembers what was checked."""
    certainty = _doubt(plan)
    if certainty is None:
        return ""
    checked = plan.config.checked
    known = records.state(_REMEMBERED + plan.id)
    if not checked:
        if known and not dry_run:
            records.set_state(_REMEMBERED + plan.id, "")
        return f"{certainty}; {_way_out(certainty)}"
    if checked == "true":
        if not known and not dry_run:
            records.set_state(_REMEMBERED + plan.id, certainty.digest)
        checked = known or certainty.digest
    if checked == certainty.digest:
        return ""
    return f"{certainty}, and its words are not those that were checked; {_way_out(certainty, digest=True)}"


def warning(plan: Plan) -> Finding | None:
    """What is said of an episode that subscribers have and that would be held if it were new."""
    certainty = _doubt(plan)
    if certainty is None or plan.config.checked in ("true", certainty.digest):
        return None
    return Finding(
        "warning", "unsure-words", str(plan.folder.path),
        f"{certainty}; it is published all the same, as subscribers have it already.",
        f"See: segmentcast read {plan.folder.path}",
    )  # fmt: skip


def _doubt(plan: Plan) -> Certainty | None:
    if plan.config.unsure == "publish" or plan.config.retraction or plan.config.enclosure:
        return None
    transcript = getattr(plan, "transcript", None)
    if transcript is None:
        return None
    certainty = certainty_of(transcript)
    return certainty if certainty.doubtful else None


def _way_out(certainty: Certainty, *, digest: bool = False) -> str:
    value = f'"{certainty.digest}"' if digest else "true"
    return f"correct the transcript or cast.toml, or write checked = {value} at the top of episode.toml"
