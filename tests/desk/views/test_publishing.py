"""Publishing from the desk, with the real process; and what can be done to an episode."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Callable
from html import unescape
from pathlib import Path

import feedparser
import httpx
import pytest

from segmentcast import files
from tests.desk.conftest import SilentVoice, publish_show, publisher_of, write_episode

Open = Callable[[Path], httpx.Client]


def words_of(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of the page."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def until_ended(client: httpx.Client) -> str:
    """Everything that the events of a publish say, until the last one."""
    with client.stream("GET", "/publish/events") as events:
        return "".join(events.iter_text())


@pytest.fixture
def copy(archive: Path, tmp_path: Path) -> Path:
    """The archive, to be changed."""
    return Path(shutil.copytree(archive, tmp_path / "myshow"))


def test_a_correction_is_asked_for_shown_and_published(copy: Path, open_desk: Open) -> None:
    """The words that change are shown; without a note nothing starts; with it, all goes out."""
    client = open_desk(copy)
    before = feedparser.parse((copy / "feed" / "feed.xml").read_bytes())
    page = client.get("/publish")
    assert "for the <ins>new</ins> harbor." in page.text
    words = words_of(page)
    assert "Publish 2 episodes?" in words
    assert "GUIDs and dates moved 0" in words
    assert (
        "Stays behind: 1 with turns to look at, 1 that failed, 1 held, 1 kept as a draft" in words
    )
    given = fields_of(page.text)
    refused = client.post("/publish", data=given)
    assert refused.status_code == 422
    assert "A note is missing." in words_of(refused)
    given["note:2026-02-02-harbor"] = "It is the new harbor."
    source = next((copy / "episodes" / "2026-02-02-harbor").glob("transcript.*"))
    shown = source.read_bytes()
    source.write_bytes(shown.replace(b"harbor", b"castle"))
    overtaken = client.post("/publish", data=given)
    assert overtaken.status_code == 409
    assert "The episodes changed while this page was open." in words_of(overtaken)
    assert "It is the new harbor." in overtaken.text
    source.write_bytes(shown)
    given |= fields_of(client.get("/publish").text)
    assert client.post("/publish", data=given).headers["location"] == "/publish/progress"
    told = until_ended(client)
    assert "event: account" in told
    words = words_of(client.get("/publish/progress"))
    assert "2 episodes published, 2 untouched." in words
    assert "unknown_setting" in words
    feed = feedparser.parse((copy / "feed" / "feed.xml").read_bytes())
    assert {entry.id for entry in before.entries} < {entry.id for entry in feed.entries}
    assert "Bus lanes" in {entry.title for entry in feed.entries}
    settings = (copy / "episodes" / "2026-02-02-harbor" / "episode.toml").read_text("utf-8")
    assert 'note = "It is the new harbor."' in settings
    listened = client.get("/listen/episodes/2026-02-02-harbor/index.html")
    assert "It is the new harbor." in listened.text
    assert client.get("/listen/..%2fepisodes/show.toml").status_code == 404


def test_the_notes_that_subscribers_will_read_are_shown(copy: Path, open_desk: Open) -> None:
    """Before a publish, a correction's note stands with its change; once it is out, no more."""
    settings = copy / "episodes" / "2026-02-02-harbor" / "episode.toml"
    settings.write_text('[[corrections]]\ndate = 2026-03-01\nnote = "It is new."\n', "utf-8")
    client = open_desk(copy)
    assert "Subscribers will read: It is new." in words_of(client.get("/publish"))
    publish_show(copy)
    write_episode(copy / "episodes", "2026-02-02-harbor", "old harbor", settings.read_text("utf-8"))
    words = words_of(client.get("/publish"))
    assert "What should the correction say?" in words
    assert "It is new." not in words


def test_each_episode_whose_audio_changes_is_shown_with_the_reason(
    copy: Path, open_desk: Open
) -> None:
    """Where the show's settings change, those that sound new come first, with the setting and what is spoken again."""
    settings = copy / "episodes" / "show.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[lexicon]\nflood = "flud"\n', "utf-8")
    client = open_desk(copy)
    words = words_of(client.get("/publish?shown=2"))
    assert "Audio replaced 2" in words
    assert "Flood 0:0" in words
    assert "New sound: 1 of" in words
    assert (
        "Why: settings of the show changed: lexicon.flood. I am here, for the flood wall." in words
    )
    assert "Changed settings of the show changed: lexicon.flood; new sound" in words_of(
        client.get("/")
    )


def test_one_note_is_for_all_corrections_that_have_no_field(copy: Path, open_desk: Open) -> None:
    """With more corrections than are shown, a note for all of them is asked for, and all go out."""
    client = open_desk(copy)
    write_episode(copy / "episodes", "2026-02-01-flood", "higher flood wall", "")
    page = client.get("/publish?shown=1")
    given = fields_of(page.text)
    assert page.text.count('name="note:2026') == 1
    assert "The words of 2 published episodes change, of which 1 are shown" in words_of(page)
    own = re.findall(r'name="(note:2026[^"]+)"', page.text)[0]
    given[own] = "It was built anew."
    refused = client.post("/publish?shown=1", data=given)
    assert refused.status_code == 422
    assert "1 without a note." in words_of(refused)
    given["note:"] = "Its name was wrong."
    assert client.post("/publish?shown=1", data=given).status_code == 303
    until_ended(client)
    assert "3 episodes published" in words_of(client.get("/publish/progress"))
    notes = {
        name: (copy / "episodes" / name / "episode.toml").read_text("utf-8")
        for name in ("2026-02-01-flood", "2026-02-02-harbor")
    }
    assert "It was built anew." in notes.pop(own.removeprefix("note:"))
    assert "Its name was wrong." in next(iter(notes.values()))


def test_a_publish_elsewhere_is_said_and_nothing_is_lost(copy: Path, open_desk: Open) -> None:
    """While another program publishes, the desk's publish says who is at work and changes nothing."""
    client = open_desk(copy)
    given = fields_of(client.get("/publish").text)
    given["note:2026-02-02-harbor"] = "It is the new harbor."
    feed = (copy / "feed" / "feed.xml").read_bytes()
    with files.only_one(copy / ".segmentcast" / "lock", "publish"):
        client.post("/publish", data=given)
        until_ended(client)
    words = words_of(client.get("/publish/progress"))
    assert "another publish is at work here" in words
    assert "Nothing was made public." in words
    assert (copy / "feed" / "feed.xml").read_bytes() == feed


def test_a_publish_that_is_killed_says_what_stands(
    copy: Path, open_desk: Open, silent_voice: SilentVoice
) -> None:
    """After a kill -9 the window says that it ended and that nothing is public; trying again works."""
    path = copy / "episodes" / "2026-03-01-bus-lanes" / "transcript.txt"
    words = path.read_text("utf-8")
    path.write_text(words.replace("PER AUNE", "OLE TVEIT"), "utf-8")
    silent_voice.give(copy, "Ole Tveit")
    client = open_desk(copy)
    given = fields_of(client.get("/publish").text)
    given["note:2026-02-02-harbor"] = "It is the new harbor."
    client.post("/publish", data=given)
    silent_voice.wait_until_asked()
    os.kill(publisher_of(copy), signal.SIGKILL)
    assert "event: end" in until_ended(client)
    silent_voice.take_back()
    path.write_text(words, "utf-8")
    words = words_of(client.get("/publish/progress"))
    assert "Not published Nothing was made public. the work ended early (by signal 9)" in words
    assert "Try again" in words
    client.post("/publish", data=fields_of(client.get("/publish").text))
    until_ended(client)
    done = client.get("/publish/progress")
    # Another episode may have been ready before the kill.
    assert re.search(r"\b[23] episodes published\b", words_of(done))
    assert 'href="/feed"' in done.text
    assert "/listen/episodes/2026-03-01-bus-lanes/" in done.text


@pytest.mark.parametrize(("address", "ended"), [("s3://bucket/show", True), ("sftp", False)])
def test_a_publish_that_waits_for_a_silent_store_is_stopped(
    copy: Path,
    open_desk: Open,
    silent_voice: SilentVoice,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    ended: bool,
) -> None:
    """Stop ends it, also where a library hears of none; the page says what it waited for, and nothing is lost."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test-secret-that-nobody-sees")
    client = open_desk(copy)
    given = fields_of(client.get("/publish").text)
    given["note:2026-02-02-harbor"] = "It is the new harbor."
    server = silent_voice.address
    to = address if ended else f"sftp://somebody@{server}/show"
    path = copy / "episodes" / "show.toml"
    endpoint = f'endpoint = "http://{server}"\n' if ended else ""
    path.write_text(f'{path.read_text("utf-8")}\n[publish]\nto = "{to}"\n{endpoint}', "utf-8")
    given |= fields_of(client.get("/publish").text)
    feed = (copy / "feed" / "feed.xml").read_bytes()
    client.post("/publish", data=given)
    silent_voice.wait_until_asked()
    client.post("/publish/stop")
    until_ended(client)
    words = words_of(client.get("/publish/progress"))
    assert "Stopped" in words
    assert (f"The last step was: Checking {to}." in words) is ended
    assert "Nothing was made public. What is finished is kept." in words
    assert (copy / "feed" / "feed.xml").read_bytes() == feed


def test_what_cannot_be_written_is_kept_as_a_copy(copy: Path, open_desk: Open) -> None:
    """The page of both versions has a button that keeps what was typed as a file, never elsewhere."""
    client = open_desk(copy)
    client.get("/?m=wait")
    address = "/episodes/2026-02-01-flood"
    given = {"revision": "old", "note": "Half a page of reasons.", "sound": "notice"}
    refused = client.post(f"{address}/retract", data=given)
    assert refused.status_code == 409
    assert "Keep mine as a copy" in words_of(refused)
    text = re.findall(r'name="text"[^>]*>\n(.*?)</textarea>', refused.text, re.DOTALL)[0]
    done = client.post("/copies", data={**fields_of(refused.text), "text": unescape(text)})
    assert done.headers["location"].startswith(f"{address}?m=")
    (kept,) = (copy / ".segmentcast" / "copies").iterdir()
    assert "Half a page of reasons." in kept.read_text()
    assert kept.name in words_of(client.get(done.headers["location"]))
    elsewhere = client.post("/copies", data={"back": "//evil.example/", "text": "x"})
    assert elsewhere.status_code == 422


def test_a_retraction_says_what_it_does_and_is_written_once(copy: Path, open_desk: Open) -> None:
    """The note goes into episode.toml with everything else kept; an old form is refused with 409."""
    client = open_desk(copy)
    client.get("/?m=wait")
    path = copy / "episodes" / "2026-02-01-flood" / "episode.toml"
    path.write_text("# ours\ntitle = 'Flood'  # kept\n", "utf-8")
    page = client.get("/episodes/2026-02-01-flood")
    assert "The sound is removed from the host with the next publish" in words_of(page)
    given = {**fields_of(page.text), "note": "It was wrong.", "sound": "notice"}
    done = client.post("/episodes/2026-02-01-flood/retract", data=given)
    assert done.status_code == 303, done.text
    kept = path.read_text("utf-8")
    assert kept.startswith("# ours\ntitle = 'Flood'  # kept\n\n[retraction]\ndate = ")
    assert "Retracted." in words_of(client.get(done.headers["location"]))
    again = client.post("/episodes/2026-02-01-flood/retract", data=given)
    assert again.status_code == 409
    assert "# ours" in again.text
    assert "It was wrong." in again.text
    assert path.read_text("utf-8") == kept


def test_a_retraction_is_taken_back_before_and_after_it_is_out(copy: Path, open_desk: Open) -> None:
    """The sheet says that the sound goes; taken back before, nothing changes; after, it is there again."""
    client = open_desk(copy)
    address = "/episodes/2026-02-01-flood"
    path = copy / "episodes" / "2026-02-01-flood" / "episode.toml"
    path.write_text("# ours\n")
    client.get("/?m=wait")

    def do(action: str, **given: str) -> None:
        fields = fields_of(client.get(f"{address}?m=wait").text)
        done = client.post(f"{address}/{action}", data={**fields, **given})
        assert done.status_code == 303, done.text

    do("retract", note="It was wrong.", sound="notice")
    assert "Its sound is removed from the host" in words_of(client.get("/publish"))
    assert "Nothing is out yet" in words_of(client.get(f"{address}?m=wait"))
    do("take-retraction-back")
    assert path.read_text().strip() == "# ours"
    assert "Its sound is removed" not in client.get("/publish").text
    do("undo")
    publish_show(copy)
    client.get("/publish")
    assert "It is retracted" in words_of(client.get(f"{address}?m=wait"))
    do("take-retraction-back")
    publish_show(copy)
    client.get("/publish")
    assert "It is retracted" not in words_of(client.get(f"{address}?m=wait"))
    feed = feedparser.parse((copy / "feed" / "feed.xml").read_bytes())
    assert "Flood" in {entry.title for entry in feed.entries}


def test_a_day_that_has_passed_is_taken_back(copy: Path, open_desk: Open) -> None:
    """An episode that was taken out by a wrong day stays in the feed again, with its GUID."""
    client = open_desk(copy)
    address = "/episodes/2026-02-01-flood"
    guids = {
        entry.id for entry in feedparser.parse((copy / "feed" / "feed.xml").read_bytes()).entries
    }
    client.get("/?m=wait")
    given = fields_of(client.get(f"{address}?m=wait").text)
    done = client.post(f"{address}/expire", data={**given, "until": "2026-02-05T00:00"})
    assert "it leaves the feed with the next publish" in words_of(
        client.get(done.headers["location"])
    )
    before = words_of(client.get("/?m=wait"))
    assert "To be taken out" in before
    assert "Published 3" in before
    assert "taken out." not in words_of(client.get("/publish"))  # it is not out yet
    publish_show(copy)
    feed = feedparser.parse((copy / "feed" / "feed.xml").read_bytes())
    assert "Flood" not in {entry.title for entry in feed.entries}
    client.get("/publish")
    assert "Taken out its remove_at passed" in words_of(client.get("/?m=wait"))
    page = client.get(f"{address}?m=wait")
    assert "it is out of the feed" in words_of(page)
    client.post(f"{address}/expire", data=fields_of(page.text))
    publish_show(copy)
    feed = feedparser.parse((copy / "feed" / "feed.xml").read_bytes())
    assert {entry.id for entry in feed.entries} >= guids


def test_an_episode_is_held_and_released(copy: Path, open_desk: Open) -> None:
    """Hold until a moment, release, and a day to leave the feed, as lines of episode.toml."""
    client = open_desk(copy)
    write_episode(copy / "episodes", "2026-03-01-bus-lanes", "bus lanes", "# first\n")
    path = copy / "episodes" / "2026-03-01-bus-lanes" / "episode.toml"
    address = "/episodes/2026-03-01-bus-lanes"

    def do(action: str, **given: str) -> str:
        fields = fields_of(client.get(f"{address}?m=wait").text)
        done = client.post(f"{address}/{action}", data={**fields, **given})
        assert done.status_code == 303, done.text
        return path.read_text("utf-8")

    client.get("/?m=wait")
    assert do("hold", until="2099-01-01T07:00") == (
        "publish_at = 2099-01-01T07:00:00+00:00\n# first\n"
    )
    assert do("release") == "# first\n"
    assert do("hold") == "draft = true\n# first\n"
    assert do("hold", until="2099-01-01T07:00") == (
        "publish_at = 2099-01-01T07:00:00+00:00\n# first\n"
    )
    given = fields_of(client.get(address).text)
    past = client.post(f"{address}/hold", data={**given, "until": "2020-01-01T00:00"})
    assert past.status_code == 422
    assert "has passed" in words_of(past)
    assert do("release") == "# first\n"
    assert "cannot be undone" not in client.get(address).text
    path.write_text("# mine\n")
    assert "cannot be undone: episode.toml was changed since" in words_of(client.get(address))
    path.write_text("# first\n")
    assert do("expire", until="2099-02-01T00:00").startswith("remove_at = 2099-02-01")
    assert do("expire") == "# first\n"
