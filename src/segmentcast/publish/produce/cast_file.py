"""Writes cast.toml next to a transcript, once, if the speakers were inferred from the words alone."""

from __future__ import annotations

from dataclasses import replace

from segmentcast import files, transcript
from segmentcast.errors import StoreError
from segmentcast.model import Finding
from segmentcast.publish.plan.episode_plan import EpisodePlan
from segmentcast.workspace.episode_folder import EpisodeFolder, episode_folder
from segmentcast.workspace.transcript_source import CAST_FILE


def with_cast_file(plan: EpisodePlan) -> EpisodePlan:
    """Writes the inferred speakers and the evidence for them, for a person to correct.

    Every line of the file is commented out, so writing it doesn't change the episode. It is written
    only if there is none and episode.toml has no speaker settings. Returns the plan with the file
    among its inputs. If the folder isn't writable, the plan gets a finding.
    """
    if (
        CAST_FILE in plan.folder.names
        or plan.config.cast
        or plan.config.retraction
        or not transcript.is_inferred(plan.transcript)
    ):
        return plan
    path = plan.folder.path / CAST_FILE
    text = transcript.cast_toml(plan.transcript, next(iter(plan.inputs))).encode()
    untouched = episode_folder(plan.folder.path).signature == plan.folder.signature
    try:
        files.write(path, text)
    except StoreError as error:
        problem = error.problems[0]
        what = f"cast.toml, which lists the inferred speakers, cannot be written: {problem.what}"
        finding = Finding("note", "cast-file", str(path), what, problem.mend)
        return replace(plan, findings=(*plan.findings, finding))
    return replace(
        plan,
        inputs={**plan.inputs, CAST_FILE: files.sha256_of(path)},
        folder=_with_file(plan.folder, untouched),
    )


def _with_file(folder: EpisodeFolder, untouched: bool) -> EpisodeFolder:
    """The folder including the new file, or unchanged if another file changed in the meantime.

    In the latter case its signature is outdated, so the next publish checks the folder again.
    """
    return episode_folder(folder.path) if untouched else folder
