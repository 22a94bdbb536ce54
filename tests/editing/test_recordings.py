"""A recording put in, replaced, or taken out: the files of a person, undone to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from segmentcast import editing
from segmentcast.editing import ChangedMeanwhile, RecordingPlace, journal
from segmentcast.errors import StoreError, TranscriptError, UsageError
from segmentcast.workspace.episode_folder import episode_folder
from segmentcast.workspace.show_folder import ShowFolder, locate

SHOW = '# ours\ntitle = "Valley"\nauthor = "Ann"\nbase_url = "https://valley.example"\ncategory = "News"\ndescription = "Talk."\n'
TALK = b"Ann Roe: Why so early?\n\nOtto Brand: The bakers asked for it.\n"
NAME = "2026-01-01-talk"


@pytest.fixture
def place(tmp_path: Path) -> ShowFolder:
    (tmp_path / "show.toml").write_text(SHOW)
    (tmp_path / NAME).mkdir()
    (tmp_path / "sent.wav").write_bytes(b"new sound")
    return locate(tmp_path)


def here(place: ShowFolder, **content: bytes) -> RecordingPlace:
    for name, data in content.items():
        (place.path / NAME / name.replace("__", ".")).write_bytes(data)
    return editing.recording_place(episode_folder(place.path / NAME))


def everything(place: ShowFolder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (place.path / NAME).iterdir()}


def kept(place: ShowFolder) -> int:
    """How many large files the journal keeps."""
    return len(list((place.work / "edits").glob("*/large/*")))


def test_a_recording_takes_the_place_of_another_and_back(place: ShowFolder) -> None:
    """One recording is there at any time; undoing twice gives back each byte, and keeps nothing."""
    first = here(place, transcript__txt=TALK)
    before = everything(place)
    assert editing.put_recording(place, first, place.path / "sent.wav") == (
        "recording.wav is the recording."
    )
    between = everything(place)
    assert between == {**before, "recording.wav": b"new sound"}
    (place.path / "better.mp3").write_bytes(b"better sound")
    editing.put_recording(place, here(place), place.path / "better.mp3")
    assert everything(place) == {
        **before,
        "recording.mp3": b"better sound",
        "earlier-recording.wav": b"new sound",
    }
    assert kept(place) == 1  # the one that undoing would bring back
    editing.undo(place, NAME)
    assert everything(place) == between
    editing.undo(place, NAME)
    assert everything(place) == before
    assert kept(place) == 0


def test_episode_toml_names_the_recording_as_a_person_would(place: ShowFolder) -> None:
    """Another name is changed in its line, comments stay, and the other file is not touched."""
    settings = b'# from the studio\nrecording = "talk.flac"  # the good one\ndraft = true\n'
    opened = here(place, transcript__txt=TALK, talk__flac=b"old", episode__toml=settings)
    summary = editing.put_recording(place, opened, place.path / "sent.wav")
    assert "talk.flac stays in the folder, unused." in summary
    new = settings.replace(b"talk.flac", b"recording.wav")
    assert everything(place)["episode.toml"] == new
    assert everything(place)["talk.flac"] == b"old"
    editing.take_out_recording(place, here(place))
    assert everything(place).keys() == {
        "earlier-recording.wav",
        "episode.toml",
        "talk.flac",
        "transcript.txt",
    }
    assert b"recording" not in everything(place)["episode.toml"]
    editing.undo(place, NAME)
    assert everything(place)["recording.wav"] == b"new sound"
    assert everything(place)["episode.toml"] == new


def test_a_folder_that_was_changed_meanwhile_is_left_alone(place: ShowFolder) -> None:
    """Another's new recording is never overwritten, neither by an edit nor by undoing one."""
    opened = here(place, transcript__txt=TALK)
    (place.path / NAME / "recording.wav").write_bytes(b"theirs")
    with pytest.raises(ChangedMeanwhile):
        editing.put_recording(place, opened, place.path / "sent.wav")
    editing.put_recording(place, here(place), place.path / "sent.wav")
    (place.path / NAME / "recording.wav").write_bytes(b"theirs again")
    with pytest.raises(ChangedMeanwhile):
        editing.undo(place, NAME)
    assert everything(place)["recording.wav"] == b"theirs again"


def test_an_exchange_that_was_cut_off_is_finished(place: ShowFolder) -> None:
    """If the process ends between two files, the next look completes what was begun."""
    editing.put_recording(
        place, here(place, transcript__txt=TALK, recording__mp3=b"old"), place.path / "sent.wav"
    )
    entry = next((place.work / "edits").glob("*/*.json"))
    content = journal.large_files(place, NAME).keep(place.path / "sent.wav")
    assert f'"{content.sha256}"' in entry.read_text()
    entry.write_text(entry.read_text().replace('"begun": false', '"begun": true'))
    (place.path / NAME / "recording.mp3").write_bytes(b"old")
    (place.path / NAME / "recording.wav").unlink()
    editing.finish(place)
    assert everything(place) == {
        "transcript.txt": TALK,
        "recording.wav": b"new sound",
        "earlier-recording.mp3": b"old",
    }


def test_the_only_copy_of_a_recording_outlives_the_journal(place: ShowFolder) -> None:
    """Taken out or replaced, it stays in the folder under a name that is said and that nothing uses."""
    opened = here(place, transcript__txt=TALK, recording__MP3=b"the only one")
    summary = editing.take_out_recording(place, opened)
    assert "recording.MP3 stays in the folder as earlier-recording.mp3, unused." in summary
    for number in range(101):
        settings = place.path / NAME / "episode.toml"
        before = settings.read_bytes() if settings.exists() else None
        editing.commit_settings(place, NAME, before, b"# %d\n" % number, "Held.")
    assert kept(place) == 0
    assert everything(place)["earlier-recording.mp3"] == b"the only one"
    assert here(place).recording is None
    (place.path / NAME / "transcript.txt").unlink()
    assert here(place).recording is None


def test_undo_needs_no_file_that_a_person_has_deleted(place: ShowFolder) -> None:
    """The recording that was set aside comes back from the journal if its file is gone."""
    opened = here(place, transcript__txt=TALK, recording__mp3=b"old")
    editing.take_out_recording(place, opened)
    (place.path / NAME / "earlier-recording.mp3").unlink()
    assert editing.undo_refusal(place, NAME) == ""
    editing.undo(place, NAME)
    assert everything(place) == {"transcript.txt": TALK, "recording.mp3": b"old"}


def test_each_file_that_moves_is_named(place: ShowFolder) -> None:
    """Also one that nobody used; what was set aside before, to the byte, is not kept twice."""
    opened = here(
        place,
        transcript__txt=TALK,
        interview__wav=b"used",
        recording__mp3=b"unused",
        episode__toml=b'recording = "interview.wav"\n',
    )
    summary = editing.put_recording(place, opened, place.path / "sent.wav")
    assert summary == (
        "recording.wav is the recording. interview.wav stays in the folder, unused."
        " recording.mp3 stays in the folder as earlier-recording.mp3, unused."
    )
    assert everything(place)["earlier-recording.mp3"] == b"unused"
    for _ in range(2):
        editing.take_out_recording(place, here(place))
        editing.put_recording(place, here(place), place.path / "sent.wav")
    assert [name for name in sorted(everything(place)) if name.startswith("earlier")] == [
        "earlier-recording.mp3",
        "earlier-recording.wav",
    ]
    assert editing.put_recording(place, here(place), place.path / "sent.wav") == (
        "recording.wav is the recording."
    )


def test_a_kept_copy_that_was_changed_is_not_put_back(place: ShowFolder) -> None:
    """A link to a file that another program wrote into is refused, and the folder stays as it is."""
    editing.put_recording(
        place, here(place, transcript__txt=TALK, recording__mp3=b"old"), place.path / "sent.wav"
    )
    after = everything(place)
    for path in (place.work / "edits").glob("*/large/*"):
        path.unlink()
        path.write_bytes(b"changed")
    with pytest.raises(StoreError, match="put the file there yourself"):
        editing.undo(place, NAME)
    assert everything(place) == after


def test_a_transcript_is_put_beside_a_recording_once(place: ShowFolder) -> None:
    """A draft becomes the transcript under its name; what holds no turns is refused."""
    draft = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Why so early?\n"
    opened = here(place, recording__wav=b"sound", transcript__draft__vtt=draft)
    assert opened.drafts == ("transcript.draft.vtt",)
    with pytest.raises(TranscriptError):
        editing.put_transcript(place, opened, b"\x00\x01")
    editing.put_transcript(place, opened, draft, "transcript.draft.vtt")
    assert everything(place) == {"recording.wav": b"sound", "transcript.vtt": draft}
    with pytest.raises(UsageError):
        editing.put_transcript(place, here(place), TALK)
    editing.undo(place, NAME)
    assert everything(place) == {"recording.wav": b"sound", "transcript.draft.vtt": draft}
