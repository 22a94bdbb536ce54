"""A lexicon as a table to paste, and as one that is written into a show."""

import tomllib
from pathlib import Path

from click.testing import CliRunner

from segmentcast import toml
from segmentcast.cli import group
from segmentcast.lexicon import as_table, default_lexicon, parse_lexicon, write_pls
from segmentcast.model import LexiconEntry

SHOW = """\
title = "Harbour"
description = "News."
author = "Harbour News"
base_url = "https://news.example/"

[lexicon]
# said by Ines
"Mosul" = "Mohsul"  # twice

[voices]
host = "tone/low"
"""


def test_a_rendered_lexicon_is_read_back_the_same() -> None:
    """Every kind, quotes and backslashes, case and language survive."""
    entries = (
        *default_lexicon(),
        LexiconEntry("Ngugi", "phonemes", "wɪn", True, "en"),
        LexiconEntry('the "Post"', "substitute", "the Post", False, ""),
        LexiconEntry("unhcr", "spell", "", False, "fr"),
        LexiconEntry("QUANGO", "word", "", True, ""),
    )
    table = tomllib.loads("\n".join(toml.lines(as_table(entries))))
    assert parse_lexicon(table, "show.toml") == entries


def pls(tmp_path: Path) -> Path:
    """A PLS file with a word that the show has and one that it has not."""
    path = tmp_path / "words.pls"
    words = [("Mosul", "MOH-sul"), ("Ljubljana", "lyoob-lyah-nah")]
    entries = [LexiconEntry(word, "substitute", say, True, "en") for word, say in words]
    path.write_text(write_pls(entries, "en"), encoding="utf-8")
    return path


def test_imported_entries_can_be_pasted_below_a_lexicon_that_is_there(tmp_path: Path) -> None:
    """What `lexicon import` prints brings no second [lexicon]: with it show.toml stays valid TOML."""
    done = CliRunner().invoke(group, ["lexicon", "import", str(pls(tmp_path))])
    assert done.exit_code == 0, done.output
    rows = "".join(line for line in done.output.splitlines(True) if "Mosul" not in line)
    pasted = SHOW.replace("[lexicon]\n", f"[lexicon]\n{rows}")
    assert set(tomllib.loads(pasted)["lexicon"]) == {"Mosul", "Ljubljana"}


def test_imported_entries_are_written_into_a_show(tmp_path: Path) -> None:
    """With --into the new words stand in show.toml; its comments and its own words stay."""
    (tmp_path / "show.toml").write_text(SHOW, encoding="utf-8")
    words = ["lexicon", "import", str(pls(tmp_path)), "--into", str(tmp_path)]
    done = CliRunner().invoke(group, words)
    assert done.exit_code == 0, done.output
    assert "1 new word" in done.output
    assert "Mosul" in done.output
    text = (tmp_path / "show.toml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith('"Ljubljana"')]
    assert kept == SHOW.splitlines()
    assert parse_lexicon(tomllib.loads(text)["lexicon"], "x")[1].say == "lyoob-lyah-nah"
    assert CliRunner().invoke(group, words).exit_code == 0
    assert (tmp_path / "show.toml").read_text(encoding="utf-8") == text
