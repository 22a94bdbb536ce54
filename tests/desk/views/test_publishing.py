"""Publishing from the desk, with the real process; and what can be done to an episode."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import feedparser
import httpx
import pytest

from segmentcast import files
from tests.desk.conftest import write_episode

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
    assert client.post("/publish", data=given).status_code == 409
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
    assert do("release") == "# first\n"
    assert do("expire", until="2099-02-01T00:00").startswith("remove_at = 2099-02-01")
    assert do("expire") == "# first\n"
