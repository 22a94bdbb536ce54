"""WebVTT and SubRip as tools write them; what all formats with times share.

Modelled on: W3C webvtt §4 and its web-platform-tests (a header with times), Zoom's and Rev's WebVTT,
the House of Commons' live captions, YouTube's rolling captions.
"""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from segmentcast.errors import TranscriptError
from segmentcast.transcript import read
from tests.transcript.readers.spoken import rules, spoken, starts


def _srt(*captions: str, length_s: int = 2) -> str:
    return "\n\n".join(
        f"{at}\n00:00:{at * length_s:02d},000 --> 00:00:{(at + 1) * length_s:02d},000\n{words}"
        for at, words in enumerate(captions)
    )


def test_an_answer_that_sounds_like_a_page_is_said() -> None:
    """Captions hold talk alone: what would be furniture on a page is an answer there."""
    captions = (
        "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Ada Roe>How do I hear of the floods?\n\n"
        "00:02.000 --> 00:04.000\n<v Ben Lind>Follow us on the river path.\n\n"
        "00:04.000 --> 00:06.000\n<v Ada Roe>At eight?\n\n"
        "00:06.000 --> 00:08.000\n<v Ben Lind>Correction: it was nine.\n"
    )
    assert [text for _, text in spoken(captions, "t.vtt")] == [
        "How do I hear of the floods?", "Follow us on the river path.", "At eight?", "Correction: it was nine.",
    ]  # fmt: skip


def test_what_is_said_twice_is_said_twice() -> None:
    """Cries that repeat the caption before are no scrolling, however few captions there are."""
    said = ["Shame!", "Shame!", "Order. Order.", "Order. Order.", "Yes.", "Yes.\nYes.\nAnd yes."]
    ((_, text),) = spoken(_srt(*said), "t.srt")
    assert text == "Shame! Shame! Order. Order. Order. Order. Yes. Yes. Yes. And yes."


def test_lines_that_scroll_are_said_once() -> None:
    """Each caption shows the line before above a new one: two lines at once, every line once."""
    lines = ["The river rose.", "The mill stood.", "We rang the bell.", "Nobody came.", "We left."]
    captions = [lines[0], *(f"{one}\n{two}" for one, two in pairwise(lines))]
    ((_, text),) = spoken(_srt(*captions), "t.srt")
    assert text == " ".join(lines)


def test_a_line_said_again_after_a_pause_in_scrolling_captions() -> None:
    """A line that comes back after silence is not on the screen still: somebody says it again."""
    rolling = "".join(
        f"00:{at:02d}.000 --> 00:{at + 1:02d}.000\n{words}\n\n"
        for at, words in enumerate(["One.", "One.\nTwo.", "Two.\nThree.", "Three.\nFour."])
    )
    captions = f"WEBVTT\n\n{rolling}00:09.000 --> 00:10.000\nFour.\nFive.\n"
    ((_, text),) = spoken(captions, "t.vtt")
    assert text == "One. Two. Three. Four. Four. Five."


def test_times_right_after_the_header_and_words_after_a_blank_line() -> None:
    """Tools leave out the blank line after the header, or put one between times and words."""
    captions = (
        "WEBVTT\n00:00.000 --> 00:01.000\n\nThe mill stands.\n\n"
        "00:01.000 --> 00:02.000\nSo it does.\n00:02.000 --> 00:03.000\nStill?\n"
    )
    assert spoken(captions, "t.vtt")[0][1] == "The mill stands. So it does. Still?"
    assert starts(captions, "t.vtt") == [0, 1000, 2000]


def test_words_behind_a_blank_line_are_not_lost() -> None:
    """A player drops the rest of a caption that has a blank line in it; here it is said, with a warning."""
    captions = "WEBVTT\n\n00:00.000 --> 00:02.000\nThe mill\n\nstands here.\n"
    assert spoken(captions, "t.vtt")[0][1] == "The mill stands here."
    assert "words-after-blank" in rules(captions, "t.vtt")


@pytest.mark.parametrize(
    "first", ["00:00:01", "0:00:01,5", "00:00:01.500", "00:01", "00:01,50", "000:00:01,500"]
)
def test_times_as_tools_write_them(first: str) -> None:
    """SubRip without milliseconds, with a point, without hours."""
    captions = f"1\n{first} --> 00:00:04,000\nThe mill stands.\n"
    assert starts(captions, "t.srt")[0] in {1000, 1500}
    assert spoken(captions, "t.srt")[0][1] == "The mill stands."


def test_captions_out_of_order_are_read_by_their_times() -> None:
    """The order of the times is the order of the talk; that the file's is another is a finding."""
    captions = "WEBVTT\n\n00:09.000 --> 00:10.000\n<v Ada>It stands.\n\n00:01.000 --> 00:03.000\n<v Ben>Does it?\n"
    assert spoken(captions, "t.vtt") == [("Ben", "Does it?"), ("Ada", "It stands.")]
    assert "times-order" in rules(captions, "t.vtt")


def test_names_before_most_captions_are_speakers_though_there_once() -> None:
    """Meeting software begins each caption with a name; one that speaks once is a speaker, too."""
    captions = "WEBVTT\n\n" + "\n\n".join(
        f"{at}\n00:0{at}.000 --> 00:0{at}.900\n{words}"
        for at, words in enumerate(
            ["Ada Roe (SL): Let us begin.", "Ben Lind: By the mill?", "Ben Lind: Yes.", "Will: I can walk."]
        )
    )  # fmt: skip
    assert spoken(captions, "t.vtt") == [
        ("Ada Roe", "Let us begin."),
        ("Ben Lind", "By the mill? Yes."),
        ("Will", "I can walk."),
    ]


def test_a_voice_that_is_only_a_dash_is_nobody_known() -> None:
    """A transcription service writes `<v ->` for a speaker it cannot name: unknown, and doubtful."""
    captions = (
        "WEBVTT\n\n1\n00:00.000 --> 00:01.000\n<v ->The mill was built</v>\n\n2\n00:01.000 --> 00:02.000\n"
        "in the year of the flood.\n\n3\n00:02.000 --> 00:03.000\n<v Dr. Roe>By whom?</v>\n\n"
        "4\n00:03.000 --> 00:04.000\n<v ->By the town.</v>\n"
    )
    assert spoken(captions, "t.vtt") == [
        ("Unknown speaker", "The mill was built in the year of the flood."),
        ("Roe", "By whom?"),
        ("Unknown speaker", "By the town."),
    ]
    turns = read(captions.encode(), "t.vtt").turns
    assert [turn.confidence < 0.6 for turn in turns] == [True, False, True]


def test_a_caption_without_a_voice_among_voices_is_not_the_previous_persons() -> None:
    """Where every caption has a voice but one, nobody knows whose that one is."""
    captions = "WEBVTT\n\n" + "\n\n".join(
        f"00:0{at}.000 --> 00:0{at}.900\n{words}"
        for at, words in enumerate(
            ["<v Ada>One?</v>", "<v Ben>Two.</v>", "<v Ada>Three?</v>", "Four.", "<v Ben>Five.</v>", "<v Ada>Six?</v>"]
        )
    )  # fmt: skip
    assert ("Unknown speaker", "Four.") in spoken(captions, "t.vtt")


def test_a_dash_alone_is_another_speaker_where_captions_have_dashes() -> None:
    """A dash before a line marks who speaks next, and is never said; one inside a word stays."""
    captions = _srt(
        "ADA ROE: Who is there?", "- The mill-wright.\n- At this hour?", "- Yes.", "ADA ROE: Oh."
    )
    text = " ".join(words for _, words in spoken(captions, "t.srt"))
    assert text == "Who is there? The mill-wright. At this hour? Yes. Oh."


def test_change_marks_after_a_name_are_not_the_same_person() -> None:
    """`>>` after `>> NAME:` is the other one of two people, less than sure; among three, nobody known."""
    two = _srt(">> ADA ROE: Is it wet?", ">> BEN LIND: It is.", ">> And cold?", ">> Very.")
    turns = read(two.encode(), "t.srt").turns
    assert [turn.speaker for turn in turns] == ["ada-roe", "ben-lind", "ada-roe", "ben-lind"]
    assert [turn.confidence < 0.9 for turn in turns] == [False, False, True, True]
    three = _srt(">> ADA ROE: Is it?", ">> BEN LIND: Yes.", ">> CLEO MARSH: No.", ">> Perhaps.")
    assert spoken(three, "t.srt")[-1] == ("Unknown speaker", "Perhaps.")


@pytest.mark.parametrize("name", ["t.vtt", "t.srt"])
def test_a_broken_time_line_is_one_problem_with_its_place(name: str) -> None:
    """What cannot be read as a time is named with line and column, and how to write it."""
    head = "WEBVTT\n\n" if name == "t.vtt" else ""
    with pytest.raises(TranscriptError) as refused:
        read(f"{head}00:00:01.000 --> 00:00:02.000\nOne.\n\n00:99:99.000 --> x\nTwo.\n".encode(), name)  # fmt: skip
    (problem,) = refused.value.problems
    assert problem.where == f"{name}:{6 if head else 4}:1"
    assert problem.mend


ODD = {
    "Teams, last name first": (
        "t.vtt", "WEBVTT\n\n" + _srt("<v Roe, Ada>Is it wet?</v>", "<v Lind, Ben (External)>It is.</v>", "<v Roe, Ada>Still?</v>").replace(",000", ".000"),
    ),
    "brackets": ("t.srt", _srt("[Ada Roe] Is it wet?", "[Ben Lind] It is.", "[Ada Roe] Still?")),
    "brackets behind dashes": ("t.srt", _srt("- [Ada Roe] Is it wet?\n- [Ben Lind] It is.", "- [Ada Roe] Still?")),
    "parentheses": ("t.srt", _srt("(Ada Roe) Is it wet?", "(Ben Lind) It is.", "(Ada Roe) Still?")),
    "names in a line of their own": ("t.srt", _srt("Ada Roe:\nIs it wet?", "Ben Lind:\nIt is.", "Ada Roe:\nStill?")),
    "number and times in one line": ("t.srt", _srt("Ada Roe: Is it wet?", "Ben Lind: It is.", "Ada Roe: Still?").replace("\n00:", " 00:")),
    "a short arrow": ("t.srt", _srt("Ada Roe: Is it wet?", "Ben Lind: It is.", "Ada Roe: Still?").replace("-->", "->")),
    "whisperX": ("t.txt", "[Ada Roe]: Is it wet?\n[Ben Lind]: It is.\n[Ada Roe]: Still?\n"),
}  # fmt: skip


@pytest.mark.parametrize("form", ODD)
def test_names_as_tools_put_them_before_captions(form: str) -> None:
    """However a tool writes who speaks, the name is a speaker and is not said."""
    name, captions = ODD[form]
    turns = [("Ada Roe", "Is it wet?"), ("Ben Lind", "It is."), ("Ada Roe", "Still?")]
    assert spoken(captions, name) == turns


def test_a_name_behind_a_change_mark_is_a_speaker_though_there_once() -> None:
    """`>> Ada Roe:` names her; whom the other marks mean, nobody says."""
    captions = _srt("&gt;&gt; Ada Roe: Is it wet?", "&gt;&gt; It is.", "&gt;&gt; Still?")
    vtt = "WEBVTT\n\n" + captions.replace(",000", ".000")
    assert spoken(vtt, "t.vtt") == [("Ada Roe", "Is it wet?"), ("Unknown speaker", "It is. Still?")]


def test_ruby_is_said_once() -> None:
    """How a word sounds, written beside it, is no second word."""
    captions = "WEBVTT\n\n00:00.000 --> 00:02.000\n<ruby>水車<rt>すいしゃ</rt></ruby>は回る。\n"
    assert spoken(captions, "t.vtt")[0][1] == "水車は回る。"


def test_captions_without_their_signature_are_refused() -> None:
    """A single caption under a misspelt signature is no page."""
    with pytest.raises(TranscriptError):
        read(b"vtt\n\n00:00:01.002 --> 00:00:03.004\nHello\n", "t.vtt")


def test_captions_that_grow_are_said_once() -> None:
    """Live captions that show each word as it comes: the whole line, from its first word on."""
    captions = _srt("It", "It is", "It is wet", "It is wet today.", "Is it?")
    assert spoken(captions, "t.srt")[0][1] == "It is wet today. Is it?"
    assert starts(captions, "t.srt") == [0, 8000]


def test_times_with_frames_are_refused() -> None:
    """Nobody knows how many frames a second has; they are not read aloud either."""
    with pytest.raises(TranscriptError) as refused:
        read(_srt("Is it wet?", "It is.").replace(",000", ":12").encode(), "t.srt")
    assert [problem.where for problem in refused.value.problems] == ["t.srt:2:1", "t.srt:6:1"]


def test_names_of_senders_in_json() -> None:
    """The name that meeting software gives as the sender's, the participant's or the user's is the speaker's."""
    for key in ("senderName", "participantName", "userName", "displayName"):
        rows = [
            {key: "Rosa Lind", "text": "Is the mill open?"},
            {key: "Otto Brand", "text": "It opens on Monday."},
        ]
        assert spoken(json.dumps(rows), "chat.json") == [
            ("Rosa Lind", "Is the mill open?"),
            ("Otto Brand", "It opens on Monday."),
        ]


@pytest.mark.parametrize(
    "names", [("IDA ROE", "OMAR LAMB"), ("Ida", "Omar"), ("Ida Roe", "Omar Lamb")]
)
def test_ordinary_words_before_a_colon_are_nobody(names: tuple[str, str]) -> None:
    """In captions words that are there once and look like no name are said and reported."""
    cues = (
        f"{names[0]}: We open now.", "The question is: who pays?", f"{names[1]}: We do.",
        "One more thing: the boat.", f"{names[0]}: Good.",
    )  # fmt: skip
    text = "WEBVTT\n\n" + "".join(
        f"00:0{at}.000 --> 00:0{at + 1}.000\n{cue}\n\n" for at, cue in enumerate(cues)
    )
    assert [words for _, words in spoken(text, "talk.vtt")] == [
        "We open now. The question is: who pays?", "We do. One more thing: the boat.", "Good.",
    ]  # fmt: skip
    assert "label-unread" in rules(text, "talk.vtt")
