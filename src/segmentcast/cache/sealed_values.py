"""What a kept value is called and how it is sealed: a reader knows whether it is whole and its own.

    name   <sha256 of all that decides the value>[.<label>].<kind>
    place  <first two digits>/<name>
    bytes  "SGC1" | SHA-256 of name and payload, 32 bytes | payload
    here   "SGL1" | where it came from, 12 bytes | SHA-256 of that, name and payload | payload

A value from a place that others write to is a stranger's: one whose seal is not right, or which
is under another's name, counts as absent. Nothing of it is ever run or unpickled. Who shares
a secret seals with it (HMAC, RFC 2104): nobody else can then write what is believed.

What is kept on this machine says where it came from, and under which seal. So a value that came
from others without a seal is not believed any more once there is a secret, or nobody is asked.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["speech", "mp3"]
KINDS: tuple[Kind, ...] = ("speech", "mp3")
SHARED_LIMIT_BYTES = 64 << 20
"""Nothing larger is brought to a shared place or taken from it."""

LOCAL_LIMIT_BYTES = 1 << 31
_MAGIC = b"SGC1"
_HEAD_BYTES = len(_MAGIC) + hashlib.sha256().digest_size
_HERE = b"SGL1"
_SEAL_BYTES = 8
_ORIGIN_BYTES = 4 + _SEAL_BYTES
HERE_HEAD_BYTES = len(_HERE) + _ORIGIN_BYTES + hashlib.sha256().digest_size
_NAME = re.compile(r"([0-9a-f]{64})(?:\.([a-z0-9_-]{1,48}))?\.(speech|mp3)")
_NOT_IN_LABELS = re.compile(r"[^a-z0-9_-]+")
SHARDS = tuple(f"{number:02x}" for number in range(256))


@dataclass(frozen=True, slots=True)
class Kept:
    """What a listing says of a value. `used` is when it was last used, in seconds since 1970."""

    name: str
    length_bytes: int
    used: float

    @property
    def kind(self) -> str:
        return kind_of(self.name)

    @property
    def label(self) -> str:
        """For speech, the engine and the voice; empty where there is none."""
        parts = self.name.split(".")
        return parts[1] if len(parts) == 3 else ""


def label_of(engine: str, voice: str) -> str:
    """An engine and a voice as a part of a name."""
    return _NOT_IN_LABELS.sub("_", f"{engine}-{voice}".lower())[:48]


def name_of(key: str, kind: Kind) -> str:
    """The name of the value under a key: 64 hex digits, and perhaps a dot and a label.

    Raises ValueError for anything else, so that no key is ever a path.
    """
    name = f"{key}.{kind}"
    if not is_name(name):
        raise ValueError(f"not a key: {key!r}")
    return name


def kind_of(name: str) -> str:
    """The kind of the value that has this name."""
    return name.rpartition(".")[2]


def is_name(name: str) -> bool:
    """Whether a file of this name is a kept value."""
    return _NAME.fullmatch(name) is not None


def path_of(name: str) -> str:
    """The path of a value below the root of its place."""
    return f"{name[:2]}/{name}"


def sealed(name: str, payload: bytes | memoryview, secret: bytes = b"") -> bytes:
    """The bytes to keep."""
    return b"".join((_MAGIC, _seal(name, payload, secret), payload))


def unsealed(name: str, data: bytes, secret: bytes = b"") -> memoryview | None:
    """The payload; None when it is cut, altered, another's, or sealed with another secret."""
    payload = memoryview(data)[_HEAD_BYTES:]
    if len(data) < _HEAD_BYTES or data[: len(_MAGIC)] != _MAGIC:
        return None
    seal = data[len(_MAGIC) : _HEAD_BYTES]
    return payload if hmac.compare_digest(seal, _seal(name, payload, secret)) else None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value on this machine came from: `made` here, or brought by others under a `seal`.

    A seal is 8 bytes that name the secret, or empty for none.
    """

    made: bool
    seal: bytes = b""

    def packed(self) -> bytes:
        return (b"made" if self.made else b"come") + self.seal.ljust(_SEAL_BYTES, b"\0")


MADE_HERE = Origin(made=True)
_NOT_KNOWN = Origin(made=False)
"""Of values without a word on that, from before it was kept: anybody's."""


def seal_of(secret: bytes) -> bytes:
    """What names a secret without telling it; empty for none."""
    return hmac.new(secret, b"segmentcast seal", "sha256").digest()[:_SEAL_BYTES] if secret else b""


@dataclass(frozen=True, slots=True)
class Trust:
    """What is believed of the values on this machine.

    With a `secret` what came from others has to have been sealed with it; `alone` says that others
    are not to be believed unless there was a seal.
    """

    secret: bytes = b""
    alone: bool = False

    @property
    def everybody(self) -> bool:
        """Whether everything is believed that is whole."""
        return not (self.secret or self.alone)

    def believes(self, origin: Origin) -> bool:
        if origin.made or self.everybody:
            return True
        if self.secret:
            return origin.seal == seal_of(self.secret)
        return bool(origin.seal)


def kept_here(name: str, payload: bytes | memoryview, origin: Origin) -> bytes:
    """The bytes to keep on this machine."""
    packed = origin.packed()
    return b"".join((_HERE, packed, _seal(f"{packed.hex()} {name}", payload, b""), payload))


def read_here(name: str, data: bytes) -> tuple[memoryview, Origin] | None:
    """The payload of a value on this machine and its origin; None when it is cut, altered or another's."""
    if not data.startswith(_HERE):
        payload = unsealed(name, data)
        return None if payload is None else (payload, _NOT_KNOWN)
    origin = origin_of(data)
    start = len(_HERE) + _ORIGIN_BYTES
    body = memoryview(data)[HERE_HEAD_BYTES:]
    if origin is None or len(data) < HERE_HEAD_BYTES:
        return None
    seal = _seal(f"{data[len(_HERE) : start].hex()} {name}", body, b"")
    return (body, origin) if hmac.compare_digest(data[start:HERE_HEAD_BYTES], seal) else None


def origin_of(start: bytes) -> Origin | None:
    """What the first bytes of a value on this machine say; None where they say nothing."""
    if start[: len(_MAGIC)] == _MAGIC:
        return _NOT_KNOWN
    word, seal = start[4:8], start[8 : 8 + _SEAL_BYTES]
    if start[: len(_HERE)] != _HERE or word not in (b"made", b"come") or len(seal) < _SEAL_BYTES:
        return None
    return Origin(word == b"made", b"" if seal == bytes(_SEAL_BYTES) else seal)


def _seal(name: str, payload: bytes | memoryview, secret: bytes) -> bytes:
    start = f"{name}\n".encode()
    state = hmac.new(secret, start, "sha256") if secret else hashlib.sha256(start)
    state.update(payload)
    return state.digest()
