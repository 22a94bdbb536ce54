"""Joins pieces into one file, counts them, and puts an Info frame before them."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from segmentcast.audio_io.lame import ENCODER_DELAY
from segmentcast.master.encoded_pieces import WARM_FRAMES, Settings
from segmentcast.mp3 import (
    SAMPLES_PER_FRAME,
    NoJointError,
    Piece,
    crc16,
    forced,
    frame_length,
    info_frame,
    joined,
)


class Mp3Writer:
    """Writes the joined pieces to `out` from `begin` on; the file is complete after `finish`."""

    def __init__(self, out: BinaryIO, begin: int, settings: Settings) -> None:
        self._out = out
        self._begin = begin
        self._settings = settings
        self._left: Piece | None = None
        self._start = 0
        self._frames = self._bytes = self._crc = 0
        out.seek(begin)
        out.truncate()
        self._head_bytes = frame_length(settings.rate_hz, settings.bitrate_kbps)
        out.write(bytes(self._head_bytes))

    def add(self, piece: Piece, border: int, bridge: Callable[[], Piece]) -> None:
        """Takes the next piece, which should begin at frame `border`.

        If no frame allows the changeover, `bridge` makes a piece that reaches far to both sides of the
        border. If that doesn't help either, the change is forced.
        """
        if self._left is not None:
            try:
                self._emit(self._left, piece, border)
            except NoJointError:
                between = bridge()
                self._change(self._left, between, border - (border - between.first) // 3)
                self._change(between, piece, border)
        self._left = piece

    def _change(self, left: Piece, right: Piece, border: int) -> None:
        try:
            self._emit(left, right, border)
        except NoJointError:
            self._put(*forced(left, self._start, right))

    def finish(self, samples: int) -> int:
        """Writes the rest, and the header for a sound of `samples`; returns the total bytes."""
        if self._left is None:
            raise ValueError("no piece was added")
        self._emit(self._left, None, 0)
        settings = self._settings
        head = info_frame(
            rate_hz=settings.rate_hz,
            channels=settings.channels,
            bitrate_kbps=settings.bitrate_kbps,
            frames=self._frames,
            sound_bytes=self._bytes,
            sound_crc=self._crc,
            delay=ENCODER_DELAY,
            padding=self._frames * SAMPLES_PER_FRAME - ENCODER_DELAY - samples,
        )
        self._out.seek(self._begin)
        self._out.write(head)
        return self._out.seek(self._begin + self._head_bytes + self._bytes) - self._begin

    def _emit(self, left: Piece, right: Piece | None, border: int) -> None:
        self._put(*joined(left, self._start, right, border, WARM_FRAMES))

    def _put(self, data: bytes, number: int) -> None:
        self._out.write(data)
        self._bytes += len(data)
        self._crc = crc16(data, self._crc)
        self._frames += number - self._start
        self._start = number
