"""A small show, really published, behind several real servers."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme
import uvicorn

from segmentcast.doctor import examine
from segmentcast.hosting import render
from segmentcast.model import Finding
from segmentcast.server import make_app
from segmentcast.workspace.show_folder import ShowFolder, locate
from tests.ports import free_port, wait_for
from tests.showcase import NOW, ShowUnderTest


@dataclass
class Hosted:
    """A feed at an address, with what is needed to look at it."""

    url: str
    place: ShowFolder
    authority: Path | None = None

    def examine(self, **options: object) -> tuple[Finding, ...]:
        options = {"now": NOW, "seconds": 10.0, "authority": self.authority, **options}
        return examine(self.url, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory, port: int) -> ShowFolder:
    """The published show; its base_url is the port of the TLS servers."""
    base_url = f"https://localhost:{port}/podcast/"
    show = ShowUnderTest(tmp_path_factory.mktemp("doctor") / "harbour", base_url=base_url)
    show.episode()
    report = show.publish()
    assert not report.failed, report.failed
    return locate(show.root)


@dataclass
class Certificate:
    chain: Path
    key: Path
    authority: Path


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    own = authority.issue_cert("localhost", "127.0.0.1")
    own.private_key_pem.write_to_path(str(folder / "key.pem"))
    for number, blob in enumerate(own.cert_chain_pems):
        blob.write_to_path(str(folder / "chain.pem"), append=number > 0)
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    return Certificate(folder / "chain.pem", folder / "key.pem", folder / "authority.pem")


def run_server(command: list[str], port: int, log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            try:
                wait_for(port, server)
            except AssertionError as error:
                raise AssertionError(f"{error}: {log.read_text()}") from None
            yield
        finally:
            server.terminate()
            server.wait(60)


@pytest.fixture
def nginx(
    place: ShowFolder, certificate: Certificate, port: int, tmp_path: Path
) -> Iterator[Hosted]:
    """The real nginx with the printed configuration: only port and certificate are the test's."""
    printed = render("nginx", f"https://localhost:{port}/podcast/", "/srv/podcast")
    for old, new in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("    listen [::]:443 ssl;\n", ""),
        ("/etc/ssl/certs/podcast.pem", str(certificate.chain)),
        ("/etc/ssl/private/podcast.key", str(certificate.key)),
        ("/srv/podcast", str(place.output)),
    ):
        assert old in printed
        printed = printed.replace(old, new)
    site = tmp_path / "podcast.conf"
    site.write_text(printed, encoding="utf-8")
    temporary = "\n".join(
        f"{name}_temp_path {tmp_path}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = tmp_path / "nginx.conf"
    main.write_text(
        f"user root;\ndaemon off;\npid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}\ninclude {site};\n}}\n"
        if is_root()
        else f"daemon off;\npid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}\ninclude {site};\n}}\n",
        encoding="utf-8",
    )
    program = find("nginx")
    command = [program, "-c", str(main), "-p", str(tmp_path), "-e", str(tmp_path / "error.log")]
    for _ in run_server(command, port, tmp_path / "log"):
        yield Hosted(f"https://localhost:{port}/podcast/feed.xml", place, certificate.authority)


@pytest.fixture
def caddy(
    place: ShowFolder, certificate: Certificate, port: int, tmp_path: Path
) -> Iterator[Hosted]:
    """The real Caddy with the printed configuration: only port and certificate are the test's."""
    printed = render("caddy", "https://localhost/podcast/", "/srv/podcast")
    printed = printed.replace(
        "localhost {",
        f"https://localhost:{port} {{\n    bind 127.0.0.1\n    tls {certificate.chain} {certificate.key}",
    ).replace("/srv/podcast", str(place.output))
    site = tmp_path / "Caddyfile"
    site.write_text(
        f"{{\n    admin off\n    auto_https off\n    storage file_system {tmp_path}/caddy\n}}\n{printed}",
        encoding="utf-8",
    )
    command = [find("caddy"), "run", "--config", str(site), "--adapter", "caddyfile"]
    for _ in run_server(command, port, tmp_path / "log"):
        yield Hosted(f"https://localhost:{port}/podcast/feed.xml", place, certificate.authority)


@pytest.fixture
def own_server(place: ShowFolder, port: int) -> Iterator[Hosted]:
    """segmentcast serve's application on a socket."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    app = make_app(place.output, f"https://localhost:{port}/podcast/")
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield Hosted(f"http://127.0.0.1:{listener.getsockname()[1]}/feed.xml", place)
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def python_server(place: ShowFolder, port: int, tmp_path: Path) -> Iterator[Hosted]:
    """Python's http.server over the same files, whose addresses are made to fit."""
    here = free_port()
    copy = tmp_path / "copy"
    shutil.copytree(place.output, copy)
    for path in copy.rglob("*.xml"):
        text = path.read_text(encoding="utf-8")
        text = text.replace(f"https://localhost:{port}/podcast/", f"http://127.0.0.1:{here}/")
        path.write_text(text, encoding="utf-8")
    command = [
        sys.executable, "-m", "http.server", str(here), "--bind", "127.0.0.1", "--directory", str(copy),
    ]  # fmt: skip
    for _ in run_server(command, here, tmp_path / "log"):
        yield Hosted(f"http://127.0.0.1:{here}/feed.xml", place)


Handler = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def serving() -> Iterator[Callable[[Handler], str]]:
    """Starts a server that answers every request by a function of the test; gives its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(handler: Handler) -> str:
        class Asked(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.close_connection = True
                try:
                    handler(self)
                except (ConnectionError, ssl.SSLError):
                    return

            def do_HEAD(self) -> None:
                self.do_GET()

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, format: str, *args: object) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
        server.daemon_threads = True
        servers.append(server)
        threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def find(program: str) -> str:
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
    assert found, f"{program} is not installed; .ci/run does that"
    return found


def is_root() -> bool:
    return os.geteuid() == 0
