"""How names are said, over the real desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.desk.conftest import undo_fields

Open = Callable[[Path], httpx.Client]


def revision(page: httpx.Response) -> str:
    match = re.search(r'name="revision" value="([0-9a-f]+)"', page.text)
    assert match is not None
    return match[1]


def test_a_name_is_heard_respelled_and_kept(show: Path, open_desk: Open) -> None:
    """The most frequent name comes first; what is kept is a line of [lexicon], and undo takes it away."""
    client = open_desk(show)
    client.follow_redirects = True
    settings = show / "episodes" / "show.toml"
    before = settings.read_bytes()
    page = client.get("/names")
    word = re.findall(r'data-name="([^"]+)"', page.text)[0]
    heard = client.get("/names/say.wav", params={"text": "kal-der", "voice": "tone/low"})
    assert heard.headers["content-type"] == "audio/wav"
    form = {"revision": revision(page), "word": word, "said": "kal-der"}
    kept = client.post("/names", data=form)
    assert f"{word} is said kal-der." in kept.text
    assert f'data-name="{word}"' not in kept.text
    assert re.search(rf'^"{word}" = "kal-der"$', settings.read_text(), re.M)
    assert client.post("/names", data=form).status_code == 409
    assert client.post("/names/undo", data=form).status_code == 409
    undone = client.post("/names/undo", data=undo_fields(kept))
    assert settings.read_bytes() == before
    assert re.findall(r'data-name="([^"]+)"', undone.text)[0] == word
