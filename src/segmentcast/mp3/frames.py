"""The frames of an MP3 stream and their side information (ISO/IEC 11172-3, 2.4.1 and 2.4.2).

Only MPEG-1 Layer III without checksums, which is what our own encoder writes.
"""

from __future__ import annotations

from dataclasses import dataclass

from segmentcast.model import BITRATES_KBPS

SAMPLES_PER_FRAME = 1152
HEADER_BYTES = 4
RATES_HZ = (44_100, 48_000, 32_000)
_MONO = 3
_SYNC = b"\xff\xfb"
_LEAST_BYTES = 38


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. `start` and `length` in bytes of the stream; `side` is the length of its side information.

    `reservoir` (main_data_begin) says how many bytes before this frame's own its data begins;
    `main` is how many bytes long its data is; `long_blocks` that no granule switches blocks.
    """

    start: int
    length: int
    side: int
    reservoir: int
    main: int
    long_blocks: bool

    @property
    def slot(self) -> int:
        """Bytes of main data inside this frame, its own or later frames'."""
        return self.length - HEADER_BYTES - self.side


def frame_starts(data: bytes) -> list[int]:
    """Where each frame of a stream of frames alone begins, and where the last one ends.

    Raises ValueError at anything that isn't a frame.
    """
    evenly = _even_length(data)
    if evenly:
        return list(range(0, len(data) + 1, evenly))
    starts = []
    at, end = 0, len(data)
    lengths: dict[int, int] = {}
    while at < end:
        starts.append(at)
        if data[at : at + 2] != _SYNC or at + _LEAST_BYTES > end:
            raise ValueError(f"no MPEG-1 Layer III frame at byte {at}")
        third = data[at + 2]
        if third not in lengths:
            lengths[third] = length_in_bytes(third, at)
        at += lengths[third]
    if at != end:
        raise ValueError("the last frame is cut short")
    return [*starts, at]


def _even_length(data: bytes) -> int:
    """The length of each frame if all have the first one's header, as at 48 kHz; else 0."""
    if len(data) < _LEAST_BYTES or data[:2] != _SYNC:
        return 0
    length = length_in_bytes(data[2], 0)
    count, rest = divmod(len(data), length)
    heads = (data[byte::length] == data[byte : byte + 1] * count for byte in range(3))
    return length if not rest and all(heads) else 0


def parse_frame(data: bytes, at: int) -> Frame:
    """The frame that begins at byte `at`, one of `frame_starts`."""
    third, fourth = data[at + 2], data[at + 3]
    channels = 1 if fourth >> 6 == _MONO else 2
    side = side_length(channels)
    bits = int.from_bytes(data[at + HEADER_BYTES : at + HEADER_BYTES + side], "big")
    total = side * 8
    reservoir = bits >> (total - 9)
    # private bits and scfsi, then 59 bits a granule and channel: length first, flag at bit 33
    first = 9 + (5 if channels == 1 else 3) + 4 * channels
    main_bits, switches = 0, 0
    for position in range(first, total, 59):
        granule = bits >> (total - position - 59)
        main_bits += granule >> 47 & 0xFFF
        switches |= granule >> 25 & 1
    return Frame(
        at, length_in_bytes(third, at), side, reservoir, (main_bits + 7) // 8, not switches
    )


def parse_frames(data: bytes) -> list[Frame]:
    """All frames of a stream of frames alone. Raises ValueError at anything else."""
    return [parse_frame(data, at) for at in frame_starts(data)[:-1]]


def frame_header(rate_hz: int, channels: int, bitrate_kbps: int) -> bytes:
    """Header of an MPEG-1 Layer III frame without checksum or padding (joint stereo or mono)."""
    mode = _MONO if channels == 1 else 1
    third = BITRATES_KBPS.index(bitrate_kbps) << 4 | RATES_HZ.index(rate_hz) << 2
    return bytes((0xFF, 0xFB, third, mode << 6 | 0x04))


def frame_length(rate_hz: int, bitrate_kbps: int, *, padded: bool = False) -> int:
    """The length of a frame in bytes, its header included."""
    return 144_000 * bitrate_kbps // rate_hz + padded


def side_length(channels: int) -> int:
    """Bytes of side information of an MPEG-1 frame."""
    return 17 if channels == 1 else 32


def length_in_bytes(third: int, at: int) -> int:
    """The length of the frame at `at` by its header's third byte. Raises ValueError if it has none."""
    kbps, rate = BITRATES_KBPS[third >> 4], third >> 2 & 3
    if not kbps or rate == 3:
        raise ValueError(f"no valid frame header at byte {at}")
    return frame_length(RATES_HZ[rate], kbps, padded=bool(third & 2))
