"""Consoles of recognisers and copies of a video's transcript: times are times, never said.

Modelled on: openai/whisper transcribe.py (`verbose`), ggml-org/whisper.cpp README (its console with
`whisper_print_timings`), faster-whisper's README, copies of YouTube's transcript panel, LRC.
"""

from __future__ import annotations

import pytest

from segmentcast.transcript import read
from tests.transcript.readers.spoken import spoken, starts

TALK = "Good evening from the mill. I am with the miller. Is it wet?"
STAMPED = {
    "whisper": (
        "Detecting language using up to the first 30 seconds. Use `--language` to specify the language\n"
        "Detected language: English\n"
        "[00:03.810 --> 00:07.850]  Good evening from the mill.\n"
        "[00:08.350 --> 01:04.570]  I am with the miller.\n"
        "[01:04.570 --> 01:07.590]  Is it wet?\n"
    ),
    "whisper.cpp": (
        "whisper_init_from_file_with_params: loading model from 'models/ggml-base.bin'\n"
        "main: processing 'mill.wav' (176000 samples, 11.0 sec), 4 threads, lang = en, task = transcribe\n\n"
        "[00:00:03.810 --> 00:00:07.850]   Good evening from the mill.\n"
        "[00:00:08.350 --> 00:01:04.570]   I am with the miller.\n"
        "[00:01:04.570 --> 00:01:07.590]   Is it wet?\n\n"
        "whisper_print_timings:     load time =   143.27 ms\n"
    ),
    "whisper.cpp, its times at the end": (
        "[00:00:03.810 --> 00:00:07.850]   Good evening from the mill.\n[00:00:08.350 --> 00:01:04.570]   I am with the miller.\n"
        "[00:01:04.570 --> 00:01:07.590]   Is it wet?\n\n\n" + "whisper_print_timings:     load time =   143.27 ms\n" * 8
    ),
    "faster-whisper": (
        "Detected language 'en' with probability 0.98\n[3.81s -> 7.85s] Good evening from the mill.\n"
        "[8.35s -> 64.57s] I am with the miller.\n[64.57s -> 67.59s] Is it wet?\n"
    ),
    "long times": (
        "00:00:03 Good evening from the mill.\n\n00:00:08 I am with the miller.\n\n00:01:04 Is it wet?\n"
    ),
    "brackets": "[0:03] Good evening from the mill.\n[0:08] I am with the miller.\n[1:04] Is it wet?\n",
    "parentheses": (
        "(00:03) Good evening\nfrom the mill.\n(00:08) I am with the miller.\n(01:04) Is it wet?\n"
    ),
    "dashes": "0:03 - Good evening from the mill.\n0:08 - I am with the miller.\n1:04 - Is it wet?\n",
    "panel": "0:03\nGood evening from the mill.\n0:08\nI am with the miller.\n1:04\nIs it wet?\n",
    "panel that is read out": (
        "Transcript\nSearch in video\n0:03\n3 seconds\nGood evening from the mill.\n0:08\n8 seconds\n"
        "I am with the miller.\n1:04\n1 minute, 4 seconds\nIs it wet?\n"
    ),
    "lrc of words": "[00:03.00]<00:03.00>Good <00:04.00>evening from the mill.\n[00:08.00]I am with <00:09.00>the miller.\n[01:04.50]Is it wet?\n",
    "lrc": "[ti:The mill]\n[ar:Ada Roe]\n[00:03.00]Good evening from the mill.\n[00:08.00]I am with the miller.\n[01:04.50]Is it wet?\n",
}  # fmt: skip


@pytest.mark.parametrize("form", STAMPED)
def test_times_before_lines_are_times(form: str) -> None:
    """Every word that was said is said, none of the times or of what a console or a panel adds."""
    ((_, text),) = spoken(STAMPED[form], "transcript.txt")
    assert text == TALK
    assert [start // 1000 for start in starts(STAMPED[form], "transcript.txt") if start] == [3, 8, 64]  # fmt: skip


def test_the_console_says_the_language_and_an_lrc_the_title() -> None:
    """What tools say about the talk is kept as facts."""
    german = "Detected language: German\n[00:03.810 --> 00:07.850]  Guten Abend aus der Mühle.\n[00:08.350 --> 00:12.000]  Sie dreht sich.\n"
    assert read(german.encode(), "t.txt").language == "de"
    assert read(STAMPED["lrc"].encode(), "t.txt").title == "The mill"


def test_names_after_times_are_speakers() -> None:
    """A name between the time and the words is a label, though each is there once or twice."""
    lines = (
        "[00:00:03] Ada Roe: Is it wet?\n[00:00:08] Ben Lind: It is.\n[00:00:09] Ada Roe: Still?\n"
    )
    assert spoken(lines, "t.txt") == [("Ada Roe", "Is it wet?"), ("Ben Lind", "It is."), ("Ada Roe", "Still?")]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (
            "The day at the mill\n\nAda Roe: We opened at six.\n\nBen Lind: Why?\n\nAda Roe: 7:15 is too late.\n\nBen Lind: 9:30 is not.\n",
            "We opened at six. Why? 7:15 is too late. 9:30 is not.",
        ),
        ("Ada Roe: It was 2:1.\n\nBen Lind: 2:1?\n\nAda Roe: 2:1.\n", "It was 2:1. 2:1? 2:1."),
    ],
)
def test_times_that_people_say_are_said(page: str, words: str) -> None:
    """A clock within the talk of a page is part of the talk."""
    assert " ".join(text for _, text in spoken(page, "t.txt")) == words


@pytest.mark.parametrize(
    "page",
    [
        "[00:01] Welcome all.\n[00:05] Ada Roe: Is it wet?\n[00:07] Ben Lind: It is.\n[00:09] Ada Roe: Still?\n",
        "00:01\nWelcome all.\n00:05\nAda Roe\nIs it wet?\n00:07\nBen Lind\nIt is.\n00:09\nAda Roe\nStill?\n00:11\nBen Lind\nYes.\n",
    ],
)
def test_words_before_the_first_name_are_somebodys(page: str) -> None:
    """What has a time and no name before the first speaker is an unknown speaker's turn, and doubted."""
    found = read(page.encode(), "t.txt")
    first = found.turns[0]
    assert (found.speaker(first.speaker).name, first.text) == ("Unknown speaker", "Welcome all.")
    assert first.confidence <= 0.5
    assert first.paragraphs[0].start_ms == 1000
    assert found.speaker(found.turns[1].speaker).name == "Ada Roe"


@pytest.mark.parametrize("words", ["Bye.", "It is 00:10 now.", "The question is: why?"])
def test_words_without_a_name_between_labels_are_doubted(words: str) -> None:
    """A line with a time and no name is not surely the speaker's before, and a clock makes no name."""
    page = f"[00:05] Ada Roe: Is it wet?\n[00:07] Ben Lind: It is.\n[00:09] {words}\n[00:12] Ada Roe: Good.\n"
    found = read(page.encode(), "t.txt")
    assert [
        (found.speaker(turn.speaker).name, turn.text, turn.confidence < 1) for turn in found.turns
    ] == [
        ("Ada Roe", "Is it wet?", False), ("Ben Lind", "It is.", False),
        ("Unknown speaker", words, True), ("Ada Roe", "Good.", False),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Speaker 1", "The Mill Podcast", "The member for Leeds", "edda"])
def test_unusual_names_after_times_are_speakers(name: str) -> None:
    """Numbers at the end, an article or small letters keep nobody from being a speaker."""
    page = f"[00:05] {name}: Is it wet?\n[00:07] Ben Lind: It is.\n[00:09] {name}: Good.\n"
    assert [words for _, words in spoken(page, "t.txt")] == ["Is it wet?", "It is.", "Good."]


def test_a_direction_with_a_time_changes_no_speaker() -> None:
    """Laughter between two paragraphs of a speaker leaves the second with that speaker."""
    page = "[00:05] Ada Roe: Is it wet?\n[00:07] Ben Lind: It is.\n[00:09] [laughter]\nIt was.\n[00:12] Ada Roe: Good.\n"
    assert [name for name, _ in spoken(page, "t.txt")] == ["Ada Roe", "Ben Lind", "Ada Roe"]


def paragraphs_with_times(gap: str, within: str) -> str:
    talk = [
        ["Welcome. Today Rosa Lind is here, who counts the boats of the harbour. Rosa, good morning."],
        ["Good morning, Otto. Thank you for having me."],
        ["How many boats did you count this year?"],
        ["We counted ninety.", "And we have not been to the north side, where my sister counts them."],
        ["Ninety? Why so many more than last year?"],
        ["Because the ferry stopped, and people who lived across the water bought boats of their own."],
        ["What does the town say about that?"],
        ["The town wants a second bridge. I think they will be waiting for a long time."],
        ["And will you count again next year?"],
        ["I will, as I have for thirty years."],
        ["Rosa Lind, thank you very much."],
        ["Thank you, Otto."],
    ]  # fmt: skip
    second = iter(range(5, 600, 7))
    clock = lambda: "({:02}:{:02}):".format(*divmod(next(second), 60))  # noqa: E731
    return gap.join(within.join(f"{clock()} {words}" for words in turn) for turn in talk)


def test_paragraphs_with_times_are_turns_where_the_gaps_tell() -> None:
    source = read(paragraphs_with_times("\n\n\n", "\n\n").encode(), "talk.txt")
    assert len(source.turns) == 12
    assert [len(turn.paragraphs) for turn in source.turns] == [1, 1, 1, 2] + 8 * [1]
    assert [source.speaker(turn.speaker).name for turn in source.turns] == 6 * ["Otto", "Rosa Lind"]
    assert source.turns[3].paragraphs[1].start_ms == 33_000


def test_times_before_equal_gaps_tell_nobody_apart() -> None:
    source = read(paragraphs_with_times("\n\n", "\n\n").encode(), "talk.txt")
    assert [turn.speaker for turn in source.turns] == ["host"]
    assert source.turns[0].confidence < 0.6


def test_times_before_cut_sentences_are_captions() -> None:
    """One paragraph in thirteen may be cut off; where five are, nothing is set as a page."""
    page = paragraphs_with_times("\n\n\n", "\n\n")
    one = page.replace("ninety.", "ninety", 1)
    assert len(read(one.encode(), "talk.txt").turns) == 12
    many = page.replace("year?", "year").replace("Otto.", "Otto").replace("own.", "own")
    assert [turn.speaker for turn in read(many.encode(), "talk.txt").turns] == ["host"]


def test_paragraphs_without_times_between_are_turns_of_a_page() -> None:
    """Where only the later paragraphs of a turn have times, no word is lost, and none is another's."""
    turns = [
        ["Welcome. Today Rosa Lind is here, who counts the boats of the harbour. Rosa, good morning."],
        ["Good morning, Otto. Thank you for having me."],
        ["How many boats did you count this year?"],
        ["We counted ninety.", "(00:21): And we have not been to the north side.", "(00:30): My sister counts them.",
         "(00:41): She has a small boat.", "(00:50): It is older than she is."],
        ["Ninety? Why so many more than last year?", "(01:02): I heard it was the ferry."],
        ["Because it stopped.", "(01:10): People across the water bought boats.", "(01:18): Old ones, most of them.",
         "(01:25): And some that do not float.", "(01:31): You will see them when the river is low."],
        ["And will you count again next year?", "(01:40): You have for thirty years."],
        ["I will.", "(01:48): It is my evening walk.", "(01:55): Somebody has to.", "(02:01): The town forgets."],
    ]  # fmt: skip
    page = "\n\n\n".join("\n\n".join(turn) for turn in turns)
    source = read(page.encode(), "talk.txt")
    assert [len(turn.paragraphs) for turn in source.turns] == [len(turn) for turn in turns]
    assert [source.speaker(turn.speaker).name for turn in source.turns] == 4 * ["Otto", "Rosa Lind"]
