"""The ledger's entries, and their format as a line of JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

_SHA256 = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"_?[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_ID = 200
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


@dataclass(frozen=True, slots=True)
class Version:
    """Audio that was published for an episode.

    `path` is relative to the feed's root; it and `sha256` may be empty for an imported enclosure
    that was never downloaded. `why` is the reason for this version. `words` is the hash of the
    spoken words, and `inputs` has the hashes of the own inputs; both are empty if unknown.
    `reattributed`: in this version, words of the one before are said by another person.
    """

    url: str
    path: str
    sha256: str
    length_bytes: int
    mime: str
    date: datetime
    why: str = ""
    words: str = ""
    inputs: str = ""
    reattributed: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An episode that subscribers know. `versions` are oldest first; `fingerprint` is the source's."""

    id: str
    guid: str
    published: datetime
    title: str
    versions: tuple[Version, ...] = ()
    fingerprint: str = ""
    retracted: datetime | None = None

    @property
    def current(self) -> Version | None:
        """The version that the feed links to."""
        return self.versions[-1] if self.versions else None


def to_line(record: dict[str, Any]) -> str:
    """A JSON object on one line, keeping the order of keys and non-ASCII letters."""
    return _ENCODER.encode(record)


def json_object(line: str) -> dict[str, Any]:
    if line.startswith(_CONFLICT):
        raise ValueError("unresolved merge conflict")
    try:
        value = json.loads(line, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} (column {error.colno})") from None
    except RecursionError:
        raise ValueError("not a ledger line: nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def entry_from_json(record: dict[str, Any]) -> Entry:
    versions = record.pop("versions", [])
    if not isinstance(versions, list) or not all(isinstance(version, dict) for version in versions):
        raise ValueError("versions is not a list of objects")
    retracted = take_text(record, "retracted")
    entry = Entry(
        id=_id(take_text(record, "id", required=True)),
        guid=take_text(record, "guid", required=True),
        published=_moment(take_text(record, "published", required=True), "published"),
        title=take_text(record, "title"),
        versions=tuple(_version(version) for version in versions),
        fingerprint=take_text(record, "fingerprint"),
        retracted=_moment(retracted, "retracted") if retracted else None,
    )
    refuse_unknown(record)
    return entry


def _id(text: str) -> str:
    """Ids are part of file names and URLs, so only a-z, digits and single hyphens are allowed."""
    if len(text) > _LONGEST_ID or not _ID.fullmatch(text):
        raise ValueError(
            f"id is {text[:40]!r}, not lower-case letters and digits with single hyphens"
        )
    return text


def _version(record: dict[str, Any]) -> Version:
    length = record.pop("length_bytes", None)
    if not isinstance(length, int) or isinstance(length, bool) or length < 0:
        raise ValueError(f"length_bytes is {length!r}, not a number of bytes")
    version = Version(
        url=take_text(record, "url", required=True),
        path=take_text(record, "path"),
        sha256=take_text(record, "sha256"),
        length_bytes=length,
        mime=take_text(record, "mime"),
        date=_moment(take_text(record, "date", required=True), "date"),
        why=take_text(record, "why"),
        words=take_text(record, "words"),
        inputs=take_text(record, "inputs"),
        reattributed=_take_flag(record, "reattributed"),
    )
    if version.sha256 and not _SHA256.fullmatch(version.sha256):
        raise ValueError(f"sha256 is {version.sha256!r}, not 64 hexadecimal digits")
    refuse_unknown(record)
    return version


def take_text(record: dict[str, Any], key: str, *, required: bool = False) -> str:
    value = record.pop(key, "")
    if not isinstance(value, str):
        raise ValueError(f"{key} is {value!r}, not text")
    if required and not value:
        raise ValueError(f"{key} is missing")
    if not value.isascii() and _SURROGATE.search(value):
        raise ValueError(f"{key} contains a lone surrogate")
    return value


def _take_flag(record: dict[str, Any], key: str) -> bool:
    value = record.pop(key, False)
    if not isinstance(value, bool):
        raise ValueError(f"{key} is {value!r}, not true or false")
    return value


def _moment(text: str, key: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{key} is {text!r}, not an ISO 8601 date") from None
    if moment.tzinfo is None:
        raise ValueError(f"{key} is {text!r}, without a time zone")
    return moment


def refuse_unknown(record: dict[str, Any]) -> None:
    if record:
        raise ValueError(f"unknown key: {', '.join(sorted(record))}")


def entry_to_json(entry: Entry) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": entry.id,
        "guid": entry.guid,
        "published": entry.published.isoformat(),
        "title": entry.title,
        "versions": [_version_to_json(version) for version in entry.versions],
    }
    if entry.fingerprint:
        record["fingerprint"] = entry.fingerprint
    if entry.retracted is not None:
        record["retracted"] = entry.retracted.isoformat()
    return record


def entry_line(entry: Entry) -> str:
    """The entry's line, deterministic for the same entry."""
    return to_line(entry_to_json(entry))


def head_to_json(guid: str, feed_url: str, schema: int) -> dict[str, Any]:
    return {"schema": schema, "guid": guid, "feed_url": feed_url}


_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False)
_VERSION_KEYS = tuple(field.name for field in fields(Version))


def _version_to_json(version: Version) -> dict[str, Any]:
    record = {key: getattr(version, key) for key in _VERSION_KEYS}
    record["date"] = version.date.isoformat()
    if not version.inputs:
        del record["inputs"]  # lines of earlier versions stay unchanged
    if not version.reattributed:
        del record["reattributed"]
    return record
