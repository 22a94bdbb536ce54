"""Settings: what a producer changes of the show as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from segmentcast import editing, files
from segmentcast.desk.rendering import conflict, redirect, render, revision_of
from segmentcast.desk.routing import Form, get, post
from segmentcast.desk.state import DeskState, desk_of
from segmentcast.desk.undoing import undo_offered
from segmentcast.errors import ConfigError, Problem
from segmentcast.feed.categories import CATEGORIES


def routes() -> list[Route]:
    """The addresses of this view."""
    return [
        get("/settings", settings),
        post("/settings", change),
        post("/settings/undo", undo),
    ]


def settings(request: Request) -> Response:
    """The settings as show.toml has them. Raises ConfigError or StoreError."""
    desk = desk_of(request)
    content = _content(desk)
    shown = editing.settings_in(content, str(desk.place.show_file))
    return _page(request, shown, revision_of(content))


def change(request: Request, form: Form) -> Response:
    """Writes what differs, unless show.toml has changed since the form was made (409)."""
    desk = desk_of(request)
    with desk.writing:
        before = _content(desk)
        shown = editing.settings_in(before, str(desk.place.show_file))
        wanted = {key: form.text(key) for key in shown}
        if revision_of(before) != form.revision:
            return _conflict(request, before, wanted)
        try:
            summary = editing.change_settings(desk.place, wanted, before)
        except ConfigError as error:
            return _page(request, wanted, form.revision, error.problems, status=422)
        except editing.ChangedMeanwhile:
            return _conflict(request, _content(desk), wanted)
    desk.written()
    return redirect(request, "/settings", summary)


def undo(request: Request, form: Form) -> Response:
    """Undoes the last change of the show, unless there is another since the form was made (409)."""
    desk = desk_of(request)
    with desk.writing:
        return undo_offered(
            request, form, "", revision_of(_content(desk)), what="show.toml", back="/settings"
        )


def _page(
    request: Request,
    shown: Mapping[str, str],
    revision: str,
    problems: Iterable[Problem] = (),
    *,
    status: int = 200,
) -> Response:
    desk = desk_of(request)
    categories = [
        name
        for main, subs in CATEGORIES.items()
        for name in (main, *(f"{main} > {s}" for s in subs))
    ]
    return render(
        request,
        "show/settings.html",
        status=status,
        title="Settings",
        section="settings",
        shown=shown,
        categories=categories,
        problems=tuple(problems),
        revision=revision,
        undo_offer=editing.undo_offer(desk.place, ""),
    )


def _content(desk: DeskState) -> bytes:
    return files.read(desk.place.file(desk.place.show_file.name))


def _conflict(request: Request, content: bytes, wanted: Mapping[str, str]) -> Response:
    ours = "\n".join(f"{key}: {text}" for key, text in wanted.items() if text)
    theirs = content.decode("utf-8", "replace")
    return conflict(request, "show.toml", theirs=theirs, ours=ours, reload="/settings")
