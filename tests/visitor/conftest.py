"""Real servers on this machine: one that answers by a function, and one that stands between as a proxy."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Handler = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Listening:
    """A server's port, and every request line that reached it."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


class _Everywhere(ThreadingHTTPServer):
    """Listens on all of the machine's addresses, so that any form of loopback would reach it."""

    daemon_threads = True
    address_family = socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET

    def server_bind(self) -> None:
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


@pytest.fixture
def listening() -> Iterator[Callable[[Handler], Listening]]:
    """Starts a server that answers every request by a function of the test."""
    servers: list[ThreadingHTTPServer] = []

    def start(handler: Handler) -> Listening:
        noted = Listening()

        class Asked(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                noted.asked.append(f"{self.command} {self.path}")
                noted.headers.append(dict(self.headers))
                self.close_connection = True
                try:
                    handler(self)
                except ConnectionError:
                    return  # the client has had enough

            do_HEAD = do_POST = do_CONNECT = do_GET  # noqa: N815

            def log_message(self, format: str, *args: object) -> None: ...

        server = _Everywhere(("", 0), Asked)
        servers.append(server)
        noted.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.002,), daemon=True).start()
        return noted

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the proxies of the machine it runs on."""
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name.upper()}_PROXY", raising=False)
