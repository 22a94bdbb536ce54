"""A recording to align with: an interview spoken by the built-in voice, with known sentence times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast.alignment import Alignment, WrittenSentence
from segmentcast.libraries import inference

RATE_HZ = 16_000
INTERVIEW = (
    ("Ruth Calder", (
        "Good evening, and welcome to the programme.",
        "Tonight we look at the harbour town of Kessel, where the fishing fleet has not sailed for eleven days.",
        "Our reporter Tomas Arvid has spent the week there.",
    )),
    ("Tomas Arvid", (
        "They tell me they are tired.",
        "Some of them have not been paid since March, and the ice plant closed on Tuesday.",
    )),
    ("Ruth Calder", (
        "How many boats are we talking about?",
    )),
    ("Tomas Arvid", (
        "I counted 41 on the water front this morning.",
        "The owners say that number will fall to thirty before the winter.",
        "They blame the price of fuel, which has doubled since 2016.",
    )),
    ("Ruth Calder", (
        "And what does the government say?",
        "Gen. Solberg promised $3.2 million in a letter last week.",
        "Nobody in Kessel believes it.",
    )),
    ("Tomas Arvid", (
        "One skipper showed me a letter that he received in 1998.",
        "It promises the same thing, almost word for word.",
        "Both sides will sit at one table on Friday for the first time.",
    )),
    ("Ruth Calder", (
        "What would have to happen for the boats to go out again?",
    )),
    ("Tomas Arvid", (
        "The fuel debt has to be spread over ten years, and the ice plant must open.",
        "The women of the town cook for sixty families every day in the school kitchen.",
    )),
    ("Ruth Calder", (
        "Thank you very much.",
        "After the break, a museum in the north has found a painting that was lost for eighty years.",
    )),
)  # fmt: skip
AD_LIB = (
    "Sorry, somebody just walked past with a noisy trolley, so hold on for a second please. "
    "All right, now it is quiet, where were we before that happened?"
)


@dataclass(frozen=True)
class Samples:
    """A SoundSource over mono samples."""

    samples: NDArray[np.float32]
    rate_hz: int = RATE_HZ
    channels: int = 1

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        for start in range(0, len(self.samples), 50_000):
            yield self.samples[start : start + 50_000, None]


@dataclass(frozen=True)
class Recorded:
    """Sentences and, in ms, when each is heard; None for one that is not in the sound."""

    sound: Samples
    sentences: tuple[WrittenSentence, ...]
    times_ms: tuple[tuple[float, float] | None, ...]

    def errors_ms(self, alignment: Alignment) -> NDArray[np.float64]:
        """How far the start of every sentence that was found is from the truth."""
        pairs = zip(alignment.matched, alignment.cues, strict=True)
        return np.array(
            [
                abs(cue.start_ms - truth[0])
                for at, cue in pairs
                if (truth := self.times_ms[at]) is not None
            ]
        )

    def absent(self) -> tuple[int, ...]:
        return tuple(at for at, time in enumerate(self.times_ms) if time is None)


Say = Callable[..., NDArray[np.float32]]
Record = Callable[..., Recorded]


def to_rate(samples: NDArray[np.float32], rate_hz: int, factor: float = 1.0) -> NDArray[np.float32]:
    """24 kHz speech at `rate_hz`, with pitch and formants times `factor`."""
    from scipy.signal import resample_poly

    up, down = rate_hz * 100, int(24_000 * factor * 100)
    divisor = gcd(up, down)
    return np.asarray(resample_poly(samples, up // divisor, down // divisor), dtype=np.float32)


@pytest.fixture(scope="session")
def say() -> Say:
    """Speech at RATE_HZ without silence around it."""
    voice = inference.load("hibari").Hibari()

    def speak(text: str, factor: float = 1.0) -> NDArray[np.float32]:
        spoken = voice(text, speed=factor, seed=0)
        loud = np.flatnonzero(np.abs(spoken) > 0.01)
        return to_rate(spoken[max(0, loud[0] - 120) : loud[-1] + 480], RATE_HZ, factor)

    return speak


@pytest.fixture(scope="session")
def spoken(say: Say) -> dict[str, NDArray[np.float32]]:
    """Every sentence of the interview, spoken once; the ad lib as well."""
    factors = {"Ruth Calder": 1.0, "Tomas Arvid": 0.8}
    speech = {text: say(text, factors[speaker]) for speaker, texts in INTERVIEW for text in texts}
    return {**speech, AD_LIB: say(AD_LIB)}


@pytest.fixture(scope="session")
def record(spoken: dict[str, NDArray[np.float32]]) -> Record:
    """The interview as a recording, with pauses of all lengths."""

    def make(
        *,
        lead: NDArray[np.float32] | None = None,
        ad_lib_after: int = -1,
        without: Sequence[int] = (),
    ) -> Recorded:
        chance = np.random.default_rng(11)
        pieces: list[NDArray[np.float32]] = [] if lead is None else [lead]
        sentences: list[WrittenSentence] = []
        times: list[tuple[float, float] | None] = []

        def pause(low: float, high: float) -> None:
            pieces.append(np.zeros(int(RATE_HZ * chance.uniform(low, high)), np.float32))

        pause(0.3, 0.5)
        for turn, (speaker, texts) in enumerate(INTERVIEW):
            for text in texts:
                sentences.append(WrittenSentence(turn, 0, speaker, text))
                if turn in without:
                    times.append(None)
                    continue
                start = sum(map(len, pieces))
                pieces.append(spoken[text])
                times.append((start / 16, (start + len(spoken[text])) / 16))
                pause(0.08, 0.7)
                if len(sentences) - 1 == ad_lib_after:
                    pieces.append(spoken[AD_LIB])
                    pause(0.3, 0.5)
            pause(0.1, 1.2)
        return Recorded(Samples(np.concatenate(pieces)), tuple(sentences), tuple(times))

    return make


@pytest.fixture(scope="session")
def interview(record: Record) -> Recorded:
    return record()


@pytest.fixture(scope="session")
def add_noise() -> Callable[[Recorded, float], Recorded]:
    """White noise so many dB under the speech."""

    def add(recorded: Recorded, below_db: float) -> Recorded:
        clean = recorded.sound.samples
        power = np.mean(np.square(clean[np.abs(clean) > 0.01])) / 10 ** (below_db / 10)
        noise = np.random.default_rng(0).standard_normal(len(clean)).astype(np.float32)
        noisy = (clean + noise * np.sqrt(power)).astype(np.float32)
        return Recorded(Samples(noisy), recorded.sentences, recorded.times_ms)

    return add


@pytest.fixture(scope="session")
def tune() -> NDArray[np.float32]:
    """Eight seconds of plucked notes, as a signature tune."""
    chance = np.random.default_rng(1)
    note = np.arange(RATE_HZ // 2) / RATE_HZ
    return np.concatenate(
        [
            sum(
                0.1 / part * np.sin(2 * np.pi * 220 * 2 ** (step / 12) * part * note)
                for part in (1, 2, 3, 5)
            )
            * np.exp(-3 * note)
            for step in chance.integers(0, 13, 16)
        ]
    ).astype(np.float32)
