"""Serves a feed folder locally or on the LAN, so that podcast apps can subscribe to it.

An ASGI application on Starlette and uvicorn, with what clients expect of a host: Range, HEAD, ETag
and Last-Modified with 304, CORS, gzip for text, and the media types in the feed.
"""

from __future__ import annotations

from segmentcast.server.application import make_app, published_file
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
    "published_file",
    "qr_text",
    "run",
]
