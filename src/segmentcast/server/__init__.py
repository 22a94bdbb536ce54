"""Serves a feed's folder on this machine or the LAN, so that a podcast app can subscribe to it.

An ASGI application on Starlette and uvicorn. What clients need of a feed's host: Range, HEAD, ETag
and Last-Modified with 304, CORS, gzip for text, and the types that the feed declares.
"""

from __future__ import annotations

from segmentcast.server.application import make_app
from segmentcast.server.listening import (
    DEFAULT_PORT,
    addresses,
    lan_address,
    open_socket,
    qr_text,
    run,
)

__all__ = [
    "DEFAULT_PORT",
    "addresses",
    "lan_address",
    "make_app",
    "open_socket",
    "qr_text",
    "run",
]
