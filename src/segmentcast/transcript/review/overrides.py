"""What a person says about the speakers, against anything inferred: cast.toml beside a transcript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from segmentcast import toml
from segmentcast.errors import ConfigError, Problem
from segmentcast.model import EvidenceRule, Part, Transcript
from segmentcast.transcript.text.names import key_of
from segmentcast.transcript.text.prose import excerpt

RULE: EvidenceRule = "cast.toml"
"""The evidence rule of what a person has said; its words are the key that it was said for."""
CAST_FILE = "cast.toml in the episode's folder"
"""Where a remedy tells a person to write."""
_KEYS = ("name", "part", "role")
_TABLES = ("speakers", "turns", "unsure")


@dataclass(frozen=True, slots=True)
class SpeakerOverrides:
    """A person's word: `names`, `parts`, `roles` by speaker key, label or part; `turns` by number from 1.

    Keys are compared folded: "Speaker 1", "speaker-1" and "SPEAKER 1" are one. "host" and "guest"
    mean the speaker with that part where there is exactly one. A turn's person is a key, a label
    or a name; a name that nobody has makes a new speaker. `unsure` holds, by number, how sure it is
    who says a turn whose label was guessed.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    turns: Mapping[int, str] = field(default_factory=dict)
    unsure: Mapping[int, float] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.names or self.parts or self.roles or self.turns or self.unsure)


NONE = SpeakerOverrides()


def overrides_from_toml(table: Mapping[str, object], where: str) -> SpeakerOverrides:
    """The overrides in a parsed cast.toml.

    `[speakers.KEY]` with name, part, role (or `KEY = "Name"` in `[speakers]`), `[turns]` with
    `NUMBER = "KEY or name"`, and `[unsure]` with `NUMBER = CONFIDENCE`. Raises ConfigError naming every unknown key, with the nearest known one.
    """
    problems: list[Problem] = []
    names: dict[str, str] = {}
    parts: dict[str, Part] = {}
    roles: dict[str, str] = {}
    turns: dict[int, str] = {}
    for key in table:
        if key not in _TABLES:
            problems.append(_unknown(where, key, _TABLES))
    speakers = _table(table, "speakers", where, problems)
    for key, value in speakers.items():
        place = f"speakers.{key}"
        if isinstance(value, str):
            names[key] = value
        elif isinstance(value, Mapping):
            _speaker(key, value, where, problems, (names, parts, roles))
        else:
            problems.append(Problem(where, f"{place} is {value!r}.", f'{key} = "Full Name"'))
    for number, person in _table(table, "turns", where, problems).items():
        if not _is_turn(number):
            problems.append(
                Problem(where, f'turns."{number}" is no turn number.', "Turns count from 1.")
            )
        elif not isinstance(person, str) or not person.strip():
            problems.append(
                Problem(where, f"turns.{number} names no person.", f'{number} = "Full Name"')
            )
        else:
            turns[int(number)] = person
    unsure = _doubts(_table(table, "unsure", where, problems), where, problems)
    for key, name in names.items():
        if not name.strip():
            problems.append(
                Problem(
                    where,
                    f"speakers.{key} has an empty name.",
                    "Give the name, or leave the line out.",
                )
            )
    if problems:
        raise ConfigError(problems)
    return SpeakerOverrides(names, parts, roles, turns, unsure)


def _is_turn(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) < 9 and int(number) > 0


def _doubts(table: Mapping[str, object], where: str, problems: list[Problem]) -> dict[int, float]:
    doubts: dict[int, float] = {}
    for number, value in table.items():
        if not _is_turn(number):
            problems.append(
                Problem(where, f'unsure."{number}" is no turn number.', "Turns count from 1.")
            )
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            problems.append(
                Problem(where, f"unsure.{number} is {value!r}, not from 0 to 1.", f"{number} = 0.5")
            )
        else:
            doubts[int(number)] = float(value)
    return doubts


def _speaker(
    key: str,
    value: Mapping[str, object],
    where: str,
    problems: list[Problem],
    into: tuple[dict[str, str], dict[str, Part], dict[str, str]],
) -> None:
    names, parts, roles = into
    place = f"speakers.{key}"
    for inner, setting in value.items():
        if inner not in _KEYS:
            problems.append(_unknown(where, f"{place}.{inner}", _KEYS, inner))
        elif not isinstance(setting, str):
            problems.append(
                Problem(where, f"{place}.{inner} is {setting!r}, not a text.", f'{inner} = "..."')
            )
        elif inner == "name":
            names[key] = setting
        elif inner == "role":
            roles[key] = setting
        elif setting in tuple(Part):
            parts[key] = Part(setting)
        else:
            near = get_close_matches(setting, [part.value for part in Part], 1)
            hint = f'Did you mean "{near[0]}"?' if near else f"One of {', '.join(Part)}."
            problems.append(Problem(where, f'{place}.part is "{setting}".', hint))


def _table(
    table: Mapping[str, object], key: str, where: str, problems: list[Problem]
) -> Mapping[str, object]:
    value = table.get(key, {})
    if isinstance(value, Mapping):
        return value
    problems.append(Problem(where, f"{key} is {value!r}, not a table.", f"[{key}]"))
    return {}


def _unknown(where: str, shown: str, known: tuple[str, ...], key: str = "") -> Problem:
    near = get_close_matches(key or shown, known, 1)
    hint = f'Did you mean "{near[0]}"?' if near else f"Known: {', '.join(known)}."
    return Problem(where, f'unknown key "{shown}".', hint)


def is_inferred(transcript: Transcript) -> bool:
    """Whether any turn's person is known from the words alone: no label and nobody's word says it."""
    settled = {"label", RULE}
    return any(settled.isdisjoint(item.rule for item in turn.evidence) for turn in transcript.turns)


def cast_toml(transcript: Transcript, source: str = "the transcript") -> str:
    """The editable cast.toml: who speaks, with the words it rests on as comments.

    All that was inferred is commented out, so that writing the file settles nothing and a transcript
    that is corrected later is read afresh; a person takes the `#` away. What a person has said
    before stays said.
    """
    lines = [
        f"# Who speaks in {_comment(source)}, and the words that say so.",
        "# Lines behind '#' were inferred and settle nothing. To correct one, or to confirm one that is",
        "# not sure, take its '#' away. Delete this file to have it written again.",
        "",
    ]
    for speaker in transcript.speakers:
        given = next((item.words for item in speaker.evidence if item.rule == RULE), "")
        key = given or speaker.key
        off = "" if given else "# "
        lines.append(f"[speakers.{toml.key_text(key)}]")
        lines.append(off + toml.line("name", speaker.name))
        lines.append(off + toml.line("part", speaker.part.value))
        if speaker.role:
            lines.append(off + toml.line("role", speaker.role))
        lines.append(f"# {'sure' if speaker.sure else 'not sure'} ({speaker.confidence:.2f}):")
        lines.extend(
            f"#   {item.rule}: {_comment(item.words)}"
            for item in speaker.evidence
            if item.rule != RULE
        )
        lines.append("")
    lines.append("# Turns by number. Who says each, as far as it is known:")
    lines.append("[turns]")
    for number, turn in enumerate(transcript.turns, 1):
        given = next((item.words for item in turn.evidence if item.rule == RULE), "")
        off = "" if given else "# "
        sure = "" if given or turn.confidence >= 0.9 else f"not sure ({turn.confidence:.2f}): "
        lines.append(
            f"{off}{toml.line(str(number), given or turn.speaker)}  # {sure}{_comment(excerpt(turn.text, 70))}"
        )
    return "\n".join(lines) + "\n"


def _comment(words: str) -> str:
    flat = "".join(char if char.isprintable() else " " for char in " ".join(words.split()))
    return excerpt(flat, 160)


def matches(key: str, folded: str, labels: frozenset[str], part: Part, *, only_one: bool) -> bool:
    """Whether an override's key means this speaker."""
    wanted = key_of(key)
    return wanted == folded or wanted in labels or (only_one and wanted == part.value)
