"""The published pages as listeners get them, from the folder on this machine."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from segmentcast.desk.routing import get
from segmentcast.desk.state import desk_of
from segmentcast.server import published_file
from segmentcast.vocabulary.media_types import media_type


def routes() -> list[Route]:
    """The addresses of this view."""
    return [get("/listen/{path:path}", listen)]


def listen(request: Request) -> Response:
    """A file of the feed's folder; only those that `segmentcast serve` would give too."""
    path = request.path_params["path"]
    file = published_file(desk_of(request).place.output, path)
    if file is None:
        raise HTTPException(404)
    if file.is_dir():
        return RedirectResponse(f"/listen/{path}/", 308)
    return FileResponse(file, media_type=media_type(file.name))
