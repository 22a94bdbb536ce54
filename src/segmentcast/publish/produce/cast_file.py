"""cast.toml beside a transcript: left there once, where only the words say who speaks."""

from __future__ import annotations

from dataclasses import replace

from segmentcast import files, transcript
from segmentcast.errors import StoreError
from segmentcast.model import Finding
from segmentcast.publish.plan.episode_plan import EpisodePlan
from segmentcast.workspace.episode_folder import EpisodeFolder, episode_folder
from segmentcast.workspace.transcript_source import CAST_FILE


def with_cast_file(plan: EpisodePlan) -> EpisodePlan:
    """Writes the people who were inferred, and the words they rest on, for a person to correct.

    Nothing in the file counts until somebody changes it, so the episode is the same with it. It is
    written when there is none and episode.toml says nothing of the speakers; never again after
    that. Returns the plan with the file among its inputs. A folder that cannot be written to is a
    finding.
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
        what = f"who speaks was inferred, and could not be written down: {problem.what}"
        finding = Finding("note", "cast-file", str(path), what, problem.mend)
        return replace(plan, findings=(*plan.findings, finding))
    return replace(
        plan,
        inputs={**plan.inputs, CAST_FILE: files.sha256_of(path)},
        folder=_with_file(plan.folder, untouched),
    )


def _with_file(folder: EpisodeFolder, untouched: bool) -> EpisodeFolder:
    """The folder with the new file; as it was when something else was changed in the meantime.

    Then its signature is an old one, and the next publish looks at the folder again.
    """
    return episode_folder(folder.path) if untouched else folder
