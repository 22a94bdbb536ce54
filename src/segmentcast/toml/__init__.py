"""TOML files: a strict reader, a writer, and an editor that preserves manual formatting."""

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
