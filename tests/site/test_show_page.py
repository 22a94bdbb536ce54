"""The show's page in a browser: episodes first, each with a picture and a button that plays in place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

TITLE = "Neighbours relight the lighthouse at Grey Point"


def test_the_first_episode_is_above_the_fold_on_a_phone(open_page: Callable[..., Page]) -> None:
    """At 360 x 740 its picture, people, length and the whole Play button are in sight."""
    page = open_page("index.html", viewport={"width": 360, "height": 740})
    card = page.get_by_role("article").first
    button = card.get_by_role("button", name=f"Play · 0:43: {TITLE}")
    box = button.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 740
    assert box["height"] >= 44
    assert card.locator("img.cover").evaluate("e => e.naturalWidth > 0")
    expect(card.get_by_text("Tomás Arroyo with Nora Lindqvist")).to_be_in_viewport()
    expect(button).to_have_text("Play · 0:43")


def test_a_card_plays_in_place(open_page: Callable[..., Page]) -> None:
    """Nothing is loaded before Play; the button becomes Pause with the time, and another card ends it."""
    page = open_page("index.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    first = page.get_by_role("button", name="Play · ").first
    assert not [url for url in asked if url.endswith(".mp3")]
    first.click()
    pause = page.get_by_role("button", name=f"Pause: {TITLE}")
    expect(pause).to_have_text(re.compile(r"0:[0-4]\d / 0:43"))
    expect(page.get_by_role("slider")).to_have_count(1)
    expect(page.locator(".strip .u path").first).to_be_attached()
    page.get_by_role("button", name=re.compile("Play · .*: The bakery")).click()
    expect(page.get_by_role("button", name="Pause: The bakery")).to_be_visible()
    expect(page.get_by_role("button", name=f"Play · 0:43: {TITLE}")).to_have_text("Play · 0:43")
    expect(page.get_by_role("slider")).to_have_count(1)
    assert [url for url in asked if url.endswith(".mp3")]


def test_only_the_newest_episode_has_a_solid_button(open_page: Callable[..., Page]) -> None:
    """One colour a view: the main action."""
    page = open_page("index.html")
    solid = page.locator(".solid")
    expect(solid).to_have_count(1)
    expect(solid).to_have_accessible_name(f"Play · 0:43: {TITLE}")


def test_a_phone_is_shown_no_code_for_phones(open_page: Callable[..., Page]) -> None:
    """Subscribing is a sheet; the QR code is in it from 48 rem only; Escape closes it."""
    page = open_page("index.html", viewport={"width": 360, "height": 740})
    page.get_by_role("button", name="Subscribe").click()
    sheet = page.get_by_role("dialog", name="Subscribe")
    expect(sheet).to_be_visible()
    expect(sheet.get_by_text("On your phone")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.set_viewport_size({"width": 800, "height": 740})
    page.get_by_role("button", name="Subscribe").click()
    sheet.get_by_text("On your phone").click()
    expect(sheet.get_by_role("img", name="QR code")).to_be_visible()


def test_without_script_the_button_leads_to_the_episode(open_page: Callable[..., Page]) -> None:
    """The page lists and opens everything without its script."""
    page = open_page("index.html", java_script_enabled=False)
    link = page.get_by_role("link", name=f"Play · 0:43: {TITLE}")
    assert link.get_attribute("href") == "episodes/2024-05-02-grey-point/index.html"


def test_a_photograph_that_does_not_come_leaves_no_gap(
    feed: Any, open_page: Callable[..., Page], serve: Callable[[Path], str], tmp_path: Path
) -> None:
    """Initials and the strip take its place, on the list and on the episode's page."""
    host, guest = feed.packages[0].credits
    missing = replace(guest, img="http://127.0.0.1:1/nobody.jpg")
    package = replace(feed.packages[0], credits=(host, missing))
    type(feed)(feed.show, (package,), feed.media).write(tmp_path)
    root = serve(tmp_path)
    page = open_page(root, expected="Failed to load")
    for path in ("", "episodes/2024-05-02-grey-point/"):
        page.goto(root + path)
        expect(page.locator("article img.cover")).to_have_attribute("src", re.compile("shape.svg"))
        expect(page.locator("article img.face")).to_have_count(0)
        expect(page.locator("article .face").first).to_have_text("TA")


def test_an_arabic_card_is_arabic_as_a_whole(
    feed: Any, open_page: Callable[..., Page], serve: Callable[[Path], str], tmp_path: Path
) -> None:
    """On an English page its language, direction, picture, date and button are Arabic, from the right."""
    arabic = replace(feed.packages[1], language="ar", title="الجيران يعيدون إضاءة المنارة")
    type(feed)(feed.show, (feed.packages[0], arabic), feed.media).write(tmp_path)
    page = open_page(serve(tmp_path) + "index.html")
    card = page.get_by_role("article").nth(1)
    assert card.evaluate("e => [e.lang, e.dir]") == ["ar", "rtl"]
    expect(card.get_by_role("button")).to_have_text("تشغيل · 0:43")
    expect(card.locator("time")).to_have_text("13 نوفمبر 2023")
    picture, text = card.locator("img.cover").bounding_box(), card.locator("h3").bounding_box()
    assert picture is not None
    assert text is not None
    assert picture["x"] > text["x"] + text["width"] - 1
    shape = (tmp_path / "episodes/2023-11-13-bakery/shape.svg").read_text()
    assert "matrix(-1 0 0 1 100 0)" in shape
