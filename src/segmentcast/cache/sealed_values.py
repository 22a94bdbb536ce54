"""The names and the format of cached values: a reader detects damaged and forged ones.

    name    <sha256 of everything that affects the value>[.<label>].<kind>
    path    <first two digits>/<name>
    shared  "SGC1" | SHA-256 of name and payload, 32 bytes | payload
    local   "SGL1" | origin, 12 bytes | SHA-256 of origin, name and payload | payload

A value from a shared cache is untrusted: if its seal is wrong, or it is stored under another name,
it counts as absent. Nothing in it is ever executed or unpickled. Machines that share a secret seal
with it (HMAC, RFC 2104), so that nobody else can write values that they believe.

A local value records its origin and seal. So a value that was fetched without a seal is no longer
believed once a secret is set or sharing is switched off.
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
"""Nothing larger is uploaded to a shared cache or fetched from it."""

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
    """A listed value. `used` is the time of last use, in seconds since 1970."""

    name: str
    length_bytes: int
    used: float

    @property
    def kind(self) -> str:
        return kind_of(self.name)

    @property
    def label(self) -> str:
        """For speech, the engine and the voice; otherwise empty."""
        parts = self.name.split(".")
        return parts[1] if len(parts) == 3 else ""


def label_of(engine: str, voice: str) -> str:
    """An engine and a voice as part of a name."""
    return _NOT_IN_LABELS.sub("_", f"{engine}-{voice}".lower())[:48]


def name_of(key: str, kind: Kind) -> str:
    """The name of the value under a key, which is 64 hex digits, optionally with a dot and a label.

    Raises ValueError for anything else, so that a key is never a path.
    """
    name = f"{key}.{kind}"
    if not is_name(name):
        raise ValueError(f"not a key: {key!r}")
    return name


def kind_of(name: str) -> str:
    """The kind of value with this name."""
    return name.rpartition(".")[2]


def is_name(name: str) -> bool:
    """Whether a file with this name is a cached value."""
    return _NAME.fullmatch(name) is not None


def path_of(name: str) -> str:
    """The path of a value below the root of its cache."""
    return f"{name[:2]}/{name}"


def sealed(name: str, payload: bytes | memoryview, secret: bytes = b"") -> bytes:
    """The bytes to store in a shared cache."""
    return b"".join((_MAGIC, _seal(name, payload, secret), payload))


def unsealed(name: str, data: bytes, secret: bytes = b"") -> memoryview | None:
    """The payload; None if it is cut, altered, misplaced or sealed with another secret."""
    payload = memoryview(data)[_HEAD_BYTES:]
    if len(data) < _HEAD_BYTES or data[: len(_MAGIC)] != _MAGIC:
        return None
    seal = data[len(_MAGIC) : _HEAD_BYTES]
    return payload if hmac.compare_digest(seal, _seal(name, payload, secret)) else None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a local value came from: made here (`local`), or fetched under a `seal`.

    A seal is 8 bytes that identify the secret, or empty without one.
    """

    local: bool
    seal: bytes = b""

    def packed(self) -> bytes:
        return (b"made" if self.local else b"come") + self.seal.ljust(_SEAL_BYTES, b"\0")


MADE_HERE = Origin(local=True)
_NOT_KNOWN = Origin(local=False)
"""For values stored before origins were recorded: they may be anyone's."""


def seal_of(secret: bytes) -> bytes:
    """Identifies a secret without revealing it; empty without a secret."""
    return hmac.new(secret, b"segmentcast seal", "sha256").digest()[:_SEAL_BYTES] if secret else b""


@dataclass(frozen=True, slots=True)
class Trust:
    """Which local values are believed.

    With a `secret`, fetched values must have been sealed with it. With `alone`, fetched values must
    have had some seal.
    """

    secret: bytes = b""
    alone: bool = False

    @property
    def everybody(self) -> bool:
        """Whether every intact value is believed."""
        return not (self.secret or self.alone)

    def believes(self, origin: Origin) -> bool:
        if origin.local or self.everybody:
            return True
        if self.secret:
            return origin.seal == seal_of(self.secret)
        return bool(origin.seal)


def kept_here(name: str, payload: bytes | memoryview, origin: Origin) -> bytes:
    """The bytes to store locally."""
    packed = origin.packed()
    return b"".join((_HERE, packed, _seal(f"{packed.hex()} {name}", payload, b""), payload))


def read_here(name: str, data: bytes) -> tuple[memoryview, Origin] | None:
    """The payload and origin of a local value; None if it is cut, altered or misplaced."""
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
    """The origin in the first bytes of a local value; None if they have none."""
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
