"""Starts the desk on this machine alone, and stops it when it is no longer used."""

from __future__ import annotations

import asyncio
import os
import sys
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import uvicorn

from segmentcast import files
from segmentcast.desk.application import make_app
from segmentcast.desk.clock import now
from segmentcast.desk.incoming import KEPT_DAYS, Incoming
from segmentcast.desk.state import DeskState
from segmentcast.desk.waiting_recording import WITHIN
from segmentcast.editing import finish
from segmentcast.errors import StoreError
from segmentcast.server import open_socket
from segmentcast.workspace.show_folder import ShowFolder

DEFAULT_PORT = 8643
IDLE_SECONDS = 3600.0
_HOST = "127.0.0.1"


def run(
    place: ShowFolder,
    *,
    port: int = DEFAULT_PORT,
    idle_seconds: float = IDLE_SECONDS,
    on_ready: Callable[[str], None],
    on_new_address: Callable[[str], None] = lambda _address: None,
) -> bool:
    """Serves the desk until Ctrl-C or SIGTERM, or until it is unused for `idle_seconds`.

    `on_ready` gets the first address once connections are accepted; `on_new_address` gets the next
    one when it has been used. Port 0 picks a free one. Returns whether it stopped by itself. Raises
    UsageError if the port is taken, and StoreError if the show's folder cannot be written.
    """
    refuse_read_only(place)
    finish(place)
    Incoming(place).tidy(now(), days=KEPT_DAYS)
    Incoming(place, WITHIN).tidy(now())
    with open_socket(_HOST, port) as listener:
        state = DeskState(place, listener.getsockname()[1])
        unused = False

        async def watch() -> None:
            nonlocal unused
            while (left := idle_seconds - state.unused_seconds()) > 0:
                await asyncio.sleep(left)
            unused = True
            server.should_exit = True

        @asynccontextmanager
        async def watched() -> AsyncIterator[None]:
            watching = asyncio.create_task(watch())
            on_ready(state.first_address)  # not before: now Ctrl-C ends the server in order
            yield
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

        config = uvicorn.Config(
            make_app(state, around=watched, on_new_address=on_new_address),
            log_level="warning",
            access_log=False,
            lifespan="on",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        state.overview.ask()
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    return unused


def refuse_read_only(place: ShowFolder) -> None:
    """Raises StoreError if nothing can be written into the show's folder."""
    files.ensure_folder(place.work)
    if not os.access(place.path, os.W_OK):
        raise StoreError.at(
            str(place.path),
            "this folder is read-only, so the desk could keep nothing.",
            "make it writable, or copy the show",
        )


def open_browser(address: str) -> bool:
    """Opens the address in a graphical browser. Returns whether there is one.

    On a machine without a display, Python would start a browser in the terminal itself.
    """
    graphical = sys.platform in {"darwin", "win32"} or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    try:
        return graphical and webbrowser.open(address)
    except webbrowser.Error:
        return False
