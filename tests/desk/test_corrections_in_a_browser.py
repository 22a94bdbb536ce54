"""The desk in a real browser: who says what, by keyboard alone, and how a name is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from segmentcast.desk import DeskState
from tests.browsers import PATIENCE_MS, chromium, next_page, open_desk

EPISODE = "2026-01-20-reading-room"
FLAGS = ["--autoplay-policy=no-user-gesture-required"]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium(FLAGS) as browser:
        opened = browser.new_context(reduced_motion="reduce").new_page()
        opened.set_default_timeout(PATIENCE_MS)
        yield opened


def faults(page: Page) -> list[str]:
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    return [row["id"] for row in Axe().run(page, options={"runOnly": tags}).response["violations"]]


def test_keys_settle_turns_and_keep_a_respelling(
    show: Path, start_desk: Callable[[Path], DeskState], page: Page
) -> None:
    """Single keys change, hear and settle turns; Enter hears a respelling, and Enter again keeps it."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    folder = show / "episodes" / EPISODE
    (folder / "cast.toml").write_text("[unsure]\n3 = 0.6\n4 = 0.6\n")
    desk = start_desk(show)
    open_desk(page, desk.first_address)
    page.goto(f"{desk.origin}/episodes/{EPISODE}/turns")
    expect(page.get_by_text("2 turns to look at")).to_be_visible()
    expect(page.locator("#turns")).to_be_focused()
    with next_page(page):
        page.keyboard.press("n")
    page.wait_for_url("**turn=4*")
    page.keyboard.press("9")
    expect(page.get_by_label("Somebody else")).to_be_focused()
    page.locator("#turns").focus()
    with next_page(page):
        page.keyboard.press("p")
    page.wait_for_url("**turn=3*")
    with next_page(page):
        page.keyboard.press("2")
    expect(page.get_by_text("1 turn to look at")).to_be_visible()
    assert '3 = "ines-calder"' in (folder / "cast.toml").read_text()
    expect(page.locator("#turns")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".sel [data-heard=yes]")).to_be_attached()
    with next_page(page):
        page.keyboard.press("Enter")
    expect(page.get_by_text("All 7 turns are settled")).to_be_visible()
    assert "checked = true" in (folder / "episode.toml").read_text()

    page.get_by_text("Edit the words").click()
    page.get_by_label("Words of turn").fill("About fifty.")
    with next_page(page):
        page.get_by_role("button", name="See the change").click()
    expect(page.get_by_role("heading", name="Keep these words?")).to_be_focused()
    assert faults(page) == []

    page.goto(f"{desk.origin}/names")
    field = page.get_by_label("Respelling of Calder", exact=True)
    field.fill("KAWL-der")
    field.press("Enter")
    expect(page.locator("body[data-heard*='KAWL-der']")).to_be_attached()
    with next_page(page):
        field.press("Enter")
    expect(page.get_by_text("Kept: Calder is said KAWL-der.")).to_be_visible()
    assert '"Calder" = "KAWL-der"' in (show / "episodes" / "show.toml").read_text()

    settings = show / "episodes" / "show.toml"
    settings.write_text("# behind its back\n" + settings.read_text("utf-8"), "utf-8")
    field = page.get_by_label("Respelling of Calder", exact=True)
    field.fill("KOL-der")
    with next_page(page):
        page.get_by_role("button", name="Keep Calder").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("changed")
    assert faults(page) == []
    assert [text for text in complaints if "status of 409" not in text] == []
