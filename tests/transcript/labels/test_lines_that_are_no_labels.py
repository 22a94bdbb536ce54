"""Lines that end with a colon, or have one, and name nobody: a paragraph's last words, a day."""

from __future__ import annotations

from segmentcast.transcript import read
from segmentcast.transcript.labels import label_book

_LINES = [
    "MODERATOR:", "Good morning to all of you.", "ROSA LIND:", "The bakers asked for it, and the town is at one",
    "con Lund, porque gracias a ti:", "They come.", "MODERATOR:", "And then?", "ROSA LIND:", "Then we go on.",
]  # fmt: skip


def test_the_last_words_of_a_wrapped_paragraph_are_no_label() -> None:
    """They begin with a small letter, go on behind a comma, and are there once."""
    book = label_book.learn([(line, "") for line in _LINES])
    assert book.start("MODERATOR:") is not None
    assert book.start("con Lund, porque gracias a ti:") is None


def test_a_day_is_nobody() -> None:
    """A record's running head, twice on the page."""
    page = (
        "<p><b>3 May 2011 : Column 771</b></p><p><b>Rosa Lind:</b> Why so early?</p><p><b>Otto Brand:</b> They asked.</p>"
        "<p><b>3 May 2011 : Column 785</b></p><p><b>Rosa Lind:</b> And do they come?</p><p><b>Otto Brand:</b> They do.</p>"
    )
    talk = read(f"<html><body><h1>The harbour</h1>{page}</body></html>".encode(), "a.html")
    assert {speaker.name for speaker in talk.speakers} == {"Rosa Lind", "Otto Brand"}
