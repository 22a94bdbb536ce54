"""Times that stand beside labels, behind them, and in place of words: none is said, and none hides who speaks."""

from __future__ import annotations

import pytest

from segmentcast.transcript import read


@pytest.mark.parametrize(
    "pause", ["**Break**: \\[20:41\\]", "**Break:** \\[20:41\\] to \\[22:39\\]", "Break: (20:41)"]
)
def test_a_break_with_its_time_is_not_said(pause: str) -> None:
    """Nobody is called "Break", and what is left of its brackets is no speech."""
    text = (
        "**Ida Lomax:** Why?\n\n**Otto Brand:** I know.\n\n"
        f"{pause}\n\n**Ida Lomax:** And?\n\n**Otto Brand:** Bread.\n"
    )
    transcript = read(text.encode(), "talk.md")
    assert [turn.text for turn in transcript.turns] == ["Why?", "I know.", "And?", "Bread."]
    assert [speaker.name for speaker in transcript.speakers] == ["Ida Lomax", "Otto Brand"]
    assert all(turn.confidence == 1.0 for turn in transcript.turns)


def test_a_time_and_a_colon_before_a_paragraph_goes_on() -> None:
    """A recorder's time in the middle of a turn says when and not who: its words are in no doubt."""
    text = (
        "**Ida Lomax:** Why did it close?\n\n**Otto Brand:** The roof fell in.\n\n"
        "(00:01:11): Nobody was there.\n\n**Ida Lomax:** And then?\n\n**Otto Brand:** We built it again.\n"
    )
    transcript = read(text.encode(), "talk.md")
    assert [turn.text for turn in transcript.turns] == [
        "Why did it close?", "The roof fell in.\n\nNobody was there.", "And then?", "We built it again.",
    ]  # fmt: skip
    assert all(turn.confidence == 1.0 for turn in transcript.turns)


def test_a_name_alone_without_a_time_among_names_with_one() -> None:
    """Who has a time in most places is the same person where the time is missing."""
    text = (
        "# The mill\n\nIda Lomax: 00:00:10\n\nWhy did it close?\n\nOtto van Brand: 00:00:14\n\nThe roof fell in.\n\n"
        "Ida Lomax:\n\nWas anybody there?\n\nOtto van Brand:\n\nNobody.\n\nIda Lomax: 00:00:31\n\nAnd then?\n\n"
        "Otto van Brand: 00:00:35\n\nWe built it again.\n"
    )
    transcript = read(text.encode(), "talk.md")
    assert [(transcript.speaker(turn.speaker).name, turn.text) for turn in transcript.turns] == [
        ("Ida Lomax", "Why did it close?"), ("Otto van Brand", "The roof fell in."),
        ("Ida Lomax", "Was anybody there?"), ("Otto van Brand", "Nobody."),
        ("Ida Lomax", "And then?"), ("Otto van Brand", "We built it again."),
    ]  # fmt: skip
    assert all(turn.confidence == 1.0 for turn in transcript.turns)


def test_somebody_who_never_has_a_time_speaks() -> None:
    """A name alone that comes again, though without any time, keeps its turns."""
    text = (
        "Ida Lomax: 00:00:10\n\nWhy did it close?\n\nOtto Brand: 00:00:14\n\nThe roof fell in.\n\n"
        "Ute Ram:\n\nOn my desk.\n\nIda Lomax: 00:00:31\n\nAnd then?\n\n"
        "Otto Brand: 00:00:35\n\nWe built it again.\n\nUte Ram:\n\nIn a year.\n"
    )
    transcript = read(text.encode(), "talk.md")
    assert [transcript.speaker(turn.speaker).name for turn in transcript.turns] == [
        "Ida Lomax", "Otto Brand", "Ute Ram", "Ida Lomax", "Otto Brand", "Ute Ram",
    ]  # fmt: skip
