"""A new episode: pasted, sent, or both."""

from __future__ import annotations

import re
import wave
from collections.abc import Callable
from html import unescape
from pathlib import Path

import httpx
import pytest

Open = Callable[[Path], httpx.Client]
PAGE = (
    "The ferry at night\n\nOctober 3, 2025\n\nNORA LIND: Who is here?\n\nPER AUNE: I am.\n\n"
    "NORA LIND: Thank you.\n"
)


ODD = b"The library\n\nROSA LIND: Hello.\n\n(LAUGHTER) [inaudible 00:12\n\nOTTO: Yes [unintelligible]\n"


def words_of(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def send(client: httpx.Client, name: str, data: bytes, id_: str = "") -> httpx.Response:
    return client.put("/new/file", params={"name": name, "id": id_}, content=data)


def test_a_pasted_page_becomes_an_episode(show: Path, open_desk: Open) -> None:
    """Title, people and turns are shown before; the folder is what `segmentcast add` makes."""
    client = open_desk(show)
    client.follow_redirects = True
    looked = client.post("/new", data={"text": PAGE})
    words = words_of(looked)
    assert "The ferry at night" in words
    assert "Nora Lind" in words
    action = re.search(r'action="(/new/[0-9a-f]+/add)"', looked.text)
    assert action is not None
    client.follow_redirects = False
    added = client.post(action[1], data={"page": ""})
    assert added.status_code == 303
    (folder,) = (show / "episodes").glob("*-the-ferry-at-night")
    assert (folder / "transcript.txt").read_text("utf-8") == PAGE
    assert added.headers["location"].startswith(f"/episodes/{folder.name}")
    assert list((show / ".segmentcast" / "incoming").iterdir()) == []


def test_a_recording_and_a_pasted_page_are_one_episode(
    show: Path, open_desk: Open, tmp_path: Path
) -> None:
    """What is sent first and pasted then belongs together, whatever the file is called."""
    client = open_desk(show)
    client.follow_redirects = True
    with wave.open(str(tmp_path / "x.wav"), "wb") as sound:
        sound.setparams((1, 2, 24_000, 0, "NONE", ""))
        sound.writeframes(b"\0\1" * 24_000)
    data = (tmp_path / "x.wav").read_bytes()
    sent = send(client, "../../Ferry talk.WAV", data).json()
    assert sent["name"] == "Ferry talk.wav"
    looked = client.post("/new", data={"text": PAGE, "id": sent["id"]})
    assert "Recording yes" in words_of(looked)
    client.post(f"/new/{sent['id']}/add", data={"page": ""})
    (folder,) = (show / "episodes").glob("*-the-ferry-at-night")
    assert sorted(path.name for path in folder.iterdir()) == ["recording.wav", "transcript.txt"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("movie.exe", b"MZ", "neither a transcript nor a recording"),
        ("..", b"x", "neither a transcript nor a recording"),
    ],
)
def test_other_files_are_refused(
    show: Path, open_desk: Open, name: str, data: bytes, said: str
) -> None:
    """Nothing but transcripts and recordings is kept."""
    answer = send(open_desk(show), name, data)
    assert answer.status_code == 422
    assert said in answer.json()["problem"]


def test_what_cannot_be_read_is_said(show: Path, open_desk: Open) -> None:
    """A binary file is refused with its name and a remedy; doubtful labels have line and excerpt."""
    client = open_desk(show)
    id_ = send(client, "talk.txt", b"x\x00\x01\x02\xff\xfe").json()["id"]
    words = words_of(client.get(f"/new/{id_}"))
    assert "This cannot be added yet" in words
    assert "this is a binary file" in words
    assert str(show) not in words
    id_ = send(client, "odd.txt", ODD).json()["id"]
    page = client.get(f"/new/{id_}")
    assert "odd.txt:3" in words_of(page)
    assert "<blockquote>ROSA LIND: Hello.</blockquote>" in page.text
    assert "odd.txt" in words_of(client.get("/new"))  # what is not added yet can be gone on with


def test_an_unknown_id_is_no_path(show: Path, open_desk: Open) -> None:
    """An id from elsewhere leads to no file and makes none."""
    client = open_desk(show)
    for id_ in ("..", "%2e%2e", "..%2f..%2fepisodes", "deadbeef"):
        answer = client.get(f"/new/{id_}")
        assert answer.status_code in (200, 404)
        assert "show.toml" not in answer.text
    client.post("/new/..%2f..%2fepisodes/discard")
    assert (show / "episodes" / "show.toml").is_file()
