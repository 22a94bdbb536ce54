"""Chromium for the tests of pages, and one patience for all of them: a busy machine is no fault of a page."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

PATIENCE_MS = 180_000
"""How long anything is waited for: a first look, a voice's model, a page's scripts."""


@contextmanager
def chromium(flags: Sequence[str] = ()) -> Iterator[Browser]:
    """A running browser. `expect` waits as long as everything else from then on."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    assert program, "these tests need Chromium: install it, or name it in CHROMIUM"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", *flags], timeout=2 * PATIENCE_MS
        )
        yield browser
        browser.close()


TAKES_ITS_PLACE = "#overview[data-looking=yes], #account"
"""What the desk's own scripts follow; at the end of it they load the page again."""


def at_rest(page: Page) -> None:
    """Waits until nothing but the test changes the page or moves its focus.

    It is loaded, the desk's scripts load it no more, and the focus has gone to the address's fragment:
    the browser moves it in the frame after everything is loaded, away from what had it.
    """
    for _ in range(2):  # the page that takes its place has nothing to follow before it is whole
        expect(page.locator(TAKES_ITS_PLACE)).to_have_count(0)
        page.wait_for_load_state()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


@contextmanager
def next_page(page: Page) -> Iterator[None]:
    """What is done in it leads to another page; waits for that one, also where both look alike."""
    at_rest(page)
    page.evaluate("document.documentElement.dataset.left = 'yes'")
    yield
    page.locator("html:not([data-left])").wait_for(state="attached")
    at_rest(page)


def open_desk(page: Page, first_address: str) -> None:
    """Opens the desk by the address that it prints, which leads on to the overview."""
    page.goto(first_address)
    page.wait_for_url(re.compile(r"^http://[^/]+/$"))
    at_rest(page)


def play_slowly(sound: Locator) -> None:
    """Sets the speed to a tenth: what is said then lasts as long as a busy machine looks at it."""
    sound.evaluate("sound => { sound.defaultPlaybackRate = sound.playbackRate = 0.1; }")


def stop_clock(page: Page) -> None:
    """From now on the page's timers run when the test says so."""
    page.clock.install(time=datetime(2026, 1, 1, tzinfo=UTC))
    page.clock.pause_at(datetime(2026, 1, 2, tzinfo=UTC))


def wait_for(page: Page, condition: Callable[[], bool], what: str) -> None:
    """Returns once the condition holds."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not condition():
        assert time.monotonic() < end, f"never came true: {what}"
        page.wait_for_timeout(50)


def wait_until(page: Page, expression: str) -> None:
    """Asks from outside: the page's own policy forbids Playwright's waiting, which evaluates text."""
    wait_for(page, lambda: bool(page.evaluate(expression)), expression)
