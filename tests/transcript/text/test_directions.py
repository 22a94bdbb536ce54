"""What stands in brackets: a stage direction, or words that somebody said."""

import pytest

from segmentcast.model import Direction
from segmentcast.transcript import read
from segmentcast.transcript.text.directions import rules_from_toml, single_spaced
from tests.transcript.readers.spoken import spoken

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


def test_a_paragraph_that_is_one_bracket_is_a_direction_where_the_format_names_speakers() -> None:
    """In a recorder's turns as under labels; what call analytics mark a turn with is nothing."""
    text = (
        "Ida Roe  0:01\nWhy so early? [cough] And so.\n\n[looks away]\n\nJo Lamb  0:09\nThe bakers.\n\n"
        "[takes a sip]\n\nThey did.\n\nIda Roe  0:20\nAnd do they read?\n[pauses]\nWell.\n"
    )
    assert spoken(text, "talk.txt") == [
        ("Ida Roe", "Why so early? And so."), ("Jo Lamb", "The bakers. They did."),
        ("Ida Roe", "And do they read? Well."),
    ]  # fmt: skip
    rows = '[{"speaker": "Ida", "text": "[ISSUE] It broke."}, {"speaker": "Jo", "text": "[sips]"}, {"speaker": "Jo", "text": "Ah."}]'
    assert spoken(rows, "talk.json") == [("Ida", "It broke."), ("Jo", "Ah.")]


def test_a_long_aside_in_the_first_person_is_said() -> None:
    """Who wrote the talk down is no "I": such a paragraph in round brackets is the speaker's, a note is not."""
    aside = (
        "(I should say what a weir is. When I say weir, I mean a wall that the river runs over.)"
    )
    note = "(The interview was held in Norwegian on the day before the vote, and the desk made it shorter.)"
    talk = "ROSA LIND: Why?\n\nOTTO BRAND: It rained.\n\n{}\n\nROSA LIND: And then?\n\nOTTO BRAND: It stood.\n"
    for words, said in ((aside, True), (note, False)):
        transcript = read(talk.format(words).encode(), "talk.txt")
        assert (words in " ".join(turn.text for turn in transcript.turns)) is said


def test_spaces_too_many_move_the_directions() -> None:
    """Whatever a reader hands on, a paragraph has one space between words, and its directions at theirs."""
    words = "\u00a0It  broke \u2003 twice. "
    for at, kept in ((0, ""), (1, ""), (3, "It"), (5, "It "), (10, "It broke"), (13, "It broke ")):
        text, (row,) = single_spaced(words, (Direction(at, "(LAUGHTER)"),))
        assert (text, text[: row.offset]) == ("It broke twice.", kept)
    assert single_spaced("It", (Direction(9, "x"), Direction(-1, "x")))[1] == (Direction(2, "x"), Direction(0, "x"))  # fmt: skip


@pytest.mark.parametrize("mark", ["{NS}", "{X}", "{D: perhaps}", "{BEEP}"])
def test_short_braces_of_transcribers_are_directions(mark: str) -> None:
    """Archives write sounds, and what they doubt, in braces."""
    text = f"ROSA LIND: It was {mark} late.\n\nOTTO BRAND: It was.\n\nROSA LIND: And?\n\nOTTO BRAND: We left."
    assert spoken(text, "talk.txt")[0] == ("Rosa Lind", "It was late.")


@pytest.mark.parametrize("marks", ["{so they said}", "#1 very late #"])
def test_marks_that_are_read_aloud_are_reported(marks: str) -> None:
    """Other braces, and the signs around what two people say at once, are as likely words."""
    text = f"ROSA LIND: It was {marks} then.\n\nOTTO BRAND: Yes.\n\nROSA LIND: And?\n\nOTTO BRAND: We left."
    rows = [row for row in read(text.encode(), "talk.txt").findings if row.rule == "marks-spoken"]
    assert [row.where for row in rows] == ["talk.txt:1"]
    assert marks in rows[0].what


@pytest.mark.parametrize(
    "mark",
    [
        "[exhales]", "[fail sound]", "[Rosa and Otto chuckle]", "[live jingle 00:05:12.10]", "[unclear 00:12:03]",
        "[expletive]", "[names redacted]", "[British accent]", "[interrupted]", "[dogs in the background]", "[slow old dance music]",
        "[rain in the background 00:12:03]",
    ],
)  # fmt: skip
def test_sounds_and_gaps_in_square_brackets_are_not_said(mark: str) -> None:
    """What transcribers hear or leave out stands in square brackets, apart from any sentence."""
    text = f"ROSA LIND: It was late. {mark} Very late.\n\nOTTO BRAND: It was.\n\nROSA LIND: And?\n\nOTTO BRAND: We left."
    assert spoken(text, "talk.txt")[0] == ("Rosa Lind", "It was late. Very late.")


@pytest.mark.parametrize(
    "words",
    [
        "[the music]", "[electronic music]", "[that sound]", "[the ship's captain]", "[really]",
        "[interrupted]", "[deleted]",
    ],
)  # fmt: skip
def test_an_editors_words_within_a_sentence_are_read_and_noted(words: str) -> None:
    """What an editor puts into a sentence is read aloud, as the sentence needs it, and a note says where."""
    text = f"ROSA LIND: We heard {words} at night.\n\nOTTO BRAND: [The minister] did.\n\nROSA LIND: And?\n\nOTTO BRAND: [W]e left."
    talk = read(text.encode(), "talk.txt")
    assert talk.turns[0].text == f"We heard {words} at night."
    (note,) = [row for row in talk.findings if row.rule == "brackets-spoken"]
    assert (note.severity, note.where) == ("note", "talk.txt:1")
    assert note.what.startswith("2 insertions")
    assert '"[The minister]" (line 3)' in note.what


@pytest.mark.parametrize(
    "words",
    [
        "[at our break]", "[large outbreak]", "[Lund dropped the music]", "[he liked music]", "[“Ida” dance music]",
        "[Lund town council voted again for more music]",
    ],
)  # fmt: skip
def test_an_editors_words_between_sentences_are_read(words: str) -> None:
    """A sentence, a place, or a word that only ends like one for a sound is no sound."""
    text = f"ROSA LIND: It was late. {words} Very late.\n\nOTTO BRAND: It was.\n\nROSA LIND: And?\n\nOTTO BRAND: We left."
    assert spoken(text, "talk.txt")[0] == ("Rosa Lind", f"It was late. {words} Very late.")


def test_whole_turns_in_braces_are_said() -> None:
    """Many words in braces are somebody's: a letter before them makes no direction of a turn."""
    said = ["{D: Was it as late as that?}", "{D: It was very late that night.}", "{D: And then?}"]
    text = "\n\n".join(
        f"{who}: {words}" for who, words in zip(("ROSA LIND", "OTTO BRAND", "ROSA LIND"), said, strict=True)
    )  # fmt: skip
    talk = read(f"{text}\n\nOTTO BRAND: We {{D: may have}} left.".encode(), "talk.txt")
    assert [turn.text for turn in talk.turns] == [*said, "We left."]
    assert {"marks-spoken", "marks-left-out"} <= {row.rule for row in talk.findings}


@pytest.mark.parametrize("marks", ["{}", "[]", "()"])
def test_marks_around_all_turns_with_their_labels_are_no_directions(marks: str) -> None:
    """Where nearly every paragraph is in brackets, label and all, it is a turn."""
    rows = [("ROSA LIND", "Was it late?"), ("OTTO BRAND", "It was."), ("ROSA LIND", "And then?"), ("OTTO BRAND", "We left.")]  # fmt: skip
    text = "\n\n".join(f"{marks[0]}{who}: {words}{marks[1]}" for who, words in rows)
    assert spoken(text, "talk.txt") == [(who.title(), words) for who, words in rows]


def test_brackets_around_some_turns_are_left() -> None:
    """Two labelled brackets, or three among many paragraphs, are asides; one bare paragraph in five changes nothing."""
    row = "[ROSA LIND: Was it late?]"
    asides = "\n\n".join([row, row, "ROSA LIND: And then?", "OTTO BRAND: We left."])
    assert "furniture" not in [found.rule for found in read(asides.encode(), "t.txt").findings]
    two = read(f"{row}\n\n[OTTO BRAND: It was.]".encode(), "t.txt")
    assert "furniture" not in [found.rule for found in two.findings]
    more = "\n\n".join([asides, row, asides])
    assert "furniture" not in [found.rule for found in read(more.encode(), "t.txt").findings]
    nearly = "\n\n".join(
        [row, "[OTTO BRAND: It was.]", row, "[OTTO BRAND: We left.]", "And we never came back."]
    )
    assert spoken(nearly, "t.txt")[-1] == ("Otto Brand", "We left. And we never came back.")


def test_five_insertions_are_one_note_that_shows_three() -> None:
    """Who reads the note sees a few of them, and that there are more."""
    words = " ".join(f"[the {what}]" for what in ("mill", "lake", "boat", "ice", "road"))
    talk = read(
        f"ROSA LIND: We saw {words} then.\n\nOTTO BRAND: Yes.\n\nROSA LIND: So?\n\nOTTO BRAND: No.".encode(),
        "t.txt",
    )
    (note,) = [row.what for row in talk.findings if row.rule == "brackets-spoken"]
    assert note.count("[") == 3
    assert note.endswith(", …")


def test_many_words_in_braces_are_read() -> None:
    """Three words may be in doubt; more are somebody's, and a finding says that they are read with the braces."""
    text = "ROSA LIND: It was {D: one two three four} late.\n\nOTTO BRAND: It was.\n\nROSA LIND: And?\n\nOTTO BRAND: We left."
    talk = read(text.encode(), "talk.txt")
    assert talk.turns[0].text == "It was {D: one two three four} late."
    assert "marks-spoken" in {row.rule for row in talk.findings}
