"""Tables with columns for speakers, words and times.

The inputs are our own; headings and forms are those of whisper's TSV, of spreadsheets that public
oral-history projects export (CollectionBuilder's transcript CSV: speaker, words, timestamp), and of
the CSV exports of Trint, Sonix and Descript.
"""

from __future__ import annotations

import pytest

from segmentcast.errors import TranscriptError
from segmentcast.model import Transcript
from segmentcast.transcript import read

WORDS = [
    "The harbour opens at six, why so early?",
    "The fishers asked for it.",
    "And do they come?",
]


def rows(found: Transcript) -> list[tuple[str, str, int | None]]:
    """Speaker, words, and when they begin in milliseconds."""
    return [
        (found.speaker(turn.speaker).name, turn.text, turn.paragraphs[0].start_ms)
        for turn in found.turns
    ]


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ('speaker,text,start\nRosa Lind,"{0}",0:01\nOtto Brand,"{1}",0:04\nRosa Lind,"{2}",0:06\n', "t.csv"),
        ('"Start Time";"Name";"Transcript"\n"1,0";"Rosa Lind";"{0}"\n"4,0";"Otto Brand";"{1}"\n"6,0";"Rosa Lind";"{2}"\n', "t.csv"),
        ("Timecode\tSpeaker Name\tUtterance\n00:00:01.000\tRosa Lind\t{0}\n00:00:04.000\tOtto Brand\t{1}\n00:00:06.000\tRosa Lind\t{2}\n", "t.tsv"),
        ("start (ms)|who|words\n1000|Rosa Lind|{0}\n4000|Otto Brand|{1}\n6000|Rosa Lind|{2}\n", "t.txt"),
        ('sep=;\nBeginn;Sprecher;Wortlaut\n0:01;Rosa Lind;"{0}"\n0:04;Otto Brand;"{1}"\n0:06;Rosa Lind;"{2}"\n', "t.csv"),
        ('00:00:01:00,Rosa Lind,"{0}"\n00:00:04:00,Otto Brand,"{1}"\n00:00:06:00,Rosa Lind,"{2}"\n', "t.csv"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_columns_are_told_by_their_headings(table: str, name: str, encoding: str) -> None:
    """Headings in several words, delimiters, units and encodings give the same turns."""
    found = read(table.format(*WORDS).encode(encoding), name)
    assert rows(found) == [
        ("Rosa Lind", WORDS[0], 1000),
        ("Otto Brand", WORDS[1], 4000),
        ("Rosa Lind", WORDS[2], 6000),
    ]
    assert found.format == "table"


def test_whispers_table() -> None:
    """Whisper's TSV counts milliseconds; its heading and times are no words."""
    text = "start\tend\ttext\n" + "".join(
        f"{at * 3000}\t{at * 3000 + 2500}\t{words}\n" for at, words in enumerate(WORDS)
    )
    found = read(text.encode(), "talk.tsv")
    assert found.timed
    assert [p.text for t in found.turns for p in t.paragraphs] == WORDS
    assert [p.end_ms for t in found.turns for p in t.paragraphs] == [2500, 5500, 8500]


def test_a_row_without_a_name_is_nobody_elses() -> None:
    """Words of a row without a speaker are an unknown speaker's, and a finding says so."""
    text = "speaker,text\nRosa Lind,Why?\n,They asked.\nRosa Lind,And?\nOtto Brand,They come.\n"
    found = read(text.encode(), "talk.csv")
    assert [row[0] for row in rows(found)] == [
        "Rosa Lind",
        "Unknown speaker",
        "Rosa Lind",
        "Otto Brand",
    ]
    assert "speaker-unsure" in [finding.rule for finding in found.findings]


def test_line_ends_within_cells() -> None:
    """A cell may hold several lines and doubled quotation marks."""
    text = 'speaker,text\r\nRosa Lind,"One ""harbour"".\r\nTwo."\r\nOtto Brand,Three.\r\nRosa Lind,Four.\r\n'
    found = read(text.encode(), "talk.csv")
    assert [row[1] for row in rows(found)] == ['One "harbour". Two.', "Three.", "Four."]


def test_other_columns_are_named() -> None:
    """Columns that hold neither words, names nor times are left out, and the finding names them."""
    text = "speaker,mood,text\nRosa Lind,glad,One.\nOtto Brand,calm,Two.\n"
    found = read(text.encode(), "talk.csv")
    assert [finding.what for finding in found.findings if finding.rule == "columns"] == [
        'columns that are not read: "mood".'
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Datum,Satz\n1.1.2026,Guten Morgen zusammen.\n2.1.2026,Guten Abend zusammen.\n",
        "text,speaker,translation,transcript\na,b,c,d\ne,f,g,h\n",
        "Rosa Lind,The harbour opens.\nOtto Brand,It does.\nRosa Lind,Good.\n",
        "one,two\n",
    ],
)
def test_a_table_whose_columns_cannot_be_told_is_refused(text: str) -> None:
    """What cannot be told is refused with what it looks like, and how to fix it; nothing is guessed."""
    with pytest.raises(TranscriptError) as caught:
        read(text.encode(), "talk.csv")
    (problem,) = caught.value.problems
    assert "table" in problem.what
    assert "first line" in problem.mend


def test_a_time_that_is_none_is_a_finding() -> None:
    """A time that cannot be read is left out and named with its line."""
    text = "speaker,start,text\nRosa Lind,early,One.\nOtto Brand,0:04,Two.\n"
    found = read(text.encode(), "talk.csv")
    assert [(f.rule, f.where) for f in found.findings if f.rule == "time-unread"] == [
        ("time-unread", "talk.csv:2")
    ]


def test_prose_with_commas_is_no_table() -> None:
    """A page whose lines happen to have as many commas is a page."""
    text = "Harbour, at night\n\nRosa Lind: Boats, you say?\n\nOtto Brand: Boats, I say.\n\nRosa Lind: Well, good.\n"
    assert read(text.encode(), "page.txt").format == "labelled text"


def test_notes_and_marks_of_a_table_are_not_said() -> None:
    """A note in the speaker's place is nobody's; links leave their words; angle brackets hold sounds."""
    table = (
        "speaker,words\n"
        "Note,Open <a href='https://lind.example/a.html' target='_blank'>the form</a> in a new window.\n"
        "Rosa Lind,Why do you open <b>at six</b>?\nOtto Brand,The bakers asked for it. <laugh>\n"
        "Rosa Lind,Mm-hmm <affirmative>. And do they come?\nOtto Brand,Is 3 < 4? They do.\n"
    )
    found = read(table.encode(), "t.csv")
    assert [(who, words) for who, words, _ in rows(found)] == [
        ("Rosa Lind", "Why do you open at six?"),
        ("Otto Brand", "The bakers asked for it."),
        ("Rosa Lind", "Mm-hmm. And do they come?"),
        ("Otto Brand", "Is 3 < 4? They do."),
    ]
    assert found.notes == ("Open the form in a new window.", "<laugh>", "<affirmative>")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("<laugh>So it was.</laugh>", "So it was."),
        ("So it was. <laugh/> Yes.", "So it was. Yes."),
        ("<p>So it was.</p><p>Yes.</p>", "So it was. Yes."),
        ("CO<sub>2</sub>, so <cite>it</cite> was.", "CO2, so it was."),
        ("So <he said it> it was.", "So <he said it> it was."),
        ("So if x<y and y>z.", "So if x<y and y>z."),
        ("<laughs a little at the question> So.", "So."),
    ],
)
def test_only_sounds_and_tags_in_angle_brackets_are_left_out(cell: str, said: str) -> None:
    """A tag's end is no word either, paragraphs stay apart, and a sentence or a sum in angle brackets is said."""
    table = f'speaker,words\nRosa Lind,Why?\nOtto Brand,"{cell}"\nRosa Lind,And?\nOtto Brand,Yes.\n'
    assert rows(read(table.encode(), "t.csv"))[1][1] == said
