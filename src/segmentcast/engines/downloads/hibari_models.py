"""A further voice of hibari: one file, downloaded by the package's own code, which checks its hash."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from segmentcast import files
from segmentcast.engines.downloads.steps import Step
from segmentcast.engines.hibari import VOICES, HibariModel
from segmentcast.errors import Problem, VoiceError
from segmentcast.libraries import inference


def steps(
    name: str, home: Path, brought: Path | None = None, row: HibariModel | None = None
) -> tuple[Step, ...]:
    """What adds the voice `name` to the folder `home`.

    `brought` is a folder that may hold the file; `row` takes the place of the voice's own.
    """
    row = row or VOICES[name]
    path = home / row.file
    present = files.has_content(path, row.sha256)
    run = partial(_bring, row, path, brought)
    return (Step(f"hibari/{name}", row.length_bytes, present, run),)


def _bring(row: HibariModel, path: Path, brought: Path | None) -> None:
    files.ensure_folder(path.parent)
    if brought is not None and files.has_content(brought / row.file, row.sha256):
        files.copy(brought / row.file, path)
        return
    package = inference.load("hibari.voices")
    try:
        # it writes beside the file, and renames once the hash is right
        package.download(package.BASE_URL + row.file, str(path), row.sha256)
    except RuntimeError as error:
        reason = str(error).removeprefix("hibari: ").partition(". Check")[0]
        raise VoiceError(
            Problem(
                str(path),
                reason,
                "check the connection and run the same command again; or bring the file from a machine "
                f"that has it (SHA-256 {row.sha256}), and name its folder with --from",
            )
        ) from error
