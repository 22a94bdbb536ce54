"""The search: its index as files, and what somebody finds in a real browser."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from segmentcast import site
from segmentcast.model import Correction, Credit, Cue, Package
from segmentcast.site.search import search_index
from segmentcast.site.search.search_words import terms, words
from segmentcast.vocabulary.wordings import language

PUT = re.compile(r"segmentcastSearch\.put\((\"[^\"]*\"),(.*)\);\n", re.DOTALL)


def read(data: bytes) -> tuple[str, Any]:
    found = PUT.fullmatch(data.decode())
    assert found is not None
    return json.loads(found[1]), json.loads(found[2])


def talk(number: int, title: str, guest: str, said: str, summary: str = "", **more: Any) -> Package:
    return Package(
        id=f"e{number}",
        guid=f"guid-{number}",
        title=title,
        summary=summary,
        published=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=200 * number),
        duration_ms=60_000,
        files=(),
        cues=tuple(
            Cue(n * 1000, n * 1000 + 900, guest, sentence, n)
            for n, sentence in enumerate(said.split("|"))
        ),
        chapters=(),
        credits=(Credit("Nora Lindqvist", "host"), Credit(guest, "guest")),
        **more,
    )


TALKS = (
    talk(0, "The lighthouse keeper", "Tomás Arroyo", "We painted the stairs.|It rained."),
    talk(1, "A bakery at night", "Mira Hale", "Bread sells before dawn.|The lighthouse is dark."),
    talk(2, "Ferry captains", "Zoë Ødegård", "The ferry crosses at noon.|Nobody drowned."),
    talk(3, "港の話", "山田花子", "灯台は冬に消えました。"),
    talk(4, "Ropes </script><b>bold</b>", "Mira Hale", "Ropes are made of hemp and of patience."),
    talk(
        5, "Withdrawn talk", "Zoë Ødegård", "A secret about the harbormaster.",
        retracted=Correction(datetime(2024, 1, 1, tzinfo=UTC), "It was wrong."),
    ),
    talk(
        6, "الميناء القديم", "ليلى حسن", "نعيش في مدينة صغيرة.|والمدينة تنام مبكرا.",
        language="ar",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def root(feed: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    audio = feed.packages[0].file("audio")
    packages = tuple(replace(each, files=(audio,)) for each in TALKS)
    type(feed)(feed.show, packages, feed.media).write(folder)
    return folder


@pytest.fixture(scope="module")
def searching(serve: Callable[[Path], str], root: Path) -> str:
    return serve(root)


def find(page: Page, text: str, person: str = "") -> list[str]:
    """The titles that a search gives."""
    box = page.get_by_role("searchbox")
    box.fill(text)
    if person:
        page.get_by_label("With").select_option(person)
    status = page.locator("[data-search-status]")
    status.evaluate("status => { status.textContent = ''; }")  # what was said of the last search
    box.press("Enter")
    expect(status).to_have_text(re.compile(r"found: \d+|Nothing was found"))
    return page.locator("[data-search-results] h3").all_inner_texts()


FOUND = {
    "bakery": ["A bakery at night"],
    "lighthouse": ["The lighthouse keeper", "A bakery at night"],
    "drowned": ["Ferry captains"],
    "arroyo": ["The lighthouse keeper"],
    "ZOE": ["Ferry captains"],
    "ferr": ["Ferry captains"],
    "lighthuose keepr": ["The lighthouse keeper"],
    "bread dawn": ["A bakery at night"],
    "灯台": ["港の話"],
    "withdrawn": ["Withdrawn talk"],
    "harbormaster": [],
    "xylophone": [],
    "odegard": ["Ferry captains"],
    "المدينة": ["الميناء القديم"],
    "ميناء": ["الميناء القديم"],
    '"made of hemp"': ["Ropes </script><b>bold</b>"],
    "“of made hemp”": [],
    '"lighthouse is dark"': ["A bakery at night"],
    '"the lighthouse" keeper': ["The lighthouse keeper"],
    '"before dawn"': ["A bakery at night"],
}
"""What is typed, and what is found. Of a retracted segment only the title is."""


def test_a_search_finds_titles_people_and_what_was_said(
    open_page: Callable[..., Page], searching: str
) -> None:
    """Titles come first; accents, case, a typing error or an unfinished word do no harm."""
    page = open_page(searching)
    assert {text: find(page, text) for text in FOUND} == FOUND


def test_nothing_is_loaded_before_the_search_is_used(
    open_page: Callable[..., Page], searching: str
) -> None:
    """The library and the index are asked for with the first use, and then only what is needed."""
    asked: list[str] = []
    page = open_page(searching)
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(200)
    assert not [url for url in asked if url.endswith(".js")]
    find(page, "bakery")
    assert any("minisearch" in url for url in asked)
    assert len([url for url in asked if "/d0.js" in url]) == 1


def test_a_result_leads_to_the_moment(open_page: Callable[..., Page], searching: str) -> None:
    """The page opens at the sentence that holds the words."""
    page = open_page(searching)
    find(page, "dark")
    page.get_by_role("link", name="A bakery at night").first.click()
    expect(page.locator(".s.now")).to_have_text("The lighthouse is dark.")


def test_a_result_shows_the_words_and_who_says_them(
    open_page: Callable[..., Page], searching: str
) -> None:
    """The sentence stands under the segment, its words marked; its link marks them on the page."""
    page = open_page(searching)
    find(page, "painted stairs")
    passage = page.locator("[data-search-results] .passage")
    expect(passage).to_have_text("Tomás Arroyo: We painted the stairs.")
    expect(passage.locator("mark")).to_have_text(["painted", "stairs"])
    passage.get_by_role("link").click()
    expect(page.locator(".s.now")).to_have_text("We painted the stairs.")
    expect(page.locator("[data-transcript] mark")).to_have_text(["painted", "stairs"])
    page.goto(searching)
    find(page, '"is dark"')
    page.locator(".passage").get_by_role("link").click()
    expect(page.locator("[data-transcript] mark")).to_have_text(["is dark"])
    page.goto(searching)
    find(page, "مدينة")
    expect(page.locator(".passage mark")).to_have_text(["مدينة"])
    result = page.locator(".result[lang=ar][dir=rtl]")
    expect(result.locator(".dateline")).to_contain_text("أبريل")


def test_a_search_can_be_narrowed_to_a_person(
    open_page: Callable[..., Page], searching: str
) -> None:
    """With words or without."""
    page = open_page(searching)
    assert find(page, "lighthouse", "Mira Hale") == ["A bakery at night"]
    assert sorted(find(page, "", "Mira Hale")) == [
        "A bakery at night",
        "Ropes </script><b>bold</b>",
    ]


def test_the_search_works_from_a_disk_and_from_an_address(
    open_page: Callable[..., Page], root: Path
) -> None:
    """`#q=` in the address searches, and opened as a file the index can be loaded."""
    page = open_page((root / "index.html").as_uri() + "#q=ferry%20noon")
    expect(page.locator("[data-search-results] h3")).to_have_text("Ferry captains")
    assert page.get_by_role("searchbox").input_value() == "ferry noon"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_can_be_reached_by_everybody(
    open_page: Callable[..., Page], searching: str, scheme: str
) -> None:
    """axe finds nothing wrong with results shown."""
    page = open_page(searching, color_scheme=scheme)
    find(page, "the")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    assert found.violations_count == 0, found.generate_report()


def test_a_divided_year_is_searched_as_a_whole(
    feed: Any, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """In a year of very many talks those of the first month and of the last day are found together."""
    audio = feed.packages[0].file("audio")
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    talks = [
        replace(
            talk(n, f"Talk {n}", "Mira Hale", "A whale." if n in (3, 150, 279) else "The tide."),
            published=begin + timedelta(hours=3 * n),
            files=(audio,),
        )
        for n in range(280)
    ]
    type(feed)(feed.show, tuple(talks), feed.media).write(tmp_path)
    folders = {path.name for path in (tmp_path / "search").iterdir() if path.is_dir()}
    assert folders == {"2024-01", "2024-02"}
    page = open_page((tmp_path / "index.html").as_uri())
    assert find(page, "whale") == ["Talk 279", "Talk 150", "Talk 3"]
    page.get_by_role("link", name="Talk 150").first.click()
    expect(page.locator(".s.now")).to_have_text("A whale.")


def test_a_lost_index_is_told(
    feed: Any, open_page: Callable[..., Page], tmp_path: Path, root: Path
) -> None:
    """The status says that the search could not be loaded; the list of segments is still there."""
    type(feed)(feed.show, feed.packages, feed.media).write(tmp_path)
    for path in (tmp_path / "search").rglob("index.js"):
        path.write_text("// nothing\n")
    page = open_page((tmp_path / "index.html").as_uri())
    page.get_by_role("searchbox").fill("bakery")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("[data-search-status]")).to_contain_text("could not be loaded")


# --- the index as files -----------------------------------------------------------------------


def year(packages: list[Package]) -> dict[str, Any]:
    pairs = [(package, site.episode_path(package)) for package in packages]
    return dict(read(f.data) for f in search_index.period_files("2020", pairs, language("en")))


def test_a_shard_stays_small_and_holds_all_its_words() -> None:
    """Every word of a long year is in the shard that its first letters name, none is twice."""
    packages = [
        talk(n, f"Talk {n}", "A Guest", " ".join(f"w{(n * 37 + k) % 9973:x}" for k in range(120)))
        for n in range(300)
    ]
    files = year(packages)
    head = files["2020"]
    seen: Counter[str] = Counter()
    for number, prefix in enumerate(head["shards"]):
        shard = files[f"2020/{number}"]
        assert all(word.startswith(prefix) for word in shard)
        assert len(json.dumps(shard)) < search_index.SHARD_BYTES * 1.5
        seen.update(shard.keys())
    assert len(head["shards"]) > 5
    expected = {word for p in packages for word in words(p.title + " " + p.cues[0].text)}
    assert set(seen) == expected | {"a", "guest", "nora", "lindqvist"}
    assert set(seen.values()) == {1}


def test_a_word_of_most_talks_takes_one_letter() -> None:
    """A word in more than half of a year's talks is written as a star; of a month's few, it is news."""
    talks = [talk(n, f"T{n}", "A Guest", "the end" if n % 3 else "of it") for n in range(300)]
    shards = [content for name, content in year(talks).items() if name.startswith("2020/")]
    words_of = {
        word: entry for shard in shards if isinstance(shard, dict) for word, entry in shard.items()
    }
    assert words_of["the"] == "*"
    assert words_of["of"] == "1," + "3," * 99
    assert year(talks[:6])["2020/0"]["the"] == "2,1,2,1,"


def test_one_corrected_talk_changes_one_year(feed: Any) -> None:
    """Of the parts of the site only the episode, its year's index, the list of years and the show differ."""
    before = {part.name: part.key for part in site.outline(feed.show, TALKS)}
    changed = replace(TALKS[1], cues=(Cue(0, 900, "Mira Hale", "Bread sells at dawn.", 0),))
    packages = [changed if each is TALKS[1] else each for each in TALKS]
    after = {part.name: part.key for part in site.outline(feed.show, packages)}
    assert {name for name in after if after[name] != before[name]} == {
        "episode/e1",
        "search/2020",
        "search",
        "show",
    }


def test_a_new_title_changes_the_lists_that_show_it(feed: Any) -> None:
    """The pages of its people and of its year are made anew, those of others are not."""
    before = {part.name: part.key for part in site.outline(feed.show, TALKS)}
    packages = [replace(e, title="A bakery by day") if e is TALKS[1] else e for e in TALKS]
    after = {part.name: part.key for part in site.outline(feed.show, packages)}
    changed = {name for name in after if after[name] != before[name]}
    assert {"archive/2020", "person/mira hale", "person/nora lindqvist"} <= changed
    assert not {"person/zoe ødegard", "archive/2021", "people", "static"} & changed


def test_parts_with_the_same_key_have_the_same_files(feed: Any) -> None:
    """The order in which the packages come changes neither keys nor bytes."""
    one = list(site.outline(feed.show, TALKS))
    other = list(site.outline(feed.show, reversed(TALKS)))
    assert [(p.name, p.key) for p in one] == [(p.name, p.key) for p in other]
    for a, b in zip(one, other, strict=True):
        assert list(a.make()) == list(b.make())
    assert len({part.name for part in one}) == len(one)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_words_are_folded_once_and_for_all(text: str) -> None:
    """Folding a folded word gives it again; no word is empty, long, or has capitals or accents."""
    for word in words(text):
        assert 1 <= len(word) <= 40
        assert not any(unicodedata.category(c).startswith(("M", "P", "Z", "C")) for c in word)
    assert words(text) == words(unicodedata.normalize("NFC", text))


def test_the_browser_knows_the_same_words(open_page: Callable[..., Page], searching: str) -> None:
    """What Python folds, the script folds alike, for many scripts."""
    texts = [
        "Don't stop: l’Été à Zürich, STRASSE straße!", "ΟΔΟΣ Οδυσσεύς", "İstanbul ılık",
        "灯台は冬 lamp消えた", "ภาษาไทยง่าย", "हिन्दी भाषा", "السَّلامُ عليكم", "ﬁne ①②③ ½ x²",
        "a" * 95, "naïve coöperation", "Ødegård Łódź", "Þór æsir œuvre", "والمدينة للبحر بالله مـدرسة", "1,234.5 e-mail under_score",
    ]  # fmt: skip
    source = files("segmentcast.site").joinpath("static", "words.js").read_text(encoding="utf-8")
    page = open_page(searching)
    browser = page.evaluate(f"texts => {{ {source}; return texts.map(wordsOf); }}", texts)
    assert browser == [terms(text) for text in texts]
