"""What stands in a title's place and is none: an office alone, a button, a tracker."""

from __future__ import annotations

import pytest

from segmentcast.model import Transcript
from segmentcast.transcript import read

_TALK = [("ROSA LIND", "Why so early?"), ("OTTO BRAND", "The bakers asked."), ("ROSA LIND", "And do they come?"), ("OTTO BRAND", "They do, every one of them, and they bring their children as well.")]  # fmt: skip
_NONE = [
    "meta_pixel",
    "Download Subtitles",
    "Book a Demo!",
    "Google Tag Manager",
]


def _text(*head: str) -> Transcript:
    rows = [*head, *(f"{who}: {words}" for who, words in _TALK)]
    return read("\n\n".join(rows).encode(), "t.txt")


def _page(head: str, body: str = "") -> Transcript:
    rows = "".join(f"<p><b>{who}:</b> {words}</p>" for who, words in _TALK)
    page = f"<!doctype html><html><head>{head}</head><body>{body}{rows}</body></html>"
    return read(page.encode(), "page.html")


def _warnings(talk: Transcript) -> list[str]:
    return [row.what for row in talk.findings if row.rule == "title"]


@pytest.mark.parametrize("words", _NONE)
def test_a_button_or_a_tracker_is_no_title(words: str) -> None:
    """Without another title there is none, and a warning quotes the words; it is no summary either."""
    talk = _text(words)
    assert (talk.title, talk.summary) == ("", "")
    assert words in _warnings(talk)[0]
    better = _text(words, "The harbour at six")
    assert (better.title, better.summary, _warnings(better)) == ("The harbour at six", "", [])


def test_an_office_alone_is_a_title_only_where_no_other_is() -> None:
    """The next headline is the title; without one the office stays, with a warning."""
    talk = _text("PRIME MINISTER", "Doorstop at the harbour")
    assert (talk.title, _warnings(talk)) == ("Doorstop at the harbour", [])
    for head in (
        ["PRIME MINISTER"],
        ["Book a Demo!", "PRIME MINISTER"],
        ["PRIME MINISTER", "Book a Demo!"],
    ):
        alone = _text(*head)
        assert alone.title == "PRIME MINISTER"
        assert "an office" in _warnings(alone)[0]


@pytest.mark.parametrize("words", [*_NONE, "Prime Minister", "Transcript"])
def test_a_page_has_its_title_from_another_place(words: str) -> None:
    """Open Graph, the title and the headings are asked in turn, until one says what the talk is."""
    og = f"<meta property='og:title' content='{words}'>"
    for talk in (
        _page(f"{og}<title>The harbour</title>"),
        _page(og, "<h1>The harbour</h1>"),
        _page(f"<title>{words}</title>", "<h1>The harbour</h1>"),
        _page(f"{og}<meta name='twitter:title' content='The harbour'>"),
    ):
        assert (talk.title, _warnings(talk)) == ("The harbour", [])


@pytest.mark.parametrize(
    "words", ["The Mayor of Lund", "Book a table, says the cook", "Share of the sea"]
)
def test_a_headline_that_begins_like_a_button_is_a_title(words: str) -> None:
    """Only the whole words of a button, or of an office, are one."""
    assert _text(words).title == words
