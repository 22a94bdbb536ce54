"""The pages in a real browser, served by the real server."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from segmentcast import site
from tests.browsers import play_slowly, wait_for, wait_until

EPISODE = "episodes/2024-05-02-grey-point/index.html"
EMBED = EPISODE.replace("index.html", "embed.html")
ARCHIVE = "archive/2024/index.html"
PERSON = "people/tomas-arroyo/index.html"
PEOPLE = "people/index.html"
CORRECTIONS = "corrections/index.html"
SOUND = "document.querySelector('audio')"


def at(page: Page) -> float:
    return float(page.evaluate(f"{SOUND}.currentTime"))


def playing(page: Page) -> bool:
    return not page.evaluate(f"{SOUND}.paused")


def wait_until_heard(page: Page, seconds: float) -> None:
    wait_until(page, f"!{SOUND}.paused && {SOUND}.currentTime > {seconds}")


def test_a_click_on_a_sentence_plays_from_there(open_page: Callable[..., Page]) -> None:
    """The sound starts at the sentence, which is marked; the button says Pause and pauses."""
    page = open_page()
    play_slowly(page.locator("audio"))
    page.get_by_text("How many people came on the first day?").click()
    wait_until_heard(page, 12.9)
    assert at(page) < 16
    expect(page.locator(".s.now")).to_have_text("How many people came on the first day?")
    page.get_by_role("button", name=re.compile("Pause")).click()
    wait_until(page, f"{SOUND}.paused")


def test_the_mark_follows_the_sound(open_page: Callable[..., Page]) -> None:
    """Whenever one looks, the sentence that is said is marked, or is when the sound next tells its time."""
    page = open_page()
    page.locator(".s").nth(6).click()
    wait_until_heard(page, 13)
    late = page.evaluate(
        """async () => {
          const sound = document.querySelector('audio');
          const spans = [...document.querySelectorAll('.s')];
          const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
          const late = [];
          for (let n = 0; n < 50; n += 1) {
            await pause(50);
            const due = spans.findLastIndex((s) => Number(s.dataset.start) <= sound.currentTime);
            if (spans[due].classList.contains('now')) continue;
            await new Promise((done) => sound.addEventListener('timeupdate', done, { once: true }));
            if (spans.findIndex((s) => s.classList.contains('now')) < due) late.push(due);
          }
          return late;
        }"""
    )
    assert late == []
    assert page.locator(".s.now").count() == 1


@pytest.mark.parametrize(
    ("anchor", "seconds", "words"),
    [
        ("#t=26.5", 26.5, "It has four hundred pieces"),
        ("#t=0:26", 26, "It has four hundred pieces"),
        ("#turn-4", 15.1, "We hoped for ten"),
    ],
)
def test_an_address_can_name_a_moment(
    open_page: Callable[..., Page], anchor: str, seconds: float, words: str
) -> None:
    """The page opens at that moment, with its sentence in sight, and waits to be played."""
    page = open_page(EPISODE + anchor, viewport={"width": 700, "height": 600})
    expect(page.locator(".s.now")).to_contain_text(words)
    expect(page.locator(".s.now")).to_be_in_viewport()
    wait_until(page, f"Math.abs({SOUND}.currentTime - {seconds}) < 0.2")
    assert not playing(page)


def test_keys_alone_are_enough(open_page: Callable[..., Page]) -> None:
    """Tab reaches player and text; arrows go from sentence to sentence; Enter plays."""
    page = open_page()
    at_first = page.get_by_role("slider", name="Position").get_attribute("aria-valuetext")
    assert (at_first or "").startswith("0:00 of 0:4")  # not "0", before anybody comes to it
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    sentence = page.locator(".s").first
    sentence.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert "who had the idea?" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    wait_until_heard(page, 6)
    page.keyboard.press("Space")
    wait_until(page, f"{SOUND}.paused")
    slider = page.get_by_role("slider", name="Position")
    slider.focus()
    before = at(page)
    page.keyboard.press("PageUp")
    assert at(page) == pytest.approx(before + 30, abs=1.5)
    assert "of 0:4" in (slider.get_attribute("aria-valuetext") or "")


def test_back_forward_speed_and_chapters(open_page: Callable[..., Page]) -> None:
    """Thirty on, fifteen back, a chapter's place, marked on the bar, another speed with the pitch kept."""
    page = open_page()
    rail = page.locator(".strip .ru").first.get_attribute("d")
    assert rail is not None
    assert rail.count("M") == page.locator(".chapters a").count() == 3
    page.get_by_role("button", name="Ahead 30 seconds").click()
    assert at(page) == pytest.approx(30, abs=0.3)
    page.get_by_role("button", name="Back 15 seconds").click()
    assert at(page) == pytest.approx(15, abs=0.3)
    page.get_by_label("Speed").select_option("1.5")
    assert page.evaluate(f"[{SOUND}.playbackRate, {SOUND}.preservesPitch]") == [1.5, True]
    play_slowly(page.locator("audio"))
    page.get_by_role("link", name=re.compile("hardest part")).click()
    wait_until_heard(page, 21)
    expect(page.locator(".chapters [aria-current]")).to_contain_text("hardest part")


def test_the_place_is_remembered(open_page: Callable[..., Page], address: str) -> None:
    """Whoever comes back finds the place and the speed; no cookie is set for it."""
    page = open_page()
    page.locator(".s").nth(8).click()
    wait_until_heard(page, 19)
    page.get_by_role("button", name=re.compile("Pause")).click()
    wait_until(page, f"{SOUND}.paused")
    place = at(page)
    page.reload()
    wait_until(page, f"Math.abs({SOUND}.currentTime - {place}) < 1")
    expect(page.get_by_role("status")).to_contain_text("Continues at 0:")
    assert page.context.cookies() == []
    assert address in page.url


def test_a_link_to_this_moment_is_copied(open_page: Callable[..., Page], address: str) -> None:
    """The clipboard holds the page's address with the second in it."""
    page = open_page(EPISODE + "#t=20", permissions=["clipboard-read", "clipboard-write"])
    wait_until(page, f"{SOUND}.currentTime > 19")
    page.get_by_role("button", name="Share: copy link to this moment").click()
    expect(page.get_by_role("status")).to_contain_text("Copied")
    assert (
        page.evaluate("navigator.clipboard.readText()")
        == f"{address}{EPISODE.removesuffix('index.html')}#t=20"
    )


def test_media_keys_know_what_plays(open_page: Callable[..., Page]) -> None:
    """The lock screen gets the title and the show."""
    page = open_page()
    assert page.evaluate("navigator.mediaSession.metadata.title").startswith("Neighbours relight")
    assert page.evaluate("navigator.mediaSession.metadata.artist") == "Harbor Conversations"


def test_scrolling_away_stops_the_page_from_following(open_page: Callable[..., Page]) -> None:
    """The page stays where the reader scrolled to, and a button brings it back."""
    page = open_page(viewport={"width": 700, "height": 600})
    page.locator(".s").first.click()
    wait_until_heard(page, 0.3)
    page.mouse.move(300, 400)
    page.mouse.wheel(0, 1200)
    button = page.get_by_role("button", name="Back to what is being said")
    expect(button).to_be_visible()
    wait_until(page, f"{SOUND}.currentTime > 2.6")
    expect(page.locator(".s.now")).not_to_be_in_viewport()
    button.click()
    expect(page.locator(".s.now")).to_be_in_viewport()


def test_without_script_the_page_does_its_work(open_page: Callable[..., Page]) -> None:
    """Native controls are there, ours are not; a chapter's link is the sound at that time."""
    page = open_page(java_script_enabled=False)
    expect(page.locator("audio[controls]")).to_be_visible()
    expect(page.locator(".controls")).to_be_hidden()
    expect(page.get_by_text("By noon they shared one ladder.")).to_be_visible()
    assert page.locator(".chapters a").nth(1).get_attribute("href") == (
        "../../audio/grey-point-0123456789ab.mp3#t=21.4"
    )


def test_the_page_works_from_a_disk(open_page: Callable[..., Page], site_root: Path) -> None:
    """Opened as a file, style, script and sound are there."""
    page = open_page((site_root / EPISODE).as_uri())
    page.locator(".s").nth(5).click()
    wait_until_heard(page, 9)
    assert page.evaluate("getComputedStyle(document.querySelector('.play')).borderRadius") == "50%"


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        *(
            (path, scheme)
            for path in (EPISODE, "index.html", EMBED)
            for scheme in ("light", "dark")
        ),
        (ARCHIVE, "light"),
        (PERSON, "dark"),
        (PEOPLE, "light"),
        (CORRECTIONS, "light"),
        (CORRECTIONS, "dark"),
    ],
)
def test_axe_finds_nothing_wrong(open_page: Callable[..., Page], path: str, scheme: str) -> None:
    """WCAG 2.2 AA by axe-core, on each kind of page, in light and dark."""
    page = open_page(path, color_scheme=scheme)
    if path == EPISODE:
        play_slowly(page.locator("audio"))
        page.locator(".s").nth(3).click()
        page.get_by_role("button", name=re.compile("Pause")).click()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(
    "view",
    [
        {"viewport": {"width": 320, "height": 640}},
        {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
        {"viewport": {"width": 900, "height": 700}, "forced_colors": "active"},
        {"viewport": {"width": 900, "height": 700}, "reduced_motion": "reduce"},
    ],
    ids=["320px", "zoomed", "forced-colours", "reduced-motion"],
)
def test_nothing_is_cut_off(open_page: Callable[..., Page], view: dict[str, Any]) -> None:
    """No sideways scrolling, and the sentence that is said is not under the player."""
    page = open_page("index.html", **view)
    root = page.url.removesuffix("index.html")
    for path in ("index.html", ARCHIVE, PERSON, PEOPLE, CORRECTIONS, EPISODE):
        page.goto(root + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    play_slowly(page.locator("audio"))
    page.locator(".s").nth(12).click()
    wait_until_heard(page, 23.2)

    def apart() -> bool:
        box = page.locator(".s.now").bounding_box()
        player = page.locator(".player").bounding_box()
        assert box is not None
        assert player is not None
        return box["y"] >= player["y"] + player["height"] or box["y"] + box["height"] <= player["y"]

    wait_for(page, apart, "the sentence is not under the player")


def test_arabic_pages_run_from_right_to_left(
    feed: Any, open_page: Callable[..., Page], serve: Callable[[Path], str], tmp_path: Path
) -> None:
    """The layout is mirrored, the words are Arabic, and axe finds nothing wrong."""
    show = replace(feed.show, language="ar", title="أحاديث الميناء")
    package = replace(feed.packages[0], language="ar", title="الجيران يعيدون إضاءة المنارة")
    type(feed)(show, (package,), feed.media).write(tmp_path)
    page = open_page(serve(tmp_path) + EPISODE)
    assert page.evaluate("document.dir") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    expect(page.get_by_role("button", name=re.compile("استمع إلى هذه الفقرة"))).to_be_visible()
    assert Axe().run(page).violations_count == 0
    words = page.locator(".s[data-start]")
    words.first.focus()
    page.keyboard.press("ArrowLeft")  # forwards, as the words run
    expect(words.nth(1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(words.first).to_be_focused()
    page.locator("[data-do=toggle]").first.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".player input[type=range]").first).to_have_value("5")


def test_the_embedded_player_plays_in_a_narrow_frame(
    open_page: Callable[..., Page], address: str
) -> None:
    """It fits the height that the frame's code gives it, plays, and leads to the whole page."""
    page = open_page(EMBED, viewport={"width": 360, "height": 170})
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Listen to this segment · 0:43").click()
    wait_until_heard(page, 0.2)
    transcript = page.get_by_role("link", name="Transcript")
    assert (
        transcript.evaluate("link => link.href") == f"{address}{EPISODE[:-10]}index.html#transcript"
    )


def test_print_leaves_the_words_and_drops_the_player(open_page: Callable[..., Page]) -> None:
    """On paper there is headline, transcript and credits, and nothing to press."""
    page = open_page()
    page.emulate_media(media="print")
    expect(page.locator(".player")).to_be_hidden()
    expect(page.locator(".subscribe")).to_be_hidden()
    expect(page.get_by_text("We hoped for ten, and sixty came.")).to_be_visible()
    expect(page.get_by_role("heading", name="Credits")).to_be_visible()


def test_the_show_page_copies_the_feeds_address(
    open_page: Callable[..., Page], address: str
) -> None:
    """What is copied is the address that this server answers to."""
    page = open_page("", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Subscribe").click()
    page.get_by_role("dialog").get_by_role("button", name="Copy").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{address}feed.xml"


def test_the_feed_can_be_read_in_a_browser(open_page: Callable[..., Page]) -> None:
    """Opened by a person, the feed is a page with its titles, not its source."""
    page = open_page()
    page.goto(page.url.partition("episodes")[0] + "feed.xml")
    shown = """name => [...document.getElementsByTagName(name)]
        .map((e) => getComputedStyle(e).display)"""
    assert page.evaluate(shown, "title") == ["block", "block"]
    assert page.evaluate(shown, "itunes:author") == ["none"]
    help_text = page.evaluate("getComputedStyle(document.documentElement, '::before').content")
    assert "copy the address of this page" in help_text


def test_the_feed_is_a_page_for_people(open_page: Callable[..., Page]) -> None:
    """On a phone it fits, its links can be pressed, and the episode plays, in light and dark."""
    page = open_page(viewport={"width": 360, "height": 740}, color_scheme="dark", is_mobile=True)
    page.goto(page.url.partition("episodes")[0] + "feed-with-page.xml")
    title = page.get_by_role("heading", name="Neighbours relight the lighthouse")
    expect(title).to_be_visible()
    link = title.get_by_role("link")
    assert link.evaluate("e => e.href") == "https://news.example.org/harbor"
    assert page.evaluate("document.documentElement.scrollWidth <= 360 && innerWidth === 360")
    assert (
        page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        == "rgb(18, 20, 24)"
    )
    page.evaluate("void document.querySelector('audio').play()")
    wait_until_heard(page, 0.2)
    lamp = page.get_by_role("link", name="The lamp")
    assert lamp.evaluate("e => e.href") == "https://example.org/lamp"
    expect(page.locator("div.text").last).to_have_text(
        re.compile("Long ago.*Words. the end$", re.S)
    )
    field = page.get_by_role("textbox", name=re.compile("This is a podcast feed"))
    assert field.evaluate("e => e.value") == page.url
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_hostile_page_runs_nothing(
    feed: Any, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """Injected markup in every field changes nothing in the browser."""
    bad = "\"'><script>window.hit=1</script><img src=x onerror='window.hit=1'>"
    package = replace(
        feed.packages[0],
        title=bad,
        summary=bad,
        byline=bad,
        cues=tuple(replace(cue, text=bad, speaker=bad) for cue in feed.packages[0].cues),
    )
    hostile = type(feed)(replace(feed.show, title=bad), (package,), feed.media)
    hostile.write(tmp_path)
    page = open_page((tmp_path / site.episode_path(package)).as_uri())
    assert page.evaluate("window.hit") is None
    assert page.locator(".s").first.text_content() == bad
