"""The desk in a real browser: for everybody, and by keyboard alone."""

from __future__ import annotations

import io
import re
import shutil
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from segmentcast.desk import DeskState
from tests.browsers import PATIENCE_MS, at_rest, next_page, open_desk

PAGES = (
    "/",
    "/publish",
    "/new",
    "/feed",
    "/episodes/2026-02-01-flood",
    "/episodes/2026-03-05-clinic/turns",
    "/episodes/2026-03-05-clinic/turns/1",
    "/names",
    "/voices",
    "/settings",
    "/publish/progress",
    "/no",
)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def desk(
    archive: Path, start_desk: Callable[[Path], DeskState], tmp_path_factory: pytest.TempPathFactory
) -> DeskState:
    return start_desk(Path(shutil.copytree(archive, tmp_path_factory.mktemp("seen") / "myshow")))


@pytest.fixture
def open_window(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A window with the key to a desk; at the end nothing may have been refused by its policy."""
    complaints: list[str] = []
    contexts = []

    def opened(state: DeskState, **options: Any) -> Page:
        context = browser.new_context(reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        page.on("console", lambda message: complaints.append(message.text))
        open_desk(page, state.first_address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [text for text in complaints if "status of 404" not in text] == []


@pytest.mark.parametrize(
    ("width", "scheme", "size"),
    [(1280, "light", 100), (320, "dark", 100), (768, "dark", 200), (360, "light", 200)],
)
def test_everybody_can_use_every_page(
    desk: DeskState, open_window: Callable[..., Page], width: int, scheme: str, size: int
) -> None:
    """axe finds nothing at WCAG 2.2 AA, one button is solid, and nothing has to be moved sideways."""
    page = open_window(desk, viewport={"width": width, "height": 800}, color_scheme=scheme)
    findings = {}
    for path in PAGES:
        page.goto(f"{desk.origin}{path}?m=wait")
        at_rest(page)
        page.evaluate("size => document.documentElement.style.fontSize = `${size}%`", size)
        assert page.evaluate(SIDEWAYS) <= 0, path
        assert page.locator(".solid").count() <= 1, path
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        result = Axe().run(page, options={"runOnly": tags}).response
        findings[path] = [
            (one["id"], node["html"]) for one in result["violations"] for node in one["nodes"]
        ]
    assert findings == {path: [] for path in PAGES}


def ten_silent_seconds() -> bytes:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))
        file.writeframes(bytes(160_000))
    return sound.getvalue()


def test_what_is_heard_is_what_was_pressed_last(
    desk: DeskState, open_window: Callable[..., Page]
) -> None:
    """A second press stops; a sound that arrives after another press is not played; a failure says why."""
    page = open_window(desk)
    page.add_init_script(
        "window.Audio = class extends Audio { constructor() { super(); window.player = this; } }"
    )
    held: list[Route] = []
    why = '<ul class="problems"><li><p class="where">x</p><p>The voice is gone.</p></li></ul>'
    page.route("**/turns/1.wav*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it calls
    page.route("**/turns/2.wav*", lambda route: route.fulfill(body=ten_silent_seconds()))
    page.route("**/turns/3.wav*", lambda route: route.fulfill(status=404, body=why))
    page.goto(f"{desk.origin}/episodes/2026-03-05-clinic/turns?m=wait")
    at_rest(page)
    first, second, third = (page.locator(f"#t{at} [data-say]").first for at in (1, 2, 3))
    first.click()
    expect(first).to_have_attribute("aria-busy", "true")
    second.click()
    expect(second).to_have_attribute("data-heard", "yes")
    with page.expect_response("**/turns/1.wav*"):
        held[0].fulfill(body=ten_silent_seconds())
    expect(first).not_to_have_attribute("aria-busy", "true")
    assert first.get_attribute("data-heard") is None
    assert "/turns/2.wav" in (page.locator("body").get_attribute("data-heard") or "")
    assert not page.evaluate("player.paused")
    second.click()
    assert page.evaluate("player.paused")
    expect(page.locator("#message")).to_have_text("")
    third.click()
    expect(page.locator("#message.bad")).to_have_text("The voice is gone.")
    expect(third).not_to_have_attribute("aria-busy", "true")
    second.click()
    page.wait_for_function("!player.paused")


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until the control with this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        )
        if focused.startswith(name):
            return
    raise AssertionError(f"Tab never reaches {name!r}")


def test_a_producer_publishes_by_keyboard_alone(
    archive: Path,
    tmp_path: Path,
    start_desk: Callable[[Path], DeskState],
    open_window: Callable[..., Page],
) -> None:
    """Paste a page, add it, correct words with a note, publish, and see it all in the feed."""
    root = Path(shutil.copytree(archive, tmp_path / "myshow"))
    desk = start_desk(root)
    page = open_window(desk)
    expect(page.get_by_role("heading", name="Two are ready to go out")).to_be_visible()
    tab_to(page, "New episode")
    with next_page(page):
        page.keyboard.press("Enter")
    tab_to(page, "The page, or its web address")
    page.keyboard.insert_text(
        "The ferry at night\n\nNORA LIND: Who is here?\n\nPER AUNE: I am.\n\nNORA LIND: Thank you.\n"
    )
    tab_to(page, "Read it")
    with next_page(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The ferry at night")).to_be_visible()
    tab_to(page, "Add the episode")
    with next_page(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Added: The ferry at night")
    page.goto(f"{desk.origin}/?m=wait")
    at_rest(page)
    expect(page.get_by_role("heading", name="Three are ready to go out")).to_be_visible()
    tab_to(page, "Review and publish")
    with next_page(page):
        page.keyboard.press("Enter")
    tab_to(page, "What should the correction say?")
    page.keyboard.insert_text("It is the new harbor.")
    tab_to(page, "Publish 3 episodes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Published, but not everything")
    at_rest(page)
    feed = feedparser.parse((root / "feed" / "feed.xml").read_bytes())
    assert {"The ferry at night", "Bus lanes"} <= {entry.title for entry in feed.entries}
    page.get_by_role("link", name=re.compile("Listening page ?: Harbor")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is the new harbor.").first).to_be_visible()


@pytest.mark.parametrize(("width", "rows"), [(360, [5]), (320, [3, 2])])
def test_no_entry_of_the_header_stands_alone(
    desk: DeskState, open_window: Callable[..., Page], width: int, rows: list[int]
) -> None:
    """On a phone the header's entries are in one line, on the smallest in two that are about as full."""
    page = open_window(desk, viewport={"width": width, "height": 800})
    for path in ("/", "/names", "/voices", "/feed", "/settings"):
        page.goto(f"{desk.origin}{path}?m=wait")
        at_rest(page)
        entries = page.get_by_role("navigation", name="Desk").get_by_role("link")
        tops = entries.evaluate_all("all => all.map((one) => one.getBoundingClientRect().top)")
        assert [tops.count(top) for top in sorted(set(tops))] == rows, path
