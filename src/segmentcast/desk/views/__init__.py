"""The views, a module each: `routes()` gives the addresses that it answers."""

from __future__ import annotations

from starlette.routing import Route

from segmentcast.desk.views import (
    episode,
    feed,
    listening,
    names,
    new_episode,
    overview,
    publishing,
    turns,
)

_VIEWS = (overview, episode, feed, new_episode, publishing, listening, turns, names)


def routes() -> list[Route]:
    """The routes of all views."""
    return [route for view in _VIEWS for route in view.routes()]
