"""The first page: what to do next, and all episodes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from segmentcast.desk.rendering import render
from segmentcast.desk.routing import get
from segmentcast.desk.state import desk_of


def routes() -> list[Route]:
    """The addresses of this view."""
    return [get("/", overview)]


def overview(request: Request) -> Response:
    """The list of episodes."""
    show = desk_of(request).show().show
    return render(request, "overview.html", title=f"Episodes of {show.title}", section="episodes")
