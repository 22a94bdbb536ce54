"""Pages for everybody: few tab stops, no sideways scrolling, names and languages, paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from segmentcast.model import Chapter, Credit, Cue

EPISODE = "episodes/2024-05-02-grey-point/index.html"
NAME = "Maximiliane Wolkenstein-Grafeneggeroberdorfschwarzenbach"
TITLE = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrik relights its lighthouse"


@pytest.fixture(scope="module")
def long_talk(
    feed: Any, serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The address of a show with a talk of two hours and 440 turns, of people with long names."""
    cues = tuple(
        Cue(n * 16_300, n * 16_300 + 15_000, NAME if n % 2 else "Ruth", f"Turn {n} of it?", n)
        for n in range(440)
    )
    package = replace(
        feed.packages[0],
        title=TITLE,
        cues=cues,
        duration_ms=440 * 16_300,
        chapters=tuple(Chapter(n * 700_000, (n + 1) * 700_000, f"Part {n}") for n in range(10)),
        credits=(Credit("Ruth", "host", voice="a/b"), Credit(NAME, "guest", "Engineer", "a/c")),
    )
    root = tmp_path_factory.mktemp("long")
    type(feed)(feed.show, (package, feed.packages[1]), feed.media).write(root)
    return serve(root)


def test_a_talk_of_two_hours_has_few_tab_stops(
    open_page: Callable[..., Page], long_talk: str
) -> None:
    """Fewer than 40 presses of Tab go through the page; skip links lead to player and transcript."""
    page = open_page(long_talk + EPISODE)
    stops: list[str] = []
    for _ in range(45):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "document.activeElement === document.body ? '' : document.activeElement.outerHTML"
        )
        if not stop or stop in stops[:1]:
            break
        stops.append(stop)
    assert len(stops) < 40
    assert sum('data-start="' in stop for stop in stops) == 1
    assert [re.findall(r'href="(#\w+)"', stop)[0] for stop in stops[:3]] == [
        "#content",
        "#player",
        "#transcript",
    ]
    expect(page.locator(".chapters li:visible")).to_have_count(6)
    page.get_by_text("Show all 10 chapters").click()
    expect(page.locator(".chapters li:visible")).to_have_count(10)
    expect(page.locator(".strip .u")).to_have_count(2)
    assert page.locator("#blocks-wide").get_attribute("d").count("M") == 40
    assert page.locator("#blocks-narrow").get_attribute("d").count("M") == 24


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_scrolls_sideways_whatever_the_names(
    open_page: Callable[..., Page], long_talk: str, width: int
) -> None:
    """At 320 and 360 pixels, and at any width with text at 200 %, on the episode's and the show's page."""
    page = open_page(long_talk + EPISODE, viewport={"width": width, "height": 640})
    fits = "document.documentElement.scrollWidth <= innerWidth"
    for path in (EPISODE, "index.html"):
        page.goto(long_talk + path)
        assert page.evaluate(fits), path
        page.evaluate("void (document.documentElement.style.fontSize = '200%')")
        assert page.evaluate(fits), f"{path} at 200 %"
        for wide in (780, 960, 1140):
            page.set_viewport_size({"width": wide, "height": 640})
            assert page.evaluate(fits), f"{path} at 200 % and {wide} pixels"
        page.set_viewport_size({"width": width, "height": 640})
    page.goto(long_talk + EPISODE)
    expect(page.locator(".chapters li:visible")).to_have_count(3)
    play = page.locator(".play").bounding_box()
    assert play is not None
    assert play["width"] >= 44


def test_a_sentence_has_a_role_and_a_name_and_links_name_their_speaker(
    open_page: Callable[..., Page],
) -> None:
    """The sentence in the tab order is a button by its words; the one being said is current."""
    page = open_page(EPISODE + "#t=26.5")
    expect(page.locator(".s[aria-current=true]")).to_contain_text("It has four hundred pieces")
    roving = page.locator(".s[tabindex='0']")
    expect(roving).to_have_count(1)
    expect(roving).to_have_role("button")
    times = page.locator("#turn-4 .clock")
    expect(times).to_have_accessible_name("Tomás Arroyo, play from 0:15")


def test_the_first_turn_of_a_person_introduces_them(open_page: Callable[..., Page]) -> None:
    """Portrait and part come once; a host's question is set apart by its type, the words stay."""
    page = open_page()
    expect(page.locator("#turn-1 .role")).to_have_text("host")
    expect(page.locator("#turn-2 .role")).to_have_text("Friends of Grey Point")
    expect(page.locator("#turn-1 .face")).to_have_text("NL")
    expect(page.locator("#turn-3 :is(.role, .face)")).to_have_count(0)
    expect(page.locator("#turn-3 .q")).to_have_text("How many people came on the first day?")
    expect(page.locator("#turn-2 .q, #turn-4 .q")).to_have_count(0)
    assert page.locator("#turn-3 .q").get_attribute("role") is None


def test_parts_in_another_language_say_so(
    feed: Any, open_page: Callable[..., Page], serve: Callable[[Path], str], tmp_path: Path
) -> None:
    """An Arabic episode of an English show has an Arabic page, script and strip; the show's title on
    it is English. A Persian one, for which there are no words, has Persian parts on an English page.
    """
    arabic = replace(feed.packages[0], language="ar", title="الجيران يعيدون إضاءة المنارة")
    persian = replace(feed.packages[1], language="fa", title="همسایه‌ها فانوس را روشن کردند")
    type(feed)(feed.show, (arabic, persian), feed.media).write(tmp_path)
    root = serve(tmp_path)
    page = open_page(root + EPISODE)
    assert page.evaluate("[document.documentElement.lang, document.dir]") == ["ar", "rtl"]
    assert page.locator(".masthead bdi").get_attribute("lang") == "en"
    expect(page.get_by_role("button", name="استمع إلى هذه الفقرة")).to_be_visible()
    expect(page.get_by_placeholder("ابحث في النص")).to_be_visible()
    assert page.locator(".strip g[transform]").count() > 0
    frame = open_page(root + EPISODE.replace("index.html", "embed.html"))
    assert frame.evaluate("[document.documentElement.lang, document.dir]") == ["ar", "rtl"]
    page = open_page(root + EPISODE.replace("2024-05-02-grey-point", persian.id))
    of = "e => [e.closest('[lang]').lang, e.closest('[dir]').dir]"
    for part in ("h1", ".standfirst", "#turn-1 .words", ".chapters li span:last-child"):
        assert page.locator(part).first.evaluate(of) == ["fa", "rtl"], part
    for part in (".kicker", "#turn-1 .clock", ".transcript h2", ".facts"):
        assert page.locator(part).first.evaluate(of) == ["en", "ltr"], part
    assert page.locator("#turn-1 .role").get_attribute("lang") == "en"


@pytest.mark.parametrize("path", [EPISODE, ""])
def test_large_text_keeps_words_whole(open_page: Callable[..., Page], path: str) -> None:
    """At 200 % text and 360 pixels no word of a headline is cut, and nothing scrolls sideways."""
    page = open_page(path, viewport={"width": 360, "height": 740})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    cut = page.evaluate(
        """() => [...document.querySelectorAll('h1, h3 a, .kicker')].flatMap((element) => {
          const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
          const cut = [];
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            for (const word of node.data.matchAll(/\\S+/g)) {
              const range = document.createRange();
              range.setStart(node, word.index);
              range.setEnd(node, word.index + word[0].length);
              if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) cut.push(word[0]);
            }
          }
          return cut;
        })"""
    )
    assert cut == []


def test_paper_has_times_and_the_address(open_page: Callable[..., Page]) -> None:
    """A printed page says when each turn is heard and where it came from."""
    page = open_page()
    page.emulate_media(media="print")
    expect(page.locator("#turn-4 .clock")).to_be_visible()
    expect(page.locator(".paper")).to_have_text(re.compile(r"/episodes/2024-05-02-grey-point/$"))
    expect(page.locator(".paper")).to_be_visible()
    for gone in (".player", ".chapters", ".masthead nav", ".skips"):
        expect(page.locator(gone).first).to_be_hidden()


def test_the_sheet_and_the_open_parts_have_no_faults(
    open_page: Callable[..., Page], long_talk: str
) -> None:
    """axe finds nothing where the sheet is open, nor where everything is unfolded, on a phone."""
    page = open_page(long_talk + EPISODE, viewport={"width": 360, "height": 740})
    page.evaluate("document.querySelectorAll('.made, .rest').forEach((e) => { e.open = true; })")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_head_of_an_episode_reads_in_order(open_page: Callable[..., Page]) -> None:
    """The accessibility tree: headline, people, correction, player, the notice, chapters, transcript."""
    page = open_page()
    expect(page.get_by_role("main")).to_match_aria_snapshot(
        """
        - main:
          - article:
            - heading "Neighbours relight the lighthouse at Grey Point" [level=1]
            - region "Corrections"
            - region "Player":
              - button "Listen to this segment 0:43"
              - slider "Position"
              - button "Back 15 seconds"
            - navigation "In this segment":
              - heading "In this segment" [level=2]
            - region "Transcript":
              - heading "Transcript" [level=2]
        """
    )


@pytest.mark.parametrize("size", [(320, 640), (360, 740), (1280, 900)])
def test_play_is_whole_and_in_sight(open_page: Callable[..., Page], size: tuple[int, int]) -> None:
    """Before any scrolling, on the smallest screens too."""
    width, height = size
    path = "episodes/2023-11-13-bakery/index.html"
    page = open_page(path, viewport={"width": width, "height": height})
    box = page.locator(".play").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= height


def test_a_long_standfirst_folds_on_the_smallest_screens(open_page: Callable[..., Page]) -> None:
    """At 320 pixels it has three lines and unfolds on demand; wider screens show it whole."""
    page = open_page(viewport={"width": 320, "height": 640})
    standfirst = page.locator(".standfirst")
    hidden = "e => e.scrollHeight - e.clientHeight"
    assert standfirst.evaluate(hidden) > 10
    page.get_by_role("checkbox", name="More").check()
    assert standfirst.evaluate(hidden) < 2
    page.set_viewport_size({"width": 360, "height": 640})
    expect(page.get_by_role("checkbox", name="More")).to_be_hidden()
