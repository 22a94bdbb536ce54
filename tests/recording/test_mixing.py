"""Narrated and recorded turns in one talk."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast import audio_io
from segmentcast.recording import Stint, mix


class Held:
    """Samples as a SoundSource."""

    def __init__(self, samples: NDArray[np.float32], rate_hz: int) -> None:
        self.samples = samples[:, None] if samples.ndim == 1 else samples
        self.rate_hz, self.channels = rate_hz, self.samples.shape[1]
        self.readings = 0

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        self.readings += 1
        for at in range(0, len(self.samples), 10_000):
            yield self.samples[at : at + 10_000]


@pytest.fixture(scope="module")
def parts(spoken: Any, at_rate: Any) -> tuple[list[Stint], Held]:
    """Two narrated turns in one source, a faint mono clip between them, a loud stereo one after."""
    narration = Held(spoken.samples * np.float32(0.3), 24_000)
    faint = Held(at_rate(spoken.turn(1), 44_100) * np.float32(0.02), 44_100)
    loud = np.repeat(at_rate(spoken.turn(3), 48_000)[:, None], 2, axis=1) * np.float32(1.4)
    loud[:, 1] *= 0.8
    first, second = spoken.turn_ms(0), spoken.turn_ms(2)
    stints = [
        Stint(narration, first[0] * 24, first[1] * 24, 600, "narrated"),
        Stint(faint, 0, len(faint.samples), 300),
        Stint(narration, second[0] * 24, second[1] * 24, 400, "narrated"),
        Stint(Held(loud, 48_000), 0, len(loud), 0),
    ]
    return stints, narration


def test_every_turn_is_as_loud_as_the_others(parts: Any) -> None:
    """Measured one by one in the result, no turn is 1 LU from another, whatever it came with."""
    stints, _ = parts
    made = mix(stints, rate_hz=48_000, channels=2, lead_in_ms=250, tail_ms=500)
    samples = np.concatenate(list(made.source.blocks()))
    levels = []
    for stint, start_ms in zip(stints, made.starts_ms, strict=True):
        first = round(start_ms * 48)
        frames = round((stint.end - stint.first) * 48_000 / stint.source.rate_hz)
        levels.append(
            audio_io.measure(Held(samples[first : first + frames], 48_000)).integrated_lufs
        )
    assert max(levels) - min(levels) < 0.5
    assert max(made.gains_db) - min(made.gains_db) > 20


def test_length_and_starts_are_exact(parts: Any) -> None:
    """Lead-in, turns, pauses and tail add up to the sample, and sound is where it is said to be."""
    stints, _ = parts
    made = mix(stints, rate_hz=48_000, channels=2, lead_in_ms=250, tail_ms=500)
    samples = np.concatenate(list(made.source.blocks()))
    lengths = [round((s.end - s.first) * 48_000 / s.source.rate_hz) for s in stints]
    pauses = [stint.pause_after_ms * 48 for stint in stints]
    assert len(samples) == made.source.frames == 12_000 + sum(lengths) + sum(pauses) + 24_000
    at = 12_000
    for start_ms, length, pause in zip(made.starts_ms, lengths, pauses, strict=True):
        assert start_ms * 48 == pytest.approx(at, abs=0.5)
        assert not samples[at + length : at + length + pause].any()
        at += length + pause


def test_a_clip_is_faded_at_its_edges(parts: Any) -> None:
    """A recording's room comes and goes: its first and last samples are next to nothing."""
    stints, _ = parts
    made = mix(stints, rate_hz=48_000, channels=2, lead_in_ms=250, tail_ms=500)
    samples = np.concatenate(list(made.source.blocks()))
    begin = round(made.starts_ms[1] * 48)
    room = np.abs(samples[begin + 3_000 : begin + 5_000]).max()
    assert 0 < np.abs(samples[begin : begin + 240]).max() < room / 20


def test_one_narration_is_read_once(parts: Any) -> None:
    """Turns of one source in their order cost one reading to measure and one to play."""
    stints, narration = parts
    narration.readings = 0
    made = mix(stints, rate_hz=48_000, channels=2, lead_in_ms=250, tail_ms=500)
    for _ in made.source.blocks():
        pass
    assert narration.readings == 2


@pytest.mark.parametrize("kind", ["m4a", "opus"])
def test_a_talk_whose_last_turn_is_recorded_is_encoded_in_every_format(
    tmp_path: Any, kind: Any
) -> None:
    """No pause stands after the last turn: that piece of no length breaks no encoder."""
    tone = Held(np.sin(np.arange(48_000, dtype=np.float32) / 20) * np.float32(0.3), 48_000)
    mixture = mix(
        [Stint(tone, 0, 48_000, 0)], rate_hz=48_000, channels=1, lead_in_ms=250, tail_ms=500
    )
    path = tmp_path / f"talk.{kind}"
    assert audio_io.encode_alternate(mixture.source, path, kind).true_peak_dbtp < 0
    assert audio_io.open_source(path).rate_hz == 48_000
