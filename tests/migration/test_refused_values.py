"""Values that our own settings or checks refuse: an import mends or drops them, and says so."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from tests.migration.test_broken_feeds import NAMES, item, rss

SECRET = "https://me:word@old.example/x"


def told(done: Any) -> str:
    return "\n".join(str(finding) for finding in done.findings)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('<podcast:socialInteract protocol="mastodon" uri="https://a.example/1"/>', "not kept: social"),
        ("<itunes:season>12000</itunes:season>", "not kept: season"),
        (f"<link>{SECRET}</link>", "not kept: link"),
        (f'<podcast:person href="{SECRET}">Dana Roe</podcast:person>', "not kept: people"),
        ('<itunes:duration>30</itunes:duration><podcast:soundbite startTime="20" duration="40"/>', "after the audio"),
        ('<podcast:transcript url="https://a.example/t.srt" type="text/vtt"/>', "became application/x-subrip"),
        ('<podcast:alternateEnclosure type="audio/opus" length="x"/>', "has no podcast:source"),
    ],
)  # fmt: skip
def test_an_item_is_published_without_what_is_refused(more: str, says: str, published: Any) -> None:
    """The episode comes along; the value that no setting or check takes is named."""
    done, (entry,) = published(rss(item("One", more), names=NAMES))
    assert entry.id == "guid-One"
    assert says in told(done)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("<itunes:owner><itunes:email>a@localhost</itunes:email></itunes:owner>", "not an email"),
        (f'<podcast:funding url="{SECRET}">Give</podcast:funding>', "not kept: funding"),
    ],
)
def test_a_show_is_published_without_what_is_refused(more: str, says: str, published: Any) -> None:
    """One bad value of the channel stops no episode."""
    done, entries = published(rss(item("One"), names=NAMES, more=more))
    assert len(entries) == 1
    assert says in told(done)


def test_characters_that_xml_forbids_are_mended(published: Any) -> None:
    """Surrogate pairs become the emoji that they mean; control characters leave a GUID, told."""
    text = rss(item("One", "<itunes:title>Hi &#55357;&#56832;</itunes:title>"))
    done, (entry,) = published(text.replace("guid-One", "guid&#x1f;-One"))
    assert entry.id == "guid-One"
    assert "repaired" in told(done)


def test_some_damaged_bytes_are_no_other_encoding(published: Any) -> None:
    """A feed in UTF-8 with a byte cut out stays UTF-8: GUIDs with letters stay what they were."""
    words = "<itunes:subtitle>" + "Käse und Brötchen. " * 20 + "</itunes:subtitle>"
    data = rss(item("Ä", words), title="Quay ~").encode().replace(b"~", b"\xc3")
    done, (entry,) = published(data)
    assert entry.id == "guid-Ä"
    assert "not UTF-8" in told(done)


@pytest.mark.parametrize(
    "mark", ["a<br>b", "<itunes:image href='https://a.example/1.jpg'>", "</i>"]
)
def test_a_fault_in_each_item_costs_no_item(mark: str, published: Any) -> None:
    """Each item is read by itself, so 300 with an unclosed element are 300 episodes."""
    items = [item(f"T{n}", mark, date=f"Mon, 01 Jun 2020 {n // 60:02}:{n % 60:02}:00 GMT") for n in range(300)]  # fmt: skip
    _, entries = published(rss(*items))
    assert len(entries) == 300


def test_names_in_other_capitals_are_read(published: Any) -> None:
    """<Guid>, <pubdate> and URL= are what their host means by them."""
    text = item("One").replace("guid", "Guid").replace("pubDate", "pubdate").replace("url=", "URL=")
    _, (entry,) = published(rss(text.replace("Guid-One", "guid-One")))
    assert entry.id == "guid-One"
    assert entry.published_parsed[:3] == (2020, 6, 1)
    assert entry.enclosures[0].href == "https://cdn.example/One.mp3"


def test_relative_addresses_follow_xml_base(published: Any) -> None:
    """XML Base says where a saved feed was."""
    text = rss(item("One", enclosure='url="1.mp3" length="9" type="audio/mpeg"'))
    _, (entry,) = published(text.replace("<rss ", '<rss xml:base="https://o.example/pod/" '))
    assert entry.enclosures[0].href == "https://o.example/pod/1.mp3"


def test_items_outside_the_first_channel_come_along(published: Any) -> None:
    """Beside the channel, or in a second one, where some plug-ins leave them."""
    beside = item("Two", date="Tue, 02 Jun 2020 10:00:00 GMT")
    second = item("Three", date="Wed, 03 Jun 2020 10:00:00 GMT")
    text = rss(item("One")).replace("</rss>", f"{beside}<channel>{second}</channel></rss>")
    _, entries = published(text)
    assert [entry.id for entry in entries] == ["guid-Three", "guid-Two", "guid-One"]


def test_a_sound_in_media_content_is_an_enclosure(published: Any) -> None:
    """Where an item has no enclosure; a picture there is none."""
    media = (
        '<media:content url="https://a.example/1.jpg" medium="image" type="image/jpeg"/>'
        '<media:content url="https://cdn.example/1.mp3" type="audio/mpeg" fileSize="9"/>'
    )
    text = item("One", media, enclosure="X").replace("<enclosure X/>", "")
    names = f'{NAMES} xmlns:media="http://search.yahoo.com/mrss/"'
    _, (entry,) = published(rss(text, names=names))
    assert entry.enclosures[0].href == "https://cdn.example/1.mp3"


def test_a_zipped_feed_is_read(published: Any) -> None:
    """As a browser or a backup saves it."""
    _, entries = published(gzip.compress(rss(item("One")).encode()))
    assert len(entries) == 1


def test_numbers_and_kinds_that_are_not_kept_are_told(published: Any) -> None:
    """Episode 0 and E12, and a kind that Apple does not know."""
    more = "<itunes:episode>E12</itunes:episode><itunes:episodeType>preview</itunes:episodeType>"
    done, _ = published(rss(item("One", more)))
    assert "itunes:episode 'E12' is not kept" in told(done)
    assert "'preview' became full" in told(done)
