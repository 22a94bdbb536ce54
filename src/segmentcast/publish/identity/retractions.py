"""What replaces a retracted segment, and which of its files must be removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from segmentcast import layout
from segmentcast.ledger import Ledger, Version

NOTICE = "notice:"
"""Prefixes the hash of the words in the ledger if the audio is a retraction's notice."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The published names of retracted episodes, past and present, and their ids.

    `spared` are the audio paths to keep: notices, and what other episodes published under such a
    name.
    """

    names: Mapping[str, frozenset[str]]
    spared: frozenset[str]


def taken_back(ledger: Ledger) -> TakenBack:
    """The names and audio of all episodes that are retracted now."""
    names: dict[str, set[str]] = {}
    spared: set[str] = set()
    for entry in ledger:
        for version in entry.versions:
            if not entry.retracted or is_notice(version):
                spared.add(version.path)
        if entry.retracted:
            for name in (entry.id, *map(_name_in, entry.versions)):
                names.setdefault(name, set()).add(entry.id)
    names.pop("", None)
    return TakenBack({name: frozenset(ids) for name, ids in names.items()}, frozenset(spared))


def is_notice(version: Version) -> bool:
    """Whether the audio is a retraction's notice, whose address stays for good."""
    return version.words.startswith(NOTICE)


def _name_in(version: Version) -> str:
    """The episode's id at the time, parsed from `audio/<id>-<hash>.mp3`."""
    stem = version.path.rpartition("/")[2].rpartition(".")[0]
    name, dash, digits = stem.rpartition("-")
    return name if dash and len(digits) == layout.HASH_CHARACTERS else ""
