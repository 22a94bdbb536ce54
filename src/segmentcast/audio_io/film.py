"""Writes a short film: H.264 and AAC in MP4, as all browsers and social networks play it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from numpy.typing import NDArray

from segmentcast.audio_io.av_frames import to_frame
from segmentcast.errors import Problem, SoundError

_CODECS = ("libx264", "libopenh264")
_AAC_KBPS = 128
_OPTIONS = {"preset": "veryfast", "tune": "stillimage", "crf": "20", "threads": "1"}


def write_film(
    path: Path,
    pictures: Iterable[bytes],
    size: tuple[int, int],
    frames_per_second: int,
    samples: NDArray[np.float32],
    rate_hz: int,
    metadata: Mapping[str, str],
) -> None:
    """Writes an MP4 file. The same arguments give the same bytes: one thread, no dates.

    `pictures` are RGB, row by row; `samples` have the shape (frames, channels). Raises SoundError
    if the codec library has no encoder for H.264.
    """
    codec = next((name for name in _CODECS if name in av.codecs_available), "")
    if not codec:
        what = "this installation's codec library cannot write H.264"
        raise SoundError(Problem(str(path), what, "write only the sound: --sound"))
    wide, high = size
    options = {"fflags": "+bitexact", "movflags": "+faststart"}
    with av.open(str(path), "w", format="mp4", options=options) as container:
        for name, value in metadata.items():
            container.metadata[name] = value
        film = cast(av.VideoStream, container.add_stream(codec, rate=frames_per_second))
        film.width, film.height, film.pix_fmt = wide, high, "yuv420p"
        if codec == "libx264":
            film.options = dict(_OPTIONS)
        else:
            film.bit_rate = 1_500_000
        layout = "mono" if samples.shape[1] == 1 else "stereo"
        sound = container.add_stream("aac", rate=rate_hz, layout=layout)
        sound.bit_rate = _AAC_KBPS * 1000
        context = sound.codec_context
        context.thread_count = 1
        planar = av.AudioResampler(format=context.format, layout=context.layout, rate=rate_hz)
        heard = 0
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(
                np.frombuffer(picture, np.uint8).reshape(high, wide, 3), format="rgb24"
            )
            frame.pts, frame.time_base = number, Fraction(1, frames_per_second)
            container.mux(film.encode(frame))
            until = min(len(samples), (number + 1) * rate_hz // frames_per_second)
            if until > heard:
                for block in planar.resample(to_frame(samples[heard:until], rate_hz, heard)):
                    container.mux(sound.encode(block))
            heard = until
        container.mux(film.encode(None))
        if heard < len(samples):
            for block in planar.resample(to_frame(samples[heard:], rate_hz, heard)):
                container.mux(sound.encode(block))
        for block in planar.resample(None):
            container.mux(sound.encode(block))
        container.mux(sound.encode(None))


def read_span(blocks: Iterable[NDArray[np.float32]], first: int, last: int) -> NDArray[np.float32]:
    """The samples from `first` to before `last` of a sound, shape (frames, channels)."""
    pieces: list[NDArray[np.float32]] = []
    at = 0
    for block in blocks:
        if at + len(block) > first:
            pieces.append(block[max(0, first - at) : last - at])
        at += len(block)
        if at >= last:
            break
    return np.concatenate(pieces) if pieces else np.zeros((0, 1), dtype=np.float32)
