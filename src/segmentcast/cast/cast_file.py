"""cast.toml, as a person edits it and as the show adds to it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping

from segmentcast.cast.voices import FORM, parse_voice
from segmentcast.errors import ConfigError, Problem, VoiceError

_HEADER = """\
# Who speaks in which voice, the same in every episode of this show.
# Written when somebody speaks for the first time; yours to edit. A voice is engine/name, with a
# pitch (*0.80) and a pace (@1.05) where wanted: `segmentcast voices` lists them.
# A changed line re-speaks that person in every episode; a deleted one is chosen anew. New people
# are added at the end; your comments, and the order of the lines, stay.

[voices]
"""


def render_cast(entries: Mapping[str, str]) -> str:
    """The show's cast file: TOML with a heading for the person who edits it, sorted by speaker."""
    rows = (f"{_quoted(key)} = {_quoted(entries[key])}\n" for key in sorted(entries))
    return _HEADER + "".join(rows)


def extend_cast(text: str, entries: Mapping[str, str]) -> str:
    """A cast file with the people added that it has not: comments, order and blank lines stay.

    `entries` are all voices by speaker; those that the file has are left as they are written. A file
    to which no line can be added (its voices stand in an inline table) is written anew, below the
    comments that it had.
    """
    known = _voices_in(text)
    new = {key: voice for key, voice in entries.items() if key not in known}
    if not new:
        return text
    ending = "\r\n" if "\r\n" in text else "\n"
    rows = [f"{_quoted(key)} = {_quoted(new[key])}{ending}" for key in sorted(new)]
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += ending
    last = max((n for n, line in enumerate(lines) if line.strip()), default=-1) + 1
    wanted = {**known, **new}
    # The first try that gives exactly the wanted content is the right one.
    for added in (rows, [f"{ending}[voices]{ending}", *rows], [f"voices.{row}" for row in rows]):
        candidate = "".join([*lines[:last], *added, *lines[last:]])
        if _voices_in(candidate) == wanted:
            return candidate
    comments = [line for line in lines if line.lstrip().startswith("#")]
    table = "".join(f"{_quoted(key)} = {_quoted(wanted[key])}{ending}" for key in wanted)
    return "".join(comments) + f"{ending}[voices]{ending}" + table


def _voices_in(text: str) -> dict[str, str]:
    """The voices of a cast file as they are written; none of one that is not to be read."""
    try:
        voices = tomllib.loads(text).get("voices", {})
    except tomllib.TOMLDecodeError:
        return {}
    return dict(voices) if isinstance(voices, dict) else {}


def parse_kept(table: Mapping[str, object], where: str) -> dict[str, str]:
    """The entries of a cast file that has been read as TOML. Raises ConfigError with every problem."""
    problems = [
        Problem(where, f"unknown key {key!r}.", "Write the people under [voices].")
        for key in table
        if key != "voices"
    ]
    voices = table.get("voices", {})
    if not isinstance(voices, Mapping):
        raise ConfigError(
            [
                *problems,
                Problem(where, "voices is no table.", "Write [voices] and the people below it."),
            ]
        )
    kept: dict[str, str] = {}
    for key, text in voices.items():
        at = f"{where}: voices.{key}"
        if not isinstance(text, str):
            problems.append(Problem(at, f"{text!r} is no voice.", FORM))
            continue
        try:
            kept[str(key)] = str(parse_voice(text, at))
        except VoiceError as error:
            problems.extend(error.problems)
    if problems:
        raise ConfigError(problems)
    return kept


def _quoted(text: str) -> str:
    """A TOML basic string (TOML 1.0, String): JSON's escapes, and DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
