"""The show's pictures of the last release, so that an unchanged one is neither drawn nor scaled again.

A card of 3000 pixels is the largest thing in memory while ten thousand episodes are released. It is
kept by what is on it, whatever software drew it: subscribers get no new picture by an update.
"""

from __future__ import annotations

import json
from typing import cast

from segmentcast.model import PackageFile, Role
from segmentcast.publish.published_files import whole_path
from segmentcast.publish.release.writer import Writer
from segmentcast.records import Records

_STATE = "pictures"


class KeptPictures:
    """By role, the key and the file of each picture. A file that isn't whole in the store isn't kept."""

    def __init__(self, records: Records, writer: Writer) -> None:
        self._records = records
        self._writer = writer
        self._rows: dict[str, list[str | int]] = json.loads(records.state(_STATE) or "{}")

    def get(self, role: Role, key: str) -> PackageFile | None:
        """The picture of that role if it was made for the same key."""
        row = self._rows.get(role)
        if not row or row[0] != key:
            return None
        _, path, mime, length_bytes, sha256 = cast("tuple[str, str, str, int, str]", tuple(row))
        if whole_path(self._writer.store, path, length_bytes, sha256) is None:
            return None
        self._writer.published.note(path, sha256, length_bytes)
        return PackageFile(role, path, mime, length_bytes, sha256)

    def key(self, role: Role) -> str:
        """What the picture of that role was made for; empty if none is remembered."""
        row = self._rows.get(role)
        return str(row[0]) if row else ""

    def keep(self, role: Role, key: str, picture: PackageFile) -> PackageFile:
        """Remembers a picture for the next release, and returns it."""
        self._rows[role] = [
            key, picture.path, picture.mime, picture.length_bytes, picture.sha256,
        ]  # fmt: skip
        self._records.set_state(_STATE, json.dumps(self._rows))
        return picture
