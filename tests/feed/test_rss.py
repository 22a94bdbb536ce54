"""One RSS document, element by element: what is written, what is left out, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from segmentcast.feed import rss
from segmentcast.feed.archives import ArchivePage
from segmentcast.model import Correction, Owner, Package, Show

MakePackage = Callable[..., Package]
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}"
FIRST = ArchivePage("feed.xml", 0, 0, 1)


def written(
    show: Show, *packages: Package, page: ArchivePage = FIRST, now: datetime | None = None
) -> str:
    """The document's text."""
    return rss.render(show, page, packages, narrated=True, now=now).decode()


def channel(show: Show, *packages: Package, now: datetime | None = None) -> ElementTree.Element:
    """The document's channel, as a parser gives it."""
    node = ElementTree.fromstring(written(show, *packages, now=now)).find("channel")
    assert node is not None
    return node


def item(show: Show, package: Package) -> ElementTree.Element:
    """The only item of a document."""
    node = channel(show, package).find("item")
    assert node is not None
    return node


def texts(node: ElementTree.Element, *names: str) -> list[str | None]:
    """The texts of child elements; None for one that isn't there."""
    return [node.findtext(name) for name in names]


def test_a_channel_says_what_the_show_is(show: Show, make_package: MakePackage) -> None:
    """Title, description, language, generator, author, type, copyright, category, owner."""
    node = channel(show, make_package())
    assert texts(node, "title", "description", "language", "generator", "copyright", "link") == [
        "Harbour & Field", "Interviews from a newsroom by the sea, read aloud.", "en-GB", "segmentcast",
        "© 2016 The Harbour Post", "https://news.example/",
    ]  # fmt: skip
    assert texts(node, f"{ITUNES}author", f"{ITUNES}type") == ["The Harbour Post", "episodic"]
    outer = node.find(f"{ITUNES}category")
    assert outer is not None
    assert (outer.get("text"), [inner.get("text") for inner in outer]) == (
        "News",
        ["News Commentary"],
    )
    owner = node.find(f"{ITUNES}owner")
    assert owner is not None
    assert texts(owner, f"{ITUNES}name", f"{ITUNES}email") == [
        "The Harbour Post",
        "podcast@news.example",
    ]
    own = node.find(f"{ATOM}link[@rel='self']")
    assert own is not None
    assert own.attrib == {
        "href": "https://news.example/podcast/feed.xml", "rel": "self", "type": "application/rss+xml",
    }  # fmt: skip


def test_a_channel_leaves_out_what_the_show_does_not_have(show: Show) -> None:
    """No owner, copyright or subcategory; the link falls back to the show's own address."""
    bare = replace(show, owner=None, copyright="", category=("News",), link="", hub="")
    node = channel(bare)
    assert texts(node, "copyright", "link") == [None, "https://news.example/podcast/"]
    assert node.find(f"{ITUNES}owner") is None
    outer = node.find(f"{ITUNES}category")
    assert outer is not None
    assert len(outer) == 0


@pytest.mark.parametrize(
    ("changes", "element", "text"),
    [
        ({"complete": True}, "complete", "Yes"),
        ({"block": True}, "block", "yes"),
        ({"new_feed_url": "https://elsewhere.example/feed.xml"}, "new-feed-url", None),
    ],
)
def test_a_channel_ends_hides_and_moves_only_when_told(
    show: Show, changes: dict[str, object], element: str, text: str | None
) -> None:
    """An element that would take a show from its subscribers is there only when it is set."""
    assert channel(show).find(f"{ITUNES}{element}") is None
    value = channel(replace(show, **changes)).findtext(f"{ITUNES}{element}")  # type: ignore[arg-type]
    expected = text or str(changes["new_feed_url"])
    assert value is not None
    assert value.lower() == expected.lower()


def test_names_are_one_line_and_descriptions_bounded(show: Show) -> None:
    """Line breaks go from names; a description keeps its paragraphs and ends after 4000 bytes."""
    long = replace(
        show, title="Two\nlines", author="The\tPost", copyright="©\n2016",
        owner=Owner("A\nB", "a@b.example\n"), description="Para.\r\n\r\n" + "word " * 1000,
    )  # fmt: skip
    node = channel(long)
    assert texts(node, "title", "copyright", f"{ITUNES}author") == [
        "Two lines",
        "© 2016",
        "The Post",
    ]
    owner = node.find(f"{ITUNES}owner")
    assert owner is not None
    assert texts(owner, f"{ITUNES}name", f"{ITUNES}email") == ["A B", "a@b.example"]
    description = node.findtext("description", "")
    assert description.startswith("Para.\n\nword")
    assert description.endswith("word…")
    assert 3990 < len(description.encode()) <= 4000


def test_dates_are_those_of_the_newest_change(show: Show, make_package: MakePackage) -> None:
    """pubDate is the newest publication; lastBuildDate also follows corrections and retractions."""
    older, newer = make_package(1), make_package(2)
    node = channel(show, newer, older)
    assert texts(node, "pubDate", "lastBuildDate") == ["Tue, 15 Nov 2016 12:00:00 +0000"] * 2
    note = Correction(newer.published + timedelta(days=3), "A name was misspelt.")
    for changed in (replace(older, corrections=(note,)), replace(older, retracted=note)):
        node = channel(show, newer, changed)
        assert texts(node, "pubDate", "lastBuildDate") == [
            "Tue, 15 Nov 2016 12:00:00 +0000", "Fri, 18 Nov 2016 12:00:00 +0000",
        ]  # fmt: skip
    assert rss.changed([newer, older]) == newer.published
    assert rss.changed([newer, replace(older, retracted=note)]) == note.date
    assert rss.changed([]) is None


def test_the_last_change_is_never_in_the_future(show: Show, make_package: MakePackage) -> None:
    """With the present moment given, lastBuildDate stops there; a past change keeps its own date."""
    package = make_package(1)
    before, after = package.published - timedelta(days=1), package.published + timedelta(days=1)
    node = channel(show, package, now=before)
    assert texts(node, "lastBuildDate", "pubDate") == [
        "Sun, 13 Nov 2016 12:00:00 +0000", "Mon, 14 Nov 2016 12:00:00 +0000",
    ]  # fmt: skip
    assert texts(channel(show, package, now=after), "lastBuildDate") == [
        "Mon, 14 Nov 2016 12:00:00 +0000"
    ]


def test_a_show_without_episodes_has_no_dates(show: Show) -> None:
    """Nothing was built, so no clock is read."""
    assert texts(channel(show), "lastBuildDate", "pubDate") == [None, None]


def test_plain_text_writes_markup_characters_as_numbers(
    show: Show, make_package: MakePackage
) -> None:
    """`&` and `<` are numeric where no HTML is allowed (RSS Board profile, W3C), entities elsewhere."""
    show = replace(show, title="A & B <C>", copyright="2026 A & B")
    text = written(show, make_package(title="D & E < F", tags=("R&D", "<x>")))
    assert "<category>R&#x26;D</category>" in text
    assert "<category>&#x3C;x&gt;</category>" in text
    assert "<copyright>2026 A &#x26; B</copyright>" in text
    assert "<title>A &#x26; B &#x3C;C&gt;</title>" in text
    assert "<title>D &#x26; E &#x3C; F</title>" in text
    assert "fog &amp; timing" in text


def test_the_style_sheet_is_found_from_every_document(show: Show) -> None:
    """Relative beside feed.xml, absolute from a folder, where a relative one would lead elsewhere."""
    first, second, third = written(show).split("\n")[:3]
    assert first == "<?xml version='1.0' encoding='UTF-8'?>"
    assert second == '<?xml-stylesheet type="text/css" href="static/feed.css"?>'
    assert third.startswith("<rss ")
    archive = written(show, page=ArchivePage("archive/00001.xml", 1, 0, 1)).split("\n")[1]
    assert archive == (
        '<?xml-stylesheet type="text/css" href="https://news.example/podcast/static/feed.css"?>'
    )


def test_an_item_says_what_the_episode_is(show: Show, make_package: MakePackage) -> None:
    """GUID, title, date, link, comments, author, duration, kind, season, number, sound."""
    package = make_package(season=3, number=7, kind="bonus", tags=("harbour", "fog"))
    node = item(show, package)
    assert texts(node, "title", "link", "comments", "pubDate") == [
        "What the tide brought in, part 1", "https://news.example/stories/1",
        "https://news.example/stories/1#comments", "Mon, 14 Nov 2016 12:00:00 +0000",
    ]  # fmt: skip
    names = ("author", "duration", "episodeType", "season", "episode")
    assert texts(node, *(f"{ITUNES}{name}" for name in names)) == [
        "Ada Quay",
        "253",
        "bonus",
        "3",
        "7",
    ]
    guid, enclosure = node.find("guid"), node.find("enclosure")
    assert guid is not None
    assert enclosure is not None
    assert (guid.text, guid.get("isPermaLink")) == (package.guid, "false")
    sound = package.file("audio")
    assert sound is not None
    assert enclosure.attrib == {
        "url": f"https://news.example/podcast/{sound.path}", "length": "1234567", "type": "audio/mpeg",
    }  # fmt: skip
    assert [tag.text for tag in node.findall("category")] == ["harbour", "fog"]


def test_an_item_leaves_out_what_the_episode_does_not_have(
    show: Show, make_package: MakePackage
) -> None:
    """No season, number, duration, comments or sound; the show speaks where nobody else is named."""
    node = item(
        show, make_package(duration_ms=0, comments_url="", byline="", tags=(), files=(), link="")
    )
    missing = ("season", "episode", "duration")
    assert texts(node, *(f"{ITUNES}{name}" for name in missing)) == [None] * 3
    assert texts(node, "comments", "link", "category") == [None] * 3
    assert node.find("enclosure") is None
    assert texts(node, f"{ITUNES}author", f"{ITUNES}episodeType") == ["The Harbour Post", "full"]


@pytest.mark.parametrize("unsafe", ["javascript:alert(1)", "ftp://news.example/", "news.example"])
def test_only_web_addresses_become_links(
    show: Show, make_package: MakePackage, unsafe: str
) -> None:
    """A link that isn't one gives way to the listening page; comments are left out."""
    node = item(show, make_package(link=unsafe, comments_url=unsafe))
    assert texts(node, "link", "comments") == [
        "https://news.example/podcast/episodes/episode-00001/", None,
    ]  # fmt: skip


def test_an_item_always_has_a_title_and_a_description(
    show: Show, make_package: MakePackage
) -> None:
    """Without a title the id is shown; without any words, the title, else the id."""
    silent = {
        "summary": "", "credits": (), "chapters": (), "notice": "", "narrated": False, "byline": "",
        "link": "", "files": (),
    }  # fmt: skip
    assert texts(item(show, make_package(title=" \n")), "title") == ["episode-00001"]
    assert texts(item(show, make_package(title="Fog", **silent)), "description") == ["Fog"]
    node = item(show, make_package(title="", **silent))
    assert texts(node, "title", "description", CONTENT) == ["episode-00001", "episode-00001", None]


def test_show_notes_are_html_in_a_cdata_section(show: Show, make_package: MakePackage) -> None:
    """Readers that render HTML find it unescaped; the listening page is linked from it."""
    text = written(show, make_package())
    assert "<content:encoded><![CDATA[<p>" in text
    content = item(show, make_package()).findtext(CONTENT, "")
    assert 'href="https://news.example/podcast/episodes/episode-00001/"' in content


def test_tags_are_few_and_short(show: Show, make_package: MakePackage) -> None:
    """The first twelve, of at most 64 characters; an empty one isn't written."""
    tags = ("a" * 64, "b" * 65, " \n", *(f"tag {number}" for number in range(20)))
    seen = [tag.text for tag in item(show, make_package(tags=tags)).findall("category")]
    assert seen == ["a" * 64, "b" * 63 + "…", *(f"tag {number}" for number in range(9))]


def test_a_statistics_prefix_stands_before_the_sound_alone(
    show: Show, make_package: MakePackage
) -> None:
    """Downloads are counted through it; every other address stays the show's own."""
    counted = replace(show, statistics_prefix="https://count.example/redirect/")
    text = written(counted, make_package())
    assert text.count("count.example") == 1
    assert '<enclosure url="https://count.example/redirect/' in text


def test_items_stand_in_the_order_given(show: Show, make_package: MakePackage) -> None:
    """The page's order is kept, whatever the dates."""
    packages = [make_package(number) for number in (2, 3, 1)]
    guids = [node.findtext("guid") for node in channel(show, *packages).findall("item")]
    assert guids == [package.guid for package in packages]


def test_trailers_and_disclosure_are_the_channels(show: Show, make_package: MakePackage) -> None:
    """A trailer is listed in the channel too, and synthetic speech is disclosed only where there is some."""
    trailer = make_package(9, kind="trailer", title="Coming soon")
    data = rss.render(show, FIRST, [make_package(1)], narrated=False, trailers=[trailer]).decode()
    assert "podcast:trailer" in data
    assert "Coming soon" in data
    assert 'purpose="ai-content">true' not in data.split("<item>")[0]
    assert 'purpose="ai-content">true' in written(show, make_package(1)).split("<item>")[0]
    assert "podcast:trailer" not in written(show, make_package(1))


def test_a_retracted_trailer_is_none(show: Show, make_package: MakePackage) -> None:
    """Nobody is asked to listen to a trailer that was taken back."""
    note = Correction(datetime(2017, 1, 1, tzinfo=UTC), "It was wrong.")
    trailer = make_package(9, kind="trailer", title="Coming soon", retracted=note)
    data = rss.render(show, FIRST, [make_package(1)], narrated=False, trailers=[trailer]).decode()
    assert "podcast:trailer" not in data


def test_strong_language_of_the_show_is_that_of_its_episodes(
    show: Show, make_package: MakePackage
) -> None:
    """An item is explicit where it says so itself, and everywhere in a show that is."""
    strong = replace(show, explicit=True)
    mild, plain = make_package(1), make_package(2, explicit=True)
    marks = [
        item(one, package).findtext(f"{ITUNES}explicit")
        for one, package in ((show, mild), (show, plain), (strong, mild))
    ]
    assert marks == ["false", "true", "true"]


def test_a_transcript_in_another_language_says_so(show: Show, make_package: MakePackage) -> None:
    """Each transcript has the language of its own words, which need not be the episode's."""
    package = make_package(1, language="de")
    files = tuple(
        replace(file, language="fr") if file.role == "vtt" else file for file in package.files
    )
    nodes = item(show, replace(package, files=files)).iterfind(f"{PODCAST}transcript")
    assert {node.get("type"): node.get("language") for node in nodes}["text/vtt"] == "fr"
    assert {
        node.get("language") for node in item(show, package).iterfind(f"{PODCAST}transcript")
    } == {"de"}
