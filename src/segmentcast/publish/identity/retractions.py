"""What replaces a retracted segment, and which of its files have to go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from segmentcast import layout
from segmentcast.ledger import Ledger, Version

NOTICE = "notice:"
"""Stands before the hash of the words in the ledger where the sound is a retraction's notice."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was published of retracted episodes: every name that they ever had, with their ids.

    `spared` are the paths of sounds that stay: notices, and what others published under such a
    name.
    """

    names: Mapping[str, frozenset[str]]
    spared: frozenset[str]


def taken_back(ledger: Ledger) -> TakenBack:
    """What the ledger knows of the sounds and names of episodes that are retracted now."""
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
    """Whether the sound is the notice of a retraction, whose address stays for good."""
    return version.words.startswith(NOTICE)


def _name_in(version: Version) -> str:
    """The episode's id at the time, from the name of its sound: `audio/<id>-<hash>.mp3`."""
    stem = version.path.rpartition("/")[2].rpartition(".")[0]
    name, dash, digits = stem.rpartition("-")
    return name if dash and len(digits) == layout.HASH_CHARACTERS else ""
