"""The ASGI application of the desk: its views, behind the guard."""

from __future__ import annotations

import mimetypes
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute

from segmentcast.desk import views
from segmentcast.desk.guard import Guard
from segmentcast.desk.rendering import environment, refuse, static_file, static_names, style_sheet
from segmentcast.desk.routing import get
from segmentcast.desk.state import DeskState, desk_of
from segmentcast.errors import Problem, SegmentcastError
from segmentcast.model import SiteStyle
from segmentcast.site import headline_face

_GONE = Problem("", "There is no such page.", "start again from the list of episodes")


def make_app(
    state: DeskState,
    *,
    around: Callable[[], AbstractAsyncContextManager[None]] | None = None,
    on_new_address: Callable[[str], None] = lambda _address: None,
) -> Starlette:
    """The application of one desk. `around` is entered while it runs.

    `on_new_address` is told the next first address once the one before has been used.
    """

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        if around is None:
            yield
            return
        async with around():
            yield

    def opening(request: Request) -> Response:
        """Takes the key of the first address, and gives the cookie for it."""
        desk = desk_of(request)
        if not desk.redeem(request.path_params["key"]):
            return HTMLResponse(environment().get_template("used.html").render(), 403)
        on_new_address(desk.first_address)
        # Not a redirect: a browser that came from another program's window would not send a cookie
        # that is SameSite=Strict along with it.
        answer = HTMLResponse(environment().get_template("opening.html").render())
        answer.set_cookie(desk.cookie, desk.token, httponly=True, samesite="strict", path="/")
        return answer

    routes: list[BaseRoute] = [
        get("/open/{key}", opening),
        get("/static/{name}", _static),
        *views.routes(),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, state=state)],
        exception_handlers={
            HTTPException: _refused,
            SegmentcastError: _explained,
        },
        lifespan=lifespan,
    )
    app.state.desk = state
    return app


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    headers = {"Cache-Control": "no-cache"}
    if name == "style.css":
        try:
            style = desk_of(request).show().show.site
        except SegmentcastError:
            style = SiteStyle()  # the page says what is wrong with show.toml
        return Response(style_sheet(style), media_type="text/css", headers=headers)
    if name == "headline.woff2":
        return Response(headline_face(), media_type="font/woff2", headers=headers)
    if name not in static_names():
        raise HTTPException(404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(static_file(name), media_type=kind, headers=headers)


def _refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    what = _GONE if problem.status_code == 404 else Problem("", problem.detail)
    return refuse(request, SegmentcastError(what), status=problem.status_code)


def _explained(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, SegmentcastError)
    return refuse(request, problem)
