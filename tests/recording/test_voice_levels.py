"""A voice that is much quieter than the others comes up to them; voices near each other stay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast import audio_io
from segmentcast.recording import VoiceTurn, level_voices

RATE_HZ = 48_000


@pytest.fixture(scope="module")
def interview(spoken: Any, at_rate: Any) -> Callable[[float], NDArray[np.float32]]:
    """The interview at 48 kHz, with the guest, who has every second turn, so many dB lower."""

    def make(guest_db: float) -> NDArray[np.float32]:
        samples = spoken.samples.copy()
        for number in (1, 3):
            first, end = spoken.turn_ms(number)
            samples[(first - 30) * 24 : (end + 30) * 24] *= np.float32(10 ** (guest_db / 20))
        return np.asarray(at_rate(samples, RATE_HZ), np.float32)

    return make


@pytest.fixture
def loudness(ffmpeg_meter: Any, write_wav: Any, tmp_path: Path) -> Callable[..., list[float]]:
    """What ffmpeg's meter reads for each of these spans, in ms, of samples at a rate."""

    def read(samples: Any, rate_hz: int, spans: list[tuple[int, int]]) -> list[float]:
        parts = [samples[first * rate_hz // 1000 : end * rate_hz // 1000] for first, end in spans]
        return [
            ffmpeg_meter(
                write_wav(tmp_path / "part.wav", part.reshape(-1, 1), rate_hz)
            ).integrated_lufs
            for part in parts
        ]

    return read


@pytest.mark.parametrize("guest_db", [-25, -12])
@pytest.mark.parametrize("known", [True, False], ids=["by turns", "by level"])
def test_a_quiet_guest_comes_up_to_the_host(
    known: bool, guest_db: float, interview: Any, spoken: Any, source: Any, loudness: Any
) -> None:
    """Every turn is within 2 LU of the others, though the times of the turns are 0.15 s off."""
    sound = source(interview(guest_db)[:, None], RATE_HZ)
    spans = [spoken.turn_ms(number) for number in range(4)]
    chance = np.random.default_rng(9)
    turns = [
        VoiceTurn(*(at + int(chance.integers(-150, 150)) for at in span), "AB"[number % 2])
        for number, span in enumerate(spans)
    ]
    levels = level_voices(sound, audio_io.survey(sound), turns if known else ())
    assert levels is not None
    assert levels.apart_lu == pytest.approx(-guest_db, abs=4)
    samples = np.concatenate(list(levels.source.blocks()))
    assert len(samples) == len(sound.samples)
    readings = loudness(samples, RATE_HZ, spans)
    assert max(readings) - min(readings) <= 2.0
    assert np.abs(samples).max() <= 2.5 * np.abs(sound.samples).max()
    louder = slice(spans[2][0] * 48 + 9_600, spans[2][1] * 48 - 9_600)
    assert np.abs(samples[louder] - sound.samples[louder]).max() < 1e-6


def test_an_interjection_of_the_loud_voice_is_not_raised(
    interview: Any, spoken: Any, source: Any
) -> None:
    """A word of the host in the guest's turn stays at its own level."""
    samples = interview(-25)
    first = (spoken.turn_ms(1)[0] + 1500) * 48
    word = samples[spoken.turn_ms(0)[0] * 48 :][: RATE_HZ // 3]
    samples[first : first + len(word)] += word
    sound = source(samples[:, None], RATE_HZ)
    turns = [VoiceTurn(*spoken.turn_ms(number), "AB"[number % 2]) for number in range(4)]
    levels = level_voices(sound, audio_io.survey(sound), turns)
    assert levels is not None
    raised = np.concatenate(list(levels.source.blocks()))[:, 0]
    inner = slice(first + 2_400, first + len(word) - 2_400)
    assert np.abs(raised[inner]).max() <= 3 * np.abs(samples[inner]).max()


@pytest.mark.parametrize("guest_db", [0, -4])
@pytest.mark.parametrize("known", [True, False], ids=["by turns", "by level"])
def test_voices_near_each_other_are_left_alone(
    known: bool, guest_db: float, interview: Any, spoken: Any, source: Any
) -> None:
    """A few LU between two people are their own."""
    sound = source(interview(guest_db)[:, None], RATE_HZ)
    turns = [VoiceTurn(*spoken.turn_ms(number), "AB"[number % 2]) for number in range(4)]
    assert level_voices(sound, audio_io.survey(sound), turns if known else ()) is None


@pytest.mark.parametrize("settings", ["", "[audio]\nlevel_voices = false\n"])
def test_a_published_recording_is_levelled_unless_switched_off(
    settings: str,
    show: Callable[..., Any],
    interview: Any,
    spoken: Any,
    loudness: Any,
    write_wav: Any,
    ffmpeg_decode: Any,
) -> None:
    """Known from the transcript and its alignment; the finding says by how much they were apart."""
    harbour = show(settings)
    folder = harbour.episode()
    write_wav(folder / "recording.wav", interview(-25)[:, None], RATE_HZ)
    (made,) = harbour.publish().outcomes
    assert not made.problems, made.problems
    uneven = [finding for finding in made.findings if finding.rule == "recording-uneven"]
    samples = ffmpeg_decode(harbour.the("audio/*.mp3"), 1)
    trimmed_ms = spoken.turn_ms(0)[0] - 300
    spans = [tuple(at - trimmed_ms for at in spoken.turn_ms(number)) for number in range(4)]
    readings = loudness(samples, RATE_HZ, spans)
    if settings:
        assert not uneven
        assert max(readings) - min(readings) > 15
    else:
        assert "LU apart" in uneven[0].what
        assert max(readings) - min(readings) <= 2.0
