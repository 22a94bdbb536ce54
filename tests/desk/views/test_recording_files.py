"""Files that are sent for an episode's recording: refused in words, kept each by itself, never lost."""

from __future__ import annotations

import asyncio
import re
import wave
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from segmentcast.desk import DeskState, make_app
from segmentcast.workspace.show_folder import locate

Open = Callable[[Path], httpx.Client]
NAME = "2026-03-14-ferry"
OWN = f"/episodes/{NAME}/recording"
TALK = b"The ferry\n\nNORA LIND: Who is here?\n\nPER AUNE: I am.\n"


@pytest.fixture
def tone(tmp_path: Path) -> bytes:
    """A second of silence."""
    path = tmp_path / "tone.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 16_000, 0, "NONE", ""))
        sound.writeframes(bytes(32_000))
    return path.read_bytes()


@pytest.fixture
def client(show: Path, open_desk: Open) -> httpx.Client:
    """A desk for a show with an episode that has no transcript and no recording yet."""
    folder = show / "episodes" / NAME
    folder.mkdir()
    (folder / "episode.toml").write_text("draft = true\n", "utf-8")
    opened = open_desk(show)
    opened.follow_redirects = True
    return opened


def words_of(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def send(client: httpx.Client, name: str, data: bytes) -> httpx.Response:
    return client.put(f"{OWN}/file", params={"name": name}, content=data)


def form(client: httpx.Client, name: str) -> dict[str, str]:
    known = re.search(r'name="revision" value="(\w+)"', client.get(OWN).text)
    return {"revision": known[1] if known else "", "file": name}


def sent_files(show: Path) -> list[str]:
    """All that lies among what was sent, folders too."""
    work = show / ".segmentcast"
    return sorted(
        path.relative_to(work).as_posix()
        for within in ("incoming", "incoming-recordings")
        for path in (work / within).rglob("*")
    )


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("pic.png", bytes(100_000), "neither a transcript nor a recording"),
        ("a.mp3", b"", "this file is empty"),
        ("noext", b"words", "neither a transcript nor a recording"),
        ("", b"words", "neither a transcript nor a recording"),
        ("notes.md", b"# Links", "these are show notes"),
        ("talk.chapters.json", b"{}", "these are chapters"),
    ],
)
def test_a_file_that_is_refused_is_refused_in_words(
    show: Path, client: httpx.Client, name: str, data: bytes, said: str
) -> None:
    """Before and after all of it was read: one message with a remedy, and nothing is left of it."""
    refused = send(client, name, data)
    assert refused.status_code == 422
    assert said in refused.json()["problem"]
    assert "Fix:" in refused.json()["problem"]
    assert sent_files(show) == []


@pytest.mark.parametrize("address", [f"{OWN}/file", "/new/file"])
def test_nothing_is_left_of_an_upload_that_breaks_off(show: Path, address: str) -> None:
    """A window that is closed while it sends leaves no folder, and no traceback in the terminal."""
    folder = show / "episodes" / NAME
    folder.mkdir()
    (folder / "episode.toml").write_text("draft = true\n", "utf-8")
    desk = DeskState(locate(show), 8643)
    answers: list[Any] = []
    coming = iter(
        [
            {"type": "http.request", "body": bytes(1000), "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> Any:
        return next(coming)

    async def send_answer(message: Any) -> None:
        answers.append(message)

    headers = {
        "host": f"127.0.0.1:{desk.port}",
        "origin": desk.origin,
        "cookie": f"{desk.cookie}={desk.token}",
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": "PUT",
        "path": address,
        "query_string": b"name=a.wav",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(make_app(desk)(scope, receive, send_answer))
    assert next(coming, None) is None  # all of it was asked for
    assert answers[0]["status"] == 499
    assert sent_files(show) == []


def test_each_file_waits_by_itself(show: Path, client: httpx.Client, tone: bytes) -> None:
    """Using one leaves the others; one of the same name is replaced, and the page says so."""
    send(client, "talk.txt", TALK)
    send(client, "zz-new.wav", b"no sound")
    again = send(client, "zz-new.wav", tone)
    page = client.get(OWN, params={"m": again.json()["message"]})
    assert "zz-new.wav: sent, in place of the one sent before." in words_of(page)
    assert "Use talk.txt" in words_of(page)
    assert "Discard zz-new.wav" in words_of(page)
    used = client.post(f"{OWN}/put", data=form(client, "talk.txt"))
    assert "transcript.txt is the transcript" in words_of(used)
    assert "zz-new.wav" in words_of(used)
    client.post(f"{OWN}/put", data=form(client, "zz-new.wav"))
    assert (show / "episodes" / NAME / "recording.wav").read_bytes() == tone
    assert sent_files(show) == []


def test_only_what_was_sent_is_discarded_and_only_sounds_are_played(
    show: Path, client: httpx.Client
) -> None:
    """A page that waits is not shown as a page of the desk; names from the browser are no paths."""
    send(client, "page.html", b"<script>alert(1)</script><p>ANN: Yes.</p><p>BOB: No.</p>")
    for name in ("page.html", "../page.html", f"../{NAME}/page.html", "", "none.wav"):
        assert client.get(f"{OWN}/waiting", params={"file": name}).status_code == 404
    client.post(f"{OWN}/discard", data={"file": f"../../incoming-recordings/{NAME}/page.html"})
    assert len(sent_files(show)) == 2
    gone = client.post(f"{OWN}/discard", data={"file": "page.html"})
    assert "Discarded: page.html" in words_of(gone)
    assert sent_files(show) == []


def test_work_that_is_over_ends_the_events(client: httpx.Client) -> None:
    """A window that asks too late loads the page again, instead of saying that the desk has ended."""
    answer = client.get(f"{OWN}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text == "event: end\ndata: {}\n\n"
