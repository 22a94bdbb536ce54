"""TOML files: one strict reader, one writer of new texts, one editor that keeps what a person wrote."""

from segmentcast.toml.editing import with_content
from segmentcast.toml.parsing import TomlFile, decode, parse
from segmentcast.toml.rendering import Value, key_text, line, lines, tables

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
