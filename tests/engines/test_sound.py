"""What is done to sound: refusing, resampling, stretching, joining."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from segmentcast import engines
from segmentcast.engines import pitch, quality
from segmentcast.engines.online.received_sound import joined
from segmentcast.errors import EngineError
from segmentcast.model import Spoken, Voice

RATE_HZ = 24_000


def sine(hz: float, seconds: float, amplitude: float = 0.5) -> np.ndarray:
    times = np.arange(round(RATE_HZ * seconds)) / RATE_HZ
    return (amplitude * np.sin(2 * np.pi * hz * times)).astype(np.float32)


def loudest_hz(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    return float(np.argmax(spectrum)) * RATE_HZ / samples.size


@pytest.mark.parametrize(
    ("samples", "said"),
    [
        (np.zeros(0, np.float32), "no sound"),
        (np.zeros(RATE_HZ, np.float32), "silence"),
        (sine(200, 1, 0.001), "silence"),
        (np.full(RATE_HZ, np.nan, np.float32), "not numbers"),
        (sine(200, 0.04), "only 40 ms"),
    ],
)
def test_what_is_no_speech_is_refused(samples: np.ndarray, said: str) -> None:
    """Empty, silent, broken or far too short sound is an error, never a published silence."""
    with pytest.raises(EngineError, match=said):
        quality.checked(samples, RATE_HZ, "Some words to say", "tone")


def test_a_few_quiet_words_are_speech() -> None:
    """A short word between long silences is loud enough; peaks over full scale are scaled down."""
    silence = np.zeros(RATE_HZ, np.float32)
    quality.checked(
        np.concatenate([silence, sine(200, 0.2, 0.05), silence]), RATE_HZ, "Yes.", "tone"
    )
    loud = quality.checked(sine(200, 1, 1.5), RATE_HZ, "Yes.", "tone")
    assert float(np.abs(loud).max()) == 1.0


def test_control_characters_keep_their_place() -> None:
    """Cleaning keeps every offset."""
    text = "a\x00b[c]\u200bd\ud800{e}\u200d\nf"
    assert quality.plain(text, "tone") == "a b(c) d (e)\u200d f"


@pytest.mark.parametrize("factor", [0.5, 0.8, 1.18, 2.0])
def test_shifting_moves_the_pitch(factor: float) -> None:
    """A tone becomes `factor` times as high and 1/`factor` as long, in float32."""
    moved = pitch.shifted(sine(440, 2), factor)
    assert moved.dtype == np.float32
    assert moved.size == pytest.approx(2 * RATE_HZ / factor, rel=0.01)
    assert loudest_hz(moved) == pytest.approx(440 * factor, rel=0.01)


@pytest.mark.parametrize("factor", [0.6, 0.9, 1.1, 1.8])
def test_stretching_keeps_the_pitch(factor: float) -> None:
    """A tone becomes `factor` times as long at the same height and level."""
    longer = pitch.stretched(sine(220, 2), RATE_HZ, factor)
    assert longer.dtype == np.float32
    assert longer.size == pytest.approx(2 * RATE_HZ * factor, rel=0.01)
    assert loudest_hz(longer) == pytest.approx(220, rel=0.02)
    middle = longer[longer.size // 4 : -longer.size // 4]
    assert float(np.sqrt(np.mean(np.square(middle)))) == pytest.approx(0.354, rel=0.1)


def test_stretching_keeps_the_order_of_sounds() -> None:
    """Stretched speech has its loud and quiet places at the stretched times."""
    sound = np.concatenate([sine(200, 0.5), np.zeros(RATE_HZ // 2, np.float32), sine(300, 0.5)])
    longer = pitch.stretched(sound, RATE_HZ, 1.5)
    assert np.abs(longer[int(0.85 * RATE_HZ) : int(1.4 * RATE_HZ)]).max() < 0.1
    assert loudest_hz(longer[int(1.6 * RATE_HZ) : int(2.1 * RATE_HZ)]) == pytest.approx(
        300, rel=0.02
    )


def test_pieces_are_joined_without_their_silences() -> None:
    """Inside a sentence a clause ends in a short pause, a cut between words in nearly none."""
    silence = np.zeros(RATE_HZ // 2, np.float32)
    piece = np.concatenate([silence, sine(200, 0.5), silence])
    clause, rate_hz = joined([(piece, RATE_HZ)] * 2, [True, True])
    cut, _ = joined([(piece, RATE_HZ)] * 2, [False, True])
    assert rate_hz == RATE_HZ
    assert clause.size / RATE_HZ == pytest.approx(0.5 + 0.5 + 0.16 + 0.5 + 0.5, abs=0.01)
    assert (clause.size - cut.size) / RATE_HZ == pytest.approx(0.13, abs=0.001)
    with pytest.raises(EngineError, match="piece 2 of 2 is silent"):
        joined([(piece, RATE_HZ), (silence, RATE_HZ)], [True, True])
    with pytest.raises(EngineError, match="different sample rates"):
        joined([(piece, RATE_HZ), (piece, 22_050)], [True, True])


def test_tones_are_as_long_as_the_text() -> None:
    """The test engine's durations are in proportion to letters, its times those of its tones."""
    speech = engines.get("tone").synth(Spoken("One three, five!"), Voice("tone", "low"))
    assert speech.words is not None
    assert [word.end_ms - word.start_ms for word in speech.words] == [180, 300, 240]
    for before, after in pairwise(speech.words):
        gap = speech.samples[before.end_ms * 24 : after.start_ms * 24]
        assert not gap.any()
    assert speech.samples.size == (40 * 4 + 720) * 24
