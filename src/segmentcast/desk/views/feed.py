"""The feed: its address and QR code, and what the check says."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from segmentcast.desk.rendering import redirect, render
from segmentcast.desk.routing import Form, get, post
from segmentcast.desk.state import desk_of
from segmentcast.site import qr_svg

_PATIENCE_SECONDS = 20.0


def routes() -> list[Route]:
    """The addresses of this view."""
    return [get("/feed", feed), get("/feed/qr.svg", qr_code), post("/feed/check", check)]


def feed(request: Request) -> Response:
    """The address, and the findings with their remedies."""
    desk = desk_of(request)
    config = desk.show()
    checked = desk.feed_check.standing()
    at = checked.at
    return render(
        request,
        "show/feed.html",
        title="Feed",
        section="feed",
        address=config.show.feed_url,
        published=checked.published,
        check=checked,
        at=at.astimezone(config.timezone) if at else None,
        signs={"error": ("bad", "Fault"), "warning": ("look", "Remark"), "note": ("good", "Note")},
    )


def qr_code(request: Request) -> Response:
    """The feed's address for a phone."""
    address = desk_of(request).show().show.feed_url
    return Response(qr_svg(address), media_type="image/svg+xml")


def check(request: Request, _form: Form) -> Response:
    """Checks the feed and every file that it names."""
    desk = desk_of(request)
    desk.feed_check.ask(0, anyway=True)
    ended = desk.feed_check.wait(_PATIENCE_SECONDS)
    return redirect(
        request, "/feed", "Checked." if ended else "The check goes on; look again later."
    )
