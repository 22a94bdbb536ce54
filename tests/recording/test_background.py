"""Hum and steady noise behind speech: measured, and gently reduced where a show asks for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from segmentcast import audio_io
from segmentcast.cli.measure import command
from segmentcast.recording import measure_background, reduced

RATE_HZ = 48_000


@pytest.fixture(scope="module")
def talk(spoken: Any, at_rate: Any) -> NDArray[np.float32]:
    """The interview at 48 kHz, mono, shape (frames, 1)."""
    return np.asarray(at_rate(spoken.samples, RATE_HZ), np.float32)[:, None]


def hum(frames: int, mains_hz: int) -> NDArray[np.float32]:
    at = 2 * np.pi * mains_hz * np.arange(frames) / RATE_HZ
    wave = 0.01 * np.sin(at) + 0.006 * np.sin(2 * at) + 0.004 * np.sin(3 * at)
    return wave.astype(np.float32)[:, None]


def noise(frames: int) -> NDArray[np.float32]:
    return np.random.default_rng(3).normal(0, 10 ** (-48 / 20), (frames, 1)).astype(np.float32)


@pytest.mark.parametrize("mains_hz", [50, 60])
def test_hum_is_measured_and_goes(mains_hz: int, talk: Any, source: Any) -> None:
    """The tones of the mains are named, and notched; the speech stays in its place."""
    sound = source(talk + hum(len(talk), mains_hz), RATE_HZ)
    survey = audio_io.survey(sound)
    background = measure_background(sound, survey)
    assert mains_hz in background.hum_hz
    assert {tone % mains_hz for tone in background.hum_hz} == {0}
    assert background.hum_db == pytest.approx(-42, abs=2)
    clean = reduced(sound, survey, ("hum",))
    assert measure_background(clean, audio_io.survey(clean)).hum_hz == ()
    samples = np.concatenate(list(clean.blocks()))
    assert samples.shape == talk.shape
    assert np.corrcoef(samples[:, 0], talk[:, 0])[0, 1] > 0.99


def test_noise_is_reduced_and_the_speech_is_not(talk: Any, source: Any) -> None:
    """The pauses are at least 6 dB quieter, the speech within 0.5 dB, and nothing is moved."""
    sound = source(np.repeat(talk + noise(len(talk)), 2, axis=1), RATE_HZ)
    survey = audio_io.survey(sound)
    before = measure_background(sound, survey)
    clean = reduced(sound, survey, ("noise",))
    after = measure_background(clean, audio_io.survey(clean))
    assert after.noise_db <= before.noise_db - 6
    assert after.speech_db == pytest.approx(before.speech_db, abs=0.5)
    samples = np.concatenate(list(clean.blocks()))
    assert samples.shape == (len(talk), 2)
    assert np.corrcoef(samples[:, 0], talk[:, 0])[0, 1] > 0.99


def test_nothing_is_reduced_unless_it_is_asked_for(talk: Any, source: Any) -> None:
    """Without a word in show.toml it is the same object; without hum, so it is with "hum"."""
    sound = source(talk, RATE_HZ)
    survey = audio_io.survey(sound)
    assert reduced(sound, survey, ()) is sound
    assert reduced(sound, survey, ("hum",)) is sound


def test_measure_compares_before_and_after(talk: Any, write_wav: Any, tmp_path: Path) -> None:
    """Two lines: the hum with its frequencies, and none; the pauses, and lower ones."""
    path = write_wav(tmp_path / "talk.wav", talk + hum(len(talk), 50) + noise(len(talk)), RATE_HZ)
    output = CliRunner().invoke(command, [str(path), "--reduction"], standalone_mode=False).output
    before, after = (
        next(line for line in output.splitlines() if word in line)
        for word in ("before:", "after :")
    )
    assert "hum at 50" in before
    assert "no hum" in after


def test_a_show_that_asks_has_it_reduced(
    show: Callable[..., Any], talk: Any, write_wav: Any, ffmpeg_decode: Any
) -> None:
    """The published pauses are quieter relative to the speech than in the recording."""
    harbour = show('[audio]\nreduce = ["hum", "noise"]\n')
    folder = harbour.episode()
    sound = talk + hum(len(talk), 50) + noise(len(talk))
    write_wav(folder / "recording.wav", sound, RATE_HZ)
    (made,) = harbour.publish().outcomes
    assert not made.problems, made.problems
    samples = ffmpeg_decode(harbour.the("audio/*.mp3"), 1)

    def ratio_db(samples: NDArray[np.float32]) -> float:
        blocks = samples[RATE_HZ:-RATE_HZ, 0]
        power = np.square(blocks[: len(blocks) // 2400 * 2400].reshape(-1, 2400)).mean(axis=1)
        low, high = np.percentile(power, (8, 95))
        return float(10 * np.log10(high / low))

    assert ratio_db(samples) > ratio_db(sound) + 6
