"""The feed's documents: what they say, how they are divided, that they never waver."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest

from segmentcast import feed
from segmentcast.model import Chapter, Correction, Credit, Package, Show

MakePackage = Callable[..., Package]
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
HISTORY = "{http://purl.org/syndication/history/1.0}"


def channel_of(document: feed.FeedDocument) -> ElementTree.Element:
    channel = ElementTree.fromstring(document.data).find("channel")
    assert channel is not None
    return channel


def only_item(show: Show, package: Package) -> ElementTree.Element:
    item = channel_of(feed.documents(show, [package])[0]).find("item")
    assert item is not None
    return item


def titles(document: feed.FeedDocument) -> list[str]:
    return [item.findtext("title", "") for item in channel_of(document).findall("item")]


def links(document: feed.FeedDocument) -> dict[str, str]:
    return {
        node.get("rel", ""): node.get("href", "")
        for node in channel_of(document).findall(f"{ATOM}link")
    }


def test_item_carries_all_four_transcripts_and_the_chapters(
    show: Show, make_package: MakePackage
) -> None:
    """An item links VTT, SRT, JSON and HTML transcripts and the chapters, each with its type."""
    item = only_item(show, make_package())
    types = [node.get("type") for node in item.findall(f"{PODCAST}transcript")]
    assert types == ["text/vtt", "application/x-subrip", "application/json", "text/html"]
    chapters = item.find(f"{PODCAST}chapters")
    assert chapters is not None
    assert chapters.get("type") == "application/json+chapters"


@pytest.mark.parametrize(("narrated", "said"), [(True, "true"), (False, "false")])
def test_ai_content_is_disclosed(
    show: Show, make_package: MakePackage, narrated: bool, said: str
) -> None:
    """Channel and item say whether a synthetic voice is heard."""
    channel = channel_of(feed.documents(show, [make_package(narrated=narrated)])[0])
    assert [node.text for node in channel.iter(f"{PODCAST}txt")] == [said, said]


def test_channel_discloses_ai_when_an_archived_episode_has_it(
    show: Show, make_package: MakePackage
) -> None:
    """One narrated episode, however old, makes the show as a whole one with AI content."""
    packages = [make_package(number, narrated=number == 0) for number in range(5)]
    first = feed.documents(show, packages, window=2, archive_items=2)[0]
    assert channel_of(first).findtext(f"{PODCAST}txt") == "true"


def test_an_archive_discloses_ai_of_its_own_episodes_alone(
    show: Show, make_package: MakePackage
) -> None:
    """An archive of recordings does not change, nor say otherwise, when a narrated episode comes."""
    packages = [make_package(number, narrated=number == 4) for number in range(5)]
    told = [
        channel_of(each).findtext(f"{PODCAST}txt")
        for each in feed.documents(show, packages, window=2, archive_items=2)
    ]
    assert told[0] == "true"
    assert set(told[1:]) == {"false"}


def test_items_stand_newest_first_whatever_order_they_come_in(
    show: Show, make_package: MakePackage
) -> None:
    """Order and bytes do not depend on the order of the packages."""
    packages = [make_package(number) for number in range(6)]
    sorted_feed = feed.documents(show, packages)
    random.Random(1).shuffle(packages)
    assert feed.documents(show, packages) == sorted_feed
    assert titles(sorted_feed[0])[0].endswith("part 5")


def test_episodes_of_the_same_moment_are_ordered_by_id(
    show: Show, make_package: MakePackage
) -> None:
    """Two episodes published together always stand in the same order."""
    when = datetime(2020, 1, 1, tzinfo=UTC)
    pair = [make_package(id="b", title="B", published=when)]
    pair.append(make_package(id="a", title="A", published=when))
    assert titles(feed.documents(show, pair)[0]) == titles(feed.documents(show, pair[::-1])[0])


def test_dates_come_from_the_content(show: Show, make_package: MakePackage) -> None:
    """lastBuildDate is the newest publication or correction, not the clock."""
    corrected = datetime(2017, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    package = make_package(corrections=(Correction(corrected, "A figure was wrong."),))
    channel = channel_of(feed.documents(show, [package])[0])
    assert channel.findtext("lastBuildDate") == "Thu, 02 Mar 2017 09:30:00 +0200"
    assert channel.findtext("pubDate") == "Mon, 14 Nov 2016 12:00:00 +0000"


def test_an_empty_show_has_no_invented_date(show: Show) -> None:
    """A feed without episodes is written without lastBuildDate rather than with the clock's."""
    channel = channel_of(feed.documents(show, [])[0])
    assert channel.find("lastBuildDate") is None
    assert channel.findtext("title") == "Harbour & Field"


def test_bytes_do_not_depend_on_zone_locale_hash_seed_or_clock(tmp_path: object) -> None:
    """The same show written in another process, zone, locale and hash seed gives the same bytes."""
    program = (
        "from datetime import *\n"
        "from segmentcast import feed\n"
        "from segmentcast.model import *\n"
        "import hashlib, sys, time\n"
        "show = Show('T', 'D', 'A', 'https://a.example/', 'https://a.example/')\n"
        "package = Package('e', 'g', 't', 's', datetime(2016, 3, 1, tzinfo=UTC), 1000, (), (), (),"
        " tags=('x', 'y'))\n"
        "print(hashlib.sha256(feed.documents(show, [package])[0].data).hexdigest())\n"
    )
    digests = set()
    for zone, locale, seed in (("UTC", "C", "1"), ("Asia/Baghdad", "C.UTF-8", "2")):
        environment = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        environment["PYTHONPATH"] = ":".join(sys.path)
        run = subprocess.run(
            [sys.executable, "-c", program],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(run.stdout)
    assert len(digests) == 1


def test_importing_the_feed_does_not_import_feedgen() -> None:
    """Who only asks for a GUID or a category does not pay for the XML libraries."""
    program = (
        "import sys, segmentcast.feed.categories, segmentcast.ledger, segmentcast.layout\n"
        "sys.exit(any(name.split('.')[0] in ('feedgen', 'lxml') for name in sys.modules))\n"
    )
    environment = {"PYTHONPATH": ":".join(sys.path)}
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0  # fmt: skip


# --- description and content ------------------------------------------------------------------


def description_of(show: Show, package: Package) -> str:
    return only_item(show, package).findtext("description", "")


def test_description_names_everything_a_listener_must_know(
    show: Show, make_package: MakePackage
) -> None:
    """Summary, notice, corrections, credits and chapter times are in the description."""
    package = make_package(
        corrections=(Correction(datetime(2016, 12, 1, tzinfo=UTC), "A name was misspelt."),)
    )
    text = description_of(show, package)
    for expected in (
        "A harbour pilot on fog & timing.",
        "Both voices are synthetic.",
        "Updated 2016-12-01: A name was misspelt.",
        "Cem Pilot, harbour pilot (synthetic voice)",
        "\n00:00:00 Out of the fog\n00:01:00 Who calls the tug?\n00:02:30 Back on land",
        "https://news.example/podcast/episodes/episode-00001/",
    ):
        assert expected in text


def test_narration_without_a_notice_gets_one(show: Show, make_package: MakePackage) -> None:
    """A narrated episode always says so in words; a recording does not."""
    assert "synthetic voices" in description_of(show, make_package(notice="", credits=()))
    recorded = make_package(notice="", narrated=False, credits=(Credit("Ada Quay", "host"),))
    assert "synthetic" not in description_of(show, recorded)


def test_too_few_chapters_are_not_listed(show: Show, make_package: MakePackage) -> None:
    """Apps read timestamps as chapters only from three on, the first at zero."""
    pair = make_package().chapters[:2]
    assert "00:00:00" not in description_of(show, make_package(chapters=pair))
    late = tuple(
        Chapter(each.start_ms + 5000, each.end_ms + 5000, each.title)
        for each in make_package().chapters
    )
    assert "00:00:05" not in description_of(show, make_package(chapters=late))


@pytest.mark.parametrize("letter", ["a", "é", "語", "😀", "&", "<", "word "])
def test_description_never_exceeds_4000_bytes(
    show: Show, make_package: MakePackage, letter: str
) -> None:
    """A long summary is cut between characters; notice and corrections stay whole."""
    package = make_package(
        summary=letter * 6000,
        corrections=(Correction(datetime(2016, 12, 1, tzinfo=UTC), "A name was misspelt."),),
    )
    item = only_item(show, package)
    text = item.findtext("description", "")
    assert 2000 < len(text.encode()) <= 4000
    assert "Both voices are synthetic." in text
    assert "Updated 2016-12-01: A name was misspelt." in text
    assert "…" in text
    assert len(item.findtext(CONTENT, "").encode()) <= 12_000


def test_markup_of_strangers_is_shown_not_run(show: Show, make_package: MakePackage) -> None:
    """HTML in a title, a name or a summary arrives as the text it is."""
    evil = "<script>alert('x')</script> ]]> &lt;b&gt;"
    package = make_package(
        title=evil, summary=evil, credits=(Credit(evil, "guest"),), byline=evil, tags=(evil,)
    )
    item = only_item(show, package)
    assert item.findtext("title") == evil
    assert item.findtext(f"{PODCAST}person") == evil
    assert "<script" not in item.findtext("description", "")
    html = item.findtext(CONTENT, "")
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_unsafe_links_are_left_out(show: Show, make_package: MakePackage) -> None:
    """Only absolute http(s) addresses become links."""
    package = make_package(
        link="javascript:alert(1)",
        comments_url="data:text/html,x",
        credits=(Credit("Ada Quay", "host", href="javascript:1", img='https://x.example/"<'),),
    )
    item = only_item(show, package)
    assert item.findtext("link") == "https://news.example/podcast/episodes/episode-00001/"
    assert item.find("comments") is None
    assert item.find(f"{PODCAST}person") is not None
    assert b"javascript:" not in feed.documents(show, [package])[0].data


def test_a_retraction_comes_first(show: Show, make_package: MakePackage) -> None:
    """A retracted episode keeps its GUID and says before all else that it is retracted."""
    note = Correction(datetime(2016, 12, 1, tzinfo=UTC), "The recording was not authentic.")
    package = make_package(retracted=note)
    item = only_item(show, package)
    assert item.findtext("guid") == package.guid
    opening = "Retracted 2016-12-01: The recording was not authentic."
    assert item.findtext("description", "").startswith(opening)
    assert item.findtext(CONTENT, "").startswith(f"<p>{opening}</p>")


def test_forbidden_characters_are_left_out_and_reported(
    show: Show, make_package: MakePackage
) -> None:
    """What XML cannot hold is dropped with a finding that names episode, field and character."""
    document = feed.documents(show, [make_package(title="Fog\x00 and\x0b tide\ufffe")])[0]
    assert titles(document) == ["Fog and tide"]
    assert [(each.rule, each.where) for each in document.findings] == [
        ("xml-characters", "episode-00001")
    ]
    assert "U+0000, U+000B, U+FFFE" in document.findings[0].what


def test_an_episode_without_audio_is_reported(show: Show, make_package: MakePackage) -> None:
    """A package without sound is an error that publish can refuse."""
    document = feed.documents(show, [make_package(files=())])[0]
    assert [(each.severity, each.rule) for each in document.findings] == [
        ("error", "enclosure-missing")
    ]


def test_comments_of_the_fediverse_become_social_interact(
    show: Show, make_package: MakePackage
) -> None:
    """A post as comment page is also given in the form that podcast apps can show inline."""
    post = "https://social.example/@harbour/123456789"
    node = only_item(show, make_package(comments_url=post)).find(f"{PODCAST}socialInteract")
    assert node is not None
    assert (node.get("protocol"), node.get("uri")) == ("activitypub", post)
    assert only_item(show, make_package()).find(f"{PODCAST}socialInteract") is None


def test_only_yes_is_written(show: Show, make_package: MakePackage) -> None:
    """complete and block are written only where they have an effect."""
    plain = feed.documents(show, [make_package()])[0].data
    assert b"itunes:block" not in plain
    assert b"itunes:complete" not in plain
    closed = replace(show, block=True, complete=True, new_feed_url="https://new.example/feed.xml")
    channel = channel_of(feed.documents(closed, [make_package()])[0])
    assert channel.findtext(f"{ITUNES}block") == "yes"
    assert channel.findtext(f"{ITUNES}complete") == "yes"
    assert channel.findtext(f"{ITUNES}new-feed-url") == "https://new.example/feed.xml"


# --- documents ----------------------------------------------------------------------------------


def divided(show: Show, packages: Sequence[Package], **bounds: int) -> dict[str, feed.FeedDocument]:
    bounds = {"window": 10, "archive_items": 5, **bounds}
    return {each.path: each for each in feed.documents(show, packages, **bounds)}


def test_every_episode_is_in_exactly_one_document(show: Show, make_package: MakePackage) -> None:
    """Followed from feed.xml by `next`, the documents hold all episodes once, newest first."""
    packages = [make_package(number) for number in range(33)]
    documents = divided(show, packages)
    by_url = {f"https://news.example/podcast/{path}": each for path, each in documents.items()}
    found: list[str] = []
    document: feed.FeedDocument | None = documents["feed.xml"]
    while document is not None:
        found += titles(document)
        document = by_url.get(links(document).get("next", ""))
    assert found == [package.title for package in reversed(packages)]
    assert len(titles(documents["feed.xml"])) <= 10


def test_a_new_episode_changes_the_first_document_only(
    show: Show, make_package: MakePackage
) -> None:
    """Until the first document is full, archives stay byte for byte what they were."""
    before = divided(show, [make_package(number) for number in range(26)])
    after = divided(show, [make_package(number) for number in range(27)])
    assert {path for path in after if after[path] != before.get(path)} == {"feed.xml"}


def test_a_full_first_document_makes_one_archive(show: Show, make_package: MakePackage) -> None:
    """At roll-over one archive is added, and the one before it gains the link to it."""
    before = divided(show, [make_package(number) for number in range(30)])
    after = divided(show, [make_package(number) for number in range(31)])
    assert set(after) - set(before) == {"archive/00005.xml"}
    changed = {path for path in before if after[path] != before[path]}
    assert changed == {"feed.xml", "archive/00004.xml"}
    assert titles(after["archive/00004.xml"]) == titles(before["archive/00004.xml"])


def test_archive_links_lead_both_ways(show: Show, make_package: MakePackage) -> None:
    """Each archive says that it is one and knows its neighbours and the current document."""
    base = "https://news.example/podcast/"
    documents = divided(show, [make_package(number) for number in range(30)])
    first = links(documents["feed.xml"])
    assert first["next"] == first["prev-archive"] == f"{base}archive/00004.xml"
    middle = documents["archive/00002.xml"]
    assert channel_of(middle).find(f"{HISTORY}archive") is not None
    assert links(middle) == {
        "self": f"{base}archive/00002.xml",
        "next": f"{base}archive/00001.xml",
        "prev-archive": f"{base}archive/00001.xml",
        "previous": f"{base}archive/00003.xml",
        "next-archive": f"{base}archive/00003.xml",
        "current": f"{base}feed.xml",
    }
    newest, oldest = links(documents["archive/00004.xml"]), links(documents["archive/00001.xml"])
    assert newest["previous"] == f"{base}feed.xml"
    assert "next-archive" not in newest
    assert "next" not in oldest


def test_no_link_leads_nowhere(show: Show, make_package: MakePackage) -> None:
    """Every document that is linked is also written."""
    documents = divided(show, [make_package(number) for number in range(41)])
    written = {f"https://news.example/podcast/{path}" for path in documents}
    for document in documents.values():
        targets = {href for rel, href in links(document).items() if rel != "hub"}
        assert targets <= written


def test_first_document_is_bounded_in_bytes(show: Show, make_package: MakePackage) -> None:
    """Long episodes leave the first document early, so that it stays under the bound.

    Its bytes are those of a document that was never written longer.
    """
    packages = [make_package(number, summary="word " * 700) for number in range(10)]
    documents = divided(show, packages, max_bytes=60_000)
    assert len(documents["feed.xml"].data) <= 60_000
    assert len(titles(documents["feed.xml"])) == 5
    assert sum(len(titles(each)) for each in documents.values()) == 10
    (alone,) = [
        page for page in feed.pages(10, window=10, archive_items=5, archives=1) if not page.number
    ]
    ordered = feed.oldest_to_newest(packages)
    assert documents["feed.xml"] == feed.document(show, ordered, alone)


def test_documents_stay_small_even_with_the_longest_texts(
    show: Show, make_package: MakePackage
) -> None:
    """A hundred episodes whose every text is as long as it can be stay below 5,000,000 bytes."""
    long = "&" * 6000
    people = tuple(Credit(f"{number}{long}", "guest", role=long) for number in range(100))
    package = make_package(
        title=long,
        summary=long,
        credits=people,
        notice=long,
        tags=(long,) * 30,
        notes=(long,) * 9,
        chapters=tuple(Chapter(each * 1000, each * 1000 + 1000, long) for each in range(500)),
        corrections=(Correction(datetime(2017, 1, 1, tzinfo=UTC), long),) * 30,
    )
    size = len(feed.documents(show, [package])[0].data)
    assert size * feed.pages(101, window=100)[1].stop < 5_000_000


def test_one_document_can_be_written_without_the_others(
    show: Show, make_package: MakePackage
) -> None:
    """A page of the plan gives the same bytes as writing everything."""
    packages = [make_package(number) for number in range(23)]
    whole = divided(show, packages)
    plan = feed.pages(len(packages), window=10, archive_items=5)
    ordered = feed.oldest_to_newest(packages)
    assert [page.path for page in plan] == list(whole)
    assert feed.document(show, ordered, plan[2]) == whole[plan[2].path]


def test_a_window_must_hold_an_archive() -> None:
    """A window smaller than an archive is refused, as the first document could run empty."""
    with pytest.raises(ValueError, match="window"):
        feed.pages(10, window=3, archive_items=5)


# --- identity -------------------------------------------------------------------------------------


def test_show_guid_follows_the_podcast_namespace() -> None:
    """The GUIDs that the namespace's own documentation gives come out."""
    assert feed.show_guid("https://podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    expected = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    assert feed.show_guid("http://mp3s.nashownotes.com/pc20rss.xml//") == expected


def test_episode_guids_differ_by_show_and_id() -> None:
    """The same id in another show is another episode."""
    one, other = feed.show_guid("https://a.example/"), feed.show_guid("https://b.example/")
    assert feed.episode_guid(one, "x") == feed.episode_guid(one, "x")
    guids = {feed.episode_guid(one, "x"), feed.episode_guid(one, "y")}
    assert len(guids | {feed.episode_guid(other, "x")}) == 3
