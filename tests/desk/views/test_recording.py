"""An episode's recording in the desk: put in, seen, heard, and where the transcript is unsure of it."""

from __future__ import annotations

import re
import wave
from collections.abc import Callable
from html import unescape
from pathlib import Path

import httpx
import numpy as np
import pytest

from segmentcast.queries.sound.measurement import measure
from tests.interview import RATE_HZ, TURNS, Spoken, Write

Open = Callable[[Path], httpx.Client]
NAME = "2026-03-14-ferry"
OWN = f"/episodes/{NAME}/recording"
NEVER = "Nobody ever said these particular words about the mountain railway."


def words_of(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def revision(answer: httpx.Response) -> dict[str, str]:
    found = re.search(r'name="revision" value="(\w+)"', answer.text)
    assert found is not None
    return {"revision": found[1]}


def write_sound(path: Path, samples: np.ndarray) -> bytes:
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        sound.writeframes((np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes())
    return path.read_bytes()


@pytest.fixture
def tone(tmp_path: Path) -> bytes:
    """Two seconds of a tone."""
    samples = 0.3 * np.sin(np.arange(2 * RATE_HZ) * 2 * np.pi * 220 / RATE_HZ)
    return write_sound(tmp_path / "tone.wav", samples)


@pytest.fixture
def folder(show: Path) -> Path:
    """An episode with a transcript, one sentence of which nobody says."""
    path = show / "episodes" / NAME
    path.mkdir()
    lines = ["The ferry that came back", ""]
    for number, (who, sentences) in enumerate(TURNS):
        own = [*sentences[:1], NEVER, *sentences[1:]] if number == 1 else sentences
        lines.append(f"{who}: {' '.join(own)}\n")
    (path / "transcript.txt").write_text("\n".join(lines), "utf-8")
    return path


def looked_at(client: httpx.Client) -> httpx.Response:
    """The page once the work on the recording is over."""
    client.get(OWN)
    client.get(f"{OWN}/events")
    return client.get(OWN)


def test_what_is_not_in_the_recording_comes_first(
    show: Path, folder: Path, spoken: Spoken, open_desk: Open
) -> None:
    """Doubtful sentences are first, each plays from its place; the figures are those of `measure`."""
    write_sound(folder / "recording.wav", spoken.samples)
    client = open_desk(show)
    first = client.get(OWN)
    assert "At work on it" in words_of(first)
    page = looked_at(client)
    words = words_of(page)
    assert words.index("1 place to listen to") < words.index(NEVER) < words.index("All sentences")
    assert "Not in the recording after 0:14" in words
    starts = [int(start) for start in re.findall(r'data-from="(\d+)"', page.text)]
    assert abs(starts[0] - spoken.times_ms[0][0][0]) < 200
    measured = measure(folder / "recording.wav").as_json()
    assert f"{measured['integrated_lufs']:.1f} LUFS".replace("-", "\u2212") in words
    for objection in measured["objections"]:
        assert objection in words
    assert len(list((show / ".segmentcast" / "alignments").iterdir())) == 1  # for the publish
    whole = (folder / "recording.wav").read_bytes()
    part = client.get(f"{OWN}/sound", headers={"Range": "bytes=1000-1999"})
    assert part.status_code == 206
    assert part.content == whole[1000:2000]
    assert sorted(path.name for path in folder.iterdir()) == ["recording.wav", "transcript.txt"]


def test_a_recording_is_put_in_replaced_and_taken_out(
    show: Path, folder: Path, open_desk: Open, tone: bytes
) -> None:
    """Nothing is in the folder before a person says so, and Undo brings back what was there."""
    client = open_desk(show)
    client.follow_redirects = True
    for name, data, said in (
        ("notes.exe", b"MZ", "this is not a recording"),
        ("page.txt", b"A: Hello.", "the episode has a transcript"),
    ):
        refused = client.put(f"{OWN}/file", params={"name": name}, content=data)
        assert refused.status_code == 422
        assert said in refused.json()["problem"]
    client.put(f"{OWN}/file", params={"name": "../Studio.WAV"}, content=b"no sound")
    page = client.get(OWN)
    assert "not a sound that can be read" in words_of(page)
    assert f"{OWN}/put" not in page.text
    client.put(f"{OWN}/file", params={"name": "../Studio.WAV"}, content=tone)
    page = client.get(OWN)
    assert "Studio.wav" in words_of(page)
    assert "The episode is then no longer narrated" in words_of(page)
    assert client.get(f"{OWN}/waiting", params={"file": "Studio.wav"}).content == tone
    assert [path.name for path in folder.iterdir()] == ["transcript.txt"]
    stale = revision(page)
    client.post(f"{OWN}/put", data={**stale, "file": "Studio.wav"})
    assert (folder / "recording.wav").read_bytes() == tone
    assert "Studio.wav" not in words_of(client.get(OWN))
    page = looked_at(client)
    assert "do not belong together" in words_of(page)  # a tone says nothing
    refused = client.post(f"{OWN}/out", data=stale)
    assert refused.status_code == 409
    assert (folder / "recording.wav").exists()
    client.post(f"{OWN}/out", data=revision(page))
    assert not (folder / "recording.wav").exists()
    undone = client.post(f"{OWN}/undo", data=revision(client.get(OWN)))
    assert "Undid the edit “recording.wav is no longer used" in words_of(undone)
    assert (folder / "recording.wav").read_bytes() == tone
    client.get(f"{OWN}/events")


def test_a_recording_without_words_gets_a_transcript(
    show: Path, folder: Path, open_desk: Open, tone: bytes
) -> None:
    """It says so, offers a draft, and takes a draft or a pasted transcript; what is none stays in the field."""
    (folder / "transcript.txt").unlink()
    (folder / "recording.wav").write_bytes(tone)
    client = open_desk(show)
    client.follow_redirects = True
    page = looked_at(client)
    assert "No transcript yet" in words_of(page)
    assert f'action="{OWN}/transcribe"' in page.text
    refused = client.post(f"{OWN}/transcript", data={**revision(page), "text": " \n "})
    assert refused.status_code == 422
    draft = b"WEBVTT\n\nNOTE Machine transcript, not checked.\n\n00:00.100 --> 00:01.900\n<v Ann>Why so early?\n"
    (folder / "transcript.draft.vtt").write_bytes(draft)
    (folder / "broken.draft.txt").write_bytes(b"\n")
    page = client.get(OWN)
    assert "a machine heard and nobody has checked: 1 turn, 3 words." in words_of(page)
    assert re.search(
        r'data-start="100".*<bdi>Ann</bdi>.*0:00.*<p>Why so early\?</p>', page.text, re.S
    )
    assert page.text.count("Take it as the transcript") == 1  # not of the one that is empty
    before = revision(page)
    (folder / "transcript.draft.vtt").write_bytes(draft.replace(b"early", b"late"))
    stale = client.post(f"{OWN}/transcript", data={**before, "draft": "transcript.draft.vtt"})
    assert stale.status_code == 409
    (folder / "transcript.draft.vtt").write_bytes(draft)
    page = client.get(OWN)
    client.post(f"{OWN}/transcript", data={**revision(page), "draft": "transcript.draft.vtt"})
    assert (folder / "transcript.vtt").read_bytes() == draft
    page = looked_at(client)
    assert "transcript.vtt is the transcript, with 1 turn." in words_of(page)
    assert "The transcript could not be placed in it" in words_of(page)  # a tone says nothing
    client.post(f"{OWN}/undo", data=revision(page))
    assert (folder / "transcript.draft.vtt").exists()


def test_what_browsers_do_not_play_is_converted(
    show: Path, folder: Path, open_desk: Open, write: Write
) -> None:
    """The recording stays as it is; the desk plays a copy, and Undo gives back what was sent."""
    (folder / "transcript.txt").unlink()
    (folder / "episode.toml").write_text("draft = true\n", "utf-8")
    samples = 0.3 * np.sin(np.arange(2 * RATE_HZ) * 2 * np.pi * 220 / RATE_HZ)
    sent = write(show / "talk.aiff", samples.astype(np.float32)).read_bytes()
    client = open_desk(show)
    client.follow_redirects = True
    client.put(f"{OWN}/file", params={"name": "talk.aiff"}, content=sent)
    client.post(f"{OWN}/put", data={**revision(client.get(OWN)), "file": "talk.aiff"})
    page = looked_at(client)
    assert "pcm_s16be" in words_of(page)
    heard = client.get(f"{OWN}/sound")
    assert heard.headers["content-type"] == "audio/mpeg"
    copy = show / "copy.mp3"
    copy.write_bytes(heard.content)
    assert abs(measure(copy).duration_ms - 2000) < 100
    assert (folder / "recording.aiff").read_bytes() == sent
    undone = client.post(f"{OWN}/undo", data=revision(page))
    assert "recording.aiff waits here again" in words_of(undone)
    assert [path.name for path in folder.iterdir()] == ["episode.toml"]
    waiting = client.get(f"{OWN}/waiting", params={"file": "recording.aiff"})
    assert waiting.content == sent


def test_cues_after_the_end_are_listed(
    show: Path, folder: Path, spoken: Spoken, open_desk: Open
) -> None:
    """Cues that the recording is too short for are places to listen to, and among all sentences."""
    (folder / "transcript.txt").unlink()
    cues = ["WEBVTT"]
    for number, (who, sentences) in enumerate(TURNS):
        for at, text in enumerate(sentences):
            start_ms, end_ms = spoken.times_ms[number][at]
            cues.append(f"{stamp(start_ms)} --> {stamp(end_ms)}\n<v {who}>{text}")
    cues.append(f"00:00:34.000 --> 00:00:38.000\n<v Ann>{NEVER}")
    (folder / "transcript.vtt").write_text("\n\n".join(cues) + "\n", "utf-8")
    write_sound(folder / "recording.wav", spoken.samples)
    words = words_of(looked_at(open_desk(show)))
    assert "Every sentence is where it should be" not in words
    assert words.count("1 place to listen to") >= 2, words
    assert "1 cue is after the end" in words
    assert "Not in the recording after" in words
    assert NEVER in words[words.index("All sentences") :]


def stamp(ms: int) -> str:
    """`00:01:02.345`"""
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def test_no_path_from_the_browser_is_a_path(show: Path, folder: Path, open_desk: Open) -> None:
    """Only episodes that are there have a recording, and only their own sound is given."""
    client = open_desk(show)
    for id_ in ("..", "%2e%2e", "..%2f..%2f", "none"):
        for what in ("", "/sound", "/waiting", "/events"):
            assert client.get(f"/episodes/{id_}/recording{what}").status_code == 404
    assert client.get(f"{OWN}/sound").status_code == 404
    assert client.put("/episodes/none/recording/file?name=a.wav", content=b"x").status_code == 404
    assert not (show / ".segmentcast" / "incoming-recordings" / "none").exists()
