"""The Info frame before the sound: how many samples there are, and which to leave out.

This is the Xing/Info header with LAME's extension. Encoders add samples before and after the sound;
decoders that read this frame remove exactly those.
"""

from __future__ import annotations

import struct

from segmentcast.mp3.crc import crc16
from segmentcast.mp3.frames import frame_header, frame_length, side_length

_FLAGS = 0x0F  # frames, bytes, table of contents and quality are there
_CBR = 1
_LONGEST_PADDING = 4095
_ENCODER = b"LAME3.100"


def info_frame(
    *,
    rate_hz: int,
    channels: int,
    bitrate_kbps: int,
    frames: int,
    sound_bytes: int,
    sound_crc: int,
    delay: int,
    padding: int,
    quality: int = 50,
    lowpass_hz: int = 0,
) -> bytes:
    """The frame for a stream of `frames` frames of constant bitrate, `sound_bytes` long.

    `delay` and `padding` count the encoder's extra samples before and after the sound, up to 4095
    each; `sound_crc` is `crc16` of the stream. Raises ValueError if the tag doesn't fit into a frame.
    """
    if not (0 <= delay <= _LONGEST_PADDING and 0 <= padding <= _LONGEST_PADDING):
        raise ValueError(f"delay {delay} or padding {padding} does not fit into 12 bits")
    length = frame_length(rate_hz, bitrate_kbps)
    whole = length + sound_bytes
    head = frame_header(rate_hz, channels, bitrate_kbps) + bytes(side_length(channels))
    xing = b"Info" + struct.pack(">III", _FLAGS, frames, whole)
    xing += _contents(length, whole) + struct.pack(">I", quality)
    lame = _ENCODER + bytes((_CBR, lowpass_hz // 100)) + bytes(8)
    lame += bytes((0, min(bitrate_kbps, 255)))
    lame += (delay << 12 | padding).to_bytes(3, "big")
    lame += bytes((0, 0, 0, 0)) + struct.pack(">IH", whole, sound_crc)
    tag = head + xing + lame
    tag += crc16(tag).to_bytes(2, "big")
    if len(tag) > length:
        raise ValueError(f"{bitrate_kbps} kbit/s is too little for an Info frame")
    return tag + bytes(length - len(tag))


def _contents(length: int, whole: int) -> bytes:
    """Where each hundredth of the time begins, in 256ths of the bytes."""
    sound = whole - length
    return bytes(min(255, (length + sound * at // 100) * 256 // whole) for at in range(100))
