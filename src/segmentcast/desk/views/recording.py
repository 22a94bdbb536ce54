"""An episode's recording: drop it in, see and hear it, and where the transcript is unsure of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from segmentcast import editing, layout
from segmentcast.desk.draft_reading import drafts_of
from segmentcast.desk.jobs.background_job import JobStanding
from segmentcast.desk.jobs.following import at_end, follow
from segmentcast.desk.jobs.recording_work import Work
from segmentcast.desk.recording_drawing import A_PAGE, MOST_DOUBTS, turns_from, wave
from segmentcast.desk.rendering import conflict, megabytes, redirect, render
from segmentcast.desk.routing import Form, get, post
from segmentcast.desk.state import DeskState, desk_of
from segmentcast.desk.waiting_recording import sent_for, waiting_files
from segmentcast.editing import RecordingPlace
from segmentcast.errors import Problem, SegmentcastError, UsageError
from segmentcast.queries.show_overview import opened
from segmentcast.queries.sound.recording_account import (
    RecordingAccount,
    account_key,
    account_path,
    kept_account,
)
from segmentcast.vocabulary.media_types import media_type
from segmentcast.vocabulary.sound_files import TURN_FILE, is_sound
from segmentcast.workspace.episode_folder import EpisodeFolder

OWN = "/episodes/{id}/recording"
"""Where the view answers."""
_MOST_NAMES = 8
_WORKS: tuple[Work, ...] = ("look", "transcribe")


def routes() -> list[Route]:
    """The addresses of this view."""
    return [
        get(OWN, recording),
        get(f"{OWN}/sound", sound),
        Route(f"{OWN}/events", events, methods=["GET"]),
        post(f"{OWN}/out", take_out),
        post(f"{OWN}/transcript", put_transcript),
        post(f"{OWN}/look", look_again),
        post(f"{OWN}/transcribe", transcribe),
        post(f"{OWN}/stop", stop),
        post(f"{OWN}/undo", undo),
    ]


def recording(request: Request) -> Response:
    """The page: what there is to listen to first, then all sentences."""
    return _page(request)


def _page(request: Request, problems: Sequence[Problem] = (), text: str = "") -> Response:
    desk, folder, id_ = episode_of(request)
    # Before the files are read: of work that ends in between, the page's script hears.
    at_work = [job.standing for work in _WORKS if (job := desk.recordings.job(id_, work))]
    here = editing.recording_place(folder)
    account, look, asked = None, None, list(problems)
    if here.recording is not None:
        account, look = _account(desk, here, id_, asked)
    running = next((one for one in (look, *at_work) if one and one.running), None)
    drafting = desk.recordings.job(id_, "transcribe", here.revision)
    if drafting is not None and running is None:
        asked += drafting.standing.problems
    with opened(desk.place) as kept:
        standing = kept.get(id_)
    first = _first(request, account)
    return render(
        request,
        "episode/recording.html",
        status=422 if problems else 200,
        title=f"Recording of {standing.title if standing else folder.name}",
        section="episodes",
        episode=standing.title if standing else folder.name,
        own=f"/episodes/{quote(id_)}",
        here=here,
        drafts=() if here.with_transcript else drafts_of(here),
        name=here.recording.name if here.recording else "",
        size=megabytes(here.recording.stat().st_size) if here.recording else "",
        revision=here.revision,
        account=account,
        wave=wave(account) if account else None,
        doubts=account.doubtful[:MOST_DOUBTS] if account else (),
        count=account.places if account else 0,
        more_doubts=max(0, len(account.doubtful) - MOST_DOUBTS) if account else 0,
        turns=turns_from(account, first) if account else (),
        first=first,
        following=first + A_PAGE if account and first + A_PAGE < len(account.sentences) else 0,
        a_page=A_PAGE,
        lines=_lines(running) if running else (),
        running=running is not None,
        problems=_unplaced(asked),
        apart=_unplaced(account.problems) if account else (),
        waiting=waiting_files(desk, id_),
        elsewhere=_elsewhere(here),
        public=bool(standing and standing.public),
        listener=_listener_missing() if here.recording and not here.with_transcript else None,
        text=text,
        undoing=editing.last_edit(desk.place, folder.name),
        states={
            "missing": ("bad", "Not in the recording"),
            "unclear": ("look", "Could not be made out"),
            "unsure": ("look", "Not sure"),
        },
    )


def _account(
    desk: DeskState, here: RecordingPlace, id_: str, problems: list[Problem]
) -> tuple[RecordingAccount | None, JobStanding | None]:
    """The account that is kept, else where the look stands that makes it; what stopped it goes to `problems`."""
    assert here.recording is not None
    try:
        key = account_key(here.folder, desk.show(), here.recording)
    except SegmentcastError as error:
        problems += error.problems
        return None, None
    account = kept_account(desk.place.work, id_, key)
    if account is not None:
        return account, None
    job = desk.recordings.job(id_, "look", key)
    if job is None:
        job = desk.recordings.start(here.folder.name, id_, "look", key)
    standing = job.standing
    if not standing.running:
        problems += standing.problems
    return None, standing


def sound(request: Request) -> Response:
    """The recording, or a part of it that a player asks for; a copy where browsers can't play it."""
    desk, folder, id_ = episode_of(request)
    here = editing.recording_place(folder)
    if here.recording is None:
        raise HTTPException(404)
    path = here.recording
    account = kept_account(desk.place.work, id_, account_key(folder, desk.show(), path))
    if account is not None and account.converted:
        path = account_path(desk.place.work, id_, ".mp3")
    return sound_response(path)


def sound_response(path: Path) -> Response:
    """A sound, or a part of it that a player asks for."""
    # a part of it comes by Range; nobody else's cache may hold it
    return FileResponse(
        path, media_type=media_type(path.name), headers={"Cache-Control": "private, no-cache"}
    )


def take_out(request: Request, form: Form) -> Response:
    """Has the episode narrated again."""
    return edit_recording(
        request, form, lambda desk, here, _: editing.take_out_recording(desk.place, here)
    )


def put_transcript(request: Request, form: Form) -> Response:
    """Puts a pasted transcript, or a draft that is there, beside the recording."""
    text, draft = form.text("text"), form.text("draft")

    def edited(desk: DeskState, here: RecordingPlace, _id: str) -> str:
        if draft in here.drafts:
            content = here.folder.read(draft)
            return editing.put_transcript(desk.place, here, content, draft)
        if not text.strip():
            raise UsageError.at("", "nothing was pasted.", "paste the transcript")
        return editing.put_transcript(desk.place, here, text.encode("utf-8", "replace"))

    return edit_recording(request, form, edited, text=text)


def look_again(request: Request, _form: Form) -> Response:
    """Measures and aligns once more, after a failure."""
    desk, folder, id_ = episode_of(request)
    here = editing.recording_place(folder)
    if here.recording is not None:
        key = account_key(folder, desk.show(), here.recording)
        desk.recordings.start(folder.name, id_, "look", key)
    return redirect(request, address_of(id_))


def transcribe(request: Request, _form: Form) -> Response:
    """Starts the draft of a transcript."""
    desk, folder, id_ = episode_of(request)
    here = editing.recording_place(folder)
    desk.recordings.start(folder.name, id_, "transcribe", here.revision)
    return redirect(request, address_of(id_))


def stop(request: Request, _form: Form) -> Response:
    """Stops what is at work on this recording. A draft goes on there when it is started again."""
    desk, _, id_ = episode_of(request)
    for work in _WORKS:
        job = desk.recordings.job(id_, work)
        if job is not None:
            job.stop()
    return redirect(request, address_of(id_), "Stopped.")


def undo(request: Request, form: Form) -> Response:
    """Undoes the last edit of this episode."""
    return edit_recording(request, form, _undone)


def _undone(desk: DeskState, here: RecordingPlace, id_: str) -> str:
    """Undoes; a recording that this takes away waits again, as it may be nowhere else."""
    incoming, path = sent_for(desk), here.recording
    before = _mark(path)
    adopted = ""
    if path is not None:
        incoming.begin(id_)
        adopted = incoming.adopt(id_, path)
    stays = True
    try:
        summary = editing.undo(desk.place, here.folder.name)
        stays = _mark(path) == before
    finally:
        if adopted and stays:
            incoming.remove(id_, adopted)
    waits = "" if stays else f" {adopted} waits here again, and can be used or discarded."
    return f"Undid the edit “{summary}”{waits}"


def _mark(path: Path | None) -> tuple[int, int] | None:
    if path is None or not path.is_file():
        return None
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


async def events(request: Request) -> Response:
    """How far the work on this recording is."""
    desk, _, id_ = await run_in_threadpool(episode_of, request)
    jobs = [job for work in _WORKS if (job := desk.recordings.job(id_, work))]
    if not jobs:
        return at_end()  # it ended between the page and this request

    def shown(standing: JobStanding) -> dict[str, Any]:
        return {"lines": _lines(standing), "left": ""}

    return follow(jobs[0], shown)


def episode_of(request: Request) -> tuple[DeskState, EpisodeFolder, str]:
    desk = desk_of(request)
    folder = desk.episode(request.path_params["id"])
    return desk, folder, layout.episode_id(folder.name)


def address_of(id_: str) -> str:
    return f"/episodes/{quote(id_)}/recording"


def edit_recording(
    request: Request,
    form: Form,
    edited: Callable[[DeskState, RecordingPlace, str], str],
    *,
    text: str = "",
) -> Response:
    """Edits the folder, unless it has changed since the form was made (409)."""
    desk, _, id_ = episode_of(request)
    with desk.writing:
        _, folder, _ = episode_of(request)
        here = editing.recording_place(folder)
        try:
            if here.revision != form.revision:
                raise editing.ChangedMeanwhile(Problem(str(folder.path), ""))
            done = edited(desk, here, id_)
        except editing.ChangedMeanwhile:
            return conflict(
                request,
                "The folder of this episode",
                theirs="\n".join(folder.names),
                ours=text or "The files that you saw.",
                keeps=bool(text),
                reload=address_of(id_),
            )
        except SegmentcastError as error:
            return _page(request, error.problems, text)
    desk.written()
    return redirect(request, address_of(id_), done)


def _elsewhere(here: RecordingPlace) -> str:
    """Why a recording of the whole talk would not be used; empty if it would."""
    if here.config.enclosure is not None:
        return "The sound of this episode was taken over from elsewhere and is published as it is."
    if here.config.retraction is not None:
        return "This episode is retracted."
    if here.config.clips:
        return (
            "Single turns of this episode have sounds of their own: see [[clips]] in episode.toml."
        )
    turns = [
        name
        for name in here.folder.names
        if is_sound(name) and TURN_FILE.fullmatch(PurePath(name).stem)
    ]
    if turns and here.recording is None:
        names = ", ".join(turns[:_MOST_NAMES]) + (" …" if len(turns) > _MOST_NAMES else "")
        return f"Single turns of this episode have sounds of their own: {names}."
    return ""


def _listener_missing() -> Problem | None:
    """Why no transcript can be drafted here; None if one can."""
    from segmentcast.listening.model_files import check_packages

    try:
        check_packages()
    except SegmentcastError as error:
        return error.problems[0]
    return None


def _unplaced(problems: Sequence[Problem]) -> list[Problem]:
    """The problems without their places: all are of the one folder that the page is about."""
    return [replace(problem, where="") for problem in problems]


def _first(request: Request, account: RecordingAccount | None) -> int:
    """The first sentence of the page, by its place in the transcript."""
    wanted = request.query_params.get("from", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 0
    return number if account and number < len(account.sentences) else 0


def _lines(standing: JobStanding) -> list[dict[str, Any]]:
    """How far the tasks are, in per cent, and the last message."""
    lines: list[dict[str, Any]] = [
        {"words": name, "percent": round(100 * task.share)} for name, task in standing.tasks.items()
    ]
    if standing.message and not lines:
        lines.append({"words": standing.message, "percent": None})
    return lines or [{"words": "Starting", "percent": None}]
