"""Opens the socket, finds its URLs, and runs the server until interrupted."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from segmentcast.errors import UsageError
from segmentcast.server.application import make_app

DEFAULT_PORT = 8642
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


def run(
    root: Path,
    base_url: str,
    *,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    on_ready: Callable[[tuple[str, ...]], None],
) -> None:
    """Serves until interrupted; Ctrl-C or SIGTERM end it quietly.

    `on_ready` is called once connections are accepted, with the site's URLs: first the local one,
    then the one for other machines (host `0.0.0.0`). Each ends with a slash; the feed is at
    `feed.xml` below it. Port 0 picks a free one. Raises UsageError if the port or host is
    unavailable, and StoreError if there is nothing to serve.
    """
    import uvicorn

    app = make_app(root, base_url)
    with open_socket(host, port) as listener:
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        on_ready(addresses(host, listener.getsockname()[1]))
        try:
            uvicorn.Server(config).run(sockets=[listener])
        except KeyboardInterrupt:
            return


def open_socket(host: str, port: int) -> socket.socket:
    """A listening TCP socket. Raises UsageError, with a fix, if it is unavailable."""
    where = f"{host}:{port}"
    if not 0 <= port <= 65535:
        raise UsageError.at(where, f"{port} is not a valid port.", "choose one from 1024 to 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as problem:
        listener.close()
        raise UsageError.at(where, *_socket_problem(problem, host, port)) from problem
    return listener


def addresses(host: str, port: int) -> tuple[str, ...]:
    """The URLs of a server on `host`, the local one first."""
    everywhere = host in _EVERYWHERE
    names = ["localhost" if everywhere or host in {"127.0.0.1", "::1"} else host]
    if everywhere and (lan := lan_address()):
        names.append(lan)
    return tuple(f"http://{f'[{name}]' if ':' in name else name}:{port}/" for name in names)


def lan_address() -> str:
    """This machine's IPv4 address on its network, or an empty string. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket only looks up the route (192.0.2.0/24: RFC 5737).
            probe.connect(("192.0.2.1", 9))
            address = str(probe.getsockname()[0])
        except OSError:
            return ""
    return "" if address.startswith(("127.", "0.")) else address


def qr_text(url: str) -> str:
    """A QR code for the terminal: two modules per character, with its own dark and light colours."""
    import segno

    out = StringIO()
    segno.make(url, error="l", micro=False).terminal(out, compact=True, border=2)
    return out.getvalue()


def _socket_problem(problem: OSError, host: str, port: int) -> tuple[str, str]:
    if problem.errno == errno.EADDRINUSE:
        return "another program uses this port.", f"--port {port + 1 if port < 65535 else 0}"
    if problem.errno in (errno.EACCES, errno.EPERM):
        return "permission denied for this port.", f"--port {DEFAULT_PORT}"
    if problem.errno == errno.EADDRNOTAVAIL or isinstance(problem, socket.gaierror):
        return f"this machine has no address {host}.", "--host 127.0.0.1, or --lan"
    return f"cannot listen: {problem.strerror or problem}.", f"--port {DEFAULT_PORT}"
