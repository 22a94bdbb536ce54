"""The table of written English, read once from `english.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import cast

from segmentcast import toml

NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,6})?|\.\d{1,6}"
"""An amount in figures: 1,250 or 3.05 or .5. To be put in brackets by who uses it."""
ALONE = r"(?<![\w.,/:$£€#])(?<!\d[-–])"
"""Nothing before that a number could be a part of."""
NO_MORE = r"(?![\w/]|[.,:]\d|[-–]\d)"
"""Nothing after that a number could go on with."""
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@cache
def _file() -> Mapping[str, object]:
    content = files("segmentcast.reading.english").joinpath("english.toml").read_bytes()
    return toml.parse(content, "english.toml").table


def table(name: str) -> Mapping[str, str]:
    """A table of the file: what is written, and what it is called."""
    return cast("Mapping[str, str]", _file()[name])


def listed(name: str, key: str) -> tuple[str, ...]:
    """A list of the file, such as the nouns that Roman numerals count."""
    return tuple(cast("Mapping[str, list[str]]", _file()[name])[key])


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first, each taken literally."""
    escaped = (re_escaped(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    return "|".join(escaped)


def re_escaped(word: str) -> str:
    """The word with the signs of patterns escaped, and its spaces left to be one or several."""
    return "".join(f"\\{char}" if char in ".$*+?()[]{}^|\\/" else char for char in word)


def plural(words: str, amount: str = "") -> str:
    """`dollar` for 1, `dollars` for other amounts; `miles per hour`, `square feet`."""
    if amount == "1":
        return words
    for joint in (" per ", " of "):
        if joint in words:
            head, _, rest = words.partition(joint)
            return f"{plural(head)}{joint}{rest}"
    irregular = table("plurals")
    if words in irregular:
        return irregular[words]
    *front, last = words.split(" ")
    same = last.endswith("s") or last.endswith("hertz")
    return " ".join([*front, irregular.get(last, last if same else f"{last}s")])
