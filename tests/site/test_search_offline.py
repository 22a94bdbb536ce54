"""The search of somebody whose network was away for a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.site.test_search import TALKS


def test_a_search_that_failed_goes_on_when_the_network_is_back(
    feed: Any,
    serve: Callable[[Path], str],
    open_page: Callable[..., Page],
    tmp_path: Path,
) -> None:
    """Offline, it says that it could not load; back online, the results come without a reload of the page."""
    audio = feed.packages[0].file("audio")
    talks = tuple(replace(talk, files=(audio,)) for talk in TALKS)
    type(feed)(feed.show, talks, feed.media).write(tmp_path)
    page = open_page(serve(tmp_path), expected="ERR_INTERNET_DISCONNECTED")
    status = page.locator("[data-search-status]")
    page.context.set_offline(True)
    page.get_by_role("searchbox").fill("bakery")
    expect(status).to_contain_text("could not be loaded")
    page.context.set_offline(False)
    results = page.locator("[data-search-results] h3")
    expect(results).to_have_text(["A bakery at night"])
    page.context.set_offline(True)
    page.get_by_role("searchbox").fill("ferry")
    expect(status).to_contain_text("could not be loaded")
    page.context.set_offline(False)
    expect(results).to_have_text(["Ferry captains"])
