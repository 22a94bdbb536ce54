"""cast.toml: people edit it, and publishing adds to it."""

from __future__ import annotations

from collections.abc import Mapping

from segmentcast import toml
from segmentcast.cast.voice_names import FORM, parse_voice
from segmentcast.errors import ConfigError, Problem, VoiceError

_HEADER = """\
# Who speaks in which voice, the same in every episode of this show.
# Written when somebody speaks for the first time; yours to edit. A voice is engine/name, with a
# pitch (*0.80) and a pace (@1.05) where wanted: `segmentcast voices` lists them.
# A changed line re-speaks that person in every episode; a deleted one is chosen again. New people
# are added at the end; your comments, and the order of the lines, stay.

[voices]"""


def render_cast(entries: Mapping[str, str]) -> str:
    """The show's cast file: TOML with a heading for the person who edits it, sorted by speaker."""
    return "\n".join([_HEADER, *(toml.line(key, entries[key]) for key in sorted(entries)), ""])


def extend_cast(content: bytes, entries: Mapping[str, str], where: str) -> bytes:
    """Adds the missing people to a cast file; whatever people wrote stays.

    `entries` are all voices by speaker. Raises ConfigError if the file can't be read.
    """
    table = toml.parse(content, where).table
    known = table.get("voices", {})
    new = {key: entries[key] for key in sorted(entries) if key not in known}
    if not new:
        return content
    return toml.with_content(content, {**table, "voices": {**known, **new}}, where)


def parse_kept(table: Mapping[str, object], where: str) -> dict[str, str]:
    """The entries of a cast file's TOML. Raises ConfigError with every problem."""
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
                Problem(where, "voices is not a table.", "Write [voices] and the people below it."),
            ]
        )
    choices: dict[str, str] = {}
    for key, text in voices.items():
        at = f"{where}: voices.{key}"
        if not isinstance(text, str):
            problems.append(Problem(at, f"{text!r} is not a voice.", FORM))
            continue
        try:
            choices[str(key)] = str(parse_voice(text, at))
        except VoiceError as error:
            problems.extend(error.problems)
    if problems:
        raise ConfigError(problems)
    return choices
