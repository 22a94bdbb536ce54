"""Bytes of an MP3 frame that were overwritten by zeros, as a bad disk or an interrupted download leaves them.

A decoder makes noise of them and reports nothing. Between the data of two frames zeros are usual,
and within it so many in a row are no code of the format. Layer III of MPEG-1, 2 and 2.5 (ISO/IEC
11172-3, 2.4.1.7; 13818-3, 2.4.1.7), with and without checksums.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

_ZEROS = 12
_ZEROS_LOW_RATE = 20
"""MPEG-2 has longer scale factors, which may all be zero."""
_FEWEST = bytes(_ZEROS)
_HEADER, _CHECKSUM = 4, 2
_MONO, _MPEG1, _LAYER_3 = 3, 3, 1
_TAGS = (b"Xing", b"Info", b"VBRI")
"""Behind the side information of a silent frame, in which an encoder describes the whole file."""
_TAG_OF_FRAUNHOFER = _HEADER + 32
"""Where VBRI is, whatever the kind of frame."""
_FRAMES_BEFORE = 24
"""In so many the data of a frame may begin: 255 bytes at 8 kbit/s."""


class _Data(NamedTuple):
    """Where a frame's own bytes begin, behind its side information; how many before them its data
    begins, and how many it has; and so many zeros in a row are no code."""

    begin: int
    side: int
    reservoir: int
    length: int
    zeros: int


class LostBytes:
    """Looks at the frames of a stream, one after the other."""

    def __init__(self) -> None:
        self._before: deque[bytes] = deque(maxlen=_FRAMES_BEFORE)
        self._to_look_at = 0
        self._broken = False

    def in_frame(self, frame: bytes) -> bool:
        """Whether the sound of this frame, the next of the stream, has lost bytes: it may begin in others.

        Bytes that are no frame break the stream: until enough follows, frames behind them lack what
        they need from before, of which a decoder makes noise far louder than the rest.
        """
        if _data_of(frame) is None:
            self._before.clear()
            self._broken = True
            self._to_look_at = _FRAMES_BEFORE + 1
            return False
        if _FEWEST in frame:
            self._to_look_at = _FRAMES_BEFORE + 1
        lost = self._to_look_at > 0 and self._has_lost(frame)
        self._to_look_at = max(0, self._to_look_at - 1)
        self._broken = self._broken and self._to_look_at > 0
        self._before.append(frame)
        return lost

    def _has_lost(self, frame: bytes) -> bool:
        now = _data_of(frame)
        if now is None or _describes_file(frame, now):
            return False
        if not any(frame[now.begin - now.side : now.begin]) and any(frame[now.begin :]):
            return True  # even silence has a gain in its side information
        before = b""
        for earlier in reversed(self._before):
            if len(before) >= now.reservoir:
                break
            known = _data_of(earlier)
            if known is None:
                break
            before = earlier[known.begin :] + before
        before = before[len(before) - min(len(before), now.reservoir) :]
        unseen = now.reservoir - len(before)  # in frames that were not seen
        if self._broken and unseen > 0 and now.length > 0:
            return True
        data = (before + frame[now.begin :])[: max(0, now.length - unseen)]
        return bytes(now.zeros) in data


def _describes_file(frame: bytes, data: _Data) -> bool:
    """Whether a frame is an encoder's description of a file: of another one that was joined."""
    return frame.startswith(_TAGS, data.begin) or frame.startswith(_TAGS[2], _TAG_OF_FRAUNHOFER)


def _data_of(frame: bytes) -> _Data | None:
    """What the side information says; None for anything but a frame of Layer III."""
    if len(frame) < _HEADER + _CHECKSUM or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0:
        return None
    version, layer = frame[1] >> 3 & 3, frame[1] >> 1 & 3
    if version == 1 or layer != _LAYER_3:
        return None
    channels = 1 if frame[3] >> 6 == _MONO else 2
    at = _HEADER + (0 if frame[1] & 1 else _CHECKSUM)
    if version == _MPEG1:
        side, pointer, granules, row, zeros = (17, 32)[channels - 1], 9, 2, 59, _ZEROS
        first = pointer + (5, 3)[channels - 1] + 4 * channels
    else:
        side, pointer, granules, row, zeros = (9, 17)[channels - 1], 8, 1, 63, _ZEROS_LOW_RATE
        first = pointer + channels
    if len(frame) < at + side:
        return None
    bits, total = int.from_bytes(frame[at : at + side], "big"), side * 8
    lengths = (
        bits >> (total - first - row * number - 12) & 0xFFF for number in range(granules * channels)
    )
    return _Data(at + side, side, bits >> (total - pointer), (sum(lengths) + 7) // 8, zeros)
