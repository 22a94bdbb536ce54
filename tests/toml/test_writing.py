"""New TOML texts, and other contents for files that a person wrote."""

from __future__ import annotations

import codecs
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast import toml
from segmentcast.errors import ConfigError

TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=40)
PLAIN = TEXTS | st.booleans() | st.integers(-(10**9), 10**9)
TABLES = st.dictionaries(TEXTS, PLAIN | st.dictionaries(TEXTS, PLAIN, max_size=3), max_size=4)
SHOW = b"""\
# Ours. Ask Ines first!
title = "Harbour"  # the name
tags = [
  "a",  # first
]

[voices]
# the captain
"rosa-lind" = "tone/low"

# end of the list
"""


def told(content: bytes) -> dict[str, Any]:
    return toml.parse(content, "x").table


@given(TEXTS, PLAIN)
def test_any_key_and_value_is_read_back(key: str, value: Any) -> None:
    """A line that was written holds the key and the value character by character."""
    written = toml.line(key, value)
    assert told(written.encode()) == {key: value}
    hidden = {char for char in written if not char.isprintable() and char != "\n"}
    assert hidden == set(), "what cannot be seen is written as its number"


@given(TABLES, TABLES)
def test_any_content_takes_the_place_of_any_other(before: dict[str, Any], after: Any) -> None:
    """Whatever a file holds and shall hold, it holds exactly that afterwards."""
    content = toml.with_content(b"", before, "x")
    assert told(content) == before
    assert told(toml.with_content(content, after, "x")) == after


def test_a_changed_key_changes_its_line_alone() -> None:
    """Comments, blank lines, order and the comment behind the value stay."""
    changed = toml.with_content(SHOW, told(SHOW) | {"title": "Quay"}, "show.toml")
    assert changed == SHOW.replace(b'"Harbour"', b'"Quay"')


def test_a_new_key_stands_in_its_table() -> None:
    """A new person comes below the others, a new setting above the tables; no other line changes."""
    voices = {"rosa-lind": "tone/low", "Ann Ek": "tone/high"}
    changed = toml.with_content(SHOW, told(SHOW) | {"voices": voices}, "show.toml")
    assert changed == SHOW + b'"Ann Ek" = "tone/high"\n'
    changed = toml.with_content(SHOW, {**told(SHOW), "link": "https://a.example/"}, "show.toml")
    kept = [line for line in changed.splitlines() if not line.startswith(b"link")]
    assert b"\n".join(kept).split() == SHOW.split()


def test_windows_files_stay_windows_files() -> None:
    """The byte order mark and the ends of lines are kept."""
    content = codecs.BOM_UTF8 + SHOW.replace(b"\n", b"\r\n")
    changed = toml.with_content(content, {**told(SHOW), "link": "x"}, "show.toml")
    assert changed.startswith(codecs.BOM_UTF8)
    assert changed.count(b"\n") == changed.count(b"\r\n") == SHOW.count(b"\n") + 1


def test_the_same_content_is_the_same_bytes() -> None:
    """Where nothing is to be changed, not a byte is."""
    assert toml.with_content(SHOW, told(SHOW), "show.toml") is SHOW


@pytest.mark.parametrize("content", [b"a = 1\na = 2\n", "# José\n".encode("latin-1")])
def test_a_file_that_cannot_be_read_is_not_changed(content: bytes) -> None:
    """A file with a fault in it is refused before anything of it is written."""
    with pytest.raises(ConfigError):
        toml.with_content(content, {"b": 1}, "x")
