"""Whether an episode's files are still what was read of them when its making ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from segmentcast import files
from segmentcast.cache import Record
from segmentcast.errors import StoreError
from segmentcast.model import Finding
from segmentcast.publish.place import EpisodeFolder, episode_folder
from segmentcast.publish.report import EpisodeOutcome

if TYPE_CHECKING:
    from segmentcast.publish.hosted import HostedPlan
    from segmentcast.publish.planning import EpisodePlan

T = TypeVar("T")
_FEW = 8
"""How many finished episodes wait, with all that was planned of them in memory."""


def sources_of(folder: EpisodeFolder, inputs: Mapping[str, str]) -> dict[str, str]:
    """The inputs by path, given by names in the folder: each with its SHA-256."""
    return {str(folder.file(name)): sha256 for name, sha256 in inputs.items()}


def changed_inputs(plan: EpisodePlan | HostedPlan) -> tuple[str, ...]:
    """The names of input files that are not what was read, as when an editor is saving them.

    Files that are new in the folder do not count: scripts write and publish at once.
    """
    try:
        if episode_folder(plan.folder.path).signature == plan.folder.signature:
            return ()
    except StoreError:
        return (plan.folder.name,)
    return tuple(Path(path).name for path, sha256 in plan.sources.items() if _now(path) != sha256)


def _now(path: str) -> str:
    try:
        return files.sha256_of(Path(path))
    except StoreError:
        return ""


def last_moment(items: Iterable[T]) -> Iterator[T]:
    """The items in their order, the last of them not before all are there.

    So the inputs of what is made are compared as late as can be, without keeping a large archive in
    memory. What is there when the items end with an error is handed on before it.
    """
    waiting: deque[T] = deque()
    try:
        for item in items:
            waiting.append(item)
            if len(waiting) > _FEW:
                yield waiting.popleft()
    except GeneratorExit:
        raise
    except BaseException:
        yield from waiting
        raise
    yield from waiting


def waiting_outcome(
    plan: EpisodePlan | HostedPlan, changed: tuple[str, ...], before: Record | None
) -> EpisodeOutcome:
    """The outcome of an episode that waits for the next publish; what was published stays."""
    names = ", ".join(changed)
    stays = "the version published before stays in the feed" if before else "not in the feed yet"
    finding = Finding(
        "warning",
        "changed-meanwhile",
        str(plan.folder.path),
        f"{names} changed while the episode was being made, so it waits for the next publish; {stays}",
        "publish again when the file is saved",
    )
    reasons = (f"{names} changed meanwhile", stays)
    return EpisodeOutcome(
        plan.id, plan.folder.name, "held", plan.title, reasons, findings=(finding,), waits=True
    )


def outcome_of(record: Record, folder: EpisodeFolder, status: str) -> EpisodeOutcome:
    """The outcome of an episode with this record."""
    package = record.package
    return EpisodeOutcome(
        record.id,
        folder.name,
        status,  # type: ignore[arg-type]
        package.title,
        duration_ms=package.duration_ms,
        loudness=package.loudness,
        voices=tuple((credit.name, credit.voice) for credit in package.credits if credit.voice),
    )
