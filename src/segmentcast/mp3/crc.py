"""CRC-16 of long streams, many bytes at a time.

A CRC is linear: the CRC of a joined stream follows from those of its parts. So the stream is divided
into lanes of equal length, which are processed side by side.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LANE_BYTES = 512
_LEAST_LANES = 8


def _byte_table() -> NDArray[np.uint16]:
    values = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        values = np.where(values & 1, values >> 1 ^ 0xA001, values >> 1).astype(np.uint16)
    return values


_BYTE = _byte_table()
_BYTES = tuple(int(value) for value in _BYTE)


def _word_table() -> NDArray[np.uint16]:
    sums = np.arange(1 << 16, dtype=np.uint16)
    for _ in range(2):
        sums = sums >> 8 ^ _BYTE[sums & 0xFF]
    return sums


_WORD = _word_table()
"""The CRC after two bytes, by the previous CRC xor the bytes (the first one low)."""


def crc16(data: bytes, crc: int = 0) -> int:
    """CRC-16 (polynomial 0x8005, reflected), as LAME's tag uses it; `crc` continues an earlier one."""
    lanes = len(data) // _LANE_BYTES
    done = 0
    if lanes >= _LEAST_LANES:
        done = lanes * _LANE_BYTES
        rows = np.frombuffer(data, "<u2", done // 2).reshape(lanes, _LANE_BYTES // 2)
        sums = np.zeros(lanes, dtype=np.uint16)
        for column in np.ascontiguousarray(rows.T):
            sums = _WORD[sums ^ column]
        for lane in sums.tolist():
            crc = _LOW[crc & 0xFF] ^ _HIGH[crc >> 8] ^ lane
    for byte in data[done:]:
        crc = crc >> 8 ^ _BYTES[(crc ^ byte) & 0xFF]
    return crc


def _lane_tables() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What a CRC's low and high byte become after a lane of zero bytes."""
    values = np.arange(256, dtype=np.uint16)
    sums = np.concatenate((values, values << 8))
    for _ in range(_LANE_BYTES):
        sums = sums >> 8 ^ _BYTE[sums & 0xFF]
    after = tuple(int(value) for value in sums)
    return after[:256], after[256:]


_LOW, _HIGH = _lane_tables()
