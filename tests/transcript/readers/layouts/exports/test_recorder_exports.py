"""Exports of tools that record or transcribe: names and times are no words.

The inputs are our own. Their shapes are those of real exports in public repositories and of the
vendors' samples; each test names its source.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from segmentcast.model import Transcript
from segmentcast.transcript import read


def spoken(transcript: Transcript) -> list[tuple[str, str, int | None]]:
    """Who says what, and when it begins in seconds."""
    return [
        (
            transcript.speaker(turn.speaker).name,
            turn.text,
            None if (ms := turn.paragraphs[0].start_ms) is None else ms // 1000,
        )
        for turn in transcript.turns
    ]


TALK = [
    ("Rosa Lind", "The harbour opens at six. Why so early?", 3),
    ("Otto Brand", "The fishers asked for it.", 9),
    ("Rosa Lind", "And do they come?", 12),
    ("Otto Brand", "They do.", 14),
]


def exported(form: str) -> str:
    """The talk in a form with {n}, {t} and {w} for name, time and words."""
    return "".join(form.format(n=n, t=f"{s // 60}:{s % 60:02}", w=w) for n, w, s in TALK)


@pytest.mark.parametrize(
    ("form", "tool"),
    [
        ("{n}  {t}  \n{w}\n\n", "Otter, text export: name, two spaces, time"),
        ("{n}   {t}\n{w}\n", "Teams, .docx as text; repository of a Teams export, June 2026"),
        ("[{n}] 0:0{t}\n{w}\n\n", "Zoom, meeting_saved_closed_caption.txt (vexa test data)"),
        ("{n} ({t}):\n{w}\n\n", "Rev, text export"),
        ("{n}: [00:0{t}] {w}\n\n", "Sonix, text export"),
        ("[00:0{t}] {n}: {w}\n\n", "Descript, text export with times at paragraphs"),
        ("[{t}] [{n}] {w}\n", "plain text of many transcribers"),
        ("{t} {n}\n{w}\n\n", "Trint, text export: time and speaker over the words"),
        ("{n} [{t}]: {w}\n\n", "time in brackets between name and colon"),
        ("[00:0{t}] - {n}\n{w}\n\n", "Happy Scribe, text export"),
        ("{n} (00:0{t}.120)\n{w}\n\n", "Riverside, text export"),
        ("{n}:\t00:0{t}\t{w}\n\n", "Temi, text export"),
        ("{n} - 00:0{t}\n{w}\n\n", "Fireflies, text export"),
        ("[{n}] (0{t})\n{w}\n\n", "Amberscript, text export"),
        ("**{n}:** [00:0{t}] {w}\n\n", "Descript, Markdown export"),
    ],
)
def test_names_and_times_before_turns_are_not_spoken(form: str, tool: str) -> None:
    """In each form the names label the turns, the times are theirs, and only words are words."""
    found = spoken(read(exported(form).encode(), "talk.txt"))
    begin = TALK[0][2] if "[{n}] 0:0" in form else 0
    assert found == [(name, words, second - begin) for name, words, second in TALK], tool


def test_otters_lists_and_last_line_are_notes() -> None:
    """Otter's keywords and its last line are kept as notes; title and date are the page's."""
    text = (
        "Harbour at night\nTue, Mar 3, 2026 2:00PM • 12:34\n\nSUMMARY KEYWORDS\nharbour, cranes\n\n"
        + exported("{n}  {t}\n{w}\n\n")
        + "Transcribed by https://otter.ai\n"
    )
    found = read(text.encode(), "harbour_otter_ai.txt")
    assert [row[:2] for row in spoken(found)] == [row[:2] for row in TALK]
    assert (found.title, found.published and found.published.isoformat()[:10]) == (
        "Harbour at night",
        "2026-03-03",
    )
    assert {"Transcribed by https://otter.ai", "harbour, cranes"} <= set(found.notes)


def test_google_meet() -> None:
    """Google Meet's stamps and end are no words; a name may be in small letters.

    Shape: transcripts of public calls, "Transcription ended after 00:32:49".
    """
    text = (
        "Jan 14, 2025\nHarbour call - Transcript\n00:00:00\n\n"
        "Rosa Lind: The harbour opens at six. Why so early?\nedda: The fishers asked for it.\n"
        "00:05:12\n\nRosa Lind: And do they come?\nedda: They do.\n\n\n"
        "Transcription ended after 00:05:31\n\n"
        "This editable transcript was computer generated and might contain errors. "
        "People can also change the text after it was created.\n"
    )
    found = read(text.encode(), "meet.txt")
    assert [row[1] for row in spoken(found)] == [row[1] for row in TALK]
    assert [speaker.name for speaker in found.speakers] == ["Rosa Lind", "edda"]
    assert found.title == "Harbour call"
    assert [row[2] for row in spoken(found)] == [0, None, 312, None]


def paragraph(*lines: str) -> str:
    """A paragraph of a Word document with these lines."""
    runs = "<w:r><w:br/></w:r>".join(
        f'<w:r><w:t xml:space="preserve">{line}</w:t></w:r>' for line in lines
    )
    return f"<w:p>{runs}</w:p>"


def test_teams_word_document(word_document: Callable[..., bytes]) -> None:
    """Teams: name and time are a line of the paragraph, "started transcription" is not said.

    Shape: a Teams .docx of June 2026 in a public repository, converted with its line breaks.
    """
    body = (
        paragraph("Harbour talk-20260114_100000-Meeting Recording")
        + paragraph("January 14, 2026, 9:00AM")
        + paragraph("31m 5s")
        + paragraph("Edda Roe started transcription")
        + "".join(paragraph(f"{n}   0:{s:02}", w) for n, w, s in TALK)
        + paragraph("Edda Roe stopped transcription")
    )
    found = read(word_document(body), "talk.docx")
    assert spoken(found) == TALK
    assert found.title == "Harbour talk"
    assert "Edda Roe stopped transcription" in found.notes


@pytest.mark.parametrize(
    "form",
    [
        "ROSA LIND: Who was it?\n\nOTTO BRAND: Somebody stopped transcription.\n\nROSA LIND: Good.\n",
        "ROSA LIND: Who was it?\n\nOTTO BRAND: Well.\n\nSomebody stopped transcription\n\nROSA LIND: Good.\n",
        "Rosa Lind  0:03\nWho was it?\n\nOtto Brand  0:09\nSomebody stopped transcription\n\nRosa Lind  0:12\nGood.\n",
    ],
)
def test_words_of_a_turn_are_no_notice(form: str) -> None:
    """What sounds like Teams' line is spoken where a turn has it, or where turns are around it."""
    words = " ".join(words for _, words, _ in spoken(read(form.encode(), "talk.txt")))
    assert "Somebody stopped transcription" in words


def test_teams_before_2022(word_document: Callable[..., bytes]) -> None:
    """Teams' first export: a span, the name and the words in one paragraph, parts of one digit."""
    body = "".join(paragraph(f"0:0:{s}.0 --&gt; 0:0:{s + 1}.190", n, w) for n, w, s in TALK)
    assert spoken(read(word_document(body), "talk.docx")) == TALK


@pytest.mark.parametrize(
    "form",
    [
        "{n}\n00:0{t}\n{w}\n\n",
        "00:0{t}\n{n}\n{w}\n\n",
        "[0:0{t}]\n{n}:\n{w}\n",
        "{n}:\n{t}\n\n{w}\n\n",
    ],
)
def test_names_and_times_on_lines_of_their_own(form: str) -> None:
    """Trint's text has the name, the time and the words on three lines; others begin with the time."""
    assert spoken(read(exported(form).encode(), "talk.txt")) == TALK


def test_a_turn_without_its_time_is_a_turn() -> None:
    """Where most labels have a time, those of the same people without one are labels, too."""
    text = exported("{n} ({t}): {w}\n\n") + "Rosa Lind: Good night.\n\nNote: it was late.\n"
    assert spoken(read(text.encode(), "talk.txt"))[-1] == (
        "Rosa Lind",
        "Good night.\n\nNote: it was late.",
        None,
    )


def test_times_at_some_turns_of_a_labelled_page() -> None:
    """A page of labels with a time here and there loses nobody's words to another."""
    turns = [f"**{name}:** {time}{words}\n\n" for name, time, words in (
        ("Rosa Lind", "\\[00:01.00\\] ", "Why so early?"), ("Otto Brand", "", "They asked."),
        ("Rosa Lind", "\\[00:09.00\\] ", "And?"), ("Otto Brand", "", "They come."),
        ("Rosa Lind", "\\[01:09.00\\] ", "Good."), ("Edda Roe", "", "It is."),
    )]  # fmt: skip
    found = spoken(read("".join(turns).encode(), "talk.md"))
    assert [name for name, _, _ in found] == [
        "Rosa Lind", "Otto Brand", "Rosa Lind", "Otto Brand", "Rosa Lind", "Edda Roe",
    ]  # fmt: skip
    assert next(words for _, words, _ in found) == "Why so early?"


def test_captions_with_times_between_them_name_nobody() -> None:
    """Words between times are words, also where somebody says the same twice."""
    lines = ["No", "we voted", "No", "nine to two", "No", "on Tuesday"]
    text = "".join(f"0:0{at}\n{line}\n" for at, line in enumerate(lines))
    assert len(read(text.encode(), "panel.txt").speakers) == 1


def test_notes_before_a_transcript_of_google_meet() -> None:
    """Gemini's notes before the transcript are notes; the title is the transcript's."""
    text = (
        "✍️ Quick notes\n\nSummary\n\nThe harbour was discussed (00:05:12).\n\n📖 Transcript\n\n"
        "Jan 14, 2025\n\nHarbour call - Transcript\n\n00:00:00\n \n"
        "Rosa Lind: Why so early?\nOtto Brand: They asked.\nRosa Lind: And?\n\nTranscription ended after 00:05:31\n"
    )
    found = read(text.encode(), "meet.txt")
    assert [row[1] for row in spoken(found)] == ["Why so early?", "They asked.", "And?"]
    assert found.title == "Harbour call"


def test_surname_first(word_document: Callable[..., bytes]) -> None:
    """Where most names are "Surname, Name (Department)", as directories have them, they are turned."""
    turned = {"Rosa Lind": "Lind, Rosa (News)", "Otto Brand": "Brand, Otto"}
    body = "".join(paragraph(f"{turned[n]}   0:{s:02}", w) for n, w, s in TALK)
    assert spoken(read(word_document(body), "talk.docx")) == TALK


def test_three_columns(word_document: Callable[..., bytes]) -> None:
    """A Word table of time, name and words is read as turns."""
    cell = "<w:tc>{}</w:tc>"
    body = "<w:tbl>{}</w:tbl>".format(
        "".join(
            f"<w:tr>{cell.format(paragraph(f'00:00:{s:02}'))}{cell.format(paragraph(n))}"
            f"{cell.format(paragraph(w))}</w:tr>"
            for n, w, s in TALK
        )
    )
    assert spoken(read(word_document(body), "table.docx")) == TALK


def test_a_table_with_headings_in_a_word_document(word_document: Callable[..., bytes]) -> None:
    """Of several tables the one whose headings name speaker and words is the transcript; the rest are notes.

    Shape: example-call.docx of aws-samples/amazon-transcribe-output-word-document.
    """
    cell = "<w:tc>{}</w:tc>"

    def table(*rows: tuple[str, ...]) -> str:
        filled = "".join(
            "<w:tr>" + "".join(cell.format(paragraph(text)) for text in row) + "</w:tr>"
            for row in rows
        )
        return f"<w:tbl>{filled}</w:tbl>"

    talk = [(f"0:00:{s:02}.4", "5.0s", n, "", w) for n, w, s in TALK]
    body = (
        paragraph("Call summary")
        + table(("Job Name", "call.wav"), ("Language", "en-US"))
        + table(("Speaker", "Sentiment"), ("Agent", "2.4"))
        + table(("Start", "Dur.", "Speaker", "", "Transcription"), *talk)
        + table(("Confidence", "Count"), ("98% - 100%", "400"))
    )
    found = read(word_document(body), "call.docx")
    assert spoken(found) == TALK
    assert {"Job Name: call.wav", "98% - 100%: 400"} <= set(found.notes)


def test_markdown_labels_with_times() -> None:
    """A label with its time after the colon, in a paragraph of its own; headings are notes."""
    text = "---\ntitle: The harbour\n---\n## Introduction\n\n" + exported("{n}: 00:0{t}\n\n{w}\n\n")
    found = read(text.encode(), "harbour.md")
    assert spoken(found) == TALK
    assert "Introduction" in found.notes


def test_comments_of_google_docs() -> None:
    """A comment of Google Docs and its mark are not spoken; an editor's own brackets stay."""
    page = (
        '<html><body class="doc-content"><p class="title"><span>The harbour at night</span></p>'
        "<p><span>Rosa Lind: </span><span>The harbour opens at six. Why so early?</span></p>"
        "<p><span>Otto Brand: </span><span>The fishers asked for it.</span>"
        '<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p>'
        "<p><span>Rosa Lind: </span><span>And do [the] boats come?</span></p>"
        "<p><span>Otto Brand: </span><span>They do.</span></p>"
        '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Check this</span></p></div></body></html>'
    )
    found = read(page.encode(), "harbour.html")
    assert [row[1] for row in spoken(found)][1:] == [
        "The fishers asked for it.",
        "And do [the] boats come?",
        "They do.",
    ]
    assert found.notes == ("Check this",)


def test_otranscribe() -> None:
    """oTranscribe: HTML in JSON; a time within a sentence is not spoken, the first is the turn's.

    Shape: "OTR file format" in the README of oTranscribe/oTranscribe.
    """
    stamp = '<span class="timestamp" contenteditable="false" data-timestamp="{}">{}</span>'
    html = "".join(
        f"<p>{stamp.format(s + 0.5, f'0:{s:02}')}&nbsp;<b>{n}:</b> {w} {stamp.format(s + 1, '0:59')}</p>"
        for n, w, s in TALK
    )
    data = {"text": html, "media": "harbour.mp3", "media-source": "", "media-time": 14.2}
    found = read(json.dumps(data).encode(), "harbour.otr")
    assert spoken(found) == TALK
    assert found.format == "oTranscribe"


def test_times_within_the_talk_stay_words() -> None:
    """A time that somebody says is a word, also where lines begin or end with one."""
    text = exported("{n}  {t}\n{w}\n\n") + "Rosa Lind  0:20\nWe met at 9:15\nand left at 10:30\n"
    assert spoken(read(text.encode(), "talk.txt"))[-1][1] == "We met at 9:15\n\nand left at 10:30"


def test_a_name_without_words_is_reported() -> None:
    """A head without words is a finding, and gives no turn."""
    text = exported("{n}  {t}\n{w}\n\n") + "Rosa Lind  0:20\n\nOtto Brand  0:22\nGood night.\n"
    found = read(text.encode(), "talk.txt")
    assert [finding.rule for finding in found.findings] == ["empty-turn"]
    assert spoken(found)[-1][1] == "They do.\n\nGood night."


def test_a_schedule_is_no_talk() -> None:
    """Times that go back and names that stand once in small letters are no export."""
    text = (
        "The day at the harbour\n\nboats leave 6:15\n\nboats return 11:40\n\n"
        "Rosa Lind: Is that right?\n\nOtto Brand: It is.\n\nRosa Lind: Good.\n"
    )
    assert [speaker.name for speaker in read(text.encode(), "day.txt").speakers] == [
        "Rosa Lind",
        "Otto Brand",
    ]


def test_ratings_of_the_voice_are_not_spoken() -> None:
    """Factba.se writes a turn's length behind its time, and a rating of the voice below; its own note is no turn."""
    text = (
        "Full Transcript\nNote 00:00:00-00:00:00 ( sec)\nNo StressLens\n[Provided by the station.]\n"
        "Rosa Lind 00:00:00-00:00:04 (4 sec)\nNo StressLens\nIs the mill open?\n"
        "Otto Brand 00:00:04-00:00:09 (5 sec)\nNo Signal (0.531)\nIt opens on Monday.\n"
        "Rosa Lind 00:00:09-00:00:11 (1 sec)\nWeak (0.812)\nThank you.\n"
    )
    assert spoken(read(text.encode(), "page.txt")) == [
        ("Rosa Lind", "Is the mill open?", 0),
        ("Otto Brand", "It opens on Monday.", 4),
        ("Rosa Lind", "Thank you.", 9),
    ]


def test_words_may_begin_on_the_line_after_the_name() -> None:
    """A line with a time and a known name and nothing else begins a turn among those that go on with words."""
    talk = "".join(
        f"[00:0{at}:05] **Rosa:** Why on day {at}?\n\n[00:0{at}:30] **Otto:** We slept.\n\n"
        for at in range(4)
    )
    talk += "[00:05:00] **Rosa:** \n\nThe boat was old by then.\n\n[00:06:00] **Otto:** It was.\n"
    transcript = read(talk.encode(), "talk.md")
    said = [(transcript.speaker(turn.speaker).name, turn.text) for turn in transcript.turns]
    assert said[-2:] == [("Rosa", "The boat was old by then."), ("Otto", "It was.")]


@pytest.mark.parametrize("head", ["", "mill.mp4 was automatically transcribed by Sonix.\n\n"])
def test_what_a_speaker_says_of_sonix_is_said(head: str) -> None:
    """A speaker's last paragraph about the tool is speech, even in a text that the tool made."""
    last = "Then I send the audio to Sonix, which does the transcription in a minute. I correct it by hand."
    other = "You should try Sonix for your own audio."
    talk = "Rosa Lind: How do you work?\n\nKay Stone: By night.\n\nRosa Lind: And then?\n\nKay Stone: I cut.\n\n"
    turns = read(f"{head}{talk}{last}\n".encode(), "mill.txt").turns
    assert turns[-1].text.endswith(last)
    if not head:
        turns = read(f"{talk}{other}\n".encode(), "mill.txt").turns
        assert turns[-1].text.endswith(other)
