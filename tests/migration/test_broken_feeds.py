"""Feeds that no XML parser reads, and items that are odd: all of it moves in, and can be published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from segmentcast.errors import FeedError

RSS = '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"{names}><channel><title>{title}</title><link>https://old.example/</link><description>Talks.</description><language>en</language>{more}{items}</channel></rss>'  # fmt: skip
ITUNES = ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'


def item(
    name: str, *more: str, date: str = "Mon, 01 Jun 2020 10:00:00 GMT", enclosure: str = ""
) -> str:
    sound = enclosure or f'url="https://cdn.example/{name}.mp3" length="10001" type="audio/mpeg"'
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return (
        f'<item><title>{name}</title><guid isPermaLink="false">guid-{name}</guid>{dated}'
        f"<enclosure {sound}/><description>About {name}.</description>{''.join(more)}</item>"
    )


def rss(*items: str, title: str = "Quay", names: str = ITUNES, more: str = "") -> str:
    return RSS.format(names=names, title=title, more=more, items="".join(items))


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Quay</title><id>urn:quay</id>
<updated>2020-06-02T10:00:00Z</updated><author><name>Dana Roe</name></author>
<link rel="alternate" href="https://old.example/"/>
<entry><title>One</title><id>urn:quay:1</id><published>2020-06-01T10:00:00+02:00</published>
<updated>2021-01-01T00:00:00Z</updated><summary>About one.</summary>
<link rel="enclosure" href="https://cdn.example/one.mp3" type="audio/mpeg" length="10001"/></entry>
</feed>"""
RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:enc="http://purl.oclc.org/net/rss_2.0/enc#">
<channel rdf:about="https://old.example/"><title>Quay</title><link>https://old.example/</link>
<description>Talks.</description></channel>
<item rdf:about="urn:quay:1"><title>One</title><dc:date>2020-06-01T10:00:00+02:00</dc:date>
<enc:enclosure rdf:resource="https://cdn.example/one.mp3" enc:type="audio/mpeg" enc:length="10001"/>
</item></rdf:RDF>"""


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(rss(item("One"), title="Quay &eacute;t&eacute;"), "HTML entities", id="HTML's names"),
        pytest.param(rss(item("One"), title="Quay & Sons"), "bare “&”", id="an ampersand"),
        pytest.param(rss(item("One", "<media:thumbnail url='https://a.example/1.png'/>")), "prefixes media", id="a prefix"),
        pytest.param(rss(item("One"), title="Quay été").encode("cp1252"), "Windows-1252", id="another encoding"),
        pytest.param("<br />\n<b>Warning</b>: mysql_connect() in <b>/var/www/feed.php</b>\n" + rss(item("One")), "text before", id="a warning before"),
        pytest.param(rss(item("One")) + "\n<!-- cached --><p>x", "text after", id="text after"),
        pytest.param(rss(item("One"), title="Quay \x08 talk"), "", id="a control character"),
        pytest.param(rss(item("One"), "<item><title>Cut off"), "dropped, from line", id="cut off"),
        pytest.param(rss(item("One")).replace("<rss", '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://x.example/rss.dtd">\n<rss'), "", id="a document type"),
        pytest.param(ATOM, "", id="Atom"),
        pytest.param(ATOM.replace(' xmlns="http://www.w3.org/2005/Atom"', ""), "", id="Atom without its name"),
        pytest.param(RDF, "", id="RSS 1.0"),
        pytest.param(rss(item("One"), names=' xmlns="http://backend.userland.com/rss2"'), "", id="a namespace of RSS"),
    ],
)  # fmt: skip
def test_a_broken_feed_moves_in(data: str | bytes, says: str, published: Any) -> None:
    """The episode comes along with its title, GUID, date and address, and what was mended is told."""
    done, entries = published(data)
    (entry,) = entries
    assert entry.title == "One"
    assert entry.id in ("guid-One", "urn:quay:1")
    assert entry.published_parsed[:4] in ((2020, 6, 1, 10), (2020, 6, 1, 8))
    assert entry.enclosures[0].href.lower() == "https://cdn.example/one.mp3"
    assert entry.enclosures[0].length == "10001"
    assert done.title.startswith("Quay")
    assert says in "\n".join(str(finding) for finding in done.findings)


def test_a_title_keeps_its_letters(published: Any) -> None:
    """Windows-1252 that calls itself UTF-8 is read as what it is, CDATA is not touched."""
    data = rss(item("One", "<itunes:summary><![CDATA[Tea &amp; <b>toast</b>]]></itunes:summary>"),
               title="Caf\xe9 &amp; Qu\xe0i")  # fmt: skip
    done, _ = published(data.encode("cp1252"))
    assert done.title == "Café & Quài"


@pytest.mark.parametrize(
    ("enclosure", "length", "kind"),
    [
        ('url="https://cdn.example/a.mp3" length="12,345,678" type="audio/mp3"', "12345678", "audio/mpeg"),
        ('url="https://cdn.example/a.m4a" length="9" type="audio/mpeg"', "9", "audio/x-m4a"),
        ('url="https://cdn.example/a.m4a" length="9" type="audio/mp4"', "9", "audio/mp4"),
        ('url="https://cdn.example/play?id=4" length="9" type="audio/mpeg3"', "9", "audio/mpeg"),
        ('url="https://cdn.example/a.mp3" type="audio/mpeg"', "0", "audio/mpeg"),
        ('url="https://cdn.example/a.mp3" length="-1" type=""', "0", "audio/mpeg"),
    ],
)  # fmt: skip
def test_odd_lengths_and_types_are_published(
    enclosure: str, length: str, kind: str, published: Any
) -> None:
    """A type that no app knows becomes the usual one; a length that nobody knows is 0, never a stop."""
    _, entries = published(rss(item("One", enclosure=enclosure)))
    (sound,) = entries[0].enclosures
    assert (sound.length, sound.type) == (length, kind)


def test_a_serial_without_numbers_is_published(published: Any) -> None:
    """Its old host published it so; `check` warns of it."""
    items = [item(f"T{n}", date=f"Mon, 0{n} Jun 2020 10:00:00 GMT") for n in (1, 2, 3)]
    _, entries = published(rss(*items, more="<itunes:type>serial</itunes:type>"))
    assert [entry.id for entry in entries] == ["guid-T3", "guid-T2", "guid-T1"]


def test_one_sound_of_two_items_gives_two_items(published: Any) -> None:
    """Both GUIDs stay: subscribers have both."""
    sound = 'url="https://cdn.example/a.mp3" length="9" type="audio/mpeg"'
    second = item("Two", date="Tue, 02 Jun 2020 10:00:00 GMT", enclosure=sound)
    done, entries = published(rss(item("One", enclosure=sound), second))
    assert {entry.id for entry in entries} == {"guid-One", "guid-Two"}
    assert "enclosure-repeated" in {finding.rule for finding in done.findings}


def test_an_item_without_a_date_keeps_its_place(published: Any) -> None:
    """It is dated a minute after its older neighbour, and the import names it."""
    done, entries = published(
        rss(
            item("Three", date="Wed, 03 Jun 2020 10:00:00 GMT"),
            item("Two", date="soon"),
            item("One"),
            item("Zero", date=""),
        )
    )
    assert [entry.id for entry in entries] == ["guid-Three", "guid-Two", "guid-One", "guid-Zero"]
    assert entries[1].published_parsed[:5] == (2020, 6, 1, 10, 1)
    told = [str(finding) for finding in done.findings if finding.rule == "no-date"]
    assert len(told) == 2


def test_a_text_transcript_stays(published: Any, tmp_path: Path) -> None:
    """text/plain is a type of the namespace like any other."""
    link = (
        '<podcast:transcript xmlns:podcast="https://podcastindex.org/namespace/1.0"'
        ' url="https://cdn.example/1.txt" type="text/plain"/>'
    )
    published(rss(item("One", link)))
    text = (tmp_path / "show/feed/feed.xml").read_text("utf-8")
    assert '<podcast:transcript url="https://cdn.example/1.txt" type="text/plain"' in text


def test_categories_of_before_2019_are_those_of_today(published: Any, tmp_path: Path) -> None:
    """Apple's old names become its new ones, and every category stays."""
    more = (
        '<itunes:category text="Games &amp; Hobbies"><itunes:category text="Video Games"/>'
        '</itunes:category><itunes:category text="Society &amp; Culture">'
        '<itunes:category text="History"/></itunes:category><itunes:category text="Arts"/>'
    )
    published(rss(item("One"), more=more))
    text = " ".join((tmp_path / "show/feed/feed.xml").read_text("utf-8").split())
    assert '<itunes:category text="Leisure"> <itunes:category text="Video Games"/>' in text
    assert '<itunes:category text="History"/>' in text
    assert '<itunes:category text="Arts"/>' in text


NAMES = ITUNES + ' xmlns:podcast="https://podcastindex.org/namespace/1.0"'
KEPT_OF_ITEMS = [
    "<itunes:title>Short title</itunes:title>",
    "<itunes:block>Yes</itunes:block>",
    '<podcast:season name="The winter">3</podcast:season>',
    '<podcast:episode display="Ch. 4">4</podcast:episode>',
    '<podcast:license url="https://old.example/l">cc-by-4.0</podcast:license>',
    '<podcast:location geo="geo:48.1,-1.6" osm="R54517">Rennes</podcast:location>',
    '<podcast:alternateEnclosure type="audio/opus" length="7" bitrate="24000">'
    '<podcast:source uri="https://cdn.example/1.opus"/></podcast:alternateEnclosure>',
    '<podcast:chat server="irc.old.example" protocol="irc" accountId="@quay"/>',
    '<podcast:contentLink href="https://video.example/1">Live video</podcast:contentLink>',
]
KEPT_OF_CHANNELS = [
    '<podcast:publisher><podcast:remoteItem medium="publisher"'
    ' feedGuid="003af0a0-6a45-55cf-b765-68e3d349551a" feedUrl="https://pub.example/feed.xml"/>'
    "</podcast:publisher>",
    '<podcast:image href="https://old.example/wide.png" aspect-ratio="16/9" purpose="canvas"/>',
    '<podcast:podping usesPodping="true"/>',
]


def elements_of(node: Any) -> set[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Every element inside as its name, text and attributes."""
    return {
        (part.tag, (part.text or "").strip(), tuple(sorted(part.attrib.items())))
        for part in node.iter()
        if part is not node
    }


def test_elements_of_apps_stay(published: Any, tmp_path: Path) -> None:
    """What podcast apps know of an item and of a show is in the new feed as it was in the old one."""
    number = "<itunes:season>3</itunes:season><itunes:episode>4</itunes:episode>"
    data = rss(item("One", number, *KEPT_OF_ITEMS), names=NAMES, more="".join(KEPT_OF_CHANNELS))
    done, _ = published(data)
    old = etree.fromstring(data.encode()).find("channel")
    new = etree.parse(tmp_path / "show/feed/feed.xml").find("channel")
    wanted = {
        row
        for row in elements_of(old)
        if row[0].startswith("{https://podcastindex.org") or row[0].endswith(("}title", "}block"))
    }
    assert len(wanted) == 14
    assert wanted <= elements_of(new)
    assert not [finding for finding in done.findings if "lost" in finding.what]


def test_a_decimal_number_stays(published: Any, tmp_path: Path) -> None:
    """podcast:episode may be 204.5, which itunes:episode may not."""
    published(rss(item("One", "<podcast:episode>204.5</podcast:episode>"), names=NAMES))
    text = (tmp_path / "show/feed/feed.xml").read_text("utf-8")
    assert "<podcast:episode>204.5</podcast:episode>" in text


def test_a_live_item_is_told(published: Any) -> None:
    """It holds elements of RSS, and a broadcast to come is nothing to republish: told, not kept."""
    live = (
        '<podcast:liveItem status="pending" start="2030-01-01T10:00:00Z"><title>Live</title>'
        "</podcast:liveItem>"
    )
    done, _ = published(rss(item("One"), names=NAMES, more=live))
    assert "podcast:liveItem" in "\n".join(str(finding) for finding in done.findings)


def test_a_recipient_whom_nobody_can_pay_is_told(published: Any, tmp_path: Path) -> None:
    """Without address or share it is left out, and the others stay; a block without any is lost."""
    value = (
        '<podcast:value type="lightning" method="keysend">'
        '<podcast:valueRecipient name="Ada" type="node" address="02ab" split="90"/>'
        '<podcast:valueRecipient name="Ben" type="node" address="" split="10"/></podcast:value>'
    )
    done, _ = published(rss(item("One", value), names=NAMES))
    text = (tmp_path / "show/feed/feed.xml").read_text("utf-8")
    assert 'name="Ada"' in text
    assert 'name="Ben"' not in text
    assert "'Ben' has no address or share" in "\n".join(str(finding) for finding in done.findings)


def test_pictures_that_cannot_be_fetched_keep_their_address(published: Any, tmp_path: Path) -> None:
    """The show's and an episode's, with a file ending or without: subscribers see the same ones."""
    image = '<itunes:image href="https://cdn.example/{}"/>'.format
    published(rss(item("One", image("one")), more=image("show.jpg")))
    text = (tmp_path / "show/feed/feed.xml").read_text("utf-8")
    assert 'href="https://cdn.example/show.jpg"' in text
    assert 'href="https://cdn.example/one"' in text


def test_a_relative_address_in_a_saved_feed_is_named(published: Any) -> None:
    """Only the feed's own address could complete it, so that is what to give."""
    with pytest.raises(FeedError, match=r"not a whole address.*give the address of the feed"):
        published(rss(item("One", enclosure='url="one.mp3" type="audio/mpeg"')))


def test_an_id_stands_for_a_missing_guid(published: Any) -> None:
    """RSS has no <id>, but hosts that write one mean the GUID."""
    _, (entry,) = published(rss(item("One").replace("guid-One</guid>", "</guid><id>urn:1</id>")))
    assert entry.id == "urn:1"


@pytest.mark.parametrize(
    "more",
    [
        "<itunes:category text='Arts'><itunes:category text='Food'/>",
        "<description>About <b>quays",
        "<itunes:owner><itunes:name>Dana</itunes:name>",
    ],
)
def test_an_element_that_is_never_closed_swallows_no_episode(more: str, published: Any) -> None:
    """The items after it come along, all of them and in their order."""
    days = [item(f"T{n}", date=f"Mon, 0{n} Jun 2020 10:00:00 GMT") for n in (3, 2, 1)]
    done, entries = published(rss(*days, more=more))
    assert [entry.id for entry in entries] == ["guid-T3", "guid-T2", "guid-T1"]
    assert "not well-formed" in "\n".join(str(finding) for finding in done.findings)


def test_an_item_that_is_never_closed_keeps_its_neighbour(published: Any) -> None:
    """The second item begins inside the first: both come along."""
    first = item("One").replace("</item>", "")
    _, entries = published(rss(first, item("Two", date="Tue, 02 Jun 2020 10:00:00 GMT")))
    assert [entry.id for entry in entries] == ["guid-Two", "guid-One"]
