"""The views, a module each: `routes()` gives the addresses that it answers."""

from __future__ import annotations

from starlette.routing import Route

from segmentcast.desk.views import (
    copies,
    episode,
    feed,
    listening,
    names,
    new_episode,
    overview,
    publishing,
    recording,
    recording_files,
    settings,
    turns,
    voices,
)

_VIEWS = (
    overview,
    episode,
    feed,
    new_episode,
    publishing,
    listening,
    turns,
    names,
    voices,
    recording,
    recording_files,
    copies,
    settings,
)


def routes() -> list[Route]:
    """The routes of all views."""
    return [route for view in _VIEWS for route in view.routes()]
