"""A lexicon as a table to paste."""

import tomllib

from segmentcast.lexicon import default_lexicon, parse_lexicon, render_toml
from segmentcast.model import LexiconEntry


def test_a_rendered_lexicon_is_read_back_the_same() -> None:
    """Every kind, quotes and backslashes, case and language survive."""
    entries = (
        *default_lexicon(),
        LexiconEntry("Ngugi", "phonemes", "wɪn", True, "en"),
        LexiconEntry('the "Post"', "substitute", "the Post", False, ""),
        LexiconEntry("unhcr", "spell", "", False, "fr"),
        LexiconEntry("QUANGO", "word", "", True, ""),
    )
    table = tomllib.loads(render_toml(entries))["lexicon"]
    assert parse_lexicon(table, "show.toml") == entries
