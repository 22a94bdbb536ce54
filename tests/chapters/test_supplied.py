"""Chapters that people supply: every kind of file, and what is wrong with its times."""

import json

import pytest

from segmentcast.chapters import ChapterMark, arrange, read_marks

MARKS = (ChapterMark(0, "Welcome"), ChapterMark(62_500, "The ferry & the fog"))
JSON = {
    "version": "1.2.0",
    "chapters": [
        {"startTime": 0, "title": "Welcome"},
        {"startTime": 62.5, "title": "The ferry & the fog"},
        {"startTime": 70, "title": "Only a picture", "toc": False},
    ],
}
PODLOVE = """<?xml version="1.0" encoding="UTF-8"?>
<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">
<psc:chapter start="00:00:00.000" title="Welcome"/>
<psc:chapter start="62.5" title="The ferry &amp; the fog" href="https://news.example/"/>
</psc:chapters>"""
LINES = "\ufeff# from the editor\n00:00:00.000 Welcome\r\n\n00:01:02.500 The ferry & the fog\n"
PAIRS = "CHAPTER01=00:00:00.000\nCHAPTER01NAME=Welcome\nCHAPTER02=00:01:02.500\nCHAPTER02NAME=The ferry & the fog\n"
CUE = """REM by hand
TITLE "The whole disc"
FILE "recording.wav" WAVE
  TRACK 01 AUDIO
    TITLE "Welcome"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "The ferry & the fog"
    INDEX 00 00:58:00
    INDEX 01 01:02:37
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("chapters.json", json.dumps(JSON)),
        ("chapters.psc", PODLOVE),
        ("chapters.xml", PODLOVE),
        ("chapters.txt", LINES),
        ("chapters.txt", PAIRS),
        ("recording.cue", CUE),
    ],
)
def test_each_kind_of_file_gives_the_same_marks(name: str, text: str) -> None:
    """Starts and titles; a cue sheet's times are exact to a 75th of a second."""
    marks = read_marks(text.encode(), name)
    assert [mark.title for mark in marks] == [mark.title for mark in MARKS]
    assert all(abs(mark.start_ms - MARKS[at].start_ms) <= 7 for at, mark in enumerate(marks))


def test_windows_letters_are_read() -> None:
    """A cue sheet of an old program is in cp1252."""
    (mark,) = read_marks("0:00 Déjà vu – encore".encode("cp1252"), "chapters.txt")
    assert mark.title == "Déjà vu – encore"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("chapters.json", b"[" * 100_000, "nested too deeply"),
        ("chapters.json", b'{"chapters": [{"title": "x"}]}', "without a start time"),
        ("chapters.json", b"{}", "no list of chapters"),
        ("chapters.psc", b"<a><b></a>", "not well-formed"),
        ("chapters.psc", b"<a/>", "no chapter elements"),
        ("chapters.txt", b"0:00 One\nand then some words\n", "line 2 is not a time"),
        ("x.cue", b"nothing", "no TRACK"),
        ("chapters.txt", b"0:00 x\n" * 20_000, "too many"),
        ("chapters.txt", b"#" * (2 << 20), "too many for chapters"),
    ],
)
def test_what_is_no_file_of_chapters_says_why(name: str, data: bytes, why: str) -> None:
    """A reason for a person, never another error."""
    with pytest.raises(ValueError, match=why):
        read_marks(data, name)


def test_an_entity_is_not_followed() -> None:
    """A document type can name files of this machine; it yields nothing."""
    data = b'<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/hostname">]><c><chapter start="0" title="a&x;b"/></c>'
    try:
        marks = read_marks(data, "chapters.psc")
    except ValueError:
        return
    assert [mark.title for mark in marks] in ([""], ["ab"])


def test_times_in_order_leave_no_gap() -> None:
    """From 0 to the end; what is before the first mark gets the episode's title."""
    chapters, findings = arrange(
        (ChapterMark(5000, "One"), ChapterMark(9000, "")),
        duration_ms=20_000, opening_title="The quay", where="x",
    )  # fmt: skip
    assert [(c.start_ms, c.end_ms, c.title) for c in chapters] == [
        (0, 5000, "The quay"), (5000, 9000, "One"), (9000, 20_000, "Chapter 3"),
    ]  # fmt: skip
    assert not findings


def test_times_that_cannot_be_are_findings() -> None:
    """Unsorted, twice the same, beyond the end: each is named, the rest is used."""
    marks = [ChapterMark(ms, f"at {ms}") for ms in (9000, 0, 9000, 4000, 30_000, 40_000)]
    chapters, findings = arrange(marks, duration_ms=20_000, opening_title="", where="x")
    assert [c.start_ms for c in chapters] == [0, 4000, 9000]
    text = " ".join(finding.what for finding in findings)
    assert "sorted" in text
    assert (
        "2 chapters start after the end of the sound (0:20): left out. The first is at 0:30."
        in text
    )
    assert "1 chapter starts at the time of another" in text


def test_absurd_counts_are_cut() -> None:
    """Players take no more than 200; the finding says how many there were."""
    marks = [ChapterMark(second * 1000, "x") for second in range(5000)]
    chapters, (finding,) = arrange(marks, duration_ms=6_000_000, opening_title="", where="x")
    assert (len(chapters), chapters[-1].end_ms) == (200, 6_000_000)
    assert "5,000 chapters; the first 200" in finding.what
