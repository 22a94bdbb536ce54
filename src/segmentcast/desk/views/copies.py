"""What somebody typed into a form on a file that had changed, kept as a file of its own."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from segmentcast import files
from segmentcast.desk.clock import now
from segmentcast.desk.rendering import redirect
from segmentcast.desk.routing import Form, post
from segmentcast.desk.state import desk_of
from segmentcast.errors import UsageError


def routes() -> list[Route]:
    """The addresses of this view."""
    return [post("/copies", keep)]


def keep(request: Request, form: Form) -> Response:
    """Writes the text into the working folder, says where, and leads back to a page of the desk."""
    back, text = form.text("back"), form.text("text")
    if not back.startswith("/") or back.startswith(("//", "/\\")) or not text:
        raise UsageError.at("", "this form cannot be read.", "load the page again")
    desk = desk_of(request)
    folder = desk.place.work / "copies"
    with desk.writing:
        files.ensure_folder(folder)
        stem = f"{now():%Y-%m-%d-%H%M%S}"
        names = (f"{stem}{'' if number == 1 else f'-{number}'}.txt" for number in range(1, 1000))
        path = next(folder / name for name in names if not (folder / name).exists())
        files.write(path, text.encode("utf-8", "replace"))
    return redirect(request, back, f"Kept as a copy: {path.relative_to(desk.place.path.parent)}")
