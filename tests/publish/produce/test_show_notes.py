"""notes.md: from Markdown to the feed's description and the page, with and without a transcript."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from segmentcast.markdown_notes import read_notes
from tests.publish.produce.recordings import item, outcome, page, record, sounds
from tests.showcase import ShowUnderTest

__all__ = ["record", "sounds"]

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
NOTES = """\
# On the quay

Rosa Lind shows *where* [the ferry](https://news.example/ferry) will land.

- [The timetable](https://news.example/times?a=1&b=2)
- [Write to us](mailto:desk@news.example)
- [Not this one](javascript:alert(1))

1. First **fog**
2. Then <b onclick="x()">sun</b>

![A cow](https://news.example/cow.png)

<script>alert(1)</script>
"""


def test_markdown_becomes_the_html_that_apps_show() -> None:
    """Links to the web and to mail, emphasis, lists; nothing else of HTML, and what is left out is named."""
    read = read_notes(NOTES)
    html = "\n".join(read.notes.blocks)
    assert set(re.findall(r"</?([a-z0-9]+)", html)) == {"p", "strong", "em", "ul", "ol", "li", "a"}
    assert '<a href="https://news.example/times?a=1&amp;b=2">The timetable</a>' in html
    assert '<a href="mailto:desk@news.example">' in html
    assert "javascript" not in html.replace("[Not this one](javascript:alert(1))", "")
    assert "onclick" not in html
    assert "alert(1)</script>" not in html
    assert read.summary == "Rosa Lind shows where the ferry will land."
    assert "- The timetable (https://news.example/times?a=1&b=2)" in read.notes.text
    assert "2. Then sun" in read.notes.text
    assert read.left_out == ("HTML", "images")


@pytest.mark.parametrize(
    "text",
    ["<" * 5000, "[" * 5000, "*" * 9999, "> " * 3000 + "x", "- " * 2000 + "x", "`" * 5001, "&#0;\0<!--",
     "[x](http://a\u0301.example)", "[x]: javascript:alert(1)\n[x]", '[a](https://e.example/"onmouseover=x)'],
)  # fmt: skip
def test_hostile_markdown_yields_nothing_that_runs(text: str) -> None:
    """Whatever is written, the tags are ours, and every href leads to the web or to a mail address."""
    html = "\n".join(read_notes(text).notes.blocks)
    tags = re.findall(r"<([^>]*)>", html)
    assert all(
        re.fullmatch(r'/?(?:p|strong|em|ul|ol|li|br|a)|a href="(?:https?://|mailto:)[^"<>]*"', tag)
        for tag in tags
    ), tags[:5]


def test_notes_are_the_description_and_on_the_page(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """Of a recording alone: HTML in content:encoded, plain text in description, both on the page once."""
    folder = record().parent
    (folder / "notes.md").write_text(NOTES)
    made = outcome(show.publish())
    entry = item(show)
    description = entry.findtext("description") or ""
    assert description.startswith(
        "On the quay\n\nRosa Lind shows where the ferry (https://news.example/ferry) will land."
    )
    assert description.count("Rosa Lind shows") == 1
    assert '<a href="mailto:desk@news.example">' in (entry.findtext(CONTENT) or "")
    text = page(show)
    assert len(re.findall("Rosa Lind shows", text.partition("<main")[2])) == 1
    assert '<a href="https://news.example/times?a=1&amp;b=2">The timetable</a>' in text
    assert "<script>alert(1)</script>" not in text
    rules = [(f.severity, f.rule) for f in made.findings]
    assert ("note", "show-notes") in rules
    assert ("warning", "show-notes") in rules
    before = show.snapshot()
    assert outcome(show.publish()).status == "unchanged"
    assert show.snapshot() == before
    (folder / "notes.md").write_text("Other notes.\n")
    assert "notes.md changed" in outcome(show.publish()).reasons
    assert (item(show).findtext("description") or "").startswith("Other notes.")


def test_notes_beside_a_transcript(show: ShowUnderTest) -> None:
    """The page's summary stays, the notes follow it; without notes.md all is as it was before."""
    show.episode()
    outcome(show.publish())
    plain, sound = item(show), sorted((show.feed / "audio").iterdir())
    show.episode(notes_md="Rosa Lind's boat is called *Alma*.\n")
    outcome(show.publish())
    description = item(show).findtext("description") or ""
    assert description.startswith("After nine years a ferry crosses the bay again.")
    assert "Rosa Lind's boat is called Alma." in description
    assert "<p>Rosa Lind's boat is called <em>Alma</em>.</p>" in page(show)
    assert sorted((show.feed / "audio").iterdir()) == sound
    (show.folder / "2026-03-14-ferry" / "notes.md").unlink()
    outcome(show.publish())
    assert item(show).findtext("description") == plain.findtext("description")


def test_long_notes_are_cut_in_the_feed_and_whole_on_the_page(
    show: ShowUnderTest, record: Callable[..., Path]
) -> None:
    """4000 bytes of text and 12,000 of HTML, between two blocks; the page has all."""
    folder = record().parent
    paragraphs = [f"Paragraph {number}: " + "fog over the bay. " * 20 for number in range(80)]
    (folder / "notes.md").write_text("\n\n".join(paragraphs))
    outcome(show.publish())
    entry = item(show)
    assert len((entry.findtext("description") or "").encode()) <= 4000
    content = entry.findtext(CONTENT) or ""
    assert 6000 < len(content.encode()) <= 12_000
    assert content.count("<p>") == content.count("</p>")
    assert "Paragraph 79:" in page(show)


@pytest.mark.parametrize(
    ("data", "what"), [(b"caf\xe9", "not UTF-8"), (b"x" * 200_000, "at most 100,000")]
)
def test_notes_that_cannot_be_read_fail_their_episode(
    show: ShowUnderTest, record: Callable[..., Path], data: bytes, what: str
) -> None:
    """With the place and the way out; nothing is published half."""
    (record().parent / "notes.md").write_bytes(data)
    (one,) = show.publish().outcomes
    assert what in one.problems[0].what


def test_notes_of_audio_that_others_host(show: ShowUnderTest) -> None:
    """They are its description, too."""
    folder = show.folder / "2026-03-14-moved"
    folder.mkdir()
    (folder / "notes.md").write_text("By **foot** along the quay.\n")
    toml = 'title = "Moved"\n[enclosure]\nurl = "https://cdn.example/a.mp3"\nlength = 1000\n'
    (folder / "episode.toml").write_text(toml)
    outcome(show.publish())
    assert "<p>By <strong>foot</strong> along the quay.</p>" in (item(show).findtext(CONTENT) or "")
