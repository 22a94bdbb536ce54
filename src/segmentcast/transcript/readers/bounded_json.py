"""JSON with bounds: what cannot be parsed is a TranscriptError with its place, whatever its depth."""

from __future__ import annotations

import json
from math import isfinite

from segmentcast.errors import TranscriptError
from segmentcast.timing import parse_timestamp
from segmentcast.transcript.document import Source
from segmentcast.transcript.text.prose import collapse, excerpt

MOST_VALUES = 4_000_000
"""Many more than a recogniser writes for the words of a day."""
LONGEST_MS = 1000 * 3600 * 1000


def loads(source: Source) -> object:
    """The parsed document. Raises TranscriptError with line and column, or for more than a transcript has."""
    if source.text.count(",") + source.text.count("[") > MOST_VALUES:
        raise TranscriptError.at(
            source.name, f"this JSON has more than {MOST_VALUES:,} values.", "Is it the right file?"
        )
    try:
        return json.loads(source.text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and error.colno == 1:
            raise TranscriptError.at(
                f"{source.name}:{error.lineno}", "a second JSON document begins here (JSON Lines?).",
                "Put the documents into one list, or export the transcript as one document.",
            ) from None  # fmt: skip
        raise TranscriptError.at(
            f"{source.name}:{error.lineno}:{error.colno}",
            f"not JSON: {error.msg}.",
            "Export the transcript again, or mend the file at this place.",
        ) from None
    except RecursionError:
        raise TranscriptError.at(
            source.name, "the JSON is nested too deeply to be a transcript."
        ) from None
    except ValueError as error:
        raise TranscriptError.at(source.name, f"not JSON: {error}.") from None


def shown(value: object) -> str:
    """The beginning of a value, for a message."""
    try:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return excerpt(text[:200])
    except (RecursionError, ValueError):
        return type(value).__name__


def text_of(table: dict[str, object], *keys: str) -> str:
    """The first of these keys that holds a text, single-spaced."""
    for key in keys:
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return collapse(value)
        if (
            isinstance(value, (int, float))
            and not isinstance(value, bool)
            and key.startswith("speaker")
        ):
            return f"Speaker {value}"
        if isinstance(value, dict) and key.startswith("speaker"):
            inner = value.get("name") or value.get("label")
            if isinstance(inner, str) and inner.strip():
                return collapse(inner)
    return ""


def time_of(table: dict[str, object], *keys: str) -> int | None:
    """Milliseconds: a key ending in `_ms` or `_millis` holds them, any other seconds or `HH:MM:SS.mmm`."""
    for key in keys:
        value = table.get(key)
        if isinstance(value, str):
            try:
                value = parse_timestamp(value) / 1000 if ":" in value else float(value)
            except ValueError:
                continue
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        if isinstance(value, float) and not isfinite(value):
            continue
        if abs(value) > LONGEST_MS:
            continue
        ms = round(value) if key.endswith(("_ms", "Ms", "_millis")) else round(value * 1000)
        if 0 <= ms <= LONGEST_MS:
            return ms
    return None
