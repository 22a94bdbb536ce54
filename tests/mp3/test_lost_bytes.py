"""Which frames of an MP3 have lost bytes to zeros."""

from __future__ import annotations

import pytest

from segmentcast.mp3.lost_bytes import LostBytes

_HEADER = b"\xff\xfb\x90\xc4"
"""Layer III, 128 kbit/s, 44.1 kHz, mono, no checksum: a frame of 417 bytes."""
_SIDE_BYTES, _FRAME_BYTES, _LENGTH_BITS = 17, 417, 800


def _frame(data: bytes) -> bytes:
    """A frame whose two granules say that they have 100 bytes each, and nothing in earlier frames."""
    side = 0
    for granule in range(2):
        side |= _LENGTH_BITS << (_SIDE_BYTES * 8 - 18 - 59 * granule - 12)
    return (_HEADER + side.to_bytes(_SIDE_BYTES, "big") + data).ljust(_FRAME_BYTES, b"\0")


@pytest.mark.parametrize(("length", "lost"), [(200, False), (100, True)])
def test_zeros_behind_a_frames_data_are_no_damage(length: int, lost: bool) -> None:
    """Encoders fill a frame with zeros behind what its side information counts; within, they are lost bytes."""
    assert LostBytes().in_frame(_frame(b"\x55" * length)) is lost
