"""A web server of the test's own pages, on this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Pages = dict[str, tuple[int, str, bytes]]


@pytest.fixture
def serving() -> Iterator[Callable[[Pages], str]]:
    """Serves pages by path: (status, content type or address, body). Gives the server's address."""
    servers: list[ThreadingHTTPServer] = []

    def start(pages: Pages) -> str:
        class Asked(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, body = pages.get(self.path, (404, "text/plain", b"none"))
                self.send_response(status)
                name = "Location" if status in (301, 302) else "Content-Type"
                self.send_header(name, kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: object) -> None:
                """Nothing to say."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
