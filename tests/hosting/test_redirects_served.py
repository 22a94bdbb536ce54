"""The redirection rules, asked of the servers that they are written for."""

from __future__ import annotations

import http.client
import os
import subprocess
from pathlib import Path

import pytest

from segmentcast.hosting import SERVERS, Redirect
from tests.ports import free_port, wait_for

ODD = Redirect("https://old.example/a b/f'e%22d.xml", "https://new.example/f.xml?x=1;y=%20")
BELOW = Redirect("https://old.example/pod/", "https://new.example/cast/", below=True)
QUERY = Redirect("https://old.example/?feed=podcast", "https://new.example/feed.xml")
ASKED = {
    "/a%20b/f'e%22d.xml": ODD.target,
    "/pod/audio/x-1.mp3": "https://new.example/cast/audio/x-1.mp3",
    "/pod/feed.xml": "https://new.example/cast/feed.xml",
    "/?feed=podcast": QUERY.target,
    "/?feed=other": None,
    "/podx": None,
}


def nginx(folder: Path, port: int, text: str) -> list[str]:
    server = f"server {{ listen 127.0.0.1:{port}; root {folder}; {text} }}"
    temporary = " ".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; events {{}} http {{ access_log off; {temporary} {server} }}"
    )
    return ["nginx", "-c", f"{folder}/nginx.conf", "-p", str(folder), "-e", f"{folder}/log"]


def caddy(folder: Path, port: int, text: str) -> list[str]:
    options = "{\nadmin off\nauto_https off\n}\n"
    (folder / "Caddyfile").write_text(f"{options}:{port} {{\nbind 127.0.0.1\n{text}\n}}\n")
    return ["caddy", "run", "--config", f"{folder}/Caddyfile", "--adapter", "caddyfile"]


def ask(port: int, path: str) -> tuple[int, str | None]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("Location")
    finally:
        connection.close()


@pytest.mark.parametrize(("name", "start"), [("nginx", nginx), ("caddy", caddy)])
def test_servers_redirect_as_the_rules_mean(name: str, start: object, tmp_path: Path) -> None:
    """Old addresses give 301 and the new one, their neighbours do not."""
    port = free_port()
    command = start(tmp_path, port, SERVERS[name].redirects([ODD, BELOW, QUERY]))  # type: ignore[operator]
    home = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=home) as server:
        try:
            wait_for(port, server)
            for path, target in ASKED.items():
                status, location = ask(port, path)
                assert location == target, path
                assert (status == 301) == (target is not None), path
        finally:
            server.terminate()
