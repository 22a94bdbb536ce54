"""Loudness readings of a sound, by the ebur128 filter of the codec library.

The filter is the ITU-R BS.1770-4 weighting in C, at a hundredth of the cost of encoding. It gives
readings; what they add up to is counted in `loudness`, and so is the true peak.
"""

from __future__ import annotations

import av
import numpy as np
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as Ended
from numpy.typing import NDArray

from segmentcast.audio_io.frames import gathered, input_options, to_frame
from segmentcast.loudness import Survey, Surveyor, TruePeak, integrated_lufs, range_lu
from segmentcast.model import Loudness
from segmentcast.ports import SoundSource


class Meter:
    """Takes blocks of shape (frames, channels); tells loudness every 100 ms and in the end.

    Without `true_peak` the blocks may hold 16-bit samples: `kind` is "s16" then.
    """

    def __init__(
        self, rate_hz: int, channels: int, *, true_peak: bool = True, kind: str = "flt"
    ) -> None:
        self._rate_hz = rate_hz
        self._position = 0
        self._momentary: list[float] = []
        self._peak = TruePeak(channels) if true_peak else None
        self._graph = av.filter.Graph()
        self._graph.threads = 1
        self._input = self._graph.add_abuffer(**input_options(rate_hz, channels, kind))  # type: ignore[arg-type]
        meter = self._graph.add("ebur128", "metadata=1:framelog=quiet:peak=none")
        self._output = self._graph.add("abuffersink")
        self._input.link_to(meter)
        meter.link_to(self._output)
        self._graph.configure()

    def push(self, block: NDArray[np.float32] | NDArray[np.int16]) -> None:
        """Take the next frames."""
        if not len(block):
            return
        if self._peak is not None:
            self._peak.push(np.asarray(block, dtype=np.float32))
        self._input.push(to_frame(block, self._rate_hz, self._position))
        self._position += len(block)
        self._drain()

    def readings(self) -> NDArray[np.float32]:
        """Momentary loudness in LUFS, one reading every 100 ms. Ends the metering."""
        self._input.push(None)
        self._drain()
        return np.array(self._momentary, dtype=np.float32)

    def finish(self) -> Loudness:
        """The figures of all that was pushed. Silence is -inf LUFS."""
        momentary = self.readings()
        peak_dbtp = self._peak.finish() if self._peak is not None else float("nan")
        return Loudness(integrated_lufs(momentary), peak_dbtp, range_lu(momentary))

    def _drain(self) -> None:
        while True:
            try:
                frame = self._output.pull()
            except (NothingYet, Ended):
                return
            assert isinstance(frame, av.AudioFrame)
            said = frame.metadata
            # the last frame is shorter than a reading and has none
            if "lavfi.r128.M" in said and frame.samples * 10 >= self._rate_hz:
                self._momentary.append(_lufs(said["lavfi.r128.M"]))


def measure(source: SoundSource) -> Loudness:
    """Loudness of a whole sound, in constant memory (BS.1770-4, EBU Tech 3342)."""
    meter = Meter(source.rate_hz, source.channels)
    for block in source.blocks():
        meter.push(block)
    return meter.finish()


def survey(source: SoundSource) -> Survey:
    """All that the mastering has to know of a sound, in one pass."""
    meter = Meter(source.rate_hz, source.channels, true_peak=False)
    surveyor = Surveyor(source.rate_hz, source.channels)
    # one grid of blocks, so that the survey is the same whatever the source's blocks are
    for block in gathered(source.blocks()):
        meter.push(block)
        surveyor.push(block)
    return surveyor.finish(meter.readings())


def _lufs(reading: str) -> float:
    value = float(reading)
    return value if np.isfinite(value) else -200.0
