"""Chooses the track with the speech in a file with several, as recording programs and phones write.

Speech has more short pauses than other sound: the share of 20 ms spans that are much quieter than
the second around them (the "low short-time energy ratio", Lu, Zhang and Jiang, 2002) is above a
tenth in speech, and near zero in music, noise, and tones.
"""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from segmentcast.audio_io.av_frames import to_array
from segmentcast.audio_io.reading.opening import opened_file

_SPAN_S = 0.02
_SPANS_A_WINDOW = 50
_PAUSES = 0.1
_SILENT = 10.0 ** (-55 / 10)
_LONGEST_S = 600.0
_CLEARLY, _CLEARLY_S = 1.25, 2.0
"""Another track than the first is taken only if it has so much more speech."""


def choose_track(path: Path, tracks: int) -> int:
    """The number of the track with the most speech in its first ten minutes; the first if unsure."""
    seconds = [_speech_s(path, track) for track in range(tracks)]
    best = int(np.argmax(seconds))
    return best if seconds[best] > _CLEARLY * seconds[0] + _CLEARLY_S else 0


def _speech_s(path: Path, track: int) -> float:
    """How many seconds of a track sound like speech."""
    energies: list[NDArray[np.float32]] = []
    rest = np.zeros(0, np.float32)
    seconds = 0.0
    with opened_file(path) as container:
        stream = container.streams.audio[track]
        context: av.AudioCodecContext | None = stream.codec_context
        if context is None or not context.sample_rate:
            return 0.0
        context.thread_count = 1
        span = max(1, round(_SPAN_S * context.sample_rate))
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except FFmpegError:
                continue
            for frame in frames:
                samples = to_array(frame)
                rest = np.concatenate((rest, samples.mean(axis=1, dtype=np.float32)))
                seconds += len(samples) / context.sample_rate
            whole = len(rest) // span * span
            rows = rest[:whole].reshape(-1, span)
            energies.append(np.einsum("ij,ij->i", rows, rows) / np.float32(span))
            rest = rest[whole:]
            if seconds > _LONGEST_S:
                break
    energy = np.concatenate(energies) if energies else np.zeros(0, np.float32)
    windows = energy[: len(energy) // _SPANS_A_WINDOW * _SPANS_A_WINDOW].reshape(
        -1, _SPANS_A_WINDOW
    )
    mean = windows.mean(axis=1)
    pauses = (windows < mean[:, None] / 4.0).mean(axis=1)
    return float(np.count_nonzero((pauses > _PAUSES) & (mean > _SILENT)))
