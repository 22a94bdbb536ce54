"""Alignments that were made, kept in the working folder: the desk looks, and the publish doesn't repeat it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from segmentcast import files
from segmentcast.alignment import Alignment, WrittenSentence
from segmentcast.digest import digest
from segmentcast.publish.toolchain import EPISODE, versions

_FORM = "alignment-1"
_MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class KeptAlignments:
    """Alignments by what decides them. A file that cannot be read is one that isn't there."""

    folder: Path

    def key(
        self, sha256: str, first_ms: int, sentences: Sequence[WrittenSentence], language: str
    ) -> str:
        """The key for a recording without its first `first_ms`, and the words of these sentences."""
        texts = [sentence.text for sentence in sentences]
        return digest([_FORM, versions(EPISODE), sha256, first_ms, language, *texts])

    def get(self, key: str, sentences: Sequence[WrittenSentence], where: str) -> Alignment | None:
        """The alignment of these sentences; `where` names the recording in its findings."""
        path = self._path(key)
        if not files.is_file(path):
            return None
        try:
            known = msgspec.json.decode(files.read(path), type=Alignment)
            # who says a sentence may have changed since
            cues = tuple(
                replace(
                    cue,
                    speaker=sentences[at].speaker,
                    turn=sentences[at].turn,
                    paragraph=sentences[at].paragraph,
                )
                for at, cue in zip(known.matched, known.cues, strict=True)
            )
        except (msgspec.DecodeError, ValueError, IndexError):
            files.remove(path)
            return None
        findings = tuple(replace(finding, where=where) for finding in known.findings)
        return replace(known, cues=cues, findings=findings)

    def put(self, key: str, alignment: Alignment) -> None:
        """Keeps an alignment, unless no words were recognised; the oldest make room."""
        if alignment.approximate:
            return
        files.ensure_folder(self.folder)
        files.write(self._path(key), msgspec.json.encode(alignment), durable=False)
        kept = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        for path in kept[:-_MOST_KEPT]:
            files.remove(path)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"
