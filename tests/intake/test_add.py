"""`segmentcast add` and `segmentcast read ADDRESS`: what becomes of files, recordings and pages."""

from __future__ import annotations

import io
import json
import tomllib
import wave
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from mutagen import id3
from PIL import Image

from segmentcast.cli import group
from segmentcast.cli.output.json_output import _content
from tests.transcript.readers.documents import pdf

TALK = "The harbour at night\n\nROSA LIND, HOST: Why so early?\n\nOTTO BRAND: They asked for it.\n\nROSA LIND: And do they come?\n"
PAGE = (
    '<html lang="en"><head><title>The harbour at night</title>{head}'
    '<meta property="og:title" content="The harbour at night">'
    '<meta property="article:published_time" content="2026-03-14T09:00:00+00:00">'
    '</head><body><article><div class="transcript"><p>ROSA LIND, HOST: Why does it open so early in the morning?</p>'
    "<p>OTTO BRAND: The fishers asked for it, and so did the bakers of the town, all of them.</p>"
    "<p>ROSA LIND: And do they come, in the morning, when it is dark?</p></div></article></body></html>"
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A show without episodes."""
    show = tmp_path / "show"
    show.mkdir()
    (show / "show.toml").write_text(
        'title = "Harbour"\nauthor = "Harbour"\ndescription = "Talk"\n'
        'base_url = "https://news.example/podcast/"\nlanguage = "en"\ncategory = "News"\n',
        encoding="utf-8",
    )
    return show


def run(*words: str) -> tuple[int, str]:
    """Exit code and what is printed, by the command as a person calls it."""
    done = CliRunner().invoke(group, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        return getattr(done.exception, "exit_code", 1), str(done.exception)
    return done.exit_code, done.output


def wav(path: Path) -> None:
    """A second of silence."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16000)
        sound.writeframes(bytes(32000))


def folders(place: Path) -> list[str]:
    """The names in the show's folder beside show.toml, hidden ones too."""
    return sorted(path.name for path in place.iterdir() if path.name != "show.toml")


def test_a_file_becomes_a_folder(place: Path, tmp_path: Path) -> None:
    """The file is kept byte for byte under the name transcript, in a folder of date and title."""
    source = tmp_path / "2026-02-01 harbour.txt"
    source.write_text(TALK, encoding="utf-8")
    code, printed = run("add", str(place), str(source))
    assert code == 0, printed
    assert folders(place) == ["2026-02-01-the-harbour-at-night"]
    kept = place / "2026-02-01-the-harbour-at-night" / "transcript.txt"
    assert kept.read_bytes() == source.read_bytes()
    assert "3 turns by Rosa Lind, Otto Brand" in printed


def test_formats_that_are_read_are_added(place: Path, tmp_path: Path) -> None:
    """A PDF keeps its ending; a text under a wrong ending gets that of its format."""
    (tmp_path / "a.pdf").write_bytes(pdf([["The harbour", "", *TALK.split("\n")[2:]]]))
    (tmp_path / "b.dat").write_text(TALK.replace("night", "noon"), encoding="utf-8")
    code, printed = run("add", str(place), str(tmp_path / "a.pdf"), str(tmp_path / "b.dat"))
    assert code == 0, printed
    names = sorted(path.name for path in place.rglob("transcript*"))
    assert names == ["transcript.pdf", "transcript.txt"]


def test_a_recording_joins_its_transcript(place: Path, tmp_path: Path) -> None:
    """harbour.wav and harbour.txt are one episode; a recording alone says what is missing."""
    (tmp_path / "harbour.txt").write_text(TALK, encoding="utf-8")
    wav(tmp_path / "harbour.wav")
    wav(tmp_path / "alone.wav")
    code, printed = run("add", str(place), *(str(tmp_path / n) for n in ("harbour.wav", "harbour.txt", "alone.wav")))  # fmt: skip
    assert code == 0, printed
    (talk,) = place.glob("*-the-harbour-at-night")
    assert sorted(path.name for path in talk.iterdir()) == ["recording.wav", "transcript.txt"]
    assert "no-transcript" in printed


def test_nothing_is_added_if_one_cannot_be(place: Path, tmp_path: Path) -> None:
    """All problems are told at once, with the exit code for several kinds of them, and nothing stays."""
    (tmp_path / "good.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "empty.txt").write_text(" ", encoding="utf-8")
    (tmp_path / "broken.wav").write_bytes(b"RIFF none")
    sources = [str(tmp_path / name) for name in ("good.txt", "empty.txt", "none.txt", "broken.wav")]
    code, printed = run("add", str(place), *sources)
    assert code == 1
    assert all(name in printed for name in ("empty.txt", "none.txt", "broken.wav"))
    assert folders(place) == []


def test_what_cannot_be_written_leaves_nothing(place: Path, tmp_path: Path) -> None:
    """If the second folder cannot be made, the first goes again, and no hidden one stays."""
    for name in ("2026-02-01-a.txt", "2026-02-02-b.txt"):
        (tmp_path / name).write_text(TALK, encoding="utf-8")
    (place / "2026-02-02-the-harbour-at-night").symlink_to(tmp_path / "nowhere")
    sources = [str(tmp_path / name) for name in ("2026-02-01-a.txt", "2026-02-02-b.txt")]
    assert run("add", str(place), *sources)[0] == 8
    assert folders(place) == ["2026-02-02-the-harbour-at-night"]


def test_the_same_twice_is_refused(place: Path, tmp_path: Path) -> None:
    """A folder that is there is never touched; --name makes another."""
    source = tmp_path / "2026-02-01-harbour.txt"
    source.write_text(TALK, encoding="utf-8")
    assert run("add", str(place), str(source))[0] == 0
    code, printed = run("add", str(place), str(source))
    assert code == 2
    assert "--name" in printed
    assert run("add", str(place), str(source), "--name", "Again, harbour")[0] == 0
    assert folders(place) == ["2026-02-01-the-harbour-at-night", "again-harbour"]


def test_title_and_date_can_be_given(place: Path, tmp_path: Path) -> None:
    """They name the folder, and episode.toml says what the transcript doesn't; for one episode."""
    source = tmp_path / "2026-02-01-harbour.txt"
    source.write_text(TALK, encoding="utf-8")
    given = ("--title", "The other harbour", "--date", "2026-03-14")
    assert run("add", str(place), str(source), *given)[0] == 0
    assert folders(place) == ["2026-03-14-the-other-harbour"]
    settings = tomllib.loads((place / folders(place)[0] / "episode.toml").read_text("utf-8"))
    assert settings == {"title": "The other harbour"}  # the folder has the date
    assert run("add", str(place), str(source), "--name", "x", "--date", "2026-03-14")[0] == 0
    assert tomllib.loads((place / "x" / "episode.toml").read_text("utf-8")) == {
        "date": date(2026, 3, 14)
    }
    code, printed = run("add", str(place), str(source), "--name", "y", "--title", "word " * 60)
    assert code == 3
    assert "title: has 299 characters; at most 255 are allowed. Fix: shorten it" in printed
    assert not (place / "y").exists()
    (tmp_path / "b.txt").write_text(TALK, encoding="utf-8")
    code, printed = run("add", str(place), str(source), str(tmp_path / "b.txt"), *given)
    assert code == 2
    assert "--date" in printed or "--title" in printed


def test_alike_names_in_one_call_are_numbered(place: Path, tmp_path: Path) -> None:
    """Two segments of one day and title get folders of their own."""
    for name in ("2026-02-01-a.txt", "2026-02-01-b.txt"):
        (tmp_path / name).write_text(TALK, encoding="utf-8")
    sources = [str(tmp_path / name) for name in ("2026-02-01-a.txt", "2026-02-01-b.txt")]
    assert run("add", str(place), *sources)[0] == 0
    assert folders(place) == [
        "2026-02-01-the-harbour-at-night",
        "2026-02-01-the-harbour-at-night-2",
    ]


def test_dry_run_writes_nothing(place: Path, tmp_path: Path) -> None:
    """--dry-run reads all and writes nothing; --json says the same in keys."""
    source = tmp_path / "harbour.txt"
    source.write_text(TALK, encoding="utf-8")
    code, printed = run("add", str(place), str(source), "--dry-run", "--json")
    assert (code, printed) == (0, "")
    (row,) = _content["episodes"]
    assert _content["dry_run"] is True
    assert (row["title"], row["turns"], row["speakers"]) == (
        "The harbour at night", 3, ["Rosa Lind", "Otto Brand"],
    )  # fmt: skip
    assert row["turns_unsure"] == 0  # the name that read has for it
    assert json.dumps(row)
    assert folders(place) == []


def test_a_page_is_kept_as_it_came(place: Path, serving: Callable[..., str]) -> None:
    """The page's bytes, its address after a redirect as link, its date, and its picture as artwork."""
    picture = io.BytesIO()
    Image.new("RGB", (1400, 1400), "navy").save(picture, "JPEG")
    pages: dict[str, tuple[int, str, bytes]] = {
        "/old": (301, "/2026/harbour", b""),
        "/lead.jpg": (200, "image/jpeg", picture.getvalue()),
    }
    address = serving(pages)
    body = PAGE.format(head=f'<meta property="og:image" content="{address}/lead.jpg">').encode()
    pages["/2026/harbour"] = (200, "text/html", body)
    code, printed = run("add", str(place), f"{address}/old")
    assert code == 0, printed
    folder = place / "2026-03-14-the-harbour-at-night"
    assert (folder / "transcript.html").read_bytes() == body
    settings = tomllib.loads((folder / "episode.toml").read_text(encoding="utf-8"))
    assert settings == {"link": f"{address}/2026/harbour", "artwork": "artwork.jpg"}
    assert (folder / "artwork.jpg").read_bytes() == picture.getvalue()


def test_what_a_page_does_not_give_is_told(place: Path, serving: Callable[..., str]) -> None:
    """A picture that podcast apps refuse is kept beside the page; one that is gone, and no date, are told."""
    picture = io.BytesIO()
    Image.new("RGB", (1200, 630), "navy").save(picture, "PNG")
    pages = {"/lead.png": (200, "image/png", picture.getvalue())}
    address = serving(pages)
    small = PAGE.format(head=f'<meta property="og:image" content="{address}/lead.png">')
    gone = small.replace("lead.png", "gone.png").replace("at night", "at noon")
    gone = gone.replace("article:published_time", "x")
    pages |= {"/a": (200, "text/html", small.encode()), "/b": (200, "text/html", gone.encode())}
    code, printed = run("add", str(place), f"{address}/a", f"{address}/b")
    assert code == 0, printed
    assert (place / "2026-03-14-the-harbour-at-night" / "picture.png").is_file()
    assert "not as artwork" in printed
    assert "could not be fetched" in printed
    assert "does not say when it was published" in printed


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("/none", 8, "404"),
        ("/script", 4, "loaded by script"),
        ("/picture", 4, "a picture"),
        ("/inward", 8, "not a public address"),
    ],
)
def test_what_cannot_be_had_leaves_nothing(
    place: Path, serving: Callable[..., str], path: str, code: int, words: str
) -> None:
    """A page that is missing, empty, no text, or leads inward is refused, and no folder stays."""
    address = serving(
        {
            "/script": (200, "text/html", b"<html><body><div id=transcript></div><script src=x></script></body></html>"),
            "/picture": (200, "image/png", b"\x89PNG\r\n\x1a\n"),
            "/inward": (302, "http://127.0.0.2:1/", b""),
        }
    )  # fmt: skip
    found, printed = run("add", str(place), address + path)
    assert (found, folders(place)) == (code, [])
    assert words in printed


def test_a_character_set_that_the_server_alone_knows(
    place: Path, serving: Callable[..., str]
) -> None:
    """A text that no file could tell the encoding of is kept as UTF-8, and the finding says so."""
    text = TALK.replace("They asked for it.", "Гавань открыта для всех.")
    address = serving({"/a.txt": (200, "text/plain; charset=koi8-r", text.encode("koi8-r"))})
    code, printed = run("add", str(place), f"{address}/a.txt")
    assert code == 0, printed
    (kept,) = place.rglob("transcript.txt")
    assert kept.read_text(encoding="utf-8") == text
    assert "koi8-r" in printed


def test_read_takes_an_address(serving: Callable[..., str]) -> None:
    """`segmentcast read ADDRESS` shows who says what on a page, and writes nothing."""
    address = serving({"/talk": (200, "text/html", PAGE.format(head="").encode())})
    code, printed = run("read", f"{address}/talk")
    assert code == 0, printed
    assert "Otto Brand" in printed
    assert f"Page: {address}/talk" in printed


def test_an_added_folder_is_published(show: Any, tmp_path: Path) -> None:
    """What was added is an episode like any other."""
    source = tmp_path / "2026-02-01-harbour.txt"
    source.write_text(TALK, encoding="utf-8")
    code, printed = run("add", str(show.folder), str(source))
    assert code == 0, printed
    statuses = {outcome.folder: outcome.status for outcome in show.publish().outcomes}
    assert statuses == {"2026-02-01-the-harbour-at-night": "made"}


def test_a_recording_joins_the_words_beside_it(place: Path, tmp_path: Path) -> None:
    """Files of one name in two folders: the sound goes to the text that lies with it."""
    for folder, text in (("a", TALK), ("b", TALK.replace("harbour at night", "harbour by day"))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "interview.txt").write_text(text, encoding="utf-8")
    wav(tmp_path / "a" / "interview.wav")
    sources = [
        str(tmp_path / "a" / "interview.wav"),
        *(str(tmp_path / x / "interview.txt") for x in "ab"),
    ]
    code, output = run("add", str(place), *sources)
    assert code == 0, output
    (sound,) = place.rglob("recording.wav")
    assert "at night" in (sound.parent / "transcript.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["ledger", "Templates", "feed", "///"])
def test_a_folder_that_the_show_itself_needs_is_no_episodes(
    place: Path, tmp_path: Path, name: str
) -> None:
    """A folder called ledger would stop every publish of the show."""
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    code, output = run("add", str(place), str(tmp_path / "talk.txt"), "--name", name)
    assert code == 2
    assert "cannot be an episode's folder" in output
    assert not (place / "ledger").exists()


def test_a_recording_alone_becomes_an_episode_by_its_tags(
    show: Any, write: Callable[..., Path], tmp_path: Path
) -> None:
    """Day and title in the tags name the folder; nothing else is written, and it is published so."""
    tone = 0.2 * np.sin(2 * np.pi * 220 * np.arange(48_000) / 24_000, dtype=np.float32)
    source = write(tmp_path / "REC0004.mp3", tone)
    tag = id3.ID3()
    tag.add(id3.TIT2(encoding=3, text=["A walk along the quay"]))
    tag.add(id3.TDRC(encoding=3, text=["2026-03-12"]))
    tag.save(source)
    code, printed = run("add", str(show.folder), str(source))
    assert code == 0, printed
    folder = show.folder / "2026-03-12-a-walk-along-the-quay"
    assert [path.name for path in folder.iterdir()] == ["recording.mp3"]
    assert "a recording alone" in printed
    (made,) = show.publish().outcomes
    assert (made.status, made.title) == ("made", "A walk along the quay")


def test_a_recording_without_tags_is_named_after_its_file(place: Path, tmp_path: Path) -> None:
    """The title is written down, as a folder's name has no capitals; the date is that of today."""
    wav(tmp_path / "2026-02-03_Am_Café.wav")
    code, printed = run("add", str(place), str(tmp_path / "2026-02-03_Am_Café.wav"))
    assert code == 0, printed
    folder = place / "2026-02-03-am-cafe"
    settings = tomllib.loads((folder / "episode.toml").read_text("utf-8"))
    assert settings == {"title": "Am Café"}


@pytest.mark.parametrize("name", ["harbour.cue", "chapters.txt", "notes.md"])
def test_what_goes_with_an_episode_is_none_by_itself(
    place: Path, tmp_path: Path, name: str
) -> None:
    """A cue sheet is text, but nobody says it."""
    (tmp_path / name).write_text('TRACK 01 AUDIO\nTITLE "One"\nINDEX 01 00:00:00\n')
    code, printed = run("add", str(place), str(tmp_path / name))
    assert code == 2
    assert "or copy it into the episode's folder" in printed
    assert folders(place) == []


def test_chapters_and_notes_beside_a_recording_go_along(place: Path, tmp_path: Path) -> None:
    """A cue sheet and notes named like the recording are in its folder, named or not; others stay."""
    beside = {
        "talk.cue": 'FILE "talk.wav" WAVE\n  TRACK 01 AUDIO\n    TITLE "Start"\n    INDEX 01 00:00:00\n',
        "talk.notes.md": "What we spoke about.\n",
        "other.cue": "",
        "notes.md": "Of another talk.\n",
    }
    for name, text in beside.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in ("talk.wav", "other.wav"):
        wav(tmp_path / name)
    code, printed = run("add", str(place), str(tmp_path / "talk.wav"), str(tmp_path / "talk.cue"))
    assert code == 0, printed
    (folder,) = (path.parent for path in place.rglob("recording.wav"))
    names = sorted(path.name for path in folder.iterdir() if path.name != "episode.toml")
    assert names == ["notes.md", "recording.cue", "recording.wav"]
    assert (folder / "notes.md").read_text(encoding="utf-8") == beside["talk.notes.md"]
    assert "talk.cue: goes along with talk.wav, as recording.cue." in printed


def test_a_show_begins_with_a_recording(tmp_path: Path) -> None:
    """`new --recording` makes the show with that episode in place of the sample, or nothing at all."""
    wav(tmp_path / "2026-03-14 First talk.wav")
    show = tmp_path / "talks"
    code, printed = run(
        "new", str(show), "--recording", str(tmp_path / "2026-03-14 First talk.wav")
    )
    assert code == 0, printed
    (folder,) = (path for path in (show / "episodes").iterdir() if path.is_dir())
    assert folder.name == "2026-03-14-first-talk"
    assert (folder / "recording.wav").is_file()
    (tmp_path / "words.txt").write_text("No sound.\n", encoding="utf-8")
    for given in ("words.txt", "missing.wav"):
        code, _ = run("new", str(tmp_path / "none"), "--recording", str(tmp_path / given))
        assert code == 2
    assert not (tmp_path / "none").exists()
