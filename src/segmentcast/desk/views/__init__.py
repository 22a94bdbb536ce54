"""The views, a module each: `routes()` gives the addresses that it answers."""

from __future__ import annotations

from starlette.routing import Route

from segmentcast.desk.views import feed, new_episode, overview

_VIEWS = (overview, feed, new_episode)


def routes() -> list[Route]:
    """The routes of all views."""
    return [route for view in _VIEWS for route in view.routes()]
