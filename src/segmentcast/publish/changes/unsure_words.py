"""Holds a new episode with doubtful speakers until a person has checked it.

`checked = true` in episode.toml releases the words for which it was written: their digest is stored
when it is first seen, and other words are held again. `checked = "DIGEST"` names the words itself.
With `unsure = "publish"` nothing is held.
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
    """Why this new episode waits for a person; empty if it doesn't. Stores what was checked.

    Words without doubt are stored too, so that `checked = true` doesn't cover later ones.
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


def unsure_turns(plan: Plan) -> int:
    """How many turns a person should look at."""
    certainty = _certainty(plan)
    return certainty.unsure if certainty else 0


def unchecked_turns(plan: Plan, records: Records) -> int:
    """How many turns of what goes out a person should look at, if nobody has checked these words."""
    certainty = _certainty(plan)
    if certainty is None:
        return 0
    checked = plan.config.checked
    if checked == "true":
        checked = remembered_digest(records, plan.id) or certainty.digest
    return 0 if checked == certainty.digest else certainty.unsure


def remembered_digest(records: Records, id_: str) -> str:
    """The digest of the words that `checked = true` covers; empty if no publish has seen it yet."""
    return records.state(_REMEMBERED + id_)


def reason_by_words(config: EpisodeConfig, certainty: Certainty, remembered: str) -> str:
    """Why a new episode with these words waits for a person; empty if it doesn't."""
    if not certainty.doubtful or config.unsure == "publish":
        return ""
    if config.retraction or config.enclosure:  # the transcript is not spoken
        return ""
    if not config.checked:
        return f"{certainty}; {_way_out(certainty)}"
    checked = config.checked
    if checked == "true":
        checked = remembered or certainty.digest
    if checked == certainty.digest:
        return ""
    return f"{certainty}, and the transcript changed after it was checked; {_way_out(certainty, digest=True)}"


def warning(plan: Plan, records: Records) -> Finding | None:
    """A warning about a published episode that would be held if it were new."""
    certainty = _certainty(plan)
    if certainty is None:
        return None
    if not reason_by_words(plan.config, certainty, remembered_digest(records, plan.id)):
        return None
    return Finding(
        "warning", "unsure-words", str(plan.folder.path),
        f"{certainty}; it is published anyway because subscribers already have it.",
        f"See: segmentcast read {plan.folder.path}",
    )  # fmt: skip


def _certainty(plan: Plan) -> Certainty | None:
    """How certain the speakers are; None if the transcript is not spoken."""
    episode = plan.sound_plan
    if episode is None or plan.config.retraction:
        return None
    return certainty_of(episode.transcript)


def _way_out(certainty: Certainty, *, digest: bool = False) -> str:
    value = f'"{certainty.digest}"' if digest else "true"
    return (
        f"correct the transcript or cast.toml, or add checked = {value} at the top of episode.toml"
    )
