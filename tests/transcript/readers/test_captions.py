"""WebVTT and SubRip as tools write them; what all formats with times share.

Modelled on: W3C webvtt §4 and its web-platform-tests (a header with times), Zoom's and Rev's WebVTT,
the House of Commons' live captions, YouTube's rolling captions.
"""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from segmentcast.errors import TranscriptError
from segmentcast.model import SURE
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
    "two names in a caption": ("t.srt", _srt("(Ada Roe)\nIs it wet?", "(Ben Lind)\nIt is.\n-\n(Ada Roe)\nStill?")),
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


def test_webvtt_as_tools_write_it_beyond_the_standard() -> None:
    """Seconds alone are times, a rule of style may have a blank line in it, regions may be lines."""
    text = (
        "WEBVTT\n\nSTYLE\n::cue(b) {\n  color: red;\n\n  background: blue;\n}\n\nRegion: id=low width=40%\n\n"
        "0.860 --> 7.380\nIs it wet?\n\n75.5 --> 78\nNo. It never was.\n"
    )
    assert [words for _, words in spoken(text, "t.vtt")] == ["Is it wet? No. It never was."]
    assert starts(text, "t.vtt") == [860, 75_500]


@pytest.mark.parametrize(
    "remark",
    [
        "(deep rumbling)",
        "[ticks]",
        "[tense music playing in the distance]",
        "(DOOR OPENS)",
        "[Rain] [dog barking]",
        "( horn honking )",
    ],
)
def test_a_caption_in_brackets_is_a_sound(remark: str) -> None:
    """Sounds are not said, though no table knows them and nobody is named."""
    assert spoken(_srt("Is it wet?", remark, "It is."), "t.srt")[0][1] == "Is it wet? It is."


@pytest.mark.parametrize(
    "words",
    [
        "(or so they tell us)",
        "(you know how he is)",
        "(it was 1950)",
        "(in 1950)",
        "(so he said)",
        "[we think it was June]",
        "[unclear: perhaps they did]",
        '[in Welsh: "where were you last night?"]',
        "[where were you]",
        "[meet at the old mill]",
    ],
)
def test_a_caption_of_words_in_brackets_is_said(words: str) -> None:
    """A pronoun, a verb, a number, a quotation, or more words than a sound takes: somebody says it."""
    said = spoken(_srt("It is wet.", words, "At the mill."), "t.srt")
    assert words in " ".join(text for _, text in said)


def test_sounds_left_out_are_listed() -> None:
    """What captions have in brackets and nobody says stands in one note; words in brackets do not."""
    talk = read(
        _srt("Wet.", "[ticks]", "(or so they say)", "(dog barking)", "Yes.").encode(), "t.srt"
    )
    (note,) = [one for one in talk.findings if one.rule == "sounds-left-out"]
    assert note.severity == "note"
    assert "[ticks], (dog barking)" in note.what
    assert "they say" not in note.what
    assert note.where.startswith("t.srt")


def test_a_whispered_caption_is_said() -> None:
    """A sentence in round brackets is how captions write what is whispered."""
    assert (
        "(Where is he?)"
        in spoken(_srt("It is wet.", "(Where is he?)", "At the mill."), "t.srt")[0][1]
    )


def test_a_name_in_capitals_is_a_speaker_though_there_once() -> None:
    """Among captions in usual letters, words in capitals before a colon say who speaks."""
    captions = [
        "LIND: Is it wet?",
        "It looks so.",
        "ACTOR AS MILLER: It never was.",
        "LIND: Why?",
        "ROE: Ask him.",
    ]
    named = [name for name, _ in spoken(_srt(*captions, *["And on it goes."] * 20), "t.srt")]
    assert named == ["Lind", "Actor As Miller", "Lind", "Roe"]


@pytest.mark.parametrize("words", ["STAFF", "NEWS", "HEADLINE", "DEAR OTTO", "OTTO BRAND"])
def test_one_label_in_capitals_is_in_doubt(words: str) -> None:
    """A sign that is read out looks like a label: nobody is sure to say it, nor what follows."""
    captions = ["The door had a sign.", f"{words}: please knock.", "We knocked, and waited."]
    transcript = read(_srt(*captions).encode(), "t.srt")
    assert all(turn.confidence < SURE for turn in transcript.turns)
    assert "label-doubtful" in rules(_srt(*captions), "t.srt")


def test_two_names_in_one_caption_are_two_speakers() -> None:
    """A line within a named caption that begins with the name of another caption is that person's."""
    captions = [
        "Rosa Lind: Is it wet?\nIn here: by the mill?\nOtto Brand: It is.",
        "Rosa Lind: Why?",
        "Otto Brand: Who knows?",
    ]
    assert spoken(_srt(*captions), "t.srt") == [
        ("Rosa Lind", "Is it wet? In here: by the mill?"), ("Otto Brand", "It is."), ("Rosa Lind", "Why?"),
        ("Otto Brand", "Who knows?"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words", ["New York", "Star Wars", "Moby Dick", "MAIN STREET", "Prime Minister"]
)
def test_a_place_in_a_named_caption_is_nobody(words: str) -> None:
    """What looks like a name once, within a caption, is said, and the caption's speaker is in doubt."""
    captions = [
        f"Anna Roe: We opened three offices.\n{words}: closed in May.",
        "Jon Falk: And then?",
        "Anna Roe: Then it rained.",
    ]
    transcript = read(_srt(*captions).encode(), "t.srt")
    assert [speaker.name for speaker in transcript.speakers] == ["Anna Roe", "Jon Falk"]
    assert transcript.turns[0].text == f"We opened three offices. {words}: closed in May."
    assert transcript.turns[0].confidence < 1


def test_a_name_behind_a_dash_is_read() -> None:
    """Behind a dash a name that other captions begin with is the speaker's, and not said."""
    captions = [
        "- Ines: Is it wet?\n- Tor: It is!",
        "INES: Since when?",
        "TOR: Since noon.",
        "It rains.",
    ]
    assert spoken(_srt(*captions), "t.srt") == [
        ("Ines", "Is it wet?"), ("Tor", "It is!"), ("Ines", "Since when?"), ("Tor", "Since noon. It rains."),
    ]  # fmt: skip


def test_words_behind_a_dash_that_come_again_divide() -> None:
    """Words before a colon that are no name leave the dash what it is: another speaker's."""
    captions = ["- The question: is it wet?\n- It is.", "- Why?\n- The question: who knows?"]
    texts = [text for _, text in spoken(_srt(*captions), "t.srt")]
    assert texts == ["The question: is it wet?", "It is.", "Why?", "The question: who knows?"]


def test_two_speakers_on_one_line_of_a_caption() -> None:
    """A second dash on the line is another speaker's, one within a sentence is not."""
    captions = _srt("- Is it wet? - It is.", "- Why? - Since noon - or so.", "The mill - it leaks.")
    words = [text for _, text in spoken(captions, "t.srt")]
    assert words[:3] == ["Is it wet?", "It is.", "Why?"]
    assert words[3].startswith("Since noon - or so.")


def test_tags_of_captions_are_not_said_in_other_formats() -> None:
    """Tags for style that JSON and SBV carry along are no words."""
    json_text = '{"version": "1.0", "segments": [{"startTime": 0, "endTime": 2, "body": "<i>Is it</i> wet? 1 < 2."}]}'
    assert spoken(json_text, "t.json")[0][1] == "Is it wet? 1 < 2."
    escaped = "WEBVTT\n\n00:01.000 --> 00:03.000\n&lt;i&gt;Is it&lt;/i&gt; a &lt;div&gt;?\n"
    assert spoken(escaped, "t.vtt")[0][1] == "Is it a <div>?"
    for written, words in (
        ("<i>Is it</i> wet?", "Is it wet?"),
        ("Is it<br/>wet?", "Is it wet?"),
        ("<b.loud>Is</b> <font color='#ff0' size=2>it</font> <c>wet</c>?", "Is it wet?"),
        ("Is a <b and c> d?", "Is a <b and c> d?"),
        ("Is <u what> wet, <i >?", "Is <u what> wet, ?"),
    ):
        assert spoken(f"0:00:01.000,0:00:03.000\n{written}\n", "t.sbv")[0][1] == words


def test_captions_that_overlap_stay_in_the_order_of_the_file() -> None:
    """A caption that begins a moment before the one above it was written behind it: its words are said there."""
    cues = ("1\n00:00:01,000 --> 00:00:04,000\nRosa: So the lady I was\n\n2\n00:00:04,300 --> 00:00:05,000\ninterviewing\n\n"
            "3\n00:00:03,900 --> 00:00:09,000\nwith, she left.\n\n4\n00:00:09,000 --> 00:00:11,000\nOtto: Did she?\n\n"
            "5\n00:00:11,000 --> 00:00:12,000\nRosa: She did.\n\n6\n00:00:12,000 --> 00:00:14,000\nOtto: And then?\n\n")  # fmt: skip
    assert spoken(cues, "talk.srt")[0] == ("Rosa", "So the lady I was interviewing with, she left.")
    assert "times-order" not in rules(cues, "talk.srt")


def test_names_that_google_meet_writes_on_lines_of_their_own() -> None:
    """Who speaks second in a caption, behind a dash and a blank line, is no longer the first."""
    text = (
        "WEBVTT\n\n00:00:08.000 --> 00:00:12.000\n(Rosa Lind)\nWhy do you open\n\n"
        "00:00:12.000 --> 00:00:16.000\n(Rosa Lind)\nso early?\n-\n \n(Otto Brand)\nThe fishers\n\n"
        "00:00:16.000 --> 00:00:20.000\n(Otto Brand)\nasked for it.\n"
    )
    assert spoken(text, "meet.vtt") == [
        ("Rosa Lind", "Why do you open so early?"),
        ("Otto Brand", "The fishers asked for it."),
    ]
