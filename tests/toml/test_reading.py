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
