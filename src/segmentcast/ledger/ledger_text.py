"""The ledger as text: all in one, or by month as in a show's folder.

A text is JSON Lines, for people to read, compare, merge and fix. Bad lines are never silently
dropped or repaired; each is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC

from segmentcast.errors import LedgerError, Problem
from segmentcast.ledger.book import RESTORE, SCHEMA, Ledger
from segmentcast.ledger.entries import (
    Entry,
    entry_from_json,
    head_to_json,
    json_object,
    refuse_unknown,
    take_text,
    to_line,
)

FOLDER_SCHEMA = 2
"""The schema in the head of a ledger in months."""
MONTH = re.compile(r"\d{4}-\d\d")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


def decoded(data: bytes, where: str) -> str:
    """Decodes the text of a ledger. Raises LedgerError with the first line that is not UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = Problem(f"{where}:{line}", "this line is not UTF-8", RESTORE)
        raise LedgerError(problem) from error


def parse(text: str, where: str) -> Ledger:
    """The ledger from one text. Raises LedgerError with every bad line."""
    problems: list[Problem] = []
    first, _, rest = text.removeprefix("\ufeff").partition("\n")
    guid, feed_url = _read_head(first, f"{where}:1", SCHEMA, problems)
    ledger = Ledger(guid, feed_url)
    take_lines(ledger, rest, where, problems, begin=2)
    if problems:
        raise LedgerError(problems)
    return ledger


def take_lines(
    ledger: Ledger,
    text: str,
    where: str,
    problems: list[Problem],
    *,
    begin: int = 1,
    month: str = "",
) -> None:
    """Adds the entries in a text to the ledger, and errors to `problems`.

    With `month`, entries of other months are errors.
    """
    for number, line in numbered(text, begin):
        try:
            entry = entry_of(line, month)
            if entry.id in ledger:
                raise ValueError(f"{entry.id} has a second line")
            ledger.take(entry)
        except LedgerError as error:
            what = f"{entry.id} {error.problems[0].what}"
            problems.append(Problem(f"{where}:{number}", what, RESTORE))
        except ValueError as error:
            problems.append(Problem(f"{where}:{number}", str(error), RESTORE))


def numbered(text: str, begin: int = 1) -> Iterator[tuple[int, str]]:
    """The non-blank lines of a text, with their numbers."""
    # Not splitlines(): JSON strings may contain U+2028 and similar characters unescaped.
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), begin):
        if line.strip():
            yield number, line


def entry_of(line: str, month: str = "") -> Entry:
    """The entry on a line (of a month's file). Raises ValueError with what is wrong."""
    entry = entry_from_json(json_object(line))
    if month and month_of(entry) != month:
        published = entry.published.isoformat()
        raise ValueError(
            f"{entry.id} was first published {published}: its line belongs in"
            f" {month_of(entry)}.jsonl"
        )
    return entry


def month_of(entry: Entry) -> str:
    """The month of an entry, `2016-11`, from its first publication, which never changes."""
    moment = entry.published.astimezone(UTC)
    return f"{moment.year:04d}-{moment.month:02d}"


def render_month(lines: Iterable[tuple[str, str]]) -> str:
    """The text of a month, from ids and lines."""
    return "".join(f"{line}\n" for _, line in sorted(lines))


def render_head(guid: str, feed_url: str) -> str:
    """The line that identifies the show."""
    return to_line(head_to_json(guid, feed_url, FOLDER_SCHEMA)) + "\n"


def parse_head(text: str, where: str) -> tuple[str, str]:
    """The show's GUID and feed URL. Raises LedgerError, also for a ledger from a newer version."""
    problems: list[Problem] = []
    head = _read_head(text.removeprefix("\ufeff").strip(), where, FOLDER_SCHEMA, problems)
    if problems:
        raise LedgerError(problems)
    return head


def _read_head(line: str, place: str, known: int, problems: list[Problem]) -> tuple[str, str]:
    try:
        head = json_object(line)
        schema = head.pop("schema", None)
        if isinstance(schema, int) and schema > known:
            problems.append(
                Problem(
                    place,
                    f"written by a newer segmentcast (schema {schema}; this version supports {known})",
                    "update segmentcast",
                )
            )
            raise LedgerError(problems)
        if schema != known:
            raise ValueError(f"not a ledger's first line: schema is {schema!r}")
        guid, feed_url = (take_text(head, key, required=True) for key in ("guid", "feed_url"))
        if not _UUID.fullmatch(guid):
            raise ValueError(f"guid is {guid!r}, not a UUID")
        refuse_unknown(head)
        return guid, feed_url
    except ValueError as error:
        problems.append(Problem(place, str(error), RESTORE))
        return "", ""
