"""The first page: what to do next, and all episodes."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import httpx
import pytest

Open = Callable[[Path], httpx.Client]


def text_of(page: str) -> str:
    """The words of a page as one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def first_page(client: httpx.Client, address: str = "/?m=wait") -> str:
    """The list, after the look at the show has ended."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_every_state_is_shown_with_its_reason(archive: Path, open_desk: Open) -> None:
    """Each episode has its state, why, and one button; two of them need somebody."""
    page = first_page(open_desk(archive))
    rows = {
        re.search(r'class="ti"[^>]*><bdi>(.*?)<', row)[1]: text_of(row)  # type: ignore[index]
        for row in re.findall(r"<tr><td>.*?</tr>", page, re.DOTALL)
    }
    for title, words in {
        "Flood": "Published nothing to do",
        "Harbor": "Changed words changed",
        "Mistake": "Retracted",
        "Bus lanes": "New ready",
        "Embargo": "Held until Jan 1, 2099, 7:00",
        "Draft": "Draft held until you release it",
        "The clinic at night": "1 turn to look at not published Look",
    }.items():
        assert words in rows[title], rows[title]
    assert "Failed" in rows["Broken"]
    assert "unknown_setting" in rows["Broken"]
    words = text_of(page)
    assert "Two episodes need you" in words
    assert "Two are ready to go out 1 new, 1 changed." in words
    assert page.count("btn solid") == 1


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("show=needs", ["The clinic at night", "Broken"]),
        ("show=waiting", ["The clinic at night", "Draft", "Embargo", "Broken", "Bus lanes"]),
        ("show=published", ["Mistake", "Harbor", "Flood"]),
        ("q=harb", ["Harbor"]),
        ("q=LIND+2026-02", ["Harbor", "Flood"]),
        ("q=nobody", []),
        ("show=needs&q=clinic&page=99", ["The clinic at night"]),
        ("show=%00&page=-1&q=%25", []),
    ],
)
def test_filters_and_search(archive: Path, open_desk: Open, asked: str, titles: list[str]) -> None:
    """A filter and words of title, person or date narrow the list, the newest first."""
    page = first_page(open_desk(archive), f"/?m=wait&{asked}")
    assert re.findall(r'class="ti"[^>]*><bdi>(.*?)<', page) == titles


def test_what_stops_the_whole_show_is_said_with_its_remedy(show: Path, open_desk: Open) -> None:
    """A voice that isn't there stops the publish: the page says so, and how to mend it."""
    toml = show / "episodes" / "show.toml"
    toml.write_text(toml.read_text("utf-8").replace("tone/low", "nobody/low"), "utf-8")
    words = text_of(first_page(open_desk(show)))
    assert "nobody" in words
    assert "Fix:" in words


def test_the_feed_has_its_address_qr_code_and_findings(archive: Path, open_desk: Open) -> None:
    """The findings of check stand there with their remedies, and the QR code is a picture."""
    client = open_desk(archive)
    assert client.post("/feed/check").headers["location"].startswith("/feed?m=")
    page = client.get("/feed").text
    assert 'value="https://podcast.example.org/feed.xml"' in page
    assert "Fix:" in page
    assert client.get("/feed/qr.svg").headers["content-type"] == "image/svg+xml"
