"""The process that works on a recording for the desk: it looks at it, or drafts a transcript of it.

It says how far it is as the process of a publish does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from segmentcast.desk.jobs.worker_pipe import PipeProgress, work_for_the_desk
from segmentcast.publish import read_show
from segmentcast.workspace.episode_folder import episode_folder
from segmentcast.workspace.show_folder import ShowFolder


def look(place: ShowFolder, name: str, id_: str) -> dict[str, object]:
    """Makes the account of a recording, which the desk then shows."""
    from segmentcast.queries.sound.recording_look import make_account

    folder = episode_folder(place.file(name))
    workers = os.cpu_count() or 1
    account = make_account(place, folder, read_show(place), id_, PipeProgress(), workers=workers)
    return {"sentences": len(account.sentences)}


def transcribe(place: ShowFolder, name: str, _id: str) -> dict[str, object]:
    """Writes a draft of the transcript beside the recording, as the command does."""
    from segmentcast.listening.recogniser import SpeechRecogniser
    from segmentcast.queries import transcription

    planned = transcription.plan_transcription(place.file(name))
    recogniser = SpeechRecogniser(workers=os.cpu_count() or 1)
    draft = transcription.transcribe(planned, recogniser, progress=PipeProgress())
    return {"sentences": len(draft.sentences)}


def main(path: str, output: str, work: str, name: str, id_: str, action: str) -> int:
    """Does the work on the recording of one episode. Returns the exit code of the like command."""
    place = ShowFolder(Path(path), Path(output), Path(work))
    works = {"look": look, "transcribe": transcribe}
    return work_for_the_desk(lambda: {"report": works[action](place, name, id_), "sent": ""})


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:7]))
