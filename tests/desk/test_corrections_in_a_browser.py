"""The desk in a real browser: who says what, by keyboard alone, and how a name is said."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import feedparser
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from segmentcast.desk import DeskState

EPISODE = "2026-01-20-reading-room"
FLAGS = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    assert program, "these tests need Chromium: install it, or name it in CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        opened = browser.new_context().new_page()
        opened.set_default_timeout(20_000)
        yield opened
        browser.close()


def faults(page: Page) -> list[str]:
    results = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    )
    return [row["id"] for row in results.response["violations"]]


def test_a_producer_corrects_hears_and_publishes(
    show: Path, start_desk: Callable[[Path], DeskState], page: Page
) -> None:
    """Fixes a person by keyboard, hears a respelling and keeps it, publishes; the feed has the episode.

    No view has a fault that axe finds, at 320 and at 1280 pixels, nor anything on the console.
    """
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    folder = show / "episodes" / EPISODE
    (folder / "cast.toml").write_text("[unsure]\n3 = 0.6\n4 = 0.6\n")
    desk = start_desk(show)
    page.goto(desk.first_address)
    page.wait_for_url(f"{desk.origin}/")
    page.goto(f"{desk.origin}/episodes/{EPISODE}/turns")
    expect(page.get_by_text("2 turns to look at")).to_be_visible()
    expect(page.locator("#turns")).to_be_focused()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert faults(page) == []
    page.keyboard.press("2")
    expect(page.get_by_text("1 turn to look at")).to_be_visible()
    assert '3 = "ines-calder"' in (folder / "cast.toml").read_text()
    expect(page.locator("#turns")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".sel [data-heard=yes]")).to_be_attached()
    page.keyboard.press("Enter")
    expect(page.get_by_text("All 7 turns are settled")).to_be_visible()
    assert "checked = true" in (folder / "episode.toml").read_text()

    page.goto(f"{desk.origin}/names")
    assert faults(page) == []
    field = page.get_by_label("Respelling of Calder", exact=True)
    field.fill("KAWL-der")
    field.press("Enter")
    expect(page.locator("body[data-heard*='KAWL-der']")).to_be_attached()
    field.press("Enter")
    expect(page.get_by_text("Kept: Calder is said KAWL-der.")).to_be_visible()
    assert '"Calder" = "KAWL-der"' in (show / "episodes" / "show.toml").read_text()

    page.goto(f"{desk.origin}/publish")
    page.locator("main button.solid").press("Enter")
    expect(page.get_by_text("1 episode published")).to_be_visible(timeout=60_000)
    feed = feedparser.parse((show / "feed" / "feed.xml").read_bytes())
    assert len(feed.entries) == 1
    assert complaints == []
