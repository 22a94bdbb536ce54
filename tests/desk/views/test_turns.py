"""Who says what, in the browser's forms, over the real desk."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Callable
from pathlib import Path

import httpx

Open = Callable[[Path], httpx.Client]
EPISODE = "2026-01-20-reading-room"
TURNS = f"/episodes/{EPISODE}/turns"


def revision(page: httpx.Response) -> str:
    match = re.search(r'name="revision" value="([0-9a-f]+)"', page.text)
    assert match is not None
    return match[1]


def test_a_person_is_changed_and_undone(show: Path, open_desk: Open) -> None:
    """The choice is written to cast.toml as `segmentcast turns` writes it; undo takes the file away."""
    client = open_desk(show)
    client.follow_redirects = True
    page = client.get(TURNS)
    form = {"revision": revision(page), "turn": "3", "do": "person", "other": "Maria Olsen"}
    changed = client.post(TURNS, data=form)
    assert "Turn 3 is said by Maria Olsen." in changed.text
    cast = show / "episodes" / EPISODE / "cast.toml"
    assert cast.read_text() == '[turns]\n3 = "Maria Olsen"\n'
    undone = client.post(f"{TURNS}/undo", data={"revision": revision(changed)})
    assert "Undone: Turn 3" in undone.text
    assert not cast.exists()


def test_a_form_on_changed_files_writes_nothing(show: Path, open_desk: Open) -> None:
    """With another transcript by now, the answer is 409 with both versions."""
    client = open_desk(show)
    form = {"revision": revision(client.get(TURNS)), "turn": "2", "do": "words", "text": "Mine."}
    words = show / "episodes" / EPISODE / "transcript.txt"
    seen = client.post(TURNS, data=form)
    assert "<ins>Mine.</ins>" in seen.text
    form["seen"] = "1"
    theirs = words.read_text("utf-8").replace("About forty", "About fifty")
    words.write_text(theirs, "utf-8")
    refused = client.post(TURNS, data=form)
    assert refused.status_code == 409
    assert "About fifty" in refused.text
    assert "Mine." in refused.text
    assert words.read_text("utf-8") == theirs


def test_a_turn_is_heard_from_the_cache_of_the_publish(show: Path, open_desk: Open) -> None:
    """The sound is a WAV file; its sentences are in the cache that a publish reads."""
    client = open_desk(show)
    answer = client.get(f"{TURNS}/3.wav")
    assert answer.status_code == 200
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getnframes() > 1000
    assert any((show / ".segmentcast" / "cache").rglob("*"))
    assert client.get(f"{TURNS}/99.wav").status_code == 422
