"""A feed moved in and published again is the feed that its subscribers know."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest
from click.testing import CliRunner
from lxml import etree

from segmentcast.cli import group
from segmentcast.errors import UsageError
from segmentcast.ledger_folder import LedgerFolder
from segmentcast.migration import MovedIn, Wishes, move_in

ADDRESSES = {
    "wordpress": "/feed/podcast/",
    "castopod": "/@lantern/feed.xml",
    "podlove": "/feed/mp3/",
    "buzzsprout": "/1801.rss",
    "libsyn": "/rss",
}
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n<v Petra Quist>What does an alto do?\n\n00:00:04.000 --> 00:00:09.000\n<v Ada Low>She holds the middle.\n"
SRT = "1\n00:00:00,000 --> 00:00:02,500\nMaud Le Bris: Il est trois heures.\n"
CHAPTERS = json.dumps(
    {"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Le four"}, {"startTime": 1.5, "title": "Le pain"}]}
)  # fmt: skip


@pytest.fixture
def hosted(site: Any, feed_text: Callable[[str], str], picture: bytes) -> Any:
    """The five feeds, and the small files that they name, on a server."""
    for name, path in ADDRESSES.items():
        text = feed_text(name)
        if name == "libsyn":
            site.put(path, text.replace("{base}", site.base).encode("iso-8859-1"))
        else:
            site.put(path, text)
    site.put("/feed/mp3/?paged=2", feed_text("podlove-2"))
    for path in ("/wp-content/cover.png", "/cover.png", "/art.png"):
        site.put(path, picture, mime="image/png")
    site.put("/boulanger.srt", SRT)
    site.put("/boulanger-chapters.json", CHAPTERS)
    site.put("/14450/transcript", "<p>What does an alto do?</p>")
    site.put("/14450/transcript.vtt", VTT)
    site.put("/14450/transcript.json", json.dumps({"version": "1.0.0", "segments": []}))
    site.put("/espresso.mp3?dest-id=4412", b"x" * 2345)
    return site


@pytest.fixture
def moved(hosted: Any, tmp_path: Path, quiet: Any) -> Callable[..., tuple[MovedIn, Path]]:
    """Moves one of the feeds in."""

    def move(name: str, **wishes: Any) -> tuple[MovedIn, Path]:
        given = {"base_url": "https://new.example/cast/", **wishes}
        root = tmp_path / name
        done = move_in(f"{hosted.base}{ADDRESSES[name]}", root, Wishes(**given), quiet)
        return done, root

    return move


def items(data: bytes) -> list[tuple[str, Any, str, str]]:
    """GUID, moment, enclosure and title of each item, as a podcast app reads them."""
    found = feedparser.parse(data)
    return [
        (
            # An item without a GUID is known to apps by its sound.
            entry.get("id", entry.enclosures[0].href),
            entry.published_parsed,
            entry.enclosures[0].href,
            entry.title,
        )
        for entry in found.entries
        if entry.get("enclosures")
    ]


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_moved_feed_keeps_identities_dates_sound_and_order(
    name: str,
    moved: Callable[..., tuple[MovedIn, Path]],
    hosted: Any,
    publish_at: Callable[[Path], Any],
) -> None:
    """What subscribers see after the move is what they saw before, item by item."""
    before = items(hosted.answers[ADDRESSES[name]].data)
    if name == "podlove":
        before += items(hosted.answers["/feed/mp3/?paged=2"].data)[:1]
    _, root = moved(name)
    report = publish_at(root)
    assert [problem for outcome in report.outcomes for problem in outcome.problems] == []
    after = items((root / "feed/feed.xml").read_bytes())
    if name == "libsyn":  # escaped twice there, as no app wants to show it
        before[0] = (*before[0][:3], "Espresso & law")
    if name == "wordpress":  # written as podcast apps take it: the same address
        before[1] = (*before[1][:2], "https://cdn.timber.example/k%C3%A9el%20one.mp3", before[1][3])
    assert after == before


def test_publishing_again_changes_nothing(
    moved: Callable[..., tuple[MovedIn, Path]], publish_at: Callable[[Path], Any]
) -> None:
    """A moved-in show is published once; the second time no byte changes, and no promise."""
    _, root = moved("buzzsprout")
    publish_at(root)
    first = {p: p.read_bytes() for p in root.rglob("*") if p.is_file() and "feed" in p.parts}
    ledger = {p: p.read_bytes() for p in (root / "episodes/ledger").iterdir()}
    report = publish_at(root)
    assert {outcome.status for outcome in report.outcomes} == {"unchanged"}
    assert {p: p.read_bytes() for p in first} == first
    assert {p: p.read_bytes() for p in (root / "episodes/ledger").iterdir()} == ledger


def test_the_show_keeps_what_its_host_said(
    moved: Callable[..., tuple[MovedIn, Path]], publish_at: Callable[[Path], Any]
) -> None:
    """GUID, people, licence, place, funding, podroll, value and texts of the channel come along."""
    done, root = moved("castopod")
    assert done.guid == "8d1f3c0e-4a6c-5a5e-9b5c-2f2a7d0c1b11"
    publish_at(root)
    channel = etree.parse(root / "feed/feed.xml").find("channel")
    assert channel.findtext(f"{PODCAST}guid") == done.guid
    assert channel.findtext(f"{PODCAST}license") == "cc-by-4.0"
    assert channel.findtext(f"{PODCAST}location") == "Rennes"
    assert channel.find(f"{PODCAST}funding").get("url") == "https://lantern.example/give"
    assert channel.findtext(f"{PODCAST}person") == "Maud Le Bris"
    assert channel.find(f"{PODCAST}podroll/{PODCAST}remoteItem").get("title") == "Owls"
    assert channel.find(f"{PODCAST}value/{PODCAST}valueRecipient").get("split") == "100"
    texts = {node.get("purpose"): node.text for node in channel.findall(f"{PODCAST}txt")}
    ours = {"ai-content": "false", "page": None}
    assert texts == {**ours, "verify": "k3y-f0r-th3-d1r3ct0ry"}
    assert channel.findtext(f"{ITUNES}type") == "serial"
    trailer = channel.find(f"{PODCAST}trailer")
    assert (trailer.text, trailer.get("length")) == ("Avant la nuit", "524288")
    assert trailer.get("url").endswith("/audio/avant.mp3")


def test_an_episode_keeps_what_its_host_said(
    moved: Callable[..., tuple[MovedIn, Path]], hosted: Any, publish_at: Callable[[Path], Any]
) -> None:
    """People, numbers, captions, chapters, soundbites and the talk about an episode come along."""
    _, root = moved("castopod")
    publish_at(root)
    item = etree.parse(root / "feed/feed.xml").find("channel/item")
    assert [item.findtext(f"{ITUNES}{tag}") for tag in ("season", "episode")] == ["1", "2"]
    assert item.findtext(f"{PODCAST}person") == "Yann Kerbrat"
    bite = item.find(f"{PODCAST}soundbite")
    assert (bite.get("startTime"), bite.get("duration"), bite.text) == ("0.500", "2.000", "Le four")
    talk = item.find(f"{PODCAST}socialInteract")
    assert talk.get("accountId") == "@lantern@lantern.example"
    captions = item.find(f"{PODCAST}transcript")
    assert captions.get("type") == "application/x-subrip"
    path = root / "feed" / captions.get("url").removeprefix("https://new.example/cast/")
    assert path.read_text(encoding="utf-8") == SRT
    chapters = item.find(f"{PODCAST}chapters").get("url").removeprefix("https://new.example/cast/")
    assert (root / "feed" / chapters).read_text(encoding="utf-8") == CHAPTERS


def test_words_of_a_timed_transcript_stand_on_the_page(
    moved: Callable[..., tuple[MovedIn, Path]], publish_at: Callable[[Path], Any]
) -> None:
    """The page of a moved-in episode shows who says what, beside sound that others host."""
    _, root = moved("buzzsprout")
    publish_at(root)
    page = (root / "feed/episodes/2024-02-06-the-alto-section/index.html").read_text("utf-8")
    assert "She holds the middle." in page
    assert "Ada Low" in page
    assert 'src="https://www.buzz.example/1801/episodes/14450-alto.mp3"' in page
    assert "media-src &#39;self&#39; https:" in page or "media-src 'self' https:" in page


def test_simple_chapters_become_a_chapters_file(
    moved: Callable[..., tuple[MovedIn, Path]],
) -> None:
    """Chapters that the feed itself tells are kept with their times."""
    _, root = moved("podlove")
    told = json.loads(
        (root / "episodes/2019-07-04-dg003-sturmflut/chapters.json").read_text("utf-8")
    )
    assert [(row["startTime"], row["title"]) for row in told["chapters"]] == [
        (0, "Anfang"),
        (750.5, "Der Deich"),
        (2400, "Schluss"),
    ]


def test_show_notes_are_words_without_code(moved: Callable[..., tuple[MovedIn, Path]]) -> None:
    """HTML becomes paragraphs, lists and addresses; what could run is left behind."""
    _, root = moved("wordpress")
    (folder,) = (root / "episodes").glob("2020-03-09-*")
    told = tomllib.loads((folder / "episode.toml").read_text("utf-8"))
    assert told["summary"] == (
        "How a hull is closed, with a drawing (https://timber.example/hull).\n\n"
        "- Nails\n- Glue & clamps"
    )
    assert told["tags"] == ["boats", "tools"]
    assert told["comments"] == "https://timber.example/nails/#respond"


def test_what_cannot_be_kept_is_told(moved: Callable[..., tuple[MovedIn, Path]]) -> None:
    """Each loss is named once: elements, categories, pictures, items without sound or GUID."""
    done, _ = moved("libsyn")
    rules = {finding.rule for finding in done.findings}
    assert {"category", "no-guid", "artwork", "not-kept"} <= rules
    told = "\n".join(str(finding) for finding in done.findings)
    assert "<media:thumbnail>" in told
    assert "<libsyn:itemId>" in told
    done, _ = moved("wordpress")
    assert {"no-enclosure", "maybe-cut"} <= {finding.rule for finding in done.findings}


def test_a_missing_length_is_asked_of_the_host(
    moved: Callable[..., tuple[MovedIn, Path]], hosted: Any
) -> None:
    """length="0" is what many feeds say; the host knows better."""
    _, root = moved("libsyn")
    (folder,) = (root / "episodes").glob("2011-08-20-*")
    told = tomllib.loads((folder / "episode.toml").read_text("utf-8"))
    assert told["enclosure"]["length"] == 2345
    assert ("HEAD", "/espresso.mp3?dest-id=4412", "") in hosted.requests


def test_the_ledger_promises_what_the_old_feed_did(
    moved: Callable[..., tuple[MovedIn, Path]],
) -> None:
    """The ledger holds each GUID, date and address before anything is published."""
    _, root = moved("buzzsprout")
    book = LedgerFolder(root / "episodes/ledger").read()
    assert book is not None
    assert book.guid == "2f0e2b0a-5ad4-5d7b-8c3f-0f6a2c1b9d10"
    assert {entry.guid for entry in book} == {
        "Buzzsprout-14450",
        "Buzzsprout-14001",
        "Buzzsprout-14000",
    }
    entry = book.get("2024-02-06-the-alto-section")
    assert entry is not None
    assert entry.published.isoformat() == "2024-02-06T05:00:00-05:00"
    assert entry.current is not None
    assert entry.current.url == "https://www.buzz.example/1801/episodes/14450-alto.mp3"


def test_a_renamed_folder_keeps_its_identity(
    moved: Callable[..., tuple[MovedIn, Path]], publish_at: Callable[[Path], Any]
) -> None:
    """A moved-in episode is known by its sound, whatever its folder is called."""
    _, root = moved("buzzsprout")
    publish_at(root)
    before = items((root / "feed/feed.xml").read_bytes())
    old = root / "episodes/2024-02-06-the-alto-section"
    old.rename(root / "episodes/2024-02-06-altos")
    publish_at(root)
    assert items((root / "feed/feed.xml").read_bytes()) == before


def test_a_moved_in_episode_can_be_retracted(
    moved: Callable[..., tuple[MovedIn, Path]], publish_at: Callable[[Path], Any]
) -> None:
    """Its item stays with its GUID, and what is heard is a notice of ours."""
    _, root = moved("buzzsprout")
    publish_at(root)
    file = root / "episodes/2024-02-06-the-alto-section/episode.toml"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace(
            "[enclosure]",
            '[retraction]\ndate = 2026-05-01\nnote = "A name was wrong."\n\n'
            '[voices]\nnarrator = "tone/low"\n\n[enclosure]',
        ),
        "utf-8",
    )
    report = publish_at(root)
    assert not report.failed
    entry = feedparser.parse((root / "feed/feed.xml").read_bytes()).entries[0]
    assert entry.id == "Buzzsprout-14450"
    assert entry.enclosures[0].href.startswith("https://new.example/cast/audio/")
    assert "A name was wrong." in entry.summary


def test_a_saved_feed_is_moved_in_without_a_network(
    feed_text: Callable[[str], str], tmp_path: Path, quiet: Any, publish_at: Callable[[Path], Any]
) -> None:
    """A file gives the same show; small files stay where they are and the feed names them there."""
    saved = tmp_path / "saved.xml"
    text = feed_text("castopod").replace("{base}", "https://lantern.example")
    saved.write_text(text, encoding="utf-8")
    done = move_in(str(saved), tmp_path / "show", Wishes(small_files=False), quiet)
    assert done.new_url == "https://lantern.example/@lantern/feed.xml"
    publish_at(tmp_path / "show")
    item = etree.parse(tmp_path / "show/feed/feed.xml").find("channel/item")
    transcript = item.find(f"{PODCAST}transcript")
    assert transcript.get("url") == "https://lantern.example/boulanger.srt"
    chapters = item.find(f"{PODCAST}chapters")
    assert chapters.get("url") == "https://lantern.example/boulanger-chapters.json"


def test_the_command_says_what_came_and_what_is_next(
    feed_text: Callable[[str], str], tmp_path: Path
) -> None:
    """`segmentcast import` tells counts, losses and the next step; with --json, one object."""
    saved = tmp_path / "saved.xml"
    text = feed_text("wordpress").replace("{base}", "https://timber.example")
    saved.write_text(text, encoding="utf-8")
    run = CliRunner().invoke
    told = run(group, ["import", str(saved), str(tmp_path / "a"), "--feed-only", "-q"])
    assert told.exit_code == 0, told.output
    assert "Imported Tide & Timber: 2 episodes" in told.output
    assert "segmentcast publish" in told.output
    assert "--from https://timber.example/feed/podcast/" in told.output
    command = [sys.executable, "-m", "segmentcast", "import", str(saved), str(tmp_path / "b")]
    printed = subprocess.run([*command, "--feed-only", "--json"], capture_output=True, check=True)
    found = json.loads(printed.stdout)
    assert (found["episodes"], found["downloaded"]) == (2, 0)
    assert "no-enclosure" in {finding["rule"] for finding in found["findings"]}
    wrong = run(group, ["import", str(saved), str(tmp_path / "c"), "--base-url", "nowhere"])
    assert isinstance(wrong.exception, UsageError)


def test_a_show_is_never_overwritten(moved: Callable[..., tuple[MovedIn, Path]]) -> None:
    """A folder that holds a show already is refused before anything is fetched."""
    moved("buzzsprout")
    with pytest.raises(UsageError, match="already is a show here"):
        moved("buzzsprout")


def test_texts_of_strangers_are_safe_in_the_settings(
    site: Any, tmp_path: Path, quiet: Any, publish_at: Callable[[Path], Any]
) -> None:
    """Quotes, backslashes, line ends and headers in a title stay a title."""
    title = 'A "quoted" \\ one]\n[voices]\nhost = "x"'
    text = (
        '<rss version="2.0"><channel><title>T</title><language>en</language><item>'
        f"<title>{title}</title><guid>g'1\"]</guid><pubDate>Mon, 01 Jan 2024 05:00:00 GMT</pubDate>"
        '<description>one "three"\n\n"""four\\</description>'
        f'<enclosure url="{site.base}/a.mp3" length="5" type="audio/mpeg"/></item></channel></rss>'
    )
    url = site.put("/f.xml", text)
    move_in(url, tmp_path / "show", Wishes(), quiet)
    publish_at(tmp_path / "show")
    (entry,) = feedparser.parse((tmp_path / "show/feed/feed.xml").read_bytes()).entries
    assert entry.id == "g'1\"]"
    assert entry.title == 'A "quoted" \\ one] [voices] host = "x"'
    assert '"""four\\' in entry.summary
