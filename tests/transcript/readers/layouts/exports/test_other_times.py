"""Times in forms that few tools write: read where nothing else can be meant, else reported."""

from __future__ import annotations

import pytest

from segmentcast.model import Transcript
from segmentcast.transcript import read

_SAID = (
    ("ROSA LIND", "Good morning. Why so early?"),
    ("OTTO BRAND", "The bakers asked for it, and they come each day."),
    ("ROSA LIND", "And do they come?"),
    ("OTTO BRAND", "They do."),
)
_FORMS = [
    (":01:13.", ":01:20.", ":02:10.", ":02:30."),
    ("0h01m13s", "0h01m20s", "0h02m10s", "0h02m30s"),
    ("[1m 13s]", "[1m 20s]", "[2m 10s]", "[2m 30s]"),
    ("(1m13s)", "(1m20s)", "(2m10s)", "(2m30s)"),
    ("1'13\"", "1'20\"", "2'10\"", "2'30\""),
    ("T+01:13", "T+01:20", "T+02:10", "T+02:30"),
    ("#00:01:13-5#", "#00:01:20-1#", "#00:02:10-0#", "#00:02:30-2#"),
    ("[01.13]", "[01.20]", "[02.10]", "[02.30]"),
]


def _talk(rows: list[str]) -> Transcript:
    return read(("\n\n".join(["The harbour at six", *rows]) + "\n").encode(), "t.txt")


@pytest.mark.parametrize("times", _FORMS, ids=lambda times: times[0])
@pytest.mark.parametrize("behind", [False, True])
def test_a_time_in_another_form_is_a_time(times: tuple[str, ...], behind: bool) -> None:
    """Before the label, or behind a name in a line of its own, it says when, and is nobody's name or words."""
    rows = [
        f"{who} {time}\n{said}" if behind else f"{time} {who}: {said}"
        for time, (who, said) in zip(times, _SAID, strict=True)
    ]
    talk = _talk(rows)
    assert [(talk.speaker(turn.speaker).name, turn.text) for turn in talk.turns] == [
        (who.title(), said) for who, said in _SAID
    ]
    starts = [turn.paragraphs[0].start_ms for turn in talk.turns]
    assert starts == [73_000, 80_000, 130_000, 150_000]
    assert [row.rule for row in talk.findings] == ["times-read"]


def test_a_time_behind_each_paragraph_is_not_spoken() -> None:
    """f4transkript writes the time at which a paragraph ends behind it."""
    rows = [f"{who}: {said} {time}" for time, (who, said) in zip(_FORMS[6], _SAID, strict=True)]
    talk = _talk(rows)
    assert [turn.text for turn in talk.turns] == [said for _, said in _SAID]


def test_numbers_that_may_be_times_are_read_aloud_and_reported() -> None:
    """Numbers with a stop before words without a label may be chapters."""
    rows = [f"{time} {said}" for time, (_, said) in zip(("01.13", "01.20", "02.10", "02.30"), _SAID, strict=True)]  # fmt: skip
    talk = _talk(rows)
    assert talk.turns[0].text.startswith("01.13 ")
    assert "time-unread" in [row.rule for row in talk.findings]


def test_numbered_paragraphs_are_no_times() -> None:
    """Numbers that count on by one are numbers, be there a label behind each."""
    rows = [f"01.0{at} {who}: {said}" for at, (who, said) in enumerate(_SAID, 1)]
    talk = _talk(rows)
    assert "times-read" not in [row.rule for row in talk.findings]
    assert "01.01" in " ".join(turn.text for turn in talk.turns)


def test_a_time_in_a_sentence_stays() -> None:
    """Who says a time of a race says it."""
    said = ["I ran it in 1m 13s.", "And I in 1m 20s, then.", "He took 2m 30s."]
    talk = _talk([f"{who}: {words}" for who, words in zip(("ROSA LIND", "OTTO BRAND", "ROSA LIND"), said, strict=True)])  # fmt: skip
    assert [turn.text for turn in talk.turns] == said


@pytest.mark.parametrize("words", ["I ran {}m 10s", "He is {}'10\"", "Then it was {}h 20m"])
def test_a_duration_at_the_end_of_somebodys_words_is_said(words: str) -> None:
    """A time stands behind a name; behind a sentence that has no stop it is of the sentence."""
    said = [words.format(at) for at in range(3, 9)]
    page = "\n\n".join(f"{('Rosa', 'Otto')[at % 2]}: {one}" for at, one in enumerate(said))
    assert [turn.text for turn in read(page.encode(), "t.txt").turns] == said


@pytest.mark.parametrize(
    ("times", "are_read"),
    [
        (("0h01m13s", "0h01m20s", "0h02m10s", ""), True),
        (("0h01m13s", "0h01m20s", "", ""), False),
        (("0h02m13s", "0h01m20s", "0h02m10s", "0h01m30s"), False),
        (("0h01m13s", "0h01m13s", "0h01m13s", "0h01m13s"), False),
        (("0h01m13s", "0h02m30s", "0h02m10s", "0h02m20s"), False),
    ],
)
def test_only_three_times_and_more_that_go_forward_are_times(
    times: tuple[str, ...], are_read: bool
) -> None:
    """Two durations, or such as come in no order, are somebody's words."""
    rows = [f"{time} {who}: {said}" for time, (who, said) in zip(times, _SAID, strict=True)]
    assert ("times-read" in [row.rule for row in _talk(rows).findings]) is are_read


def test_a_time_behind_a_long_name_is_one() -> None:
    """A name with its office may have many words."""
    name = "PROFESSOR ROSA LIND, DIRECTOR OF THE HARBOUR"
    rows = [
        f"{name if at % 2 else 'OTTO'} {time}\n{said}"
        for at, (time, (_, said)) in enumerate(zip(_FORMS[1], _SAID, strict=True))
    ]
    talk = _talk(rows)
    assert [talk.speaker(turn.speaker).name for turn in talk.turns] == ["Otto", "Rosa Lind"] * 2


def test_a_few_numbers_with_stops_among_many_paragraphs_are_no_times() -> None:
    """Where one paragraph in five has a number in brackets, it is as likely a chapter's."""
    numbers = ("[01.13] ", "[01.20] ", "[02.10] ")
    rows = [
        f"{numbers[at // 5] if at % 5 == 0 else ''}{_SAID[at % 4][0]}: {_SAID[at % 4][1]}"
        for at in range(15)
    ]
    assert "times-read" not in [row.rule for row in _talk(rows).findings]
