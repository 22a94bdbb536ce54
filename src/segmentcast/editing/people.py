"""Who says what: one turn, all turns of a person, a name, a part. Written to cast.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from segmentcast import toml
from segmentcast.editing.open_episode import (
    EPISODE_FILE,
    Change,
    OpenEpisode,
    names_by_key,
    turn_of,
)
from segmentcast.editing.rewriting import Piece, doubt_of
from segmentcast.errors import Problem, SegmentcastError, UsageError
from segmentcast.model import SURE, Part, Transcript
from segmentcast.transcript.review.certainty import certainty_of
from segmentcast.transcript.text.names import key_of
from segmentcast.workspace.transcript_source import CAST_FILE

_LONGEST_NAME = 255
_MOST_NAMED = 6
"""Turns that a summary names; of more it says how many."""


def assign(opened: OpenEpisode, number: int, person: str) -> Change:
    """This turn is said by `person`: the key or name of a speaker, or a new name."""
    at = turn_of(opened, number)
    key, name = person_of(opened, person)
    expected = _names(opened.transcript)
    expected[at] = name
    contents = _with_turns(opened, {number: key})
    return _checked(opened, contents, expected, f"Turn {number} is said by {name}.")


def assign_all(opened: OpenEpisode, number: int, person: str) -> Change:
    """All turns of this turn's person are said by `person`.

    Turns that were not sure are settled by it; the others are renamed with the speaker.
    """
    at = turn_of(opened, number)
    old = opened.transcript.turns[at].speaker
    key, name = person_of(opened, person)
    own = [row for row, turn in enumerate(opened.transcript.turns) if turn.speaker == old]
    expected = _names(opened.transcript)
    for row in own:
        expected[row] = name
    verb = "is" if len(own) == 1 else "are"
    turns = "1 turn" if len(own) == 1 else f"{len(own)} turns"
    summary = f"{turns} {verb} said by {name}."
    unsure = {row + 1: key for row in own if opened.transcript.turns[row].confidence < SURE}
    if key == old:
        return confirm(opened, *unsure) if unsure else Change({}, summary)
    try:
        by_name = _with_speaker(opened, old, {"name": name}, turns=unsure)
        return _checked(opened, by_name, expected, summary)
    except SegmentcastError:  # the name alone would move other turns, too
        return _checked(
            opened, _with_turns(opened, {row + 1: key for row in own}), expected, summary
        )


def set_part(opened: OpenEpisode, person: str, part: str) -> Change:
    """A speaker's part: host, guest, reporter or narrator. Raises UsageError for anything else."""
    if part not in tuple(Part):
        raise UsageError(Problem(part, "there is no such part", f"give one of {', '.join(Part)}"))
    key, name = person_of(opened, person)
    if key not in names_by_key(opened.transcript):
        raise UsageError(_nobody(opened, person))
    contents = _with_speaker(opened, key, {"part": part})
    after = opened.reread(contents)
    if next((row.part for row in after.speakers if row.key == key), None) != part:
        raise UsageError(_elsewhere(opened, f"the part of {name}"))
    return _checked(opened, contents, _names(opened.transcript), f"{name} is the {part}.")


def confirm(opened: OpenEpisode, *numbers: int) -> Change:
    """The person of these turns is right; once all turns are sure, the episode is marked as checked.

    But for a machine's transcript: who speaks says nothing of its words; see `confirm_words`.
    """
    at = [turn_of(opened, number) for number in numbers]
    turns = opened.transcript.turns
    contents = _with_turns(opened, {row + 1: turns[row].speaker for row in at})
    names = names_by_key(opened.transcript)
    shown = ", ".join(str(number) for number in numbers)
    which = f"Turn {shown}" if len(numbers) == 1 else f"Turns {shown}"
    if len(numbers) > _MOST_NAMED:
        which = f"{len(numbers)} turns"
    people = {names[turns[row].speaker] for row in at}
    summary = f"{which}: {', '.join(sorted(people))} is right."
    change = _checked(opened, contents, _names(opened.transcript), summary)
    if (
        certainty_of(opened.reread(contents)).unsure
        or opened.config.checked
        or opened.machine_words
    ):
        return change
    return Change({**contents, **_marked_as_checked(opened)}, summary)


def confirm_words(opened: OpenEpisode) -> Change:
    """Somebody has checked a machine's words against the recording."""
    summary = "The words are checked."
    return Change(_marked_as_checked(opened) if opened.machine_words else {}, summary)


def _marked_as_checked(opened: OpenEpisode) -> dict[str, bytes]:
    table = {**opened.table(EPISODE_FILE)}
    if "checked" in table:  # a digest of other words
        return opened.with_table(EPISODE_FILE, {**table, "checked": True})
    return opened.with_table(EPISODE_FILE, {"checked": True, **table})


def person_of(opened: OpenEpisode, given: str) -> tuple[str, str]:
    """The key to write, and the name: of a speaker, or the new name itself."""
    person = " ".join(given.split())
    if not key_of(person) or len(person) > _LONGEST_NAME or not person.isprintable():
        raise UsageError(Problem(given, "this is no name", "give a person's full name"))
    names = names_by_key(opened.transcript)
    for key, name in names.items():
        if person in (key, name) or key_of(person) == key:
            return key, name
    return person, person


def with_people_kept(
    opened: OpenEpisode, contents: Mapping[str, bytes], after: Transcript, pieces: Sequence[Piece]
) -> dict[str, bytes]:
    """The contents with a line in cast.toml for each turn whose person, or how sure it is, became another.

    Words that change can change who is thought to say other turns; those stay as they were. Empty
    if the turns are not these.
    """
    wanted = [piece for piece in pieces if piece.name]
    if len(wanted) != len(after.turns):
        return {}
    names = names_by_key(after)
    keys = {name: key for key, name in names.items()}
    table = dict(toml.parse(_cast_content(opened, contents), CAST_FILE).table)
    people, doubts = _inner(table, "turns"), _inner(table, "unsure")
    for number, (turn, piece) in enumerate(zip(after.turns, wanted, strict=True), 1):
        sure = piece.confidence >= SURE
        if names[turn.speaker] != piece.name or (sure and turn.confidence < SURE):
            people[str(number)] = keys.get(piece.name, piece.name)
        if not sure and turn.confidence >= SURE:
            doubts[str(number)] = doubt_of(piece)
    table |= {"turns": _in_order(people)} if people else {}
    table |= {"unsure": _in_order(doubts)} if doubts else {}
    changed = toml.with_content(_cast_content(opened, contents), table, CAST_FILE)
    return {**contents, CAST_FILE: changed}


def _cast_content(opened: OpenEpisode, contents: Mapping[str, bytes]) -> bytes:
    return contents.get(CAST_FILE) or opened.content(CAST_FILE) or b""


def _names(transcript: Transcript) -> list[str]:
    names = names_by_key(transcript)
    return [names[turn.speaker] for turn in transcript.turns]


def _checked(
    opened: OpenEpisode, contents: Mapping[str, bytes], expected: list[str], summary: str
) -> Change:
    """The change, if the episode is read back with these people and its own words."""
    after = opened.reread(contents)
    words = [turn.text for turn in opened.transcript.turns]
    if _names(after) != expected or [turn.text for turn in after.turns] != words:
        raise UsageError(_elsewhere(opened, "who says this"))
    return Change(contents, summary)


def _elsewhere(opened: OpenEpisode, what: str) -> Problem:
    return Problem(
        str(opened.folder.path),
        f"{what} is decided elsewhere, and cast.toml alone does not change it",
        f"correct [cast] in {EPISODE_FILE}, or the labels in {opened.source.name}",
    )


def _nobody(opened: OpenEpisode, person: str) -> Problem:
    names = ", ".join(names_by_key(opened.transcript).values())
    return Problem(person, "nobody here is called so", f"give one of: {names}")


def _with_turns(opened: OpenEpisode, people: Mapping[int, str]) -> dict[str, bytes]:
    """cast.toml with these people in `[turns]`; where `[cast]` of episode.toml decides, that file, too."""
    table = opened.table(CAST_FILE)
    table["turns"] = _in_order({**_inner(table, "turns"), **_keys(people)})
    table = _without_doubts(table, people)
    return {**opened.with_table(CAST_FILE, table), **_overruled(opened, people)}


def _with_speaker(
    opened: OpenEpisode,
    key: str,
    settings: Mapping[str, str],
    turns: Mapping[int, str] | None = None,
) -> dict[str, bytes]:
    table = opened.table(CAST_FILE)
    speakers = _inner(table, "speakers")
    written = _written_key(key, speakers)
    earlier = speakers.get(written, {})
    known = {"name": earlier} if isinstance(earlier, str) else dict(earlier)
    speakers[written] = {**known, **settings}
    table["speakers"] = speakers
    if turns:
        table["turns"] = _in_order({**_inner(table, "turns"), **_keys(turns)})
    table = _without_doubts(table, turns or ())
    return opened.with_table(CAST_FILE, table)


def _written_key(key: str, speakers: Mapping[str, Any]) -> str:
    """The key under which cast.toml has this speaker already, else the speaker's own."""
    for written, value in speakers.items():
        name = value if isinstance(value, str) else value.get("name", "")
        if key_of(written) == key or key_of(name) == key:
            return written
    return key


def _overruled(opened: OpenEpisode, people: Mapping[int, str]) -> dict[str, bytes]:
    table = opened.table(EPISODE_FILE)
    own = _inner(table, "cast")
    turns = _inner(own, "turns")
    if not any(str(number) in turns for number in people):
        return {}
    turns |= {str(number): person for number, person in people.items() if str(number) in turns}
    return opened.with_table(EPISODE_FILE, {**table, "cast": {**own, "turns": turns}})


def _without_doubts(table: dict[str, Any], numbers: Iterable[int]) -> dict[str, Any]:
    """The table without the doubts that this settles."""
    if "unsure" not in table:
        return table
    settled = {str(number) for number in numbers}
    left = {key: value for key, value in table["unsure"].items() if key not in settled}
    table["unsure"] = left
    if not left:
        del table["unsure"]
    return table


def _inner(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key, {})
    return dict(value) if isinstance(value, Mapping) else {}


def _keys(people: Mapping[int, str]) -> dict[str, str]:
    return {str(number): person for number, person in people.items()}


def _in_order(turns: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(turns.items(), key=lambda row: (len(row[0]), row[0])))
