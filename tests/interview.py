"""An interview of real speech with known times, in files of many formats by real codecs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast.libraries import inference

RATE_HZ = 24_000
TURNS = (
    (
        "PETER AUNE",
        (
            "The bay had no ferry for nine years, and this week it has one again.",
            "Joining me now is Rosa Lind, who captains it.",
            "Rosa, how was the first morning on the water?",
        ),
    ),
    (
        "ROSA LIND",
        (
            "It was crowded, and the weather was kind to us.",
            "People brought flags, and one man brought his cow.",
        ),
    ),
    ("PETER AUNE", ("Did the cow have to pay for the crossing?",)),
    (
        "ROSA LIND",
        (
            "She did not, because we have no fare for cows, so she went as a guest.",
            "The man paid twice, to be fair to the company.",
        ),
    ),
)
FORMATS = {
    "wav": ("wav", "pcm_s16le", "s16"),
    "aiff": ("aiff", "pcm_s16be", "s16"),
    "flac": ("flac", "flac", "s16"),
    "mp3": ("mp3", "libmp3lame", "fltp"),
    "m4a": ("ipod", "aac", "fltp"),
    "mp4": ("mp4", "aac", "fltp"),
    "ogg": ("ogg", "flac", "s16"),
    "opus": ("ogg", "libopus", "flt"),
}


@dataclass(frozen=True)
class Spoken:
    """Speech at 24 kHz, mono, and when each sentence of each turn is heard in it, in ms."""

    samples: NDArray[np.float32]
    times_ms: tuple[tuple[tuple[int, int], ...], ...]

    def turn_ms(self, number: int) -> tuple[int, int]:
        return self.times_ms[number][0][0], self.times_ms[number][-1][1]

    def turn(self, number: int, around_ms: int = 120) -> NDArray[np.float32]:
        first, end = self.turn_ms(number)
        return self.samples[(first - around_ms) * 24 : (end + around_ms) * 24]


@pytest.fixture(scope="session")
def spoken() -> Spoken:
    """The interview, said by the embedded engine, with pauses and a little room noise."""
    voice = inference.load("hibari").Hibari()
    chance = np.random.default_rng(7)
    parts: list[NDArray[np.float32]] = [np.zeros(RATE_HZ * 2, np.float32)]
    times, at = [], RATE_HZ * 2
    for _, sentences in TURNS:
        turn = []
        for text in sentences:
            sound = np.asarray(voice(text, speed=1.0, seed=0), np.float32)
            loud = np.flatnonzero(np.abs(sound) > 0.01)
            sound = sound[loud[0] : loud[-1] + 1]
            pause = np.zeros(RATE_HZ * int(chance.integers(300, 700)) // 1000, np.float32)
            turn.append((at * 1000 // RATE_HZ, (at + len(sound)) * 1000 // RATE_HZ))
            parts += [sound, pause]
            at += len(sound) + len(pause)
        times.append(tuple(turn))
    parts.append(np.zeros(RATE_HZ * 2, np.float32))
    samples = np.concatenate(parts)
    samples += chance.normal(0, 10 ** (-66 / 20), len(samples)).astype(np.float32)
    return Spoken(samples, tuple(times))


@pytest.fixture(scope="session")
def turns() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Who says which sentences."""
    return TURNS


Write = Callable[..., Path]


@pytest.fixture(scope="session")
def write() -> Write:
    """Writes samples, shape (n,) or (n, channels), as a sound file in the format of its suffix."""

    def encode(
        path: Path, samples: NDArray[np.float32], rate_hz: int = RATE_HZ, bitrate: int = 128_000
    ) -> Path:
        container, codec, form = FORMATS[path.suffix[1:]]
        samples = samples[:, None] if samples.ndim == 1 else samples
        layout = {1: "mono", 2: "stereo", 6: "5.1"}[samples.shape[1]]
        with av.open(str(path), "w", format=container) as out:
            made = out.add_stream(codec, rate=rate_hz, layout=layout)
            stream = cast(av.AudioStream, made)
            if not codec.startswith(("pcm", "flac")):
                stream.bit_rate = bitrate
            shape = av.AudioResampler(format=form, layout=layout, rate=rate_hz)
            for at in range(0, len(samples), rate_hz):
                block = np.ascontiguousarray(samples[at : at + rate_hz]).reshape(1, -1)
                frame = av.AudioFrame.from_ndarray(block, format="flt", layout=layout)
                frame.sample_rate, frame.pts = rate_hz, at
                for ready in shape.resample(frame):
                    out.mux(stream.encode(ready))
            for ready in shape.resample(None):
                out.mux(stream.encode(ready))
            out.mux(stream.encode(None))
        return path

    return encode


@pytest.fixture(scope="session")
def at_rate() -> Callable[..., NDArray[np.float32]]:
    """24 kHz samples at another rate."""

    def convert(samples: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
        from math import gcd

        from scipy.signal import resample_poly

        common = gcd(rate_hz, RATE_HZ)
        made = resample_poly(samples, rate_hz // common, RATE_HZ // common, axis=0)
        return np.asarray(made, np.float32)

    return convert


@pytest.fixture(scope="session")
def heard() -> Callable[[Path], tuple[NDArray[np.float32], int]]:
    """A sound file decoded by the codec library alone: samples of shape (n, channels), and the rate."""

    def decode(path: Path) -> tuple[NDArray[np.float32], int]:
        with av.open(str(path)) as container:
            stream = container.streams.audio[0]
            shape = av.AudioResampler(format="fltp", layout=stream.layout, rate=stream.rate)
            blocks = [
                ready.to_ndarray()
                for frame in container.decode(stream)
                for ready in shape.resample(frame)
            ]
            return np.concatenate(blocks, axis=1).T, stream.rate

    return decode
