"""The files that were sent for an episode's recording: each is listened to, used, or discarded."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from segmentcast import audio_io, editing, files
from segmentcast.desk.rendering import redirect
from segmentcast.desk.routing import Form, get, post
from segmentcast.desk.state import DeskState
from segmentcast.desk.uploads import take_upload
from segmentcast.desk.views.recording import (
    OWN,
    address_of,
    edit_recording,
    episode_of,
    sound_response,
)
from segmentcast.desk.waiting_recording import check_sort, sent_for, waiting_path
from segmentcast.editing import RecordingPlace
from segmentcast.errors import UsageError
from segmentcast.vocabulary.sound_files import is_sound


def routes() -> list[Route]:
    """The addresses of this view."""
    return [
        get(f"{OWN}/waiting", waiting_sound),
        Route(f"{OWN}/file", receive, methods=["PUT"]),
        post(f"{OWN}/put", put),
        post(f"{OWN}/discard", discard),
    ]


def waiting_sound(request: Request) -> Response:
    """A sound that was sent and is not used yet."""
    desk, _, id_ = episode_of(request)
    path = waiting_path(desk, id_, request.query_params.get("file", ""))
    if path is None or not is_sound(path.name):
        raise HTTPException(404)
    return sound_response(path)


async def receive(request: Request) -> Response:
    """Keeps a file for this episode; the script of the page sends it as the body."""
    desk, folder, id_ = await run_in_threadpool(episode_of, request)

    def accept(name: str) -> None:
        here = editing.recording_place(folder)
        if here.with_transcript and not is_sound(name):
            what = "this is not a recording, and the episode has a transcript."
            raise UsageError.at(name[:80], what, "send a sound file, or edit the turns")
        check_sort(name, folder.name)

    return await take_upload(request, sent_for(desk), id_, accept)


def put(request: Request, form: Form) -> Response:
    """Puts a file that was sent into the episode's folder."""

    def edited(desk: DeskState, here: RecordingPlace, id_: str) -> str:
        path = waiting_path(desk, id_, form.text("file"))
        if path is None:
            raise UsageError.at("", "what was sent is no longer here.", "send it again")
        if not is_sound(path.name):
            check_sort(path.name, here.folder.name)
            done = editing.put_transcript(desk.place, here, files.read(path), path.name)
        else:
            audio_io.probe(path)  # raises for what is no sound
            done = editing.put_recording(desk.place, here, path)
        sent_for(desk).remove(id_, path.name)
        return done

    return edit_recording(request, form, edited)


def discard(request: Request, form: Form) -> Response:
    """Throws away a file that was sent and not used."""
    desk, _, id_ = episode_of(request)
    name = form.text("file")
    gone = sent_for(desk).remove(id_, name)
    return redirect(request, address_of(id_), f"Discarded: {name}" if gone else "")
