"""The views, a module each: `routes()` gives the addresses that it answers."""

from __future__ import annotations

from starlette.routing import Route

from segmentcast.desk.views import feed, overview

_VIEWS = (overview, feed)


def routes() -> list[Route]:
    """The routes of all views."""
    return [route for view in _VIEWS for route in view.routes()]
