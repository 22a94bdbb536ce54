"""How the page behaves towards somebody who listens and reads, in a real browser."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import anyio
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, Page, expect

from segmentcast import site
from segmentcast.model import Chapter, Cue
from tests.browsers import PATIENCE_MS, play_slowly, stop_clock, wait_for, wait_until

EPISODE = "episodes/2024-05-02-grey-point/index.html"
EMBED = EPISODE.replace("index.html", "embed.html#form=full")
SOUND = "document.querySelector('audio')"
SMALL = {"width": 700, "height": 600}
STARTED = re.compile(r"0:(0[1-9]|[1-4]\d) / ")
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def at(page: Page) -> float:
    return float(page.evaluate(f"{SOUND}.currentTime"))


def playing(page: Page) -> bool:
    return not page.evaluate(f"{SOUND}.paused")


def play_fast(page: Page, sentence: int = 0) -> None:
    page.get_by_label("Speed").select_option("3")
    page.locator(".s").nth(sentence).click()
    wait_until(page, f"!{SOUND}.paused && {SOUND}.currentTime > 0")


def settled(page: Page) -> float:
    """Where the page stands once it has kept still for ten frames."""
    place = page.evaluate(
        """async () => {
          let place = scrollY;
          for (let still = 0; still < 10; still += 1) {
            await new Promise(requestAnimationFrame);
            if (scrollY !== place) still = 0;
            place = scrollY;
          }
          return place;
        }"""
    )
    return float(place)


class Listener:
    """Wraps the server: notes which sounds were asked for, and answers them as it is set to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.missing = False
        self.without_range = False
        self.cut_at: int | None = None
        self.open = threading.Event()
        self.open.set()

    def around(self, app: Any) -> Any:
        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            if "/audio/" not in scope.get("path", ""):
                await app(scope, receive, send)
                return
            self.asked.append(scope["path"])
            while not self.open.is_set():
                await anyio.sleep(0.02)
            if self.missing:
                scope = {**scope, "path": "/nothing.mp3", "raw_path": b"/nothing.mp3"}
            headers = [h for h in scope["headers"] if not (self.without_range and h[0] == b"range")]

            begins = re.search(rb"bytes=(\d+)", dict(headers).get(b"range", b""))
            place = int(begins[1]) if begins else 0

            async def send_on(message: Any) -> None:
                nonlocal place
                place += len(message.get("body", b""))
                if self.cut_at is not None and place > self.cut_at:
                    self.missing = True
                    return  # the server then breaks the connection off
                if self.without_range and message["type"] == "http.response.start":
                    kept = [h for h in message["headers"] if h[0].lower() != b"accept-ranges"]
                    message = {**message, "headers": kept}
                await send(message)

            await app({**scope, "headers": headers}, receive, send_on)

        return wrapped


@pytest.fixture
def disturbed(serve: Callable[..., str], site_root: Path) -> tuple[Listener, str]:
    listener = Listener()
    return listener, serve(site_root, around=listener.around)


# --- the reader leads -------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["scrollbar", "space", "tab", "found word", "F3"])
def test_the_page_leaves_a_reader_where_they_went(open_page: Callable[..., Page], way: str) -> None:
    """Any scrolling that the page did not do itself ends the following, until it is asked for."""
    page = open_page(viewport=SMALL)
    page.locator(".s").first.click()
    wait_until(page, f"!{SOUND}.paused && {SOUND}.currentTime > 0")
    if way == "scrollbar":
        page.evaluate("scrollBy(0, 700)")
    elif way == "space":
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("Space")
    elif way == "tab":
        page.keyboard.press("Shift")
        page.locator(".colophon a").last.focus()
    elif way == "F3":  # the browser's search may find a word in sight, and then scrolls nothing
        page.keyboard.press("F3")
    else:
        page.evaluate("find('brings to an end') || find('willing to climb')")
    pill = page.get_by_role("button", name="Back to what is being said")
    expect(pill).to_be_visible()
    place = settled(page)
    later = at(page) + 2
    wait_until(page, f"{SOUND}.currentTime > {later}")
    assert page.evaluate("scrollY") == place
    assert playing(page)
    pill.click()
    expect(page.locator(".s.now")).to_be_in_viewport()
    expect(pill).to_be_hidden()


def test_a_window_that_is_resized_is_still_followed(open_page: Callable[..., Page]) -> None:
    """What moves when a phone is turned was no reader's scrolling; a moment later it is again."""
    page = open_page(viewport=SMALL)
    play_slowly(page.locator("audio"))
    page.locator(".s").first.click()
    wait_until(page, f"!{SOUND}.paused && {SOUND}.currentTime > 0")
    settled(page)
    stop_clock(page)
    pill = page.get_by_role("button", name="Back to what is being said")
    scroll = """() => new Promise((done) => {
      addEventListener("scroll", () => done(), { once: true });
      scrollBy(0, 300);
    })"""
    page.evaluate("addEventListener('resize', () => { document.body.dataset.turned = 'yes'; })")
    page.set_viewport_size({"width": 500, "height": 700})
    page.locator("[data-turned]").wait_for()
    page.evaluate(scroll)
    expect(pill).to_be_hidden()
    page.clock.run_for(500)
    page.evaluate(scroll)
    expect(pill).to_be_visible()


def test_a_chapter_takes_the_reader_along(open_page: Callable[..., Page]) -> None:
    """Its first sentence comes into sight, though it is far below, and the page follows again."""
    page = open_page(viewport=SMALL)
    play_slowly(page.locator("audio"))
    page.get_by_role("link", name=re.compile("And now the light")).click()
    wait_until(page, f"{SOUND}.currentTime > 30")
    expect(page.locator(".s.now")).to_have_text("And now the light is on again.")
    expect(page.locator(".s.now")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Back to what is being said")).to_be_hidden()


def test_a_long_talk_leads_to_any_of_its_turns(
    feed: Any, serve: Callable[..., str], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """Turns out of sight have no layout yet, but a chapter, a found word and a screen reader reach them."""
    words = " ".join(f"word{n}" for n in range(60))
    cues = tuple(Cue(n * 100, n * 100 + 90, "Ruth", f"Turn {n}. {words}", n) for n in range(400))
    late = (Chapter(0, 30_000, "The beginning"), Chapter(30_000, 40_000, "The end"))
    package = replace(feed.packages[0], cues=cues, chapters=late)
    type(feed)(feed.show, (package,), feed.media).write(tmp_path)
    page = open_page(serve(tmp_path) + EPISODE, viewport=SMALL)
    page.get_by_role("link", name="The end").click()
    wait_until(page, f"{SOUND}.currentTime > 31")
    expect(page.locator(".s.now")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Back to what is being said")).to_be_hidden()
    tree = page.locator(".turn").nth(200).aria_snapshot()
    assert "Turn 200. word0" in tree
    page.get_by_role("searchbox").fill("turn 150")
    expect(page.locator("mark.at")).to_be_in_viewport()
    far = page.locator(".turn").nth(300)
    assert far.evaluate("turn => getComputedStyle(turn).contentVisibility") == "auto"
    page.evaluate("getSelection().selectAllChildren(document.body)")
    assert "Turn 300. word0" in page.evaluate("String(getSelection())")


def test_following_can_be_switched_off_for_good(open_page: Callable[..., Page]) -> None:
    """The setting is kept: after a reload the page stays where it is while the words go on."""
    page = open_page(viewport=SMALL)
    page.locator(".more summary").click()
    page.get_by_label("Follow along").uncheck()
    page.reload()
    page.locator(".more summary").click()
    expect(page.get_by_label("Follow along")).not_to_be_checked()
    page.locator(".more summary").click()
    play_fast(page)
    place = page.evaluate("scrollY")
    wait_until(page, f"{SOUND}.currentTime > 14")
    page.evaluate(f"{SOUND}.pause()")
    assert page.evaluate("scrollY") == place
    expect(page.locator(".s.now")).not_to_be_in_viewport()


def test_the_page_is_written_to_seldom_while_it_plays(open_page: Callable[..., Page]) -> None:
    """Fewer than ten changes a second, and none of the slider's words between two chapters."""
    page = open_page()
    page.locator(".s").first.click()
    wait_until(page, f"{SOUND}.currentTime > 2")
    page.evaluate(
        """() => {
          window.writes = [];
          new MutationObserver((rows) => rows.forEach((row) => writes.push(row.attributeName)))
            .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
        }"""
    )
    begin = at(page)
    wait_until(page, f"{SOUND}.currentTime > {begin + 3}")
    seconds = at(page) - begin
    writes = page.evaluate("writes")
    assert 0 < len(writes) < 10 * seconds
    assert "aria-valuetext" not in writes
    page.evaluate(f"{SOUND}.pause()")
    page.get_by_role("slider", name="Position").focus()
    assert "of 0:43, Who had the idea?" in page.get_by_role("slider", name="Position").evaluate(
        "slider => slider.getAttribute('aria-valuetext')"
    )


@pytest.mark.parametrize("path", [EPISODE + "#t=20", EMBED, ""])
def test_no_sound_is_loaded_before_play(
    disturbed: tuple[Listener, str], open_page: Callable[..., Page], path: str
) -> None:
    """A page view is no download: the server is asked for the sound when Play is pressed."""
    listener, root = disturbed
    page = open_page(root + path)
    page.mouse.wheel(0, 2000)
    page.wait_for_timeout(300)
    assert listener.asked == []
    if path:
        page.evaluate("scrollTo(0, 0)")
        page.locator("[data-do=toggle]").click()
        wait_for(page, lambda: listener.asked != [], "the server is asked for the sound")


# --- when the sound does not come ---------------------------------------------------------------


def test_a_server_that_only_plays_from_the_start_is_named(
    disturbed: tuple[Listener, str], open_page: Callable[..., Page]
) -> None:
    """A press on a later sentence plays nothing from elsewhere: it says why, and offers the file."""
    listener, root = disturbed
    listener.without_range = True
    listener.open.clear()
    page = open_page(root + EPISODE)
    page.locator(".s").nth(12).click()
    expect(page.locator("[data-player]")).to_have_attribute("data-state", "waiting")
    listener.open.set()
    status = page.get_by_role("status")
    expect(status).to_have_text(
        "This server only plays from the start. Download the sound to jump in it."
    )
    expect(status.get_by_role("link")).to_have_attribute("href", re.compile(r"grey-point.*\.mp3$"))
    assert not playing(page)
    expect(page.get_by_role("slider", name="Position")).to_be_disabled()
    page.locator("[data-do=toggle]").click()
    wait_until(page, f"{SOUND}.currentTime > 0.2")
    assert at(page) < 20  # the sentence that was pressed begins at 23


def test_a_sound_that_is_late_or_missing_is_told(
    disturbed: tuple[Listener, str], open_page: Callable[..., Page]
) -> None:
    """The page says that it waits, then that the sound did not arrive; the button tries again."""
    listener, root = disturbed
    listener.open.clear()
    listener.missing = True
    page = open_page(root + EPISODE + "#t=20", expected="404")
    stop_clock(page)
    page.locator("[data-do=toggle]").click()
    status = page.locator("[data-status]")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.clock.run_for(500)
    expect(status).to_have_text("Waiting for the sound…")
    expect(page.locator("[data-player]")).to_have_attribute("data-state", "waiting")
    page.clock.run_for(5000)
    expect(status).to_have_text("Slow connection. It goes on by itself.")
    listener.open.set()
    expect(status).to_have_text(
        "The sound did not arrive. Press the button to try again, or read on: the transcript is complete."
    )
    expect(page.get_by_label("Speed")).to_be_disabled()
    listener.missing = False
    page.get_by_role("button", name="Try again").click()
    wait_until(page, f"!{SOUND}.paused && {SOUND}.currentTime > 20")
    expect(status).to_be_empty()
    expect(page.get_by_label("Speed")).to_be_enabled()


def test_a_sound_that_breaks_off_goes_on_where_it_was(
    disturbed: tuple[Listener, str], open_page: Callable[..., Page]
) -> None:
    """After "Try again" it plays from the place at which it failed, not from the start."""
    listener, root = disturbed
    page = open_page(root + EPISODE + "#t=20", expected="Failed to load resource")
    listener.cut_at = 200_000  # of 258,000 bytes, of which 20 seconds are 120,000
    page.locator("[data-do=toggle]").click()
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    assert page.evaluate(f"{SOUND}.readyState") > 0  # trying again makes the browser forget it
    listener.cut_at, listener.missing = None, False
    again.click()
    wait_until(page, f"!{SOUND}.paused && {SOUND}.currentTime > 0")
    assert at(page) >= 20


def test_a_card_whose_sound_failed_can_be_played_again(
    disturbed: tuple[Listener, str], open_page: Callable[..., Page]
) -> None:
    """The button of a list asks for the sound anew, and what was said of the failure goes."""
    listener, root = disturbed
    listener.missing = True
    page = open_page(root + "index.html", expected="404")
    button = page.get_by_role("article").first.get_by_role("button")
    button.click()
    status = page.get_by_role("article").first.locator("[role=status]")
    expect(status).to_have_text("The sound did not arrive. Press the button to try again.")
    listener.missing = False
    button.click()
    expect(status).to_be_empty()
    expect(button).to_have_text(STARTED)


def test_a_card_says_that_it_waits_and_what_the_host_cannot_do(
    disturbed: tuple[Listener, str], open_page: Callable[..., Page]
) -> None:
    """The button of a list tells a late sound, and a host that only plays from the start."""
    listener, root = disturbed
    listener.open.clear()
    listener.without_range = True
    page = open_page(root)
    stop_clock(page)
    page.get_by_role("article").first.get_by_role("button").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.clock.run_for(500)
    status = page.get_by_role("article").first.locator("[role=status]")
    expect(status).to_have_text("Waiting for the sound…")
    slider = page.get_by_role("article").first.get_by_role("slider")
    slider.evaluate("slider => { slider.value = '30'; slider.dispatchEvent(new Event('input')); }")
    listener.open.set()
    expect(status).to_contain_text("This server only plays from the start.")
    expect(status.get_by_role("link")).to_have_attribute("href", re.compile(r"grey-point.*\.mp3$"))
    expect(slider).to_be_disabled()


def test_a_service_that_counts_cannot_silence_the_sound(
    feed: Any, open_page: Callable[..., Page], serve: Callable[..., str], tmp_path: Path
) -> None:
    """If the prefix of the statistics service gives no sound, the page plays the file itself."""
    root = serve(tmp_path)
    show = replace(feed.show, statistics_prefix=f"{root}gone/", statistics_on_pages=True)
    type(feed)(show, feed.packages, feed.media).write(tmp_path)
    page = open_page(root + EPISODE, expected="404")
    expect(page.get_by_text("counted by 127.0.0.1")).to_be_visible()
    page.locator(".s").nth(4).click()
    wait_until(page, f"{SOUND}.currentSrc.startsWith('{root}audio/') && {SOUND}.currentTime > 8.6")
    assert playing(page)


def test_a_service_that_counts_cannot_silence_a_list(
    feed: Any, open_page: Callable[..., Page], serve: Callable[..., str], tmp_path: Path
) -> None:
    """Nor the buttons that play in place."""
    root = serve(tmp_path)
    show = replace(feed.show, statistics_prefix=f"{root}gone/", statistics_on_pages=True)
    type(feed)(show, feed.packages, feed.media).write(tmp_path)
    page = open_page(root + "index.html", expected="404")
    button = page.get_by_role("article").first.get_by_role("button")
    button.click()
    expect(button).to_have_text(STARTED)
    expect(page.get_by_role("article").first.locator("[role=status]")).to_be_empty()


# --- presses, selections, quotes ----------------------------------------------------------------


def test_no_sound_starts_by_selecting(open_page: Callable[..., Page]) -> None:
    """Neither a double click, nor drawing over words, nor the click that drops them, plays."""
    page = open_page()
    sentence = page.get_by_text("We hoped for ten")
    offer = page.get_by_role("group", name="Selected words")
    stop_clock(page)  # a slow machine would make two clicks of it
    sentence.dblclick()
    page.clock.resume()
    expect(offer).to_be_visible()
    box = sentence.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    expect(offer).to_be_hidden()
    page.wait_for_timeout(450)
    assert not playing(page)
    page.mouse.move(box["x"] + 5, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 8, steps=4)
    page.mouse.up()
    expect(offer).to_be_visible()
    page.wait_for_timeout(450)
    assert not page.evaluate(f"{SOUND}.played.length")
    assert not playing(page)
    play_slowly(page.locator("audio"))
    offer.get_by_role("button", name="Play from here").click()
    wait_until(page, f"!{SOUND}.paused && {SOUND}.currentTime > 15")
    expect(page.locator(".s.now")).to_have_text("We hoped for ten, and sixty came.")


def test_a_tap_while_reading_only_offers_to_play(open_page: Callable[..., Page]) -> None:
    """A finger on a sentence starts nothing; the bar under the paragraph does."""
    page = open_page(has_touch=True, viewport={"width": 360, "height": 740})
    page.get_by_text("How many people came on the first day?").tap()
    offer = page.get_by_role("group", name="Selected words")
    expect(offer).to_be_visible()
    page.wait_for_timeout(400)
    assert not playing(page)
    offer.get_by_role("button", name="Play from here").tap()
    wait_until(page, f"!{SOUND}.paused && {SOUND}.currentTime > 12")


def test_a_quote_has_words_speaker_and_link(open_page: Callable[..., Page], address: str) -> None:
    """Whole sentences under the name of who said them, with a link that plays just these."""
    page = open_page(EPISODE + "?utm_source=x&page=2&fbclid=y", permissions=CLIPBOARD)
    page.evaluate(
        """() => {
          const of = (n) => document.querySelectorAll('.s')[n].firstChild;
          getSelection().setBaseAndExtent(of(6), 4, of(7), 8);
        }"""
    )
    page.get_by_role("button", name="Copy quote").click()
    expect(page.locator(".offer-status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").splitlines() == [
        "Nora Lindqvist: “How many people came on the first day?”",
        "Tomás Arroyo: “We hoped for ten, and sixty came.”",
        "Neighbours relight the lighthouse at Grey Point, Harbor Conversations",
        f"{address}{EPISODE.removesuffix('index.html')}?page=2#t=12.8,17.1",
    ]
    page.keyboard.press("Escape")
    expect(page.locator(".offer-status")).to_be_hidden()


# --- addresses ----------------------------------------------------------------------------------


def test_moments_are_understood_as_others_write_them(open_page: Callable[..., Page]) -> None:
    """Seconds, clock times, units, `npt:` and `?t=` lead to the moment; an end stops the sound."""
    page = open_page(EPISODE + "?t=25&utm_source=mail")
    assert at(page) == 25
    for text, seconds in {
        "t=20,31": 20, "t=0m21s": 21, "t=22s": 22, "t=npt:0:23": 23, "t=npt:24.5,30": 24.5,
        "t=0:00:19": 19, "t=18%2C20": 18, "t=,30": 0,
    }.items():  # fmt: skip
        page.evaluate(f"location.hash = '{text}'")
        wait_until(page, f"{SOUND}.currentTime === {seconds}")
    page.evaluate("location.hash = 't=6.2,6.5'")
    page.evaluate(f"void ({SOUND}.playbackRate = 0.1)")  # so that a busy machine stops it in time
    page.locator("[data-do=toggle]").click()
    wait_until(page, f"{SOUND}.currentTime > 6.3 && {SOUND}.paused")
    assert 6.5 <= at(page) < 7


# --- one sound, keys, volume, remote --------------------------------------------------------------


def only_this_plays(frame: Frame, other: Frame) -> bool:
    return not frame.evaluate(f"{SOUND}.paused") and bool(other.evaluate(f"{SOUND}.paused"))


def test_two_players_in_an_article_take_turns(
    feed: Any, open_page: Callable[..., Page], serve: Callable[..., str], tmp_path: Path
) -> None:
    """Whichever is started last plays, the other pauses."""
    type(feed)(feed.show, feed.packages, feed.media).write(tmp_path)
    frame = f'<iframe src="{EMBED}" width="600" height="300" allow="autoplay"></iframe>'
    (tmp_path / "article.html").write_text(f"<!doctype html><title>Article</title>{frame}{frame}")
    page = open_page(serve(tmp_path) + "article.html")
    one, other = page.frames[1:]
    for first, second in ((one, other), (other, one)):
        first.locator("[data-do=toggle]").click()
        wait_for(page, partial(only_this_plays, first, second), "one plays, the other is paused")


def test_single_keys_work_on_the_whole_page_or_not(open_page: Callable[..., Page]) -> None:
    """k, j, l, m and arrows; the space bar scrolls; ? tells of them; they can be switched off."""
    page = open_page(viewport=SMALL)
    page.keyboard.press("Space")
    wait_until(page, "scrollY > 100")
    assert not playing(page)
    page.keyboard.press("l")
    assert at(page) == 30
    page.keyboard.press("j")
    assert at(page) == 15
    for keys in ("Control+l", "Alt+j", "Meta+l"):  # the browser's own
        page.keyboard.press(keys)
    assert at(page) == 15
    page.keyboard.press("k")
    wait_until(page, f"!{SOUND}.paused && {SOUND}.currentTime > 15.1")
    page.keyboard.press("ArrowRight")
    wait_until(page, f"{SOUND}.currentTime > 20")
    page.keyboard.press("m")
    wait_until(page, f"{SOUND}.muted")
    page.keyboard.press("k")
    wait_until(page, f"{SOUND}.paused")
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keys")
    expect(help_).to_be_visible()
    help_.get_by_label("Single keys work on the whole page").uncheck()
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    page.keyboard.press("k")
    assert not playing(page)
    page.locator("[data-do=toggle]").focus()
    page.keyboard.press("k")
    wait_until(page, f"!{SOUND}.paused")


def test_another_device_is_offered_where_the_browser_knows_one(
    browser: Browser, address: str
) -> None:
    """The browser's own list of devices opens; without any the button is not there."""
    context = browser.new_context()
    context.add_init_script(
        """
        window.prompted = 0;
        RemotePlayback.prototype.watchAvailability = (tell) => { tell(true); return Promise.resolve(1); };
        RemotePlayback.prototype.prompt = () => { window.prompted += 1; return Promise.resolve(); };
        """
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address + EPISODE)
    page.locator(".more summary").click()
    page.get_by_role("button", name="Play on another device").click()
    wait_until(page, "prompted === 1")
    context.close()


def test_volume_and_speed_are_kept(open_page: Callable[..., Page]) -> None:
    """From half to three times in small steps, and as loud as it was the last time."""
    page = open_page()
    rates = [float(rate) for rate in page.locator("[data-do=speed] option").evaluate_all(
        "options => options.map((option) => option.value)")]  # fmt: skip
    assert (rates[0], rates[-1]) == (0.5, 3)
    assert max(b - a for a, b in pairwise(rates)) <= 0.21
    page.locator(".more summary").click()
    page.get_by_label("Volume").fill("0.35")
    page.get_by_label("Speed").select_option("1.3")
    page.reload()
    assert page.evaluate(f"[{SOUND}.volume, {SOUND}.playbackRate]") == [0.35, 1.3]


def test_the_same_player_is_slim_once_it_has_left_the_window(
    open_page: Callable[..., Page],
) -> None:
    """No second player is in the page, nothing jumps, and the big one comes back."""
    page = open_page(viewport={"width": 1280, "height": 800})
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator(".player.slim")).to_have_count(0)
    play_slowly(page.locator("audio"))
    page.locator(".s").nth(14).click()
    expect(page.locator(".player.slim")).to_be_in_viewport()
    assert page.locator("audio").count() == page.get_by_role("slider", name="Position").count() == 1
    page.get_by_role("button", name="Pause").click()
    height = page.evaluate("document.documentElement.scrollHeight")
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(".player.slim")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollHeight") == height


# --- search within the transcript -------------------------------------------------------------


def test_words_are_found_in_the_transcript(open_page: Callable[..., Page]) -> None:
    """Places are marked and counted, accents do not matter, Enter goes on, Escape leaves no trace."""
    page = open_page()
    before = page.locator("[data-transcript]").inner_html()
    field = page.get_by_role("searchbox", name="Find in the transcript")
    field.fill("tomas")
    expect(page.locator("mark.hit")).to_have_text(["Tomás", "Tomás"])
    expect(page.locator(".find-count")).to_have_text("1 of 2")
    field.press("Enter")
    expect(page.locator(".find-count")).to_have_text("2 of 2")
    expect(page.locator("mark.hit.at")).to_be_in_viewport()
    field.fill("zebra")
    expect(page.locator(".find-count")).to_have_text("Not in this transcript")
    field.press("Escape")
    expect(page.locator("mark.hit")).to_have_count(0)
    plain = re.compile(r' (?:class="s(?: now)?"|aria-current="true"|tabindex="0"|role="button")')
    assert plain.sub("", page.locator("[data-transcript]").inner_html()) == plain.sub("", before)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_what_opens(
    open_page: Callable[..., Page], scheme: str
) -> None:
    """WCAG 2.2 AA by axe-core while the options, a selection's bar, marks and the keys are shown."""
    page = open_page(color_scheme=scheme, viewport={"width": 360, "height": 740})
    page.locator(".more summary").click()
    page.get_by_role("searchbox", name="Find in the transcript").fill("the")
    expect(page.locator("mark.hit.at")).to_be_visible()
    play_slowly(page.locator("audio"))
    page.locator(".s").nth(4).click()
    wait_until(page, f"!{SOUND}.paused && {SOUND}.currentTime > 8.4")
    page.get_by_text("They say nothing.").dblclick()
    expect(page.get_by_role("button", name="Copy quote")).to_be_visible()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    options = {"runOnly": {"type": "tag", "values": tags}}
    shown = Axe().run(page, options=options)
    assert shown.violations_count == 0, shown.generate_report()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    keys = Axe().run(page, options=options)
    assert keys.violations_count == 0, keys.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_long_talk_has_few_stops_of_the_tab_key(
    feed: Any, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """Of 440 turns one sentence is a stop, with the role of a button; arrows lead to the others."""
    cues = tuple(
        Cue(n * 500, n * 500 + 450, f"Person {n % 2}", f"Sentence {n}.", n) for n in range(440)
    )
    package = replace(feed.packages[0], cues=cues, duration_ms=220_000)
    type(feed)(feed.show, (package,), feed.media).write(tmp_path)
    page = open_page((tmp_path / site.episode_path(package)).as_uri())
    stops = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')]
          .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility()).length"""
    )
    assert stops < 40
    expect(page.locator("[data-transcript] [role=button]")).to_have_text("Sentence 0.")
    page.locator(".s").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-transcript] [role=button]")).to_have_text("Sentence 1.")
    expect(page.locator("[data-transcript] [role=button]")).to_be_focused()
