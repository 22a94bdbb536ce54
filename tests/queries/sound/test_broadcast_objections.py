"""What a broadcast engineer would object to, and the level by turn."""

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
from segmentcast.errors import TranscriptError, UsageError
from segmentcast.model import LoudnessTarget
from segmentcast.queries.sound.measurement import measure
from tests.sounds import Samples

RATE_HZ = 48_000


def run(*arguments: object) -> Any:
    return CliRunner().invoke(
        command, [str(word) for word in arguments], catch_exceptions=False, standalone_mode=False
    )


@pytest.fixture
def objections_to(write_wav: Any, tmp_path: Path) -> Callable[..., list[str]]:
    """The objections to samples as a file of floats."""

    def read(samples: NDArray[np.float32], target_lufs: float = -16.0) -> list[str]:
        sides = samples.reshape(len(samples), -1)
        path = write_wav(tmp_path / "talk.wav", sides, RATE_HZ, "-c:a", "pcm_f32le")
        return list(measure(path, LoudnessTarget(target_lufs)).objections)

    return read


@pytest.fixture(scope="module")
def talk(spoken: Any, at_rate: Any) -> NDArray[np.float32]:
    """The interview at -23 LUFS, without its two seconds of silence at either end."""
    samples = at_rate(spoken.samples, RATE_HZ)[RATE_HZ * 3 // 2 : -RATE_HZ * 3 // 2]
    level = audio_io.measure(Samples(samples[:, None], RATE_HZ)).integrated_lufs
    return np.asarray(samples * 10 ** ((-23 - level) / 20), np.float32)


def test_a_clean_talk_at_the_target_has_no_objections(talk: Any, objections_to: Any) -> None:
    """At R 128's own target; for a podcast it is 7 LU under."""
    assert objections_to(talk, -23.0) == []
    (quiet,) = objections_to(talk)
    assert quiet == "-23.0 LUFS is 7.0 LU under -16; R 128 allows 0.5"


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (lambda talk: np.clip(talk * 40, -1, 1), "samples are clipped"),
        (lambda talk: talk * 20, "true peak is +"),
        (lambda talk: np.stack((talk, -talk), axis=1), "out of phase"),
        (lambda talk: np.stack((talk, talk * 0), axis=1), "only the left channel"),
        (lambda talk: talk + np.float32(0.05), "DC offset is +5.0%"),
        (lambda talk: talk + 0.01 * np.random.default_rng(1).standard_normal(len(talk)), "noise is only"),
        (lambda talk: np.concatenate((talk, np.zeros(RATE_HZ * 5), talk)), "s of dead air at 0:"),
        (
            lambda talk: talk + 0.3 * np.sin(np.arange(len(talk)) * 2 * np.pi * 12 / RATE_HZ),
            "rumble below 45 Hz",
        ),
    ],
)  # fmt: skip
def test_each_fault_is_an_objection(
    fault: Callable[..., Any], says: str, talk: Any, objections_to: Any
) -> None:
    """In a sentence with its number."""
    assert any(says in one for one in objections_to(fault(talk).astype(np.float32)))


def test_the_level_of_each_turn_is_drawn(talk: Any, write_wav: Any, tmp_path: Path) -> None:
    """A line for each turn of a timed transcript; 10 LU less are ten marks less."""
    samples = np.concatenate(
        (talk[: RATE_HZ * 4], talk[: RATE_HZ * 4] * np.float32(10 ** (-10 / 20)))
    )
    path = write_wav(tmp_path / "talk.wav", samples[:, None], RATE_HZ)
    times = tmp_path / "talk.vtt"
    times.write_text(
        "WEBVTT\n\n00:00.200 --> 00:04.000\n<v Peter Aune>The bay had no ferry for nine years.\n\n"
        "00:04.200 --> 00:08.000\n<v Rosa Lind>It was crowded and the weather was kind to us.\n",
        encoding="utf-8",
    )
    lines = run(path, "--turns", times).output.splitlines()
    loud, quiet = (next(line for line in lines if name in line) for name in ("Peter", "Rosa"))
    assert loud.count("#") - quiet.count("#") == pytest.approx(10, abs=1)
    assert "0:00  Peter Aune" in loud
    stretches = run(path, "--levels").output.splitlines()
    assert sum("#" in line for line in stretches) >= 2
    with pytest.raises(UsageError, match="one transcript"):
        run(path, path, "--turns", times)
    plain = tmp_path / "plain.txt"
    plain.write_text("Peter: Good evening.\nRosa: Good evening.\n", encoding="utf-8")
    with pytest.raises(TranscriptError, match="has no times"):
        run(path, "--turns", plain)
