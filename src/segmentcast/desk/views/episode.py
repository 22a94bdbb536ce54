"""One episode: its state, what to do about it, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from segmentcast import editing, files, layout, timing, toml
from segmentcast.desk.clock import now
from segmentcast.desk.rendering import (
    answers,
    conflict,
    day_words,
    moment_words,
    redirect,
    render,
    revision_of,
)
from segmentcast.desk.routing import Form, get, post
from segmentcast.desk.state import DeskState, desk_of
from segmentcast.desk.undoing import undo_offered
from segmentcast.desk.views.overview import label_of
from segmentcast.errors import SegmentcastError, UsageError
from segmentcast.queries.show_overview import EpisodeStanding, opened
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.settings_edits import with_retraction, with_setting, without_retraction

_SOUNDS = frozenset({"notice", "withdrawn"})
_NEXT = "It takes effect with the next publish."


@dataclass(frozen=True, slots=True)
class Decided:
    """What episode.toml says, published or not: retracted, waiting for a release, a day to leave."""

    retracted: bool = False
    waits: bool = False
    remove_at: datetime | None = None


def routes() -> list[Route]:
    """The addresses of this view."""
    return [
        get("/episodes/{id}", episode),
        post("/episodes/{id}/retract", retract),
        post("/episodes/{id}/take-retraction-back", take_retraction_back),
        post("/episodes/{id}/hold", hold),
        post("/episodes/{id}/release", release),
        post("/episodes/{id}/expire", expire),
        post("/episodes/{id}/undo", undo),
    ]


def episode(request: Request) -> Response:
    """Where the episode stands, and what can be done to it."""
    desk = desk_of(request)
    folder = desk.episode(request.path_params["id"])
    id_ = layout.episode_id(folder.name)
    desk.overview.ask()
    desk.overview.glance(written="m" in request.query_params)
    zone = desk.show().timezone
    with opened(desk.place) as kept:
        standing = kept.get(id_)
    if standing is None:
        title = layout.title_in_name(folder.name) or folder.name
        standing = EpisodeStanding(id_, folder.name, title, "", "held", "not looked at yet")
    page = layout.page_path(id_)
    return render(
        request,
        "episode/episode.html",
        title=standing.title,
        section="episodes",
        standing=standing,
        label=label_of(standing, zone),
        own=f"/episodes/{quote(id_)}",
        page=f"/listen/{page}" if (desk.place.output / page).is_file() else "",
        revision=revision_of(_settings(folder)),
        names=folder.names,
        facts=_facts(standing),
        turns=answers(request, "/episodes/{id}/turns"),
        zone=zone,
        decided=_decided(folder, zone),
        now=now(),
        undo_offer=editing.undo_offer(desk.place, folder.name),
    )


def _facts(standing: EpisodeStanding) -> list[str]:
    day = day_words(date.fromisoformat(standing.day)) if standing.day else ""
    length = timing.length_clock(standing.length_ms) if standing.length_ms else ""
    return [fact for fact in (day, length, ", ".join(standing.people)) if fact]


def retract(request: Request, form: Form) -> Response:
    """Takes a published episode back, with a note that says why."""
    note, sound = form.text("note").strip(), form.text("sound")
    if not note:
        raise UsageError.at("", "a retraction needs a note.", "say what was wrong")
    if sound not in _SOUNDS:
        raise UsageError.at("", "nothing says what remains in the feed.", "choose one of both")

    def edited(content: bytes, where: str, desk: DeskState) -> bytes:
        day = now().astimezone(desk.show().timezone).date()
        return with_retraction(content, where, day=day, note=note, sound=sound)

    return _write(request, form, edited, f"Retracted. {_NEXT}")


def take_retraction_back(request: Request, form: Form) -> Response:
    """Withdraws a retraction, whether it has been published or not."""

    def edited(content: bytes, where: str, _desk: DeskState) -> bytes:
        return without_retraction(content, where)

    return _write(request, form, edited, f"The retraction is taken back. {_NEXT}")


def hold(request: Request, form: Form) -> Response:
    """Keeps an episode that no subscriber has yet: until a moment, or until it is released."""
    until = _moment(form, desk_of(request))
    if until is not None and until <= now():
        mend = "choose a later one, or release the episode"
        raise UsageError.at("", f"{moment_words(until)} has passed.", mend)

    def edited(content: bytes, where: str, _desk: DeskState) -> bytes:
        draft = None if until else True  # a draft would stay one after that moment
        settled = with_setting(content, where, "draft", draft)
        return with_setting(settled, where, "publish_at", until)

    message = f"Held until {moment_words(until)}." if until else "Held until you release it."
    return _write(request, form, edited, message)


def release(request: Request, form: Form) -> Response:
    """Ends a hold."""

    def edited(content: bytes, where: str, _desk: DeskState) -> bytes:
        return with_setting(with_setting(content, where, "draft", None), where, "publish_at", None)

    return _write(request, form, edited, f"Released. {_NEXT}")


def expire(request: Request, form: Form) -> Response:
    """Decides when an episode leaves the feed, or that it stays."""
    until = _moment(form, desk_of(request))

    def edited(content: bytes, where: str, _desk: DeskState) -> bytes:
        return with_setting(content, where, "remove_at", until)

    if until is None:
        message = "Kept: no day is set, and it stays in the feed."
    elif until <= now():
        message = "Set: it leaves the feed with the next publish."
    else:
        message = f"Set: it leaves the feed with the first publish after {moment_words(until)}."
    return _write(request, form, edited, message)


def undo(request: Request, form: Form) -> Response:
    """Undoes the last edit of this episode, unless there is another since the form was made (409)."""
    desk = desk_of(request)
    folder = desk.episode(request.path_params["id"])
    own = f"/episodes/{quote(layout.episode_id(folder.name))}"
    with desk.writing:
        revision = revision_of(_settings(folder))
        return undo_offered(request, form, folder.name, revision, what="This episode", back=own)


def _write(
    request: Request,
    form: Form,
    edited: Callable[[bytes, str, DeskState], bytes],
    message: str,
) -> Response:
    """Writes episode.toml, unless it has changed since the form was made (409)."""
    desk = desk_of(request)
    with desk.writing:
        folder = desk.episode(request.path_params["id"])
        own = f"/episodes/{quote(layout.episode_id(folder.name))}"
        content = _settings(folder)
        if revision_of(content) != form.revision:
            return _conflict(request, form, content, own)
        path = folder.file("episode.toml")
        after = edited(content or b"", str(path), desk)
        try:
            editing.commit_settings(desk.place, folder.name, content, after, message)
        except editing.ChangedMeanwhile:
            return _conflict(request, form, _settings(folder), own)
    desk.written()
    return redirect(request, own, message)


def _conflict(request: Request, form: Form, content: bytes | None, own: str) -> Response:
    fields = ("note", "sound", "until")
    return conflict(
        request,
        "The settings of this episode",
        theirs=(content or b"").decode("utf-8", "replace"),
        ours="\n".join(f"{name}: {form.text(name)}" for name in fields if form.text(name)),
        reload=own,
    )


def _settings(folder: EpisodeFolder) -> bytes | None:
    path = folder.file("episode.toml")
    return files.read(path) if path.is_file() else None


def _decided(folder: EpisodeFolder, zone: ZoneInfo) -> Decided:
    """What episode.toml decides; nothing if it can't be read, which the overview says."""
    try:
        content = folder.read("episode.toml") if "episode.toml" in folder.names else b""
        table = toml.parse(content, "episode.toml").table
    except SegmentcastError:
        return Decided()
    moments = {
        key: value if value.tzinfo else value.replace(tzinfo=zone)
        for key in ("publish_at", "remove_at")
        if isinstance(value := table.get(key), datetime)
    }
    return Decided(
        retracted=isinstance(table.get("retraction"), Mapping),
        waits=table.get("draft") is True or moments.get("publish_at", now()) > now(),
        remove_at=moments.get("remove_at"),
    )


def _moment(form: Form, desk: DeskState) -> datetime | None:
    """What a browser's field for a date and time gives, in the show's zone. Raises UsageError."""
    text = form.text("until")
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=desk.show().timezone)
    except ValueError as error:
        raise UsageError.at("", f"{text[:40]!r} is no date with a time.", "choose one") from error
