"""How the desk starts and ends, as the command."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from segmentcast import desk
from segmentcast.errors import StoreError
from segmentcast.workspace.show_folder import ShowFolder, locate


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "segmentcast", "desk", *map(str, arguments), "--no-browser"]


def test_the_command_prints_its_address_and_ends_with_ctrl_c(starter: Path) -> None:
    """The printed address opens the desk, and Ctrl-C ends it without a word of complaint."""
    with subprocess.Popen(
        command(starter, "--port", "0"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/open/\S+", running.stdout.readline())
        assert found is not None
        assert httpx.get(found[0], trust_env=False).status_code == 200
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, err) == (0, "")
    assert out.endswith("Stopped.\n")


def test_a_taken_port_is_said_in_one_message(starter: Path) -> None:
    """The message names another port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            command(starter, "--port", str(port)), capture_output=True, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f"--port {port + 1}" in done.stderr


def test_it_ends_by_itself_when_unused(starter: Path) -> None:
    """After the time given without a request, it has stopped and says that it was unused."""
    addresses: list[str] = []
    assert desk.run(locate(starter), port=0, idle_seconds=0.2, on_ready=addresses.append)
    assert addresses[0].startswith("http://127.0.0.1:")


def test_a_show_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """A folder in which nothing can be kept is refused before anything starts."""
    (tmp_path / "file").write_text("in the way of a folder")
    place = ShowFolder(tmp_path, tmp_path / "feed", tmp_path / "file" / "work")
    with pytest.raises(StoreError):
        desk.run(place, port=0, on_ready=lambda _address: None)


def test_a_broken_show_is_explained_on_the_page(
    show: Path, open_desk: Callable[[Path], httpx.Client]
) -> None:
    """What is wrong with show.toml stands on the page, with its place and remedy."""
    client = open_desk(show)
    (show / "episodes" / "show.toml").write_text("title = 5\n")
    answer = client.get("/")
    assert answer.status_code == 422
    assert "Fix:" in answer.text
    assert "base_url" in answer.text
