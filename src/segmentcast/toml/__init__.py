"""TOML files: one strict reader, one writer of new texts, one editor that keeps what a person wrote."""

from segmentcast.toml.editing import with_content
from segmentcast.toml.reading import TomlFile, decode, parse
from segmentcast.toml.writing import Value, key_text, line, lines, tables

__all__ = [
    "TomlFile",
    "Value",
    "decode",
    "key_text",
    "line",
    "lines",
    "parse",
    "tables",
    "with_content",
]
