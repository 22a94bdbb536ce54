"""A label at the start of a line within a paragraph begins a turn, however the line before ends."""

from __future__ import annotations

import pytest

from tests.transcript.readers.spoken import spoken

_AFTER = [
    ("RL", "Or did you only say so?"),
    ("Brand", "No, I meant it."),
    ("RL", "And do they come?"),
    ("Brand", "They come."),
]


@pytest.mark.parametrize("end", ["You learn-", "You learn,", "You learn", "You learn."])
def test_a_line_that_begins_with_a_known_label_is_a_turn(end: str) -> None:
    """Somebody broke in, and whoever wrote it down broke the line alone."""
    rest = "".join(f"<p>{name}: {words}</p>" for name, words in _AFTER[1:])
    page = f"<h1>Baking</h1><p>RL: Why at six?</p>\n<p>Brand: They asked for it. {end}<BR>\n\nRL: {_AFTER[0][1]}</p>{rest}"
    told = spoken(f"<html><body>{page}</body></html>", "a.html")
    assert told == [("RL", "Why at six?"), ("Brand", f"They asked for it. {end}"), *_AFTER]


def test_lines_that_begin_with_other_words_are_of_the_turn() -> None:
    """A line break alone begins nothing."""
    page = "<p>Lind: Why?</p><p>Brand: We met,<br>\nand I said<br>\none thing: no.</p><p>Lind: So?</p><p>Brand: So it was.</p>"
    assert spoken(f"<html><body><h1>Baking</h1>{page}</body></html>", "a.html")[1] == (
        "Brand", "We met, and I said one thing: no.",
    )  # fmt: skip


@pytest.mark.parametrize("mark", [":</b>", "</b>;", "</b>:"])
def test_a_bold_label_with_a_semicolon_is_a_label(mark: str) -> None:
    """The semicolon is not read aloud."""
    page = "<p><b>Lind:</b> Why?</p><p><b>Brand:</b> Flour.</p><p><b>Lind:</b> So?</p>"
    page += f"<p><b>Brand{mark} Yes, certainly.</p><p><b>Lind:</b> Good.</p>"
    assert spoken(f"<html><body><h1>Baking</h1>{page}</body></html>", "a.html")[3] == (
        "Brand", "Yes, certainly.",
    )  # fmt: skip
