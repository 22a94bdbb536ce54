"""One episode: its state, what to do about it, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from segmentcast import files, layout, timing
from segmentcast.desk.clock import now
from segmentcast.desk.rendering import answers, conflict, day_words, redirect, render, revision_of
from segmentcast.desk.routing import Form, get, post
from segmentcast.desk.state import DeskState, desk_of
from segmentcast.desk.views.overview import label_of
from segmentcast.errors import UsageError
from segmentcast.queries.show_overview import EpisodeStanding, opened
from segmentcast.workspace.episode_folder import EpisodeFolder
from segmentcast.workspace.settings_edits import with_retraction, with_setting

_GLANCE_SECONDS = 0.15
_AFTER_WRITING_SECONDS = 3.0
_SOUNDS = frozenset({"notice", "withdrawn"})
_NEXT = "It takes effect with the next publish."


def routes() -> list[Route]:
    """The addresses of this view."""
    return [
        get("/episodes/{id}", episode),
        post("/episodes/{id}/retract", retract),
        post("/episodes/{id}/hold", hold),
        post("/episodes/{id}/release", release),
        post("/episodes/{id}/expire", expire),
    ]


def episode(request: Request) -> Response:
    """Where the episode stands, and what can be done to it."""
    desk = desk_of(request)
    folder = desk.episode(request.path_params["id"])
    id_ = layout.episode_id(folder.name)
    desk.overview.ask()
    written = "m" in request.query_params
    desk.overview.wait(_AFTER_WRITING_SECONDS if written else _GLANCE_SECONDS)
    zone = desk.show().timezone
    with opened(desk.place) as kept:
        standing = kept.get(id_)
    if standing is None:
        title = layout.title_in_name(folder.name) or folder.name
        standing = EpisodeStanding(id_, folder.name, title, "", "held", "not looked at yet")
    page = layout.page_path(id_)
    return render(
        request,
        "episode.html",
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
    )


def _facts(standing: EpisodeStanding) -> list[str]:
    day = day_words(date.fromisoformat(standing.day)) if standing.day else ""
    length = timing.clock(standing.length_ms) if standing.length_ms else ""
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


def hold(request: Request, form: Form) -> Response:
    """Keeps an episode that no subscriber has yet: until a moment, or until it is released."""
    asked = form.text("until")

    def edited(content: bytes, where: str, desk: DeskState) -> bytes:
        until = _moment(asked, desk.show().timezone) if asked else None
        if until is None:
            return with_setting(content, where, "draft", True)
        return with_setting(content, where, "publish_at", until)

    return _write(request, form, edited, "Held.")


def release(request: Request, form: Form) -> Response:
    """Ends a hold."""

    def edited(content: bytes, where: str, _desk: DeskState) -> bytes:
        return with_setting(with_setting(content, where, "draft", None), where, "publish_at", None)

    return _write(request, form, edited, f"Released. {_NEXT}")


def expire(request: Request, form: Form) -> Response:
    """Decides when an episode leaves the feed, or that it stays."""
    asked = form.text("until")

    def edited(content: bytes, where: str, desk: DeskState) -> bytes:
        until = _moment(asked, desk.show().timezone) if asked else None
        return with_setting(content, where, "remove_at", until)

    if not asked:
        return _write(request, form, edited, "Kept: it stays in the feed.")
    return _write(
        request, form, edited, "Set: it leaves the feed with the first publish after that."
    )


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
            return conflict(
                request,
                "The settings of this episode",
                theirs=(content or b"").decode("utf-8", "replace"),
                ours="\n".join(
                    f"{name}: {form.text(name)}"
                    for name in ("note", "sound", "until")
                    if form.text(name)
                ),
                reload=own,
            )
        path = folder.file("episode.toml")
        files.write(path, edited(content or b"", str(path), desk))
    desk.written()
    return redirect(request, own, message)


def _settings(folder: EpisodeFolder) -> bytes | None:
    path = folder.file("episode.toml")
    return files.read(path) if path.is_file() else None


def _moment(text: str, zone: ZoneInfo) -> datetime:
    """What a browser's field for a date and time gives, in the show's zone. Raises UsageError."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError as error:
        raise UsageError.at("", f"{text[:40]!r} is no date with a time.", "choose one") from error
