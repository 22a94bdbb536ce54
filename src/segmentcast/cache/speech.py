"""Spoken sentences by content, safe for several writers.

A sentence is written under the hash of all that decides its bytes, to a temporary file that is
then renamed; a reader sees all of it or nothing.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from segmentcast import files
from segmentcast.model import WordTime

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MAGIC = b"SGS1"
_HEAD = struct.Struct("<4sII")


@dataclass(frozen=True, slots=True, eq=False)
class KeptSpeech:
    """A spoken sentence ready to be joined to others: mono int16 samples, shape (n,)."""

    samples: NDArray[np.int16]
    rate_hz: int
    words: tuple[WordTime, ...] = ()


class SpeechCache:
    """Spoken sentences, content-addressed. A damaged entry counts as missing."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, key: str) -> Path:
        return self._root / key[:2] / f"{key}.speech"

    def has(self, key: str) -> bool:
        """Whether there is an entry; it may yet turn out to be damaged when read."""
        return self.path(key).is_file()

    def get(self, key: str) -> KeptSpeech | None:
        """The sentence, or None when it is not there or damaged."""
        import numpy as np

        try:
            data = self.path(key).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise files.explain(error, self.path(key)) from error
        if len(data) < _HEAD.size:
            return None
        magic, head_bytes, checksum = _HEAD.unpack_from(data)
        body = data[_HEAD.size :]
        if magic != _MAGIC or zlib.crc32(body) != checksum:
            return None
        head = json.loads(body[:head_bytes])
        words = tuple(WordTime(*word) for word in head["words"])
        return KeptSpeech(np.frombuffer(body, "<i2", offset=head_bytes), head["rate_hz"], words)

    def put(self, key: str, speech: KeptSpeech) -> None:
        """Keeps the sentence; readers see all of it or nothing."""
        words = [[word.start_ms, word.end_ms, word.start, word.end] for word in speech.words]
        head = json.dumps({"rate_hz": speech.rate_hz, "words": words}).encode()
        head += b" " * (len(head) % 2)
        body = head + speech.samples.astype("<i2").tobytes()
        data = _HEAD.pack(_MAGIC, len(head), zlib.crc32(body)) + body
        files.write(self.path(key), data, durable=False)
