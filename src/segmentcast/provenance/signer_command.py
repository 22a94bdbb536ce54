"""A program of the newsroom's that signs: a key-management service, a smart card, a signing server.

It gets the bytes to sign on standard input, not their hash, and writes the signature to standard
output: for ECDSA as r and s side by side or as DER, else as the algorithm has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from segmentcast.errors import Problem, StoreError
from segmentcast.programs.limited_program import run_program

SECONDS = 60.0
_HALVES = {"es256": 32, "es384": 48, "es512": 66}
"""The bytes of r and of s."""


def signature_of(
    data: bytes, command: Sequence[str], algorithm: str, folder: Path, passed: Sequence[str]
) -> bytes:
    """The signature that the program gives, run in `folder` without a shell. Raises StoreError."""
    ended = run_program(command, folder, data, passed=passed, seconds=SECONDS, apart=True)
    if ended.reason:
        raise _failed(command, " ".join(ended.failure.split()))
    if not ended.data:
        raise _failed(command, "gave no signature")
    return plain_signature(ended.data, algorithm)


def plain_signature(signature: bytes, algorithm: str) -> bytes:
    """The signature as COSE has it (RFC 9053 §2.1): r and s side by side, where it was DER."""
    half = _HALVES.get(algorithm)
    if half is None or len(signature) == 2 * half:
        return signature
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    try:
        r, s = decode_dss_signature(signature)
        return r.to_bytes(half, "big") + s.to_bytes(half, "big")
    except (ValueError, OverflowError):
        return signature


def blank_signature(algorithm: str, key_bytes: int) -> bytes:
    """As many zero bytes as a signature has, to learn the size of what is signed."""
    return bytes(2 * _HALVES.get(algorithm, 32) if algorithm != "ps256" else key_bytes)


def _failed(command: Sequence[str], why: str) -> StoreError:
    what = f"the program that signs {why}"
    return StoreError(Problem(f"[provenance] signer {command[0]}", what, "run it by hand"))
