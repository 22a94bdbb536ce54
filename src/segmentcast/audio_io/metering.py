"""Loudness readings of a sound: the filters of BS.1770-4, run by the codec library in C.

The library's own meter (the ebur128 filter) gives the same readings in 1.5 times the time, 2 times
on silence, because it recomputes range and gates at every reading. `loudness` integrates the
readings and finds the true peak.
"""

from __future__ import annotations

import av
import numpy as np
from numpy.typing import NDArray

from segmentcast.audio_io.av_frames import gathered, input_options, pulled, to_frame
from segmentcast.loudness import (
    HOPS_A_SECOND,
    Survey,
    Surveyor,
    TruePeak,
    integrated_lufs,
    k_weighting,
    momentary_lufs,
    range_lu,
)
from segmentcast.model import Loudness
from segmentcast.ports import SoundSource

_SINGLE_PRECISION_HZ = 48_000


class Meter:
    """Measures blocks of shape (frames, channels): every 100 ms, and as a whole at the end.

    Whatever follows the last whole 100 ms is ignored. Without `true_peak` the blocks may hold
    16-bit samples; `kind` is then "s16".
    """

    def __init__(
        self, rate_hz: int, channels: int, *, true_peak: bool = True, kind: str = "flt"
    ) -> None:
        self._rate_hz = rate_hz
        self._hop = rate_hz // HOPS_A_SECOND
        self._position = 0
        self._rest: NDArray[np.floating] = np.zeros((channels, 0), dtype=np.float32)
        # one long buffer: thousands of small arrays would fragment the memory
        self._hops = bytearray()
        self._peak = TruePeak(channels) if true_peak else None
        self._graph = av.filter.Graph()
        self._graph.threads = 1
        self._input = self._graph.add_abuffer(**input_options(rate_hz, channels, kind))  # type: ignore[arg-type]
        last = self._input
        # at high rates the high-pass has its poles too close to 1 for single precision
        precision = "f32" if rate_hz <= _SINGLE_PRECISION_HZ else "f64"
        for b0, b1, b2, a1, a2 in k_weighting(rate_hz):
            weights = (
                f"b0={b0!r}:b1={b1!r}:b2={b2!r}:a0=1:a1={a1!r}:a2={a2!r}:precision={precision}"
            )
            biquad = self._graph.add("biquad", weights)
            last.link_to(biquad)
            last = biquad
        self._output = self._graph.add("abuffersink")
        last.link_to(self._output)
        self._graph.configure()

    def push(self, block: NDArray[np.float32] | NDArray[np.int16]) -> None:
        """Takes the next frames."""
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
        return momentary_lufs(np.frombuffer(self._hops, dtype=np.float32))

    def finish(self) -> Loudness:
        """The figures for everything pushed. Silence is -inf LUFS."""
        momentary = self.readings()
        peak_dbtp = self._peak.finish() if self._peak is not None else float("nan")
        return Loudness(integrated_lufs(momentary), peak_dbtp, range_lu(momentary))

    def _drain(self) -> None:
        for frame in pulled(self._output):
            self._count(frame)

    def _count(self, frame: av.AudioFrame) -> None:
        """Adds up the energy of whole hops. The division into blocks may change the last bits."""
        kind = np.float32 if frame.format.name == "fltp" else np.float64
        count = frame.samples
        sides: list[NDArray[np.floating]] = [
            np.frombuffer(memoryview(plane), kind, count) for plane in frame.planes
        ]
        held = self._rest.shape[1]
        # the hop begun before is completed by itself: joining everything would copy it
        lacking = (self._hop - held) % self._hop if held + count >= self._hop else count
        if lacking:
            joined = np.concatenate((self._rest, [side[:lacking] for side in sides]), axis=1)
            if held + lacking < self._hop:
                self._rest = joined
                return
            self._note([side[None] for side in joined])
        whole = (count - lacking) // self._hop
        end = lacking + whole * self._hop
        if whole:
            self._note([side[lacking:end].reshape(whole, self._hop) for side in sides])
        self._rest = np.stack([side[end:] for side in sides])

    def _note(self, sides: list[NDArray[np.floating]]) -> None:
        """Adds the energies of whole hops: for each channel, shape (hops, frames of one)."""
        energy = sum(np.einsum("hi,hi->h", side, side) for side in sides) / self._hop
        self._hops += np.asarray(energy, dtype=np.float32).tobytes()


def measure(source: SoundSource) -> Loudness:
    """Loudness of a whole sound, in constant memory (BS.1770-4, EBU Tech 3342)."""
    meter = Meter(source.rate_hz, source.channels)
    for block in source.blocks():
        meter.push(block)
    return meter.finish()


def survey(source: SoundSource) -> Survey:
    """Everything that mastering needs to know about a sound, in one pass."""
    meter = Meter(source.rate_hz, source.channels, true_peak=False)
    surveyor = Surveyor(source.rate_hz, source.channels)
    # one grid of blocks, so that the survey doesn't depend on the source's blocks
    for block in gathered(source.blocks()):
        meter.push(block)
        surveyor.push(block)
    return surveyor.finish(meter.readings())
