"""The signer's certificates in a C2PA manifest store, which the library does not hand out.

A store is nested boxes (JUMBF, ISO 19566-5); the box `c2pa.signature` holds a COSE_Sign1 (RFC 9052)
in CBOR (RFC 8949), whose header 33 is the chain (RFC 9360). Everything here is a stranger's bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_DEEPEST = 16
_X5CHAIN = 33


def signer_chain(store: bytes, manifest: str) -> tuple[bytes, ...]:
    """The DER certificates that the manifest with this label was signed with, the signer's first;
    none if they are not found."""
    for path, content in _boxes(store, (), 0):
        if path[-2:] == (manifest, "c2pa.signature"):
            try:
                return _chain(_decoded(content, 0, 0)[0])
            except (ValueError, IndexError, TypeError, RecursionError):
                return ()
    return ()


def _boxes(
    data: bytes, path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], bytes]]:
    """The content of each CBOR box, with the labels of the boxes around it."""
    at, inner = 0, path
    while at + 8 <= len(data) and depth < _DEEPEST:
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if size < 8 or at + size > len(data):
            return
        content = data[at + 8 : at + size]
        if kind == b"jumd" and len(content) > 17:
            inner = (*path, content[17:].partition(b"\0")[0].decode("utf-8", "replace"))
        elif kind == b"jumb":
            yield from _boxes(content, inner, depth + 1)
        elif kind == b"cbor":
            yield inner, content
        at += size


def _chain(signed: Any) -> tuple[bytes, ...]:
    protected, unprotected = signed[0], signed[1]
    headers = _decoded(protected, 0, 0)[0] if protected else {}
    chain = headers.get(_X5CHAIN) or headers.get("x5chain") or unprotected.get(_X5CHAIN)
    chain = chain or unprotected.get("x5chain")
    rows = chain if isinstance(chain, list) else [chain]
    return tuple(row for row in rows[:_DEEPEST] if isinstance(row, bytes))


def _decoded(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """A CBOR value of definite length at `at`, and where it ends. Raises ValueError, IndexError."""
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    major, short = data[at] >> 5, data[at] & 31
    at += 1
    if short > 27:
        raise ValueError("of indefinite length")
    wide = 0 if short < 24 else 1 << (short - 24)
    number = int.from_bytes(data[at : at + wide], "big") if wide else short
    at += wide
    match major:
        case 0 | 1:
            return (number if major == 0 else -1 - number), at
        case 2 | 3:
            content = data[at : at + number]
            if len(content) != number:
                raise ValueError("cut off")
            return (content if major == 2 else content.decode("utf-8", "replace")), at + number
        case 4:
            values = []
            for _ in range(min(number, len(data))):
                value, at = _decoded(data, at, depth + 1)
                values.append(value)
            return values, at
        case 5:
            pairs: dict[Any, Any] = {}
            for _ in range(min(number, len(data))):
                key, at = _decoded(data, at, depth + 1)
                value, at = _decoded(data, at, depth + 1)
                pairs[key if isinstance(key, int | str | bytes) else repr(key)] = value
            return pairs, at
        case 6:
            return _decoded(data, at, depth + 1)
        case _:
            return None, at
