"""The pages as text: what stands on them, and that strangers' words stay words."""

from __future__ import annotations

import gzip
import html
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentcast import site
from segmentcast.errors import ConfigError
from segmentcast.model import Chapter, Correction, Credit, Cue, Package, Show, SiteStyle
from segmentcast.site.links import safe
from segmentcast.site.pages import POLICY

INJECTIONS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% for x in y %}",
    "<!--<script>",
    "&lt;b&gt; &amp; \u2028 \u202e evil \u0007",
    "javascript:alert(1)",
    "😀" * 250,
)
BAD_LINKS = (
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example/x",
    "https:evil",
    "file:///etc/passwd",
    'https://x.example/"onclick="alert(1)',
    "https://[::1",
)


def tree(page: bytes) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page.decode("utf-8"))


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_every_word_of_the_transcript_is_on_the_page_with_its_speaker(feed: Any) -> None:
    """Turns come in order, each with its speaker, its number as id, and all of its sentences."""
    package = feed.packages[0]
    page = tree(site.episode_page(feed.show, package))
    turns = page.xpath("//*[@class='turn']")
    assert [turn.get("id") for turn in turns] == [f"turn-{n}" for n in range(1, 11)]
    assert [words(turn.xpath(".//bdi")[0]) for turn in turns[:2]] == [
        "Nora Lindqvist",
        "Tomás Arroyo",
    ]
    spans = page.xpath("//span[@data-start]")
    assert [span.text for span in spans] == [cue.text for cue in package.cues]
    assert [float(span.get("data-start")) for span in spans] == [
        cue.start_ms / 1000 for cue in package.cues
    ]
    assert "The lens. It has four hundred pieces" in words(turns[5])


def test_the_page_offers_what_a_listener_needs_without_script(feed: Any) -> None:
    """Native player with captions, chapters and turns that open the sound there, downloads."""
    page = tree(site.episode_page(feed.show, feed.packages[0]))
    audio = page.xpath("//audio[@controls]")[0]
    assert audio.get("preload") == "none"
    assert audio.get("src") == "../../audio/grey-point-0123456789ab.mp3"
    assert audio.xpath("track/@src") == ["../../captions/grey-point-0123456789ab.vtt"]
    chapters = page.xpath("//nav[@class='chapters']//a/@href")
    assert chapters[1] == "../../audio/grey-point-0123456789ab.mp3#t=21.4"
    downloads = page.xpath("//details[@class='made']//a[@download]/@href")
    assert [href.rpartition(".")[2] for href in downloads] == ["mp3", "vtt", "srt", "json", "json"]
    text = words(page)
    for expected in (
        "May 2, 2024",
        "Ada Verne",
        "The voices in this segment are synthetic.",
        "May 3, 2024. The lens has 400 pieces, not 40.",
        "Friends of Grey Point synthetic voice",
        "What do you think?",
    ):
        assert expected in text
    assert page.xpath("//div[contains(@class, 'controls')]/@hidden") == [""]


def test_the_page_counts_listening_only_where_the_show_asks_for_it(feed: Any) -> None:
    """A statistics prefix alone stays in the feed; with `pages` the page plays through it, says
    so, names the service, and keeps the download direct."""
    package = feed.packages[0]
    silent = replace(feed.show, statistics_prefix="https://op3.dev/e/")
    assert site.episode_page(silent, package) == site.episode_page(feed.show, package)
    counted = replace(silent, statistics_on_pages=True)
    for render in (site.episode_page, site.embed_page):
        page = tree(render(counted, package))
        source = page.xpath("//audio/@src")[0]
        assert source.startswith("https://op3.dev/e/podcast.example.org/harbor/audio/grey-point-")
        assert "counted by op3.dev" in words(page.xpath("//*[@data-counted]")[0])
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert "media-src 'self' https:;" in policy
    listed = tree(site.show_page(counted, feed.packages))
    assert listed.xpath("//@data-play")[0].startswith("https://op3.dev/e/podcast.example.org/")
    assert "counted by op3.dev" in words(listed.xpath("//*[@data-counted]")[0])
    policy = listed.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "media-src 'self' https:;" in policy
    readers = [
        next(f.data for f in site.static_files(show) if f.path == "static/feed.js")
        for show in (silent, counted)
    ]
    assert [b"counted by op3.dev" in reader for reader in readers] == [False, True]
    downloads = tree(site.episode_page(counted, package)).xpath("//a[@download]/@href")
    assert downloads[0] == "../../audio/grey-point-0123456789ab.mp3"


def test_pages_ask_nobody_else_and_run_nothing_inline(feed: Any) -> None:
    """No address of another host is loaded; no inline script, style or handler; a strict policy."""
    pages = [
        site.episode_page(feed.show, feed.packages[0]),
        site.embed_page(feed.show, feed.packages[0]),
        site.show_page(feed.show, feed.packages),
        *site.archive_pages(feed.show, feed.packages).values(),
    ]
    for page in map(tree, pages):
        loaded = page.xpath("//@src | //link[@rel='stylesheet' or @rel='icon']/@href")
        assert loaded
        assert not [url for url in loaded if "//" in url or ":" in url]
        assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [POLICY]
        assert not page.xpath("//style | //@style | //@*[starts-with(name(), 'on')]")
        assert all(
            node.get("src") or node.get("type") == "application/ld+json"
            for node in page.xpath("//script")
        )


def test_the_whole_site_has_each_file_once_and_ends_with_the_show(feed: Any) -> None:
    """Static files come first and the show's page last, so that no page leads nowhere."""
    files = list(site.render(feed.show, feed.packages))
    paths = [file.path for file in files]
    assert len(set(paths)) == len(paths)
    assert paths[-1] == "index.html"
    shared = [path for path in paths if path.startswith("static/")]
    assert paths[: len(shared)] == shared
    assert files == list(site.render(feed.show, reversed(feed.packages)))


def test_every_footer_leads_to_the_corrections(feed: Any, site_root: Any) -> None:
    """Every page but the embedded player has a relative link to the list, also when it is empty."""
    files = [file.path for file in site.render(feed.show, feed.packages)]
    pages = [path for path in files if path.endswith(".html") and "embed.html" not in path]
    assert len(pages) > 5
    for path in (site_root / page for page in pages):
        links = tree(path.read_bytes()).xpath("//footer//a[.='Corrections']/@href")
        assert [(path.parent / link).resolve() for link in links] == [
            site_root / site.CORRECTIONS_PAGE
        ]
    plain = [replace(package, corrections=()) for package in feed.packages]
    made = {file.path: file.data for file in site.render(feed.show, plain)}
    assert tree(made[site.CORRECTIONS_PAGE]).xpath("//main//section") == []


def test_what_was_withdrawn_is_in_the_list_of_corrections_alone(feed: Any) -> None:
    """It is told there, makes that part anew, and stands in no other part of the site."""
    package, older = feed.packages
    note = Correction(datetime(2024, 6, 1, tzinfo=UTC), "It was not so.")
    gone = replace(older, id="2023-01-01-gone", title="Withdrawn talk", retracted=note)
    with_it = {part.name: part for part in site.outline(feed.show, [package], withdrawn=[gone])}
    without = {part.name: part.key for part in site.outline(feed.show, [package])}
    changed = [name for name, part in with_it.items() if without.get(name) != part.key]
    assert changed == ["corrections"]
    page, rows = with_it["corrections"].make()
    assert "It was not so." in words(tree(page.data))
    told = json.loads(rows.data)["corrections"]
    assert [(row["title"], row["retracted"]) for row in told[:1]] == [("Withdrawn talk", True)]


def test_links_between_pages_lead_to_files_that_exist(feed: Any, site_root: Any) -> None:
    """Every relative link of every page is a file of the folder (the feed itself apart)."""
    for path in site_root.rglob("*.html"):
        for url in tree(path.read_bytes()).xpath("//@src | //@href"):
            if ":" in url or url.startswith("#") or url.endswith("feed.xml"):
                continue
            assert (path.parent / url.partition("#")[0]).is_file(), (path, url)


@pytest.mark.parametrize("bad", INJECTIONS)
def test_text_from_strangers_stays_text(feed: Any, bad: str) -> None:
    """In every field, on every page, markup is shown and nothing new comes to be."""
    package, show = feed.packages[0], feed.show
    hostile = replace(
        package,
        title=bad,
        summary=bad,
        byline=bad,
        notice=bad,
        guid=bad,
        link=bad,
        comments_url=bad,
        cues=tuple(replace(cue, text=bad, speaker=bad) for cue in package.cues),
        chapters=(Chapter(0, 1000, bad), Chapter(1000, 2000, bad)),
        credits=(Credit(bad, bad, bad, bad, bad, bad),),
        corrections=(Correction(datetime(2024, 1, 1, tzinfo=UTC), bad),),
    )
    bad_show = replace(
        show,
        title=bad,
        description=bad,
        author=bad,
        link=bad,
        copyright=bad,
        license=bad,
        license_url=bad,
        people=(Credit(bad, "host"),),
        funding=((bad, bad),),
        site=SiteStyle(footer=bad),
    )
    plain = [
        tree(site.episode_page(show, package)),
        tree(site.show_page(show, [package])),
    ]
    attacked = [
        tree(site.episode_page(bad_show, hostile)),
        tree(site.show_page(bad_show, [hostile])),
    ]
    for before, after in zip(plain, attacked, strict=True):
        assert len(after.xpath("//script")) == len(before.xpath("//script"))
        assert not after.xpath("//img[@src='x'] | //@onerror | //@onload | //@onmouseover")
        assert not [url for url in after.xpath("//@href") if url.lower().startswith("javascript")]
        data = json.loads(after.xpath("//script[@type]/text()")[0])
        assert data["name"] == bad
    assert words(attacked[0].xpath("//h1")[0]) == " ".join(bad.split())


@pytest.mark.parametrize("bad", BAD_LINKS)
def test_a_dangerous_address_is_not_linked(feed: Any, bad: str) -> None:
    """Only absolute http, https and mailto addresses become links."""
    package = replace(
        feed.packages[0], link=bad, comments_url=bad, credits=(Credit("A", "host", href=bad),)
    )
    show = replace(feed.show, link=bad, license_url=bad, funding=((bad, "Give"),))
    for page in (site.episode_page(show, package), site.show_page(show, [package])):
        hrefs = {url.strip() for url in tree(page).xpath("//a/@href")}
        assert bad.strip() not in hrefs


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_survives_the_page(text: str) -> None:
    """A sentence of any characters reads back from the page as it was written."""
    show, package = _plain()
    page = site.episode_page(show, replace(package, cues=(Cue(0, 1000, "A", text),)))
    found = re.search(r'data-start="0">(.*?)</span>', page.decode("utf-8", "strict"), re.DOTALL)
    assert found is not None
    assert html.unescape(found[1]) == text
    assert safe(text) in ("", text.strip())


def _plain() -> tuple[Any, Package]:
    show = Show("S", "D", "A", "https://x.example/", "https://x.example/about")
    package = Package("one", "guid", "T", "S", datetime(2024, 1, 1, tzinfo=UTC), 1000, (), (), ())
    return show, package


def test_a_retracted_segment_says_so_and_plays_nothing(feed: Any) -> None:
    """The page stays, with the date and the reason; sound, chapters and transcript are gone."""
    package = replace(
        feed.packages[0],
        retracted=Correction(datetime(2024, 6, 1, tzinfo=UTC), "The interview was mislabelled."),
    )
    page = tree(site.episode_page(feed.show, package))
    assert "This segment was retracted on June 1, 2024." in words(page)
    assert "The interview was mislabelled." in words(page)
    assert not page.xpath("//audio | //*[@class='turn'] | //a[@download]")
    assert "mp3" not in site.episode_page(feed.show, package).decode()


def test_a_withdrawn_page_has_its_script(feed: Any) -> None:
    """In a fresh folder too, where no other page is in its language."""
    taken = replace(
        feed.packages[0],
        language="ar",
        retracted=Correction(datetime(2024, 6, 1, tzinfo=UTC), "Wrong."),
    )
    parts = site.outline(feed.show, feed.packages[1:], withdrawn=(taken,))
    there = {file.path for part in parts for file in part.make()}
    pages = list(site.withdrawn_pages(feed.show, taken))
    there |= {file.path for file in pages}
    for file in pages:
        if file.path.endswith(".html"):
            (script,) = re.findall(r'<script src="\.\./\.\./([^"]+)"', file.data.decode())
            assert script in there


def test_a_retraction_is_told_once_and_by_nobody(feed: Any) -> None:
    """The note is on the page once, the newsroom among no people, and no player or list offers it."""
    note = "The interview was mislabelled."
    package = replace(
        feed.packages[0],
        summary=f"This segment has been retracted. {note}",
        credits=(Credit("The Harbor Gazette", "narrator", voice="piper/amy"),),
        cues=(Cue(0, 2000, "The Harbor Gazette", note),),
        corrections=(),
        retracted=Correction(datetime(2024, 6, 1, tzinfo=UTC), note),
    )
    made = {file.path: file.data for file in site.render(feed.show, [package])}
    page = tree(made[site.episode_path(package)])
    main = words(page.xpath("//main")[0])
    assert main.count(note) == 1
    assert main.count("retracted") == 1
    assert "Harbor Gazette" not in main
    assert not [path for path in made if path.startswith("people/")]
    assert not page.xpath("//audio | //*[@data-player] | //article//svg | //*[@class='facts']")
    card = words(tree(made["index.html"]).xpath("//article")[0])
    assert card.count("retracted") == 1
    assert note not in card
    assert not tree(made["index.html"]).xpath("//*[@data-play]")
    data = json.loads(page.xpath("//script[@type]/text()")[0])
    assert "actor" not in data


@pytest.mark.parametrize(
    ("voices", "cues", "expected"),
    [
        (
            ("a/b", "c/d"),
            True,
            "All words are spoken by synthetic voices, from the printed transcript.",
        ),
        (("a/b", "c/d"), False, "All words are spoken by synthetic voices."),
        (("a/b", ""), True, "Some or all of the words are spoken by synthetic voices."),
        ((), True, "Some or all of the words are spoken by synthetic voices."),
    ],
)
def test_the_notice_says_all_only_where_all_are_synthetic(
    feed: Any, voices: tuple[str, ...], cues: bool, expected: str
) -> None:
    """The standard sentence is true of the voices that the episode names."""
    people = tuple(Credit(f"P {n}", "guest", voice=voice) for n, voice in enumerate(voices))
    package = replace(feed.packages[0], notice="", credits=people)
    package = package if cues else replace(package, cues=())
    page = tree(site.episode_page(feed.show, package))
    assert words(page.xpath("//p[@class='disclose']/span")[0]) == expected
    recorded = tree(site.episode_page(feed.show, replace(package, narrated=False)))
    assert not recorded.xpath("//p[@class='disclose']")


def test_portraits_come_from_the_people_and_their_hosts_alone(feed: Any) -> None:
    """A photograph in [[people]] is the person's face and the guest's page; only its host is allowed."""
    img = "https://pictures.example.net/tomas.jpg"
    package = feed.packages[0]
    credits_ = (package.credits[0], replace(package.credits[1], img=img))
    show = replace(feed.show, people=(Credit("Nora Lindqvist", "host", img="javascript:alert(1)"),))
    page = tree(site.episode_page(show, replace(package, credits=credits_)))
    assert page.xpath("//img[@class='cover']/@src") == [img]
    assert page.xpath("//*[@id='turn-2']//img/@src") == [img]
    assert page.xpath("//*[@id='turn-1']//*[@class='face']/text()") == ["NL"]
    policies = [
        tree(data).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        for data in (
            site.episode_page(show, replace(package, credits=credits_)),
            site.show_page(show, [replace(package, credits=credits_)]),
            site.show_page(show, [package]),
        )
    ]
    own = "img-src 'self' https://pictures.example.net;"
    assert [own in policy for policy in policies] == [True, True, False]
    bad = replace(package.credits[1], img="https://x.example;script-src *;/a.jpg")
    assert (
        "script-src *"
        not in site.episode_page(show, replace(package, credits=(package.credits[0], bad)))
        .decode()
        .partition("<body>")[0]
        .partition("viewport")[0]
    )


def test_a_retracted_segment_is_offered_nowhere(feed: Any) -> None:
    """Neither search, nor code to embed, nor what machines read has its words or its sound any more."""
    package = feed.packages[0]
    gone = replace(package, retracted=Correction(datetime(2024, 6, 1, tzinfo=UTC), "It was wrong."))

    def offered(one: Any) -> list[bytes]:
        found = [file.data for file in site.render(feed.show, [one]) if "search/" in file.path]
        for code in (site.embed_snippet, site.article_metadata):
            found.append(code(feed.show, one).encode())
        return [*found, site.episode_page(feed.show, one)]

    for word in (b"hundred", b".mp3"):
        assert any(word in data for data in offered(package))
        assert not any(word in data for data in offered(gone))


def test_a_retraction_is_listed_without_a_correction(feed: Any) -> None:
    """The list of corrections tells what was taken back, though nothing of it was ever corrected."""
    note = Correction(datetime(2024, 6, 1, tzinfo=UTC), "It was wrong.")
    gone = replace(feed.packages[0], corrections=(), retracted=note)
    made = {file.path: file.data for file in site.render(feed.show, [gone])}
    assert "It was wrong." in words(tree(made[site.CORRECTIONS_PAGE]))


def test_the_show_page_lists_the_newest_first_with_every_way_to_subscribe(feed: Any) -> None:
    """Order is by date whatever order the packages come in; the feed's address is in each link."""
    page = tree(site.show_page(feed.show, list(reversed(feed.packages))))
    assert [words(title) for title in page.xpath("//h3")] == [p.title for p in feed.packages]
    buttons = dict(
        zip(
            (words(a) for a in page.xpath("//dialog[@id='subscribe']//a")),
            page.xpath("//dialog[@id='subscribe']//a/@href"),
            strict=True,
        )
    )
    assert buttons["Feed (RSS)"] == "feed.xml"
    assert buttons["Apple Podcasts"] == "podcast://podcast.example.org/harbor/feed.xml"
    assert buttons["Overcast"].endswith(
        "add?url=https%3A%2F%2Fpodcast.example.org%2Fharbor%2Ffeed.xml"
    )
    assert len(buttons) == 8
    assert page.xpath("//input[@readonly]/@value") == [feed.show.feed_url]


def test_a_big_show_leads_to_an_archive_by_year(feed: Any) -> None:
    """Beyond the limit, older episodes are one click away, each on exactly one year's page."""
    package = feed.packages[0]
    many = [
        replace(package, id=f"e{n}", published=datetime(2000 + n % 20, 1, 1, tzinfo=UTC))
        for n in range(site.LISTED + 30)
    ]
    page = tree(site.show_page(feed.show, many))
    assert len(page.xpath("//h3")) == site.LISTED
    archive = site.archive_pages(feed.show, many)
    years = page.xpath("//nav[@aria-labelledby='archive']//a/@href")
    assert years == sorted(archive, reverse=True)
    listed = [url for data in archive.values() for url in tree(data).xpath("//h3/a/@href")]
    assert sorted(listed) == sorted(f"../../episodes/{p.id}/index.html" for p in many)


@pytest.mark.parametrize(
    ("tag", "lang", "listen", "date"),
    [
        ("fr-CA", "fr", "Écouter cette séquence", "2 mai 2024"),
        ("es", "es", "Escuchar este segmento", "2 de mayo de 2024"),
        ("de-DE", "de", "Diesen Beitrag anhören", "2. Mai 2024"),
        ("ar", "ar", "استمع إلى هذه الفقرة", "2 مايو 2024"),
        ("it", "en", "Listen to this segment", "May 2, 2024"),
    ],
)
def test_pages_speak_the_shows_language(
    feed: Any, tag: str, lang: str, listen: str, date: str
) -> None:
    """Where the episode's language has no table, the page's words are the show's language."""
    show = replace(feed.show, language=tag)
    page = tree(site.episode_page(show, replace(feed.packages[0], language="fa")))
    assert (page.get("lang"), page.get("dir")) == (lang, "rtl" if lang == "ar" else "ltr")
    assert listen in words(page)
    assert date in words(page)
    assert page.xpath("//h1/@lang") == ["fa"]
    assert page.xpath("//h1/@dir") == ["rtl"]


def test_a_show_may_bring_its_own_template(feed: Any) -> None:
    """A template by the name of ours takes its place; the others stay ours."""
    own = {
        "episode.html": '{% extends "base.html" %}{% block main %}MINE: {{ episode.title }}'
        "{% endblock %}"
    }
    page = site.episode_page(feed.show, feed.packages[0], overrides=own).decode()
    assert "MINE: Neighbours relight" in page
    assert 'class="colophon"' in page
    assert "turn-1" not in page


@pytest.mark.parametrize(
    "template",
    [
        "{% block %}",
        "{{ nothing_of_this_name }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ show.__init__.__globals__ }}",
        "{{ 1 / 0 }}",
        "{% include '../../pages.py' %}",
    ],
)
def test_a_wrong_or_hostile_template_is_an_error_with_a_place(feed: Any, template: str) -> None:
    """The message names the template; a template reaches neither Python nor other files."""
    with pytest.raises(ConfigError, match="templates/"):
        site.episode_page(feed.show, feed.packages[0], overrides={"episode.html": template})


def test_open_graph_and_json_ld_describe_the_episode(feed: Any) -> None:
    """Machines find the sound, its length, the show and the article."""
    page = tree(site.episode_page(feed.show, feed.packages[0]))
    data = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])
    assert data["@type"] == "PodcastEpisode"
    assert data["duration"] == "PT43S"
    assert data["associatedMedia"]["contentUrl"].startswith(feed.show.base_url + "audio/")
    assert data["subjectOf"]["url"] == feed.packages[0].link
    graph = {m.get("property"): m.get("content") for m in page.xpath("//meta[@property]")}
    assert graph["og:title"] == feed.packages[0].title
    assert graph["og:url"] == f"{feed.show.base_url}episodes/2024-05-02-grey-point/"


def test_a_segment_can_be_put_on_another_page(feed: Any) -> None:
    """Frame, snippet and oEmbed name this episode's addresses, and escape what they show."""
    package = replace(feed.packages[0], title='"><script>x</script>')
    frame = lxml.html.fragment_fromstring(site.embed_frame(feed.show, package))
    base = f"{feed.show.base_url}episodes/2024-05-02-grey-point/"
    assert (frame.tag, frame.get("src")) == ("iframe", base + "embed.html")
    assert frame.get("title").startswith(package.title)
    snippet = lxml.html.fragment_fromstring(site.embed_snippet(feed.show, package))
    assert snippet.xpath(".//a/@href") == [base]
    assert "Listen to this segment (0:43)" in words(snippet)
    assert not snippet.xpath(".//script")
    document = json.loads(site.oembed(feed.show, package))
    assert (document["version"], document["type"]) == ("1.0", "rich")
    assert document["html"] == site.embed_frame(feed.show, package)
    page = tree(site.episode_page(feed.show, package))
    assert page.xpath("//link[@type='application/json+oembed']/@href") == ["oembed.json"]


def _packed(files: list[bytes]) -> int:
    return sum(len(gzip.compress(data, 6)) for data in files)


def test_ten_minutes_of_talk_stay_light(feed: Any) -> None:
    """What the page of a ten-minute episode loads before Play, face included, has at most 60 KB packed."""
    package = feed.packages[0]
    sentence = " ".join(f"word{n * 7919 % 1009}" for n in range(13))
    cues = tuple(
        Cue(n * 4500, n * 4500 + 4400, "Nora Lindqvist", f"{n} {sentence}", n // 6, 0)
        for n in range(133)
    )
    page = site.episode_page(feed.show, replace(package, cues=cues))
    loaded = re.compile(r"static/(site|player|headline|icon)-")
    files = [f.data for f in site.static_files(feed.show) if loaded.match(f.path)]
    assert len(files) == 4
    assert _packed([page, *files]) <= 60_000


def test_a_list_of_two_hundred_episodes_stays_light(feed: Any) -> None:
    """So does the show's page, which loads no picture that is out of sight."""
    many = [replace(feed.packages[0], id=f"e{n}", title=f"A talk of {n}") for n in range(200)]
    page = site.show_page(feed.show, many)
    loaded = re.compile(r"static/(site|player|lists|headline|icon)-")
    files = [f.data for f in site.static_files(feed.show) if loaded.match(f.path)]
    assert len(files) == 5
    assert _packed([page, *files]) <= 60_000
    assert page.count(b'loading="lazy"') >= 197


def test_static_files_are_named_by_their_content(feed: Any) -> None:
    """Other colours give another style sheet name; the feed's own style keeps its name."""
    before = {f.path for f in site.static_files(feed.show)}
    after = {
        f.path for f in site.static_files(replace(feed.show, site=SiteStyle(accent="#005a9c")))
    }
    assert {site.FEED_STYLE_PATH, site.QR_PATH} <= before & after
    assert [p for p in before - after if p.startswith("static/site-")]


def test_pages_are_the_same_bytes_in_another_process(feed: Any) -> None:
    """Hash seed, time zone and locale change nothing."""
    program = (
        "import hashlib,sys\n"
        "from datetime import datetime,UTC\n"
        "from segmentcast import site\n"
        "from segmentcast.model import *\n"
        "s=Show('S','D','A','https://x.example/','https://x.example/about')\n"
        "p=Package('one','g','T','S',datetime(2024,1,1,tzinfo=UTC),1000,(),"
        "(Cue(0,900,'A','Hello.'),),())\n"
        "h=hashlib.sha256(site.episode_page(s,p)+site.show_page(s,[p]))\n"
        "[h.update(f.data) for f in site.static_files(s)]\n"
        "print(h.hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={
                "PYTHONPATH": ":".join(sys.path),
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "LC_ALL": "C",
            },
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(digests) == 1
