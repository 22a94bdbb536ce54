"""A producer's whole way in a real browser: the real command, a new show, and the voices it comes with."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsers import PATIENCE_MS, at_rest, next_page, open_desk
from tests.desk.conftest import SilentVoice, publisher_of

PAGE = """Sign up for the newsletter

The bakery that reads to its customers

In a hill town without a library, people borrow their books where they buy their bread. Maren Ostby, who bakes there, joins Elias Quaile to explain.

Read the Full Transcript


    Joining me now is Maren Ostby, who bakes in Ardencaple. Maren, how many books do you lend?


    About ninety a week. The children come before school.


    Who pays for them?


    Nobody does. People bring back two for one.


    Maren Ostby, thank you for being with us.

Listen to this Segment
"""
TITLE = "The bakery that reads to its customers"
CORRECTED = "About eighty a week. The children come before school."
NOTE = "The bakery lends eighty books a week, not ninety."


class Desk:
    """The command as a process, which a test may kill and start again."""

    def __init__(self, root: Path, silent_voice: SilentVoice) -> None:
        self.root = root
        self.silent_voice = silent_voice
        self._running: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """The first address."""
        words = [sys.executable, "-m", "segmentcast", "desk", str(self.root)]
        self._running = subprocess.Popen(
            [*words, "--no-browser", "--port", "0"], stdout=subprocess.PIPE, text=True
        )
        assert self._running.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:\d+/open/\S+", self._running.stdout.readline())
        assert address is not None
        return address[0]

    def kill(self) -> None:
        """As a crash: nothing is tidied up."""
        if self._running is not None:
            self._running.send_signal(signal.SIGKILL)
            self._running.wait()
            assert self._running.stdout is not None
            self._running.stdout.close()
            self._running = None

    def kill_with_its_publish(self) -> None:
        """As if the machine had lost its power: the publish that the desk began ends, too."""
        self.silent_voice.wait_until_asked()
        publisher = os.pidfd_open(publisher_of(self.root))
        self.kill()
        signal.pidfd_send_signal(publisher, signal.SIGKILL)
        assert select.select([publisher], [], [], 60)[0]
        os.close(publisher)
        assert not (self.root / "feed" / "feed.xml").exists()
        self.silent_voice.take_back()


@pytest.fixture
def desk(starter: Path, tmp_path: Path, silent_voice: SilentVoice) -> Iterator[Desk]:
    """A desk on a new show with the voices that it comes with, without an episode."""
    root = Path(shutil.copytree(starter, tmp_path / "myshow"))
    shutil.rmtree(next((root / "episodes").glob("2026-*")))
    settings = root / "episodes" / "show.toml"
    text = settings.read_text("utf-8").split("\n[voices]")[0] + "\n"
    settings.write_text(text, "utf-8")
    made = Desk(root, silent_voice)
    yield made
    made.kill()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    problems: list[str] = []
    opened.on("pageerror", lambda problem: problems.append(str(problem)))
    yield opened
    context.close()
    assert problems == []


def ready(page: Page, control: Locator) -> None:
    """Waits for a control, and until the page that has it stays."""
    control.wait_for()
    at_rest(page)


class Keys:
    """Hands that have a keyboard alone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def use(self, control: Locator) -> None:
        self.reach(control)
        self.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def faults(self) -> list[str]:
        """What axe finds in a state that no address leads to."""
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        at_rest(self.page)
        found = Axe().run(self.page, options={"runOnly": tags}).response["violations"]
        return [row["id"] for row in found]

    def reach(self, control: Locator) -> None:
        ready(self.page, control)
        wanted = control.element_handle()
        for _ in range(120):
            if self.page.evaluate("wanted => document.activeElement === wanted", wanted):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {control}")


class Pointer:
    """Hands that have a mouse, and write into fields."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def use(self, control: Locator) -> None:
        ready(self.page, control)
        control.click()

    def write(self, field: Locator, text: str) -> None:
        ready(self.page, field)
        field.fill(text)

    def faults(self) -> list[str]:
        return []  # the keys have looked


@pytest.mark.parametrize("hands_of", [Keys, Pointer])
def test_from_a_pasted_page_to_a_retraction(desk: Desk, page: Page, hands_of: type[Any]) -> None:
    """Paste, fix a person, hear a name and respell it, publish, correct with a note, retract.

    All of it with the voices of a new show, by keyboard alone and by pointer. The desk is killed
    after the edit, and together with the first publish; nothing is lost, and the feed has it all.
    """
    hands = hands_of(page)
    open_desk(page, desk.start())
    hands.use(page.get_by_role("link", name="New episode").first)
    hands.write(page.get_by_label("The page, or its web address"), PAGE)
    hands.use(page.get_by_role("button", name="Read it"))
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    assert hands.faults() == []
    hands.use(page.get_by_role("button", name="Add the episode"))
    expect(page.get_by_role("status").first).to_contain_text("Added: The bakery")
    hands.use(page.get_by_role("link", name="Who says what"))
    expect(page.get_by_role("region", name="Turns", exact=True)).to_be_focused()
    fix_a_person(hands, page)
    expect(page.get_by_role("status").first).to_have_text("Turn 3 is said by Maren Ostby.")
    desk.kill()
    open_desk(page, desk.start())
    open_episode(hands, page)
    hands.use(page.get_by_role("link", name="Who says what"))
    expect(page.locator("#t3 .pers")).to_contain_text("Maren Ostby")

    hands.use(page.locator("#t3").get_by_role("link", name="Hear turn 3"))
    expect(page.locator("#t3 [data-heard=yes]")).to_be_attached()
    hands.use(page.get_by_role("link", name="Names"))
    hands.use(page.get_by_role("link", name="Hear Ardencaple as it is said now"))
    expect(page.locator("body[data-heard*='text=Ardencaple']")).to_be_attached()
    field = page.get_by_label("Respelling of Ardencaple", exact=True)
    hands.write(field, "ar-den-KAY-pul")
    hands.use(page.get_by_role("button", name="Hear the respelling of Ardencaple"))
    expect(page.locator("body[data-heard*='ar-den-KAY-pul']")).to_be_attached()
    hands.use(page.locator("[data-name=Ardencaple]").get_by_role("button", name="Keep"))
    expect(page.get_by_role("status").first).to_have_text(
        "Kept: Ardencaple is said ar-den-KAY-pul."
    )

    desk.silent_voice.give(desk.root, "Maren Ostby")  # who is at work when it is killed
    publish(hands, page, "Publish 1 episode", then=desk.kill_with_its_publish)
    open_desk(page, desk.start())
    publish(hands, page, "Publish 1 episode")
    assert hands.faults() == []
    entry = only_entry(desk)
    assert entry.title == TITLE
    guid, length = entry.id, entry.enclosures[0].length
    assert int(length) > 50_000

    open_episode(hands, page)
    hands.use(page.get_by_role("link", name="Who says what"))
    with next_page(page):
        hands.use(page.get_by_role("link", name=re.compile("Turn 2: .*Change person")))
    hands.use(page.get_by_text("Edit the words"))
    hands.write(page.get_by_label("Words of turn 2"), CORRECTED)
    hands.use(page.get_by_role("button", name="See the change"))
    expect(page.locator("ins")).to_have_text("eighty")
    hands.write(page.get_by_role("textbox", name="What was wrong?"), NOTE)
    hands.use(page.get_by_role("button", name="Keep these words"))
    expect(page.get_by_role("status").first).to_contain_text("The words of turn 2 are edited.")
    publish(hands, page, "Publish 1 episode")
    corrected = only_entry(desk)
    assert (corrected.id, NOTE in str(corrected)) == (guid, True)
    assert corrected.enclosures[0].href != entry.enclosures[0].href

    open_episode(hands, page)
    hands.write(page.get_by_role("textbox", name="What was wrong?"), "The bakery does not exist.")
    hands.use(page.get_by_role("button", name="Retract it"))
    expect(page.get_by_role("status").first).to_contain_text("Retracted.")
    publish(hands, page, "Publish 1 episode")
    open_episode(hands, page)
    assert hands.faults() == []
    retracted = only_entry(desk)
    assert retracted.id == guid
    assert "Retracted" in retracted.summary
    assert "The bakery does not exist." in retracted.summary
    assert NOTE in retracted.summary


def fix_a_person(hands: Any, page: Page) -> None:
    at_rest(page)
    if isinstance(hands, Keys):
        first_unsure = int(page.locator("#turns").get_attribute("data-at") or "0")
        for number in range(first_unsure + 1, 4):
            with next_page(page):
                page.keyboard.press("ArrowDown")
            page.wait_for_url(f"**turn={number}*")
        page.keyboard.press("2")
        return
    with next_page(page):
        page.get_by_role("link", name=re.compile("Turn 3: .*Change person")).click()
    page.get_by_role("button", name=re.compile("Maren Ostby")).click()


def open_episode(hands: Any, page: Page) -> None:
    with next_page(page):
        hands.use(page.get_by_role("link", name="Episodes", exact=True))
    with next_page(page):
        hands.use(page.get_by_role("link", name=TITLE, exact=True))


def publish(hands: Any, page: Page, button: str, then: Any = None) -> None:
    with next_page(page):
        hands.use(page.get_by_role("link", name="Episodes", exact=True))
    hands.use(page.get_by_role("link", name="Review and publish"))
    hands.use(page.get_by_role("button", name=button))
    if then is not None:
        page.wait_for_url("**/publish/progress*")
        then()
        expect(page.get_by_role("status").first).to_contain_text("The desk does not answer")
        return
    expect(page.get_by_role("heading", level=1)).to_contain_text("Published")


def only_entry(desk: Desk) -> Any:
    (entry,) = feedparser.parse((desk.root / "feed" / "feed.xml").read_bytes()).entries
    return entry
