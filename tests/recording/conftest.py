"""Real speech with known times, real codecs, and small shows to publish it in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast import inference
from segmentcast.publish import Options, Report, publish
from segmentcast.workspace.show_folder import locate

RATE_HZ = 24_000
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SHOW = """\
title = "The Harbour Report"
description = "News from the quay."
author = "Harbour News"
base_url = "https://news.example/podcast/"
owner = { name = "Harbour News", email = "podcast@news.example" }

[voices]
host = "hibari/heart"
guest = "hibari/heart*0.80"
"""
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


class Quiet:
    """A progress display that shows nothing."""

    def start(self, task: str, total: float, unit: str) -> None: ...
    def advance(self, task: str, amount: float) -> None: ...
    def finish(self, task: str) -> None: ...
    def say(self, message: str) -> None: ...


class HarbourShow:
    """A show in a temporary folder."""

    def __init__(self, root: Path, settings: str = "") -> None:
        self.root = root
        self.folder = root / "episodes"
        self.feed = root / "feed"
        self.folder.mkdir(parents=True)
        (self.folder / "show.toml").write_text(SHOW + settings, encoding="utf-8")

    def episode(self, settings: str = "", name: str = "2026-03-14-ferry") -> Path:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        lines = ["The ferry that came back", ""]
        lines += [f"{who}: {' '.join(sentences)}\n" for who, sentences in TURNS]
        (folder / "transcript.txt").write_text("\n".join(lines), encoding="utf-8")
        if settings:
            (folder / "episode.toml").write_text(settings, encoding="utf-8")
        return folder

    def publish(self, **options: Any) -> Report:
        return publish(locate(self.root), Options(**{"now": NOW, "workers": 2, **options}), Quiet())

    def the(self, pattern: str) -> Path:
        """The one published file of this pattern."""
        (path,) = self.feed.glob(pattern)
        return path


@pytest.fixture
def show(tmp_path: Path) -> Callable[..., HarbourShow]:
    return lambda settings="": HarbourShow(tmp_path / "harbour", settings)
