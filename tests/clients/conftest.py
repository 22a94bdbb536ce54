"""A published show behind the real server, and a home of its own for each client."""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn

from segmentcast.publish import Options, publish
from segmentcast.server import make_app
from segmentcast.workspace.show_folder import locate

BASE_URL = "https://news.example/podcast/"
SHOW = f"""\
title = "The Harbour Report"
description = "News from the quay."
author = "Harbour News"
base_url = "{BASE_URL}"
copyright = "2026 Harbour News"
owner = {{ name = "Harbour News", email = "podcast@news.example" }}

[voices]
host = "tone/low"
guest = "tone/high"
"""
TALK = """\
{headline}

After nine years a ferry crosses the bay again. Rosa Lind, who captains it, joins Peter Aune.

Read the Full Transcript


    The bay had no ferry for nine years. Rosa Lind, how was the first morning?


    It was crowded. People brought flags, and one man brought his cow.
"""


class Quiet:
    """A progress display that shows nothing."""

    def start(self, task: str, total: float, unit: str) -> None: ...
    def advance(self, task: str, amount: float) -> None: ...
    def finish(self, task: str) -> None: ...
    def say(self, message: str) -> None: ...


@dataclass
class ServedShow:
    """Two published episodes, the address of their feed, and what a newsroom does to them."""

    root: Path
    site: str = ""

    @property
    def feed(self) -> Path:
        return self.root / "feed"

    @property
    def feed_url(self) -> str:
        return f"{self.site}feed.xml"

    def episode(self, name: str, headline: str) -> None:
        folder = self.root / "episodes" / name
        folder.mkdir(parents=True)
        (folder / "transcript.txt").write_text(TALK.format(headline=headline), encoding="utf-8")

    def correct(self, name: str) -> None:
        folder = self.root / "episodes" / name
        path = folder / "transcript.txt"
        path.write_text(path.read_text().replace("nine years", "ten years"), encoding="utf-8")
        (folder / "episode.toml").write_text(
            '[[corrections]]\ndate = 2026-06-01\nnote = "It was ten years."\n', encoding="utf-8"
        )

    def publish(self) -> None:
        moment = datetime(2026, 6, 1, 12, tzinfo=UTC)
        assert not publish(locate(self.root), Options(moment, workers=2), Quiet()).failed

    def sounds(self) -> set[bytes]:
        return {path.read_bytes() for path in (self.feed / "audio").iterdir()}


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    show = ServedShow(tmp_path_factory.mktemp("newsroom") / "harbour")
    show.episode("2026-03-14-ferry", "The ferry that came back")
    show.episode("2026-03-20-market", "The market that moved")
    (show.root / "episodes/show.toml").write_text(SHOW, encoding="utf-8")
    show.publish()
    return show.root


@pytest.fixture
def served(published: Path, tmp_path: Path) -> Iterator[ServedShow]:
    show = ServedShow(tmp_path / "harbour")
    shutil.copytree(published, show.root)
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
