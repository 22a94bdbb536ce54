"""The audio that subscribers have of an episode, as the one that is to replace it sees it."""

from __future__ import annotations

from segmentcast import files
from segmentcast.provenance.session import EarlierAudio
from segmentcast.publish.job import Job
from segmentcast.publish.plan.episode_plan import EpisodePlan
from segmentcast.publish.plan.own_inputs import read_own_inputs
from segmentcast.store import DirectoryStore


def earlier_audio(job: Job, plan: EpisodePlan, store: DirectoryStore) -> EarlierAudio | None:
    """The current version in the ledger; None for an episode that has none of a known hash."""
    current = job.entry.current
    if current is None or not current.path or not current.sha256:
        return None
    return EarlierAudio(
        current.sha256,
        current.url,
        files.inside(store.root, current.path) if store.head(current.path) else None,
        job.entry.title,
        plan.own.holds("tags", read_own_inputs(current.inputs)),
        job.is_remade,
    )
