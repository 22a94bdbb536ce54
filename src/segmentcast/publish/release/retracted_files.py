"""Removes the files of retracted episodes from the output."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence

from segmentcast import files, layout
from segmentcast.ledger import Ledger
from segmentcast.model import Package
from segmentcast.publish.identity.retractions import taken_back
from segmentcast.publish.release.writer import Writer
from segmentcast.records import Packages
from segmentcast.store import DirectoryStore

_HASHED = re.compile(rf"(.+)-[0-9a-f]{{{layout.HASH_CHARACTERS}}}\.\w+")


def remove_retracted_files(
    packages: Packages, withdrawn: Sequence[Package], ledger: Ledger, writer: Writer
) -> None:
    """Removes the audio and texts of retracted episodes, except for their notices.

    Files under former names of an episode are removed too; the ledger knows these names from the
    published audio. Files of other episodes with such a name stay.
    """
    if not packages.retracted() and not any(package.retracted for package in withdrawn):
        return
    gone = taken_back(ledger)
    candidates = {path for path in _named(gone.names, writer.store) if path not in gone.spared}
    if candidates:
        for package in (*withdrawn, *packages.retracted()):
            candidates.difference_update(file.path for file in package.files)
    if candidates:
        for package in packages:
            candidates.difference_update(file.path for file in package.files)
    for path in sorted(candidates):
        writer.remove(path)
    others = sorted(gone.names.keys() - {episode.id for episode in withdrawn})
    for name in (name for name in others if not packages.has(name)):
        for page in writer.store.root.glob(f"episodes/{name}/*"):
            writer.remove(f"episodes/{name}/{page.name}")


def _named(names: Collection[str], store: DirectoryStore) -> Iterator[str]:
    """The audio, captions and chapters published for episodes with these names."""
    for folder in ("audio", "captions", "chapters"):
        if not (store.root / folder).is_dir():
            continue
        with files.explained(folder), os.scandir(store.root / folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                match = _HASHED.fullmatch(entry.name)
                if match and match[1] in names:
                    yield f"{folder}/{entry.name}"
