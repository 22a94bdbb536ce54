"""What stands in brackets: a stage direction, or words that somebody said."""

from segmentcast.transcript import read
from segmentcast.transcript.page.directions import rules_from_toml

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


def test_an_abbreviation_in_brackets_is_said() -> None:
    """One word in capitals is no direction; several are, as pages write them."""
    turns = said(
        "ANN LEE: The alliance (NATO) met.\n\nBO ROE: It did (BEGIN VIDEO CLIP) indeed.\n\nANN LEE: Yes.\n"
    )
    assert turns == ["The alliance (NATO) met.", "It did indeed.", "Yes."]


def test_what_a_show_says_of_a_direction_counts() -> None:
    """Its own row goes before ours for the same words; the other rows stay."""
    rules = rules_from_toml({"music": "nothing"}, "show.toml")
    assert rules.effect_of("music", square=True) == "nothing"
    assert rules.effect_of("applause", square=True) == "pause"
