"""What other people's readers make of the feed."""

from __future__ import annotations

import html
import io
from collections.abc import Callable

import feedparser
import podcastparser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segmentcast import checks, feed
from segmentcast.model import Package, Show

MakePackage = Callable[..., Package]
FEED_URL = "https://news.example/podcast/feed.xml"
PIECES = st.one_of(
    st.sampled_from(list("<>&;#\"']-!?/= \t\n\r\x00\x0b\x1f\x7f\x85\ufffe\ud800\U0001f600éß語")),
    st.sampled_from(["&amp;", "&lt;", "]]>", "<b>", "<!--", "<![CDATA[", "&#0;", "%s", "<script>"]),
    st.characters(),
)
HOSTILE = st.lists(PIECES, max_size=40).map("".join)


def as_shown(text: str) -> str:
    """The text that is left when what XML cannot hold and runs of spaces are gone."""
    kept = "".join(
        character
        for character in text
        if character in "\t\n\r\x85" or (character.isprintable() or ord(character) >= 0xA0)
    )
    kept = "".join(each for each in kept if not _forbidden(ord(each)))
    return " ".join(kept.split())


def _looks_encoded_twice(text: str) -> bool:
    try:
        return text.encode("latin-1").decode("utf-8") != text
    except UnicodeError:
        return False


def _forbidden(code: int) -> bool:
    return 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF) or 0xFDD0 <= code <= 0xFDEF


def test_feedparser_reads_every_field(show: Show, two_episodes: tuple[Package, ...]) -> None:
    """feedparser finds show, episodes, enclosures, GUIDs, dates and times, without a complaint."""
    read = feedparser.parse(io.BytesIO(feed.documents(show, two_episodes)[0].data))
    assert not read.bozo
    assert read.feed.title == "Harbour & Field"
    assert read.feed.language == "en-GB"
    newest = read.entries[0]
    package = two_episodes[1]
    assert newest.title == package.title
    assert newest.id == package.guid
    assert newest.guidislink is False
    assert newest.published_parsed[:6] == package.published.timetuple()[:6]
    assert newest.itunes_duration == "253"
    audio = package.file("audio")
    assert audio is not None
    enclosure = newest.enclosures[0]
    assert enclosure.href == f"https://news.example/podcast/{audio.path}"
    assert (enclosure.length, enclosure.type) == (str(audio.length_bytes), "audio/mpeg")
    assert (newest.itunes_season, newest.itunes_episode) == ("1", "2")


def test_podcastparser_reads_every_episode(show: Show, two_episodes: tuple[Package, ...]) -> None:
    """gPodder's parser finds the same show, and each episode with length, type, notes and artwork."""
    read = podcastparser.parse(FEED_URL, io.BytesIO(feed.documents(show, two_episodes)[0].data))
    assert read["title"] == "Harbour & Field"
    assert read["itunes_categories"] == [["News", "News Commentary"]]
    assert read["cover_url"] == f"https://news.example/podcast/{show.artwork.path}"  # type: ignore[union-attr]
    assert [each["guid"] for each in read["episodes"]] == [
        package.guid for package in reversed(two_episodes)
    ]
    for episode in read["episodes"]:
        assert episode["total_time"] == 253
        assert episode["enclosures"][0]["file_size"] == 1_234_567
        assert episode["enclosures"][0]["mime_type"] == "audio/mpeg"
        assert episode["description_html"].startswith("<p>A harbour pilot on fog &amp; timing.</p>")
        assert episode["episode_art_url"].endswith(".jpg")


def test_podcastparser_follows_next_to_the_archives(show: Show, make_package: MakePackage) -> None:
    """gPodder's parser sees the next page, and so every episode of a long show."""
    packages = [make_package(number) for number in range(9)]
    documents = feed.documents(show, packages, window=4, archive_items=2)
    by_url = {f"https://news.example/podcast/{each.path}": each for each in documents}
    url, guids = FEED_URL, []
    while url:
        read = podcastparser.parse(url, io.BytesIO(by_url[url].data))
        guids += [each["guid"] for each in read["episodes"]]
        url = read.get("paged_feed_next", "")
    assert guids == [package.guid for package in reversed(packages)]


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(title=HOSTILE, name=HOSTILE)
def test_hostile_texts_survive(
    show: Show, make_package: MakePackage, title: str, name: str
) -> None:
    """Whatever stands in a title or summary: the feed is well-formed and reads back the same."""
    package = make_package(title=title, summary=f"{title} {name}", byline=name)
    document = feed.documents(show, [package])[0]
    read = podcastparser.parse(FEED_URL, io.BytesIO(document.data))
    episode = read["episodes"][0]
    shown = as_shown(title)
    assert episode["title"] == (shown or package.id)
    assert episode["guid"] == package.guid
    parsed = feedparser.parse(io.BytesIO(document.data), sanitize_html=False)
    assert not parsed.bozo
    assert parsed.entries[0].id == package.guid
    # feedparser guesses that a title with a tag in it is HTML, and that Latin letters which are
    # UTF-8 when read as bytes were encoded twice.
    if "<" not in shown and not _looks_encoded_twice(shown):
        plain = " ".join(html.unescape(parsed.entries[0].title).split())
        assert plain == " ".join(html.unescape(shown or package.id).split())
    severe = [each for each in checks.check_feed(document.data) if each.severity == "error"]
    assert severe == []
