"""A show with voices that take no time, and the real desk on a free port."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser

from segmentcast.desk import DeskState, make_app
from segmentcast.ports import SilentProgress
from segmentcast.publish import Options, publish
from segmentcast.workspace.show_folder import locate
from tests.browsers import chromium

VOICES = '\n[voices]\nhost = "tone/low@0.5"\nguest = "tone/high@0.5"\n'

type_of_server = tuple[uvicorn.Server, threading.Thread, socket.socket]


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `segmentcast new` makes; to be copied by a test that changes it."""
    root = tmp_path_factory.mktemp("new") / "myshow"
    subprocess.run(
        [sys.executable, "-m", "segmentcast", "new", str(root)],
        capture_output=True,
        check=True,
        env={**os.environ, "HIBARI_HOME": "/nowhere"},
    )
    toml = root / "episodes" / "show.toml"
    toml.write_text(toml.read_text("utf-8") + VOICES, "utf-8")
    return root


TALK = """{title}

NORA LIND: Good evening. Who is here?

PER AUNE: I am here, for the {what}.

NORA LIND: Thank you.
"""


@pytest.fixture(scope="session")
def archive(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published show with an episode in every state; to be copied by a test that changes it."""
    root = Path(shutil.copytree(starter, tmp_path_factory.mktemp("archive") / "myshow"))
    episodes = root / "episodes"
    shutil.rmtree(next(episodes.glob("2026-*")))
    for name, what, settings in (
        ("2026-02-01-flood", "flood wall", ""),
        ("2026-02-02-harbor", "harbor", ""),
        ("2026-02-03-mistake", "mistake", ""),
    ):
        write_episode(episodes, name, what, settings)
    publish_show(root)
    with (episodes / "2026-02-03-mistake" / "episode.toml").open("a") as file:
        file.write('[retraction]\ndate = 2026-02-04\nnote = "It was wrong."\n')
    publish_show(root)
    write_episode(episodes, "2026-02-02-harbor", "new harbor", "")
    write_episode(episodes, "2026-03-01-bus-lanes", "bus lanes", "")
    write_episode(episodes, "2026-03-02-broken", "nothing", "unknown_setting = 1\n")
    write_episode(episodes, "2026-03-03-embargo", "embargo", "publish_at = 2099-01-01T07:00:00Z\n")
    write_episode(episodes, "2026-03-04-draft", "draft", "draft = true\n")
    (episodes / "2026-03-05-clinic").mkdir()
    (episodes / "2026-03-05-clinic" / "transcript.txt").write_text(UNSURE)
    return root


UNSURE = (
    "The clinic at night\n\nROSA LIND, HOST: Why so early?\n\nIt is dark.\n\n"
    "OTTO BRAND: The bakers asked for it.\n\nAna: We did.\n\nROSA LIND: And do they read?\n\n"
    "OTTO BRAND: They do.\n\nAll of them.\n"
)


def write_episode(episodes: Path, name: str, what: str, settings: str) -> None:
    folder = episodes / name
    folder.mkdir(exist_ok=True)
    title = name[11:].replace("-", " ").capitalize()
    (folder / "transcript.txt").write_text(TALK.format(title=title, what=what))
    (folder / "episode.toml").write_text(settings)


def publish_show(root: Path) -> None:
    options = Options(now=datetime.now(UTC), workers=2)
    publish(locate(root), options, SilentProgress())


def publisher_of(root: Path) -> int:
    """The process that publishes this show for a desk."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = path.read_bytes().decode().split("\0")
            if "segmentcast.desk.jobs.publish_process" in words and str(root / "feed") in words:
                return int(path.parent.name)
    raise AssertionError("nobody publishes")


class SilentVoice:
    """A voice of a server that never answers, so that a publish asks again and again for a minute or more."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._connections: list[socket.socket] = []
        self._settings: tuple[Path, bytes] | None = None

    @property
    def address(self) -> str:
        """Host and port of the server."""
        return "{}:{}".format(*self._listener.getsockname())

    def give(self, root: Path, person: str) -> None:
        """Writes into the show's settings that this person speaks with it."""
        path = root / "episodes" / "show.toml"
        self._settings = (path, path.read_bytes())
        text = path.read_text("utf-8")
        if "\n[voices]\n" not in text:
            text += "\n[voices]\n"
        text = text.replace("\n[voices]\n", f'\n[voices]\n"{person}" = "http/silent"\n')
        port = self._listener.getsockname()[1]
        text += (
            f'\n[engines.http]\nbase_url = "http://127.0.0.1:{port}"\nmodel = "none"\n'
            'voices = ["silent"]\ntimeout_s = 600\n'
        )
        path.write_text(text, "utf-8")

    def wait_until_asked(self) -> None:
        """Returns when a publish waits for a sentence."""
        self._connections.append(self._listener.accept()[0])

    def take_back(self) -> None:
        """Restores the settings."""
        assert self._settings is not None
        path, content = self._settings
        path.write_bytes(content)

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


@pytest.fixture
def silent_voice() -> Iterator[SilentVoice]:
    """A voice that holds a publish for as long as the test wants."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(120)
        voice = SilentVoice(listener)
        yield voice
        voice.close()


def undo_fields(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of the page's Undo."""
    form = re.search(r'<form method="post" action="[^"]*/undo".*?</form>', page.text)
    assert form is not None
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))


@pytest.fixture(scope="module")  # Playwright's loop would be in the way of other tests
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def show(starter: Path, tmp_path: Path) -> Path:
    """A new show of this test's own."""
    return Path(shutil.copytree(starter, tmp_path / "myshow"))


@pytest.fixture(scope="session")
def start_desk() -> Iterator[Callable[[Path], DeskState]]:
    """Starts the real desk for a show on a free port; gives its state."""
    running: list[type_of_server] = []

    def start(root: Path) -> DeskState:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        # A test of what a page shows is none of how fast this machine looks a show over.
        state = DeskState(locate(root), listener.getsockname()[1], seconds=120)
        server = uvicorn.Server(
            uvicorn.Config(make_app(state), log_level="warning", timeout_graceful_shutdown=1)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        running.append((server, thread, listener))
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive()
        return state

    yield start
    for server, thread, listener in running:
        server.should_exit = True
        thread.join(10)
        listener.close()


@pytest.fixture
def open_desk(start_desk: Callable[[Path], DeskState]) -> Iterator[Callable[[Path], httpx.Client]]:
    """Starts a desk and opens it as a browser does: the client has the cookie."""
    clients: list[httpx.Client] = []

    def opened(root: Path) -> httpx.Client:
        state = start_desk(root)
        client = httpx.Client(
            base_url=state.origin, trust_env=False, headers={"Origin": state.origin}, timeout=180
        )
        clients.append(client)
        assert client.get(state.first_address).status_code == 200
        return client

    yield opened
    for client in clients:
        client.close()
