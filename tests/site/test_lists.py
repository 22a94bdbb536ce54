"""The pages of people and years, and what a show brings of its own."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

import lxml.html
import pytest

from segmentcast import site
from segmentcast.model import Credit, Package, PackageFile
from segmentcast.site.search.person_keys import person_key, person_path
from segmentcast.site.show_listing import held, people


def pages(feed: Any, packages: Any) -> dict[str, lxml.html.HtmlElement]:
    return {
        file.path: lxml.html.document_fromstring(file.data.decode())
        for file in site.render(feed.show, packages)
        if file.path.endswith("index.html")
    }


def titles(page: lxml.html.HtmlElement) -> list[str]:
    return [" ".join(h3.text_content().split()) for h3 in page.xpath("//h3")]


def test_everybody_who_is_heard_has_a_page(feed: Any) -> None:
    """A person's page lists their segments, newest first, and is linked to from the credits."""
    both, first = feed.packages[1], replace(feed.packages[0], credits=feed.packages[0].credits[1:])
    found = pages(feed, [both, first])
    assert titles(found["people/tomas-arroyo/index.html"]) == [first.title, both.title]
    assert titles(found["people/nora-lindqvist/index.html"]) == [both.title]
    episode = found[site.episode_path(first)]
    assert "../../people/tomas-arroyo/index.html" in episode.xpath("//a/@href")
    everybody = found["people/index.html"]
    assert [" ".join(li.text_content().split()) for li in everybody.xpath("//main//li")] == [
        "Nora Lindqvist 1",
        "Tomás Arroyo 2",
    ]


def test_two_spellings_of_a_name_are_one_person(feed: Any) -> None:
    """Case, accents and punctuation do not make another person; the newest spelling is shown."""
    old = replace(feed.packages[1], credits=(Credit("TOMAS ARROYO", "guest"),))
    new = replace(feed.packages[0], credits=feed.packages[0].credits[1:])
    for packages in ([new, old], [old, new]):
        (person,) = people(held(packages))
        assert (person.name, person.episodes) == ("Tomás Arroyo", 2)


@pytest.mark.parametrize("label", ["HOST", "Speaker 2", "Unidentified man", "", "…", "Narrator"])
def test_a_label_is_nobody(label: str) -> None:
    """What a transcript writes where it knows no name gets no page."""
    assert person_key(label) == ""


@pytest.mark.parametrize(
    "name", ["山田花子", "Con", "../../etc", "a" * 300, "🦀 Crab", "محمد", "<b>x</b>", "L. P."]
)
def test_any_name_gives_a_safe_path_of_its_own(name: str) -> None:
    """Paths are ASCII, short, stay in their folder, and differ for different people."""
    path = person_path(person_key(name))
    assert path.isascii()
    assert len(path) < 100
    folder, slug, page = path.split("/")
    assert (folder, page) == ("people", "index.html")
    assert slug.replace("-", "").isalnum()
    assert len(slug) >= 5
    assert path != person_path(person_key(name + " Junior"))


def test_a_host_of_many_years_has_a_page_for_each(feed: Any) -> None:
    """Beyond the limit the newest stand on the person's page and all of them on their years'."""
    many = [
        replace(feed.packages[0], id=f"e{n}", published=datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=10 * n))
        for n in range(site.LISTED + 20)
    ]  # fmt: skip
    parts = [p for p in site.outline(feed.show, many) if p.name.startswith("person/nora lindq")]
    made = {file.path: file.data for part in parts for file in part.make()}
    trees = {path: lxml.html.document_fromstring(data.decode()) for path, data in made.items()}
    assert len(titles(trees["people/nora-lindqvist/index.html"])) == site.LISTED
    years = [tree for path, tree in trees.items() if path.count("/") == 3]
    assert sum(len(titles(tree)) for tree in years) == len(many)
    links = trees["people/nora-lindqvist/index.html"].xpath(
        "//nav[@aria-labelledby='archive']//a/@href"
    )
    assert [f"people/nora-lindqvist/{link}" for link in links] == [
        path for path in made if path.count("/") == 3
    ]


def test_a_year_with_very_many_episodes_leads_to_its_months(feed: Any) -> None:
    """Its page keeps its address and shows the newest; each of all is on the page of its month."""
    many = [
        replace(feed.packages[0], id=f"e{n}", published=datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=20 * n))
        for n in range(site.LISTED + 220)
    ]  # fmt: skip
    parts = [
        p
        for p in site.outline(feed.show, many)
        if p.name.startswith(("archive/", "person/nora lindq"))
    ]
    made = {file.path: file.data for part in parts for file in part.make()}
    trees = {path: lxml.html.document_fromstring(data.decode()) for path, data in made.items()}
    for folder in ("archive/2000", "people/nora-lindqvist/2000"):
        page = trees[f"{folder}/index.html"]
        assert len(titles(page)) == site.LISTED
        months = page.xpath("//nav[@aria-labelledby='archive']//a")
        assert [a.get("href") for a in months] == [f"{n:02d}/index.html" for n in range(12, 0, -1)]
        assert months[0].text == "December 2000"
        inner = [trees[f"{folder}/{a.get('href')}"] for a in months]
        listed = [href for tree in inner for href in tree.xpath("//h3/a/@href")]
        assert len(listed) == len(set(listed)) == len(many)
        assert all("December 2000" in each.xpath("//h1")[0].text for each in inner[:1])


def test_two_years_make_an_archive(feed: Any) -> None:
    """A show of one year needs none; from the second year on there is a page for each."""
    found = pages(feed, feed.packages)
    assert titles(found["archive/2023/index.html"]) == [feed.packages[1].title]
    assert "archive/2024/index.html" in found["index.html"].xpath(
        "//nav[@aria-labelledby='archive']//a/@href"
    )
    assert not [path for path in pages(feed, feed.packages[:1]) if path.startswith("archive")]


def test_pages_show_the_small_picture_the_logo_and_the_fonts(feed: Any) -> None:
    """The show's page loads the thumbnail, not the cover; logo and fonts come from the show's own files."""

    def file(role: Any, path: str, mime: str) -> PackageFile:
        return PackageFile(role, path, mime, 9, "0" * 64)

    show = replace(
        feed.show,
        thumbnail=file("thumbnail", "artwork/show-600-0.jpg", "image/jpeg"),
        logo=file("static", "static/logo-0.svg", "image/svg+xml"),
        font=file("static", "static/font-0.woff2", "font/woff2"),
        heading_font=file("static", "static/heading-font-0.woff2", "font/woff2"),
    )
    page = lxml.html.document_fromstring(site.show_page(show, feed.packages).decode())
    assert page.xpath("//main//img/@src")[0] == "artwork/show-600-0.jpg"
    assert page.xpath("//header[@class='masthead']//img/@src") == ["static/logo-0.svg"]
    own = replace(
        feed.packages[0],
        files=(*feed.packages[0].files, file("thumbnail", "artwork/e-600-0.jpg", "image/jpeg")),
    )
    episode = lxml.html.document_fromstring(site.episode_page(show, own).decode())
    assert episode.xpath("//*[@data-artwork]/@data-artwork") == ["../../artwork/e-600-0.jpg"]
    (style,) = [
        f.data.decode() for f in site.static_files(show) if f.path.startswith("static/site-")
    ]
    assert 'src:url("font-0.woff2")' in style
    assert 'src:url("heading-font-0.woff2")' in style


def test_the_vendored_script_is_the_one_that_was_pinned() -> None:
    """The library's bytes have the hash that was noted, and its licence goes with it."""
    folder = files("segmentcast.site").joinpath("static", "vendor")
    pins = tomllib.loads(folder.joinpath("vendor.toml").read_text("utf-8"))
    for pin in pins.values():
        data = folder.joinpath(pin["here"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == pin["sha256"]
        assert pin["licence"] in ("MIT", "Apache-2.0")
        assert "Permission is hereby granted" in folder.joinpath(pin["licence_file"]).read_text()
    listed = {pin[key] for pin in pins.values() for key in ("here", "licence_file")}
    assert {entry.name for entry in folder.iterdir()} == listed | {"vendor.toml"}


def test_every_template_is_one_that_a_show_may_replace() -> None:
    """The list of templates names each file of the folder."""
    folder = files("segmentcast.site").joinpath("templates")
    assert {entry.name for entry in folder.iterdir()} == set(site.TEMPLATES)


def test_a_show_without_credits_has_no_people(feed: Any) -> None:
    """No empty headings, and no page of people."""
    package: Package = replace(feed.packages[0], credits=())
    found = pages(feed, [package])
    assert not [path for path in found if path.startswith("people")]
    assert not found["index.html"].xpath("//*[@id='people']")


@pytest.mark.parametrize(
    "bad", ["</script><script>x</script>", '"><img src=x onerror=x>', "{{ 7 * 7 }}", "a" * 500]
)
def test_names_from_strangers_stay_text(feed: Any, bad: str) -> None:
    """On every page of the site a name with markup is shown, and no element comes of it."""
    package = replace(feed.packages[0], title=bad, summary=bad, credits=(Credit(bad, "guest"),))
    plain, attacked = pages(feed, feed.packages[:1]), pages(feed, [package])
    for path, page in attacked.items():
        assert not page.xpath("//img[@src='x'] | //@onerror")
        if path in plain:
            assert len(page.xpath("//script")) == len(plain[path].xpath("//script"))
    assert attacked["people/index.html"].xpath("//main//bdi")[0].text == bad
    for file in site.render(feed.show, [package]):
        if file.path.startswith("search/"):
            assert file.data.startswith(b"segmentcastSearch.put(")
            assert file.data.endswith(b");\n")
            assert file.data.count(b"\n") == 1
