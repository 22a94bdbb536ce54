"""MP3 at the level of its frames (ISO/IEC 11172-3): parse, join, add an Info tag, strip tags."""

from __future__ import annotations

from segmentcast.mp3.crc import crc16
from segmentcast.mp3.frames import (
    SAMPLES_PER_FRAME,
    Frame,
    frame_length,
    parse_frames,
)
from segmentcast.mp3.info_tag import info_frame
from segmentcast.mp3.join import JOIN_REACH, NoJointError, Piece, forced, joined
from segmentcast.mp3.strip import frames_span, id3_length

__all__ = [
    "JOIN_REACH",
    "SAMPLES_PER_FRAME",
    "Frame",
    "NoJointError",
    "Piece",
    "crc16",
    "forced",
    "frame_length",
    "frames_span",
    "id3_length",
    "info_frame",
    "joined",
    "parse_frames",
]
