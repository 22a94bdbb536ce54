"""A published show behind the real server, and a home of its own for each client."""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import uvicorn

from segmentcast.provenance.trial_key import TrialKey, make_trial_key
from segmentcast.server import make_app
from tests.showcase import BASE_URL, TALK, ShowUnderTest


class ServedShow(ShowUnderTest):
    """Two published episodes, the address of their feed, and what a newsroom does to them."""

    site: str = ""

    @property
    def feed_url(self) -> str:
        return f"{self.site}feed.xml"

    def talk(self, name: str, headline: str) -> None:
        self.episode(name, TALK.replace("The ferry that came back", headline))

    def record(self, name: str, sound: bytes) -> None:
        """An episode of nothing but a recording."""
        folder = self.folder / name
        folder.mkdir()
        (folder / "recording.mp3").write_bytes(sound)

    def correct(self, name: str) -> None:
        text = (self.folder / name / "transcript.txt").read_text("utf-8")
        note = '[[corrections]]\ndate = 2026-06-01\nnote = "It was ten years."\n'
        self.episode(name, text.replace("nine years", "ten years"), episode_toml=note)

    def sounds(self) -> set[bytes]:
        return {path.read_bytes() for path in (self.feed / "audio").iterdir()}


@pytest.fixture(scope="session")
def trial(tmp_path_factory: pytest.TempPathFactory) -> TrialKey:
    return make_trial_key(
        tmp_path_factory.mktemp("key"), show=None, now=datetime(2020, 1, 1, tzinfo=UTC), days=36_500
    )


@pytest.fixture(autouse=True)
def key_of_newsroom(trial: TrialKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGMENTCAST_SIGNING_KEY", str(trial.key))


@pytest.fixture(scope="session", params=["", "\n[provenance]\n"], ids=["plain", "signed"])
def published(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, trial: TrialKey
) -> Path:
    """The whole matrix runs on a feed without and with Content Credentials."""
    show = ServedShow(tmp_path_factory.mktemp("newsroom") / "harbour")
    show.settings(request.param)
    os.environ["SEGMENTCAST_SIGNING_KEY"] = str(trial.key)
    show.talk("2026-03-14-ferry", "The ferry that came back")
    show.talk("2026-03-20-market", "The market that moved")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEGMENTCAST_SIGNING_KEY", str(trial.key))
        assert not show.publish().failed
    (ferry, _) = sorted((show.feed / "audio").iterdir())
    assert (b"c2pa manifest store" in ferry.read_bytes()) is bool(request.param)
    return show.root


@pytest.fixture
def served(published: Path, tmp_path: Path) -> Iterator[ServedShow]:
    show = ServedShow(tmp_path / "harbour")
    shutil.copytree(published, show.root, dirs_exist_ok=True)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = make_app(show.feed, BASE_URL)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.01)
        show.site = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        yield show
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def recording(write: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Three seconds of a tone as MP3, without tags."""
    tone = 0.2 * np.sin(2 * np.pi * 220 * np.arange(3 * 24_000) / 24_000, dtype=np.float32)
    path = tmp_path_factory.mktemp("sound") / "tone.mp3"
    return write(path, tone.astype(np.float32)).read_bytes()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def surroundings(home: Path) -> dict[str, str]:
    """The environment of somebody who has just installed the client, without a proxy."""
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    return {
        **{name: value for name, value in kept.items() if not name.startswith(("PYTHON", "XDG_"))},
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "GPODDER_HOME": str(home / "gpodder"),
        "GPODDER_DOWNLOAD_DIR": str(home / "downloads"),
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
    }
