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
    from segmentcast.config import EpisodeConfig
    from segmentcast.publish.plan.episode_plan import Plan

_REMEMBERED = "checked:"


def reason_to_hold(plan: Plan, records: Records, *, dry_run: bool) -> str:
    """Why this new episode waits for a person; empty where it does not. Remembers what was checked.

    Clear words are remembered as well: `checked = true` is not about those that come after them.
    """
    certainty = _certainty(plan)
    if certainty is None:
        return ""
    remembered = remembered_digest(records, plan.id)
    if not dry_run:
        if plan.config.checked == "true" and not remembered:
            records.set_state(_REMEMBERED + plan.id, certainty.digest)
        elif remembered and not plan.config.checked:
            records.set_state(_REMEMBERED + plan.id, "")
    return reason_by_words(plan.config, certainty, remembered)


def remembered_digest(records: Records, id_: str) -> str:
    """The digest of the words that `checked = true` was written for; empty before a publish has seen it."""
    return records.state(_REMEMBERED + id_)


def reason_by_words(config: EpisodeConfig, certainty: Certainty, remembered: str) -> str:
    """Why a new episode with these words waits for a person; empty where it does not."""
    if not certainty.doubtful or config.unsure == "publish":
        return ""
    if config.retraction or config.enclosure:  # no word of the transcript is spoken
        return ""
    if not config.checked:
        return f"{certainty}; {_way_out(certainty)}"
    checked = config.checked
    if checked == "true":
        checked = remembered or certainty.digest
    if checked == certainty.digest:
        return ""
    return f"{certainty}, and the transcript has changed since you checked it; {_way_out(certainty, digest=True)}"


def warning(plan: Plan, records: Records) -> Finding | None:
    """What is said of an episode that subscribers have and that would be held if it were new."""
    certainty = _certainty(plan)
    if certainty is None:
        return None
    if not reason_by_words(plan.config, certainty, remembered_digest(records, plan.id)):
        return None
    return Finding(
        "warning", "unsure-words", str(plan.folder.path),
        f"{certainty}; it is published all the same, as subscribers have it already.",
        f"See: segmentcast read {plan.folder.path}",
    )  # fmt: skip


def _certainty(plan: Plan) -> Certainty | None:
    """None where no words of a transcript are spoken."""
    episode = plan.sound_plan
    if episode is None or plan.config.retraction:
        return None
    return certainty_of(episode.transcript)


def _way_out(certainty: Certainty, *, digest: bool = False) -> str:
    value = f'"{certainty.digest}"' if digest else "true"
    return f"correct the transcript or cast.toml, or write checked = {value} at the top of episode.toml"
