"""How names and abbreviations are pronounced: read, merged, looked up, exchanged, suggested."""

from segmentcast.lexicon.lexicon_entries import (
    as_table,
    default_lexicon,
    lexicon_of,
    merge_lexicons,
    parse_lexicon,
)
from segmentcast.lexicon.lookup import Lexicon
from segmentcast.lexicon.pls import read_pls, write_pls
from segmentcast.lexicon.unknown import UnknownWord, unknown_words
from segmentcast.lexicon.unread import unread_forms

__all__ = [
    "Lexicon",
    "UnknownWord",
    "as_table",
    "default_lexicon",
    "lexicon_of",
    "merge_lexicons",
    "parse_lexicon",
    "read_pls",
    "unknown_words",
    "unread_forms",
    "write_pls",
]
