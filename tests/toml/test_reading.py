"""The bytes of a TOML file: strict, and every fault by its line."""

from __future__ import annotations

import codecs

import pytest

from segmentcast import toml
from segmentcast.errors import ConfigError


def test_latin_1_is_refused_by_its_line() -> None:
    """A file in Latin-1 is refused with the line and the byte; nothing is guessed."""
    data = '# names\n[voices]\n"José" = "tone/low"\n'.encode("latin-1")
    with pytest.raises(ConfigError) as caught:
        toml.parse(data, "cast.toml")
    (problem,) = caught.value.problems
    assert problem.where == "cast.toml:3"
    assert "0xE9" in problem.what
    assert "UTF-8" in problem.mend


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_called_by_its_name(encoding: str) -> None:
    """What an old editor saves as "Unicode" is refused as UTF-16, not byte by byte."""
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    with pytest.raises(ConfigError, match="UTF-16"):
        toml.parse(mark + 'title = "a"\n'.encode(encoding), "show.toml")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("date = 2026-13-40", "2026-13-40 is not a valid date or time: there is no month 13"),
        ("date = 2026-02-30", "February 2026 has 28 days"),
        ("date = 2026-3-14", "month and day have two digits"),
        ("date = 2026-03-14T25:00:00Z", "there is no hour 25"),
        ("date = 2026-03-14 09:61:00", "there is no minute 61"),
        ("date = 2026-03-14T09:00+01:00", "the seconds are missing"),
        ("date = 2026-03-14T09:00:00+25:00", "there is no such time zone"),
        ("date = 14.03.2026", "14.03.2026 is not a valid date or time"),
        ("date = 2026/03/14", "2026/03/14 is not a valid date or time"),
        ("rows = { from = 2026-13-40 }", ""),
        ("publish_at = 9:00", "hour and minute have two digits"),
    ],
)
def test_a_date_that_cannot_be_is_told_as_such(line: str, reason: str) -> None:
    """The message says what no calendar or clock has, and how dates are written; no word of quotes for text."""
    with pytest.raises(ConfigError) as caught:
        toml.parse(f"a = 1\n{line}\n", "episode.toml")
    (problem,) = caught.value.problems
    assert problem.where == "episode.toml:2"
    if reason:
        assert reason in problem.what
        assert "2026-11-13T09:00:00+01:00" in problem.mend


def test_a_wrong_date_in_a_secret_file_is_not_quoted() -> None:
    """Of a file with secrets a message tells the line alone, also where a date is wrong."""
    with pytest.raises(ConfigError) as caught:
        toml.parse("a = 2026-13-40\n", "private.toml", secret=True)
    assert "2026-13" not in str(caught.value)


def test_other_faults_beside_a_good_date_are_no_fault_of_the_date() -> None:
    """A number with a stray letter is told as before."""
    with pytest.raises(ConfigError, match="not valid TOML"):
        toml.parse("a = 12x\n", "x")


def test_a_byte_order_mark_is_no_part_of_the_content() -> None:
    """UTF-8 with a mark, as some editors save it, is read like UTF-8 without."""
    assert toml.parse(codecs.BOM_UTF8 + b"a = 1\r\n", "x").table == {"a": 1}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a = 1\nb = [\n", "x:3"),
        ("a = 1\nb = soon\n", "x:2"),
        (f"a = {'9' * 5000}\n", "x:2"),
        ("a = 1\na = 2\n", "x:2"),
        ("a = " + "[" * 100_000, "x"),
    ],
)
def test_each_fault_is_an_error_of_ours(text: str, where: str) -> None:
    """Whatever the parser dislikes, numbers of thousands of digits and deep nesting included, has a place."""
    with pytest.raises(ConfigError) as caught:
        toml.parse(text.encode(), "x")
    assert [problem.where for problem in caught.value.problems] == [where]


def test_a_secret_is_not_quoted() -> None:
    """Of a secret file no part of the line that is wrong is shown, nor by an error behind the error."""
    with pytest.raises(ConfigError) as caught:
        toml.parse(b"[subscribers]\nrosa = hunter2\n", "private.toml", secret=True)
    assert str(caught.value.problems[0].what) == "not valid TOML"
    assert caught.value.__suppress_context__


def test_keys_are_found_on_the_lines_that_an_editor_counts() -> None:
    """Characters that Python calls line ends and editors do not move no line number."""
    text = 'a = "one\u2028two\x85three"\n\n[t]\n"b c" = 1\n'
    assert toml.parse(text.encode(), "x").place("t", "b c") == "x:4"
