"""What stands in brackets: a stage direction, or words that somebody said."""

from segmentcast.transcript import read

ASIDE = "music was playing in the hall and nobody could hear a word"


def said(text: str) -> list[str]:
    """The words of each turn."""
    return [turn.text for turn in read(text.encode(), "talk.txt").turns]


def test_a_long_remark_in_round_brackets_is_said() -> None:
    """A sentence that begins like a direction is no direction; a short one, and one in square brackets, is."""
    turns = said(
        f"ANN LEE: We met ({ASIDE}) and left.\n\n"
        "BO ROE: It was late (music).\n\n"
        f"ANN LEE: Yes [{ASIDE}] it was.\n"
    )
    assert turns == [f"We met ({ASIDE}) and left.", "It was late.", "Yes it was."]
