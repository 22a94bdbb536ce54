"""Music around a talk: measured in the samples that come out."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast import audio_io
from segmentcast.model import Cue
from segmentcast.recording import Surroundings, surround

RATE_HZ = 48_000


class Held:
    """Samples as a SoundSource, in blocks of an odd size."""

    def __init__(self, samples: NDArray[np.float32], rate_hz: int = RATE_HZ) -> None:
        self.samples = samples[:, None] if samples.ndim == 1 else samples
        self.rate_hz, self.channels = rate_hz, self.samples.shape[1]

    def blocks(self) -> Any:
        for at in range(0, len(self.samples), 7_001):
            yield self.samples[at : at + 7_001]


def tone(seconds: float, hz: float, level: float = 0.2) -> NDArray[np.float32]:
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (level * np.sin(2 * np.pi * hz * time)).astype(np.float32)


def level_db(samples: NDArray[np.float32]) -> float:
    return 10 * np.log10(np.mean(samples.astype(np.float64) ** 2) + 1e-20)


def joined(source: Any) -> NDArray[np.float32]:
    return np.concatenate(list(source.blocks()))


def band_db(samples: NDArray[np.float32], hz: float) -> float:
    """The level of one tone in a stretch of sound."""
    time = np.arange(len(samples)) / RATE_HZ
    window = np.hanning(len(samples))
    part = np.sum(samples[:, 0] * window * np.exp(-2j * np.pi * hz * time)) / np.sum(window)
    return 20 * np.log10(2 * np.abs(part) + 1e-20)


@pytest.fixture(scope="module")
def talk() -> Held:
    """Twelve seconds: somebody speaks (as a tone) from 2 to 5 s and from 8 to 10 s."""
    silence = np.zeros(2 * RATE_HZ, np.float32)
    parts = (silence, tone(3, 1000), np.zeros(3 * RATE_HZ, np.float32), tone(2, 1000), silence)
    return Held(np.concatenate(parts))


CUES = (
    Cue(2_000, 5_000, "A", "One.", 0),
    Cue(8_000, 10_000, "B", "Two.", 1),
)


def around(talk: Held, cuts_ms: tuple[int, ...] = (), **files: Any) -> Any:
    return surround(talk, audio_io.survey(talk), Surroundings(**files), cuts_ms)


def test_the_bed_is_lower_under_speech(talk: Held, write: Any, tmp_path: Any) -> None:
    """In a pause the bed is 14 LU under the talk, under speech 9 dB less, and back after it."""
    bed = write(tmp_path / "bed.wav", tone(20, 300), RATE_HZ)
    made = joined(around(talk, bed=bed, bed_db=-14, duck_db=-9).source)
    assert len(made) == len(talk.samples)
    pause = band_db(made[int(6.2 * RATE_HZ) : int(7.5 * RATE_HZ)], 300)
    under = band_db(made[int(3.0 * RATE_HZ) : int(4.8 * RATE_HZ)], 300)
    assert pause - under == pytest.approx(9, abs=0.3)
    alone = Held(made[int(6.2 * RATE_HZ) : int(7.5 * RATE_HZ)])
    below = audio_io.measure(alone).integrated_lufs - audio_io.measure(talk).integrated_lufs
    assert below == pytest.approx(-14, abs=0.5)
    speech = band_db(made[int(3.0 * RATE_HZ) : int(4.8 * RATE_HZ)], 1000)
    assert speech == pytest.approx(band_db(talk.samples[3 * RATE_HZ : 4 * RATE_HZ], 1000), abs=0.1)


def test_a_short_bed_goes_round_without_a_gap(talk: Held, write: Any, tmp_path: Any) -> None:
    """A bed of three seconds lasts for twelve: no place is silent, none jumps."""
    bed = write(tmp_path / "bed.wav", tone(3.1, 300), RATE_HZ)
    made = joined(around(talk, bed=bed, duck_db=0).source)[:, 0]
    alone = made - talk.samples[:, 0]
    inner = alone[RATE_HZ + 2400 : 10 * RATE_HZ - 2400]
    pieces = inner[: len(inner) // 2400 * 2400].reshape(-1, 2400)
    levels = [level_db(piece) for piece in pieces]
    assert max(levels) - min(levels) < 7
    steepest = 2 * np.pi * 300 / RATE_HZ * np.abs(inner).max()
    assert np.abs(np.diff(inner)).max() < 1.6 * steepest


def test_intro_and_outro_overlap_with_the_talk(talk: Held, write: Any, tmp_path: Any) -> None:
    """The length is exact to the sample, the cues move along, and the music is as loud as the talk."""
    intro = write(tmp_path / "intro.wav", tone(4, 400, 0.02), RATE_HZ)
    outro = write(tmp_path / "outro.flac", tone(5, 500, 0.7), RATE_HZ)
    made = around(talk, intro=intro, outro=outro, crossfade_ms=1_000)
    samples = joined(made.source)
    assert len(samples) == made.source.frames == (3 + 12 + 4) * RATE_HZ
    assert [cue.start_ms for cue in made.shifted(CUES)] == [5_000, 11_000]
    talk_lufs = audio_io.measure(talk).integrated_lufs
    for first, last in ((0.2, 2.8), (15.2, 18.8)):
        music = Held(samples[int(first * RATE_HZ) : int(last * RATE_HZ)])
        assert audio_io.measure(music).integrated_lufs == pytest.approx(talk_lufs, abs=1.5)
    fading = [
        band_db(samples[int(t * RATE_HZ) : int((t + 0.2) * RATE_HZ)], 400) for t in (2.7, 3.2, 3.6)
    ]
    assert fading[0] > fading[1] > fading[2]


def test_a_sting_stands_in_the_pause(talk: Held, write: Any, tmp_path: Any) -> None:
    """The talk is cut in the middle of the pause, what follows is heard later by as much."""
    sting = write(tmp_path / "sting.wav", tone(0.8, 600), RATE_HZ)
    made = around(talk, (6_500,), sting=sting)
    samples = joined(made.source)
    gap = round(0.8 * RATE_HZ) + 2 * RATE_HZ // 4
    assert len(samples) == made.source.frames == len(talk.samples) + gap
    first, second = made.shifted(CUES)
    assert (first.start_ms, second.start_ms) == (2_000, 8_000 + gap * 1000 // RATE_HZ)
    middle = round((6.5 + 0.25 + 0.4) * RATE_HZ)
    assert band_db(samples[middle - 4800 : middle + 4800], 600) > -30
    begin = second.start_ms * 48
    heard, meant = samples[begin : begin + 9600], talk.samples[8 * RATE_HZ : 8 * RATE_HZ + 9600]
    assert np.allclose(heard, meant, atol=1e-6)


def test_no_joint_clicks(talk: Held, write: Any, tmp_path: Any) -> None:
    """Nowhere is a step between two samples larger than the tones themselves make."""
    names = {
        "intro": (4, 400), "outro": (5, 500), "sting": (0.8, 600), "bed": (3.1, 300),
    }  # fmt: skip
    files = {
        name: write(tmp_path / f"{name}.wav", tone(seconds, hz), RATE_HZ)
        for name, (seconds, hz) in names.items()
    }
    samples = joined(around(talk, (6_500,), **files).source)[:, 0]
    bend = np.abs(np.diff(samples, 2))
    smooth = (2 * np.pi * 1000 / RATE_HZ) ** 2 * np.abs(samples).max()
    inside = np.ones(len(bend), bool)
    # The talk of this test begins and ends its tones at once: a zero crossing with a corner.
    for edge_s in (2, 5, 8, 10):
        at = edge_s * 1000
        moved = round((at + around(talk, (6_500,), **files).moved_ms(at)) * 48)
        inside[max(0, moved - 48) : moved + 48] = False
    assert bend[inside].max() < 2 * smooth


def test_blocks_do_not_depend_on_the_talk_s_blocks(talk: Held, write: Any, tmp_path: Any) -> None:
    """The same composition twice, and from other blocks: the same samples."""
    bed = write(tmp_path / "bed.wav", tone(3.1, 300), RATE_HZ)

    class Other(Held):
        def blocks(self) -> Any:
            edges = [0, 1, 50_000, 50_003, len(self.samples)]
            for first, end in pairwise(edges):
                yield self.samples[first:end]

    one = joined(around(talk, bed=bed).source)
    two = joined(around(Other(talk.samples), bed=bed).source)
    assert np.array_equal(one, two)
