"""Parses TOML files, and reports every error with its line."""

from __future__ import annotations

import codecs
import re
import tomllib
from collections.abc import Sequence
from typing import Any

from segmentcast.errors import ConfigError, Problem
from segmentcast.toml import moments

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")
_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF8 = 'save the file as UTF-8 (in an editor: "Save as", encoding UTF-8)'
_FORM = 'text needs quotes ("..."), a key appears once, a table is [name]'


class TomlFile:
    """A TOML file: its content, `table`, and the line of each key."""

    def __init__(self, text: str, where: str, table: dict[str, Any]) -> None:
        self.text = text
        self.where = where
        self.table = table

    def place(self, *path: str, number: int = 1) -> str:
        """`file:line` of the key at this path, or only the file if it isn't found.

        `number` counts the tables of an array of tables (`[[name]]`), from 1.
        """
        line = self._line(path, number)
        return f"{self.where}:{line}" if line else self.where

    def _line(self, path: Sequence[str], number: int = 1) -> int | None:
        if not path:
            return None
        *tables, key = path
        wanted = ".".join(tables)
        table, count = "", 0 if tables else number
        pattern = re.compile(
            rf"\s*(?:\"{re.escape(key)}\"|'{re.escape(key)}'|{re.escape(key)})\s*[=.]"
        )
        # Not splitlines(): only a newline ends a line in TOML and in editors.
        for line_number, line in enumerate(self.text.split("\n"), 1):
            header = _HEADER.match(line)
            if header:
                table = header[1].replace('"', "")
                count += table == wanted
                if table == ".".join(path):
                    return line_number
            elif table == wanted and count >= number and pattern.match(line):
                return line_number
        return self._line(tables)


def parse(content: bytes | str, where: str, *, secret: bool = False) -> TomlFile:
    """Parses the file. `where` names it in messages.

    Raises ConfigError with the line of the error. Nothing of a `secret` file is quoted.
    """
    text = content if isinstance(content, str) else decode(content, where)
    try:
        return TomlFile(text, where, tomllib.loads(text))
    except RecursionError:
        raise ConfigError(
            Problem(where, "nested too deeply", "write it with fewer brackets")
        ) from None
    except ValueError as error:  # TOMLDecodeError, and int() of thousands of digits
        match = _PLACE.search(str(error))
        line = match[1] if match and match[1] else str(text.count("\n") + 1)
        reason = _PLACE.sub("", str(error)).strip().rstrip(".")
        moment = moments.fault(text.split("\n")[int(line) - 1])
        if moment and not secret:
            raise ConfigError(Problem(f"{where}:{line}", moment, moments.FORM)) from None
        what = "not valid TOML" if secret else f"not valid TOML: {reason}"
        # The parser's message may quote the line.
        raise ConfigError(Problem(f"{where}:{line}", what, _FORM)) from None


def decode(data: bytes, where: str) -> str:
    """Decodes a UTF-8 file without its byte order mark.

    Raises ConfigError with the line of the first invalid byte. Nothing is guessed: the letter could
    be in somebody's name.
    """
    if data.startswith(_WIDE):
        raise ConfigError(Problem(where, "the file is UTF-16", _UTF8))
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        what = f"the byte 0x{error.object[error.start]:02X} in this line is not UTF-8"
        raise ConfigError(Problem(f"{where}:{line}", what, _UTF8)) from None
