"""Who says what, in the browser's forms, over the real desk."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.desk.conftest import undo_fields

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
    undone = client.post(f"{TURNS}/undo", data=undo_fields(changed))
    assert "Undid the edit “Turn 3" in undone.text
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
    first = client.get(f"{TURNS}/3.wav", params={"sentence": "0"})
    assert first.headers["sentences"] == answer.headers["sentences"] == "1"
    assert client.get(f"{TURNS}/3.wav", params={"sentence": "1"}).status_code == 422
    assert "What did you read to them?" in client.get(f"{TURNS}/3").text
    words = show / "episodes" / EPISODE / "transcript.txt"
    text = words.read_text("utf-8")
    words.write_text(text.replace("What did you read", "Tell us. What did you read"), "utf-8")
    assert client.get(f"{TURNS}/3.wav").headers["sentences"] == "2"


def test_a_long_talk_comes_in_parts(show: Path, open_desk: Open) -> None:
    """A hundred turns stand on a page, with a link to those before and after; each has its reasons."""
    labels = [f"{'ANNA ROE' if row % 2 else 'OTTO BRAND'}: This is {row}." for row in range(440)]
    episode = show / "episodes" / EPISODE
    (episode / "transcript.txt").write_text("A talk\n\n" + "\n\n".join(labels), "utf-8")
    page = open_desk(show).get(TURNS, params={"turn": "150"}).text
    assert re.findall(r'id="t(\d+)"', page) == [str(number) for number in range(101, 201)]
    assert 'href="?turn=100"' in page
    assert 'href="?turn=201"' in page
    assert "The name stands before it: “<mark>ANNA ROE:</mark>”" in page
    assert len(page) < 150_000


def test_all_unsure_turns_of_a_person_are_settled_at_once(show: Path, open_desk: Open) -> None:
    """Whoever is sure of a person settles all their turns with one button; only unsure ones have it."""
    cast = show / "episodes" / EPISODE / "cast.toml"
    cast.write_text("[unsure]\n2 = 0.6\n4 = 0.6\n5 = 0.6\n", "utf-8")
    client = open_desk(show)
    client.follow_redirects = True
    page = client.get(TURNS)
    assert "All 2 unsure turns of Ines Calder are right" in page.text
    form = {"revision": revision(page), "turn": "2", "do": "all-right", "person": "Ines Calder"}
    after = client.post(TURNS, data=form)
    assert "1 turn to look at" in after.text
    assert "This is right" in after.text
    assert "This is right" not in client.get(TURNS, params={"turn": "1"}).text
    assert "[unsure]\n5 = 0.6" in cast.read_text("utf-8")


def test_the_words_of_a_draft_are_checked_by_a_button_of_their_own(
    show: Path, open_desk: Open
) -> None:
    """With every turn settled, the page says that a machine wrote the words, and asks whether somebody checked them."""
    folder = show / "episodes" / EPISODE
    (folder / "transcript.txt").unlink()
    draft = "WEBVTT\n\nNOTE Machine transcript, not checked.\n\n00:00.100 --> 00:01.900\n<v Ann>Why so early?\n"
    (folder / "transcript.vtt").write_text(draft, "utf-8")
    client = open_desk(show)
    client.follow_redirects = True
    page = client.get(TURNS)
    assert "A machine wrote these words down." in page.text
    form = {"revision": revision(page), "turn": "1", "do": "words-right"}
    checked = client.post(TURNS, data=form)
    assert "The words are checked." in checked.text
    assert "A machine wrote" not in checked.text


def test_a_refusal_names_the_file_within_the_show(show: Path, open_desk: Open) -> None:
    """Pages and answers to scripts say where in the show something is, and not where the show is."""
    client = open_desk(show)
    form = {"revision": revision(client.get(TURNS)), "turn": "1", "do": "join"}
    refused = client.post(TURNS, data=form)
    assert refused.status_code == 422
    assert f">episodes/{EPISODE}/transcript.txt<" in refused.text
    assert str(show) not in refused.text
    settings = show / "episodes" / "show.toml"
    settings.write_text("title = 5\n", "utf-8")
    broken = client.get("/")
    assert broken.status_code == 422
    assert ">episodes/show.toml" in broken.text
    assert str(show) not in broken.text
