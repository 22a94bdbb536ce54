"""Bytes of an MP3 frame that were overwritten by zeros, as a bad disk or an interrupted download leaves them.

A decoder makes noise of them and reports nothing. Between the data of two frames zeros are usual,
and within it so many in a row are no code of the format.
"""

from __future__ import annotations

from segmentcast.mp3.frames import HEADER_BYTES, parse_frame

_ZEROS = bytes(12)
_MPEG1 = b"\xff\xfb"
"""Layer III without a checksum: what nearly all encoders write."""


def in_frame(previous: bytes, frame: bytes) -> bool:
    """Whether the sound of this frame, which may begin in the previous one, has lost bytes."""
    if (_ZEROS not in frame and _ZEROS not in previous) or not frame.startswith(_MPEG1):
        return False
    try:
        now = parse_frame(frame, 0)
    except (ValueError, IndexError):
        return False
    own = frame[HEADER_BYTES + now.side :]
    before = previous[HEADER_BYTES + now.side :][-now.reservoir :] if now.reservoir else b""
    unseen = now.reservoir - len(before)  # in frames before the previous one
    data = before[: max(0, now.main - unseen)] + own[: max(0, now.main - now.reservoir)]
    return _ZEROS in data
