"""The recording view in a real browser: by keyboard, for everybody, and with a file that is dropped in."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from segmentcast.desk import DeskState
from tests.browsers import PATIENCE_MS, at_rest, next_page, open_desk
from tests.interview import RATE_HZ, TURNS, Spoken

NAME = "2026-03-14-ferry"
NEVER = "Nobody ever said these particular words about the mountain railway."
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_producer_hears_where_the_transcript_is_unsure(
    show: Path,
    tmp_path: Path,
    spoken: Spoken,
    browser: Browser,
    start_desk: Callable[[Path], DeskState],
) -> None:
    """Send a recording, use it, and play the sentence that is missing, by keyboard; axe finds nothing."""
    folder = show / "episodes" / NAME
    folder.mkdir()
    lines = ["The ferry that came back", ""]
    lines += [f"{who}: {' '.join(sentences)}\n" for who, sentences in TURNS]
    (folder / "transcript.txt").write_text("\n".join([*lines, f"{TURNS[0][0]}: {NEVER}\n"]))
    sent = tmp_path / "Studio talk.wav"
    with wave.open(str(sent), "wb") as sound:
        sound.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        sound.writeframes((np.clip(spoken.samples, -1, 1) * 32_767).astype("<i2").tobytes())
    desk = start_desk(show)
    # Colours that fade would be measured half-way.
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    page.on("console", lambda message: complaints.append(message.text))
    open_desk(page, desk.first_address)
    page.goto(f"{desk.origin}/episodes/{NAME}/recording")
    with next_page(page):
        page.get_by_label("A sound file").set_input_files(str(sent))
    expect(page.get_by_role("heading", name="Add a recording")).to_be_focused()
    page.get_by_role("button", name="Use it").press("Enter")
    expect(page.get_by_role("status").first).to_have_text("recording.wav is the recording.")
    expect(page.get_by_role("heading", name="1 place to listen to")).to_be_visible()
    expect(page.get_by_text("Not in the recording").first).to_be_visible()
    at_rest(page)
    cow = page.get_by_role("link", name="Play from 0:18: Did the cow")
    player = page.locator("#player")
    player.evaluate("player => { player.playbackRate = 0.1; }")  # so that it stays near the place
    cow.press("Enter")
    expect(player).to_have_js_property("paused", False)
    at = player.evaluate("player => player.currentTime")
    assert abs(at - spoken.times_ms[2][0][0] / 1000) < 1.0
    player.evaluate("player => player.pause()")
    # Paused before the sound has come, it is no sound that did not arrive.
    cow.evaluate("link => { player.load(); link.click(); player.pause(); }")
    page.evaluate("new Promise((done) => setTimeout(done))")
    expect(page.get_by_role("status").first).to_have_text("recording.wav is the recording.")
    seen_by_everybody(page)
    page.goto(f"{desk.origin}/new")
    page.get_by_label("A file or a recording").set_input_files(str(sent))
    expect(page.get_by_text("Studio talk.wav: sent")).to_be_visible()
    page.get_by_label("The page, or its web address").fill("\n".join(lines))
    page.get_by_role("button", name="Read it").press("Enter")
    expect(page.get_by_label("Title")).to_have_value("The ferry that came back")
    at_rest(page)
    seen_by_everybody(page)
    page.get_by_label("Date").fill("2026-03-15")
    page.get_by_role("button", name="Add the episode").press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Added: The ferry that came back")
    added = show / "episodes" / "2026-03-15-the-ferry-that-came-back"
    assert sorted(path.name for path in added.iterdir()) == ["recording.wav", "transcript.txt"]
    context.close()
    assert complaints == []


def seen_by_everybody(page: Page) -> None:
    """axe finds nothing, and nothing has to be moved sideways, in any size and scheme."""
    for width, scheme, size in ((1280, "light", 100), (320, "dark", 100), (768, "dark", 200)):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.evaluate("size => document.documentElement.style.fontSize = `${size}%`", size)
        assert page.evaluate(SIDEWAYS) <= 0, width
        found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
