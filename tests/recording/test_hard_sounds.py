"""What is said of recordings that the limiter has much to do with: in numbers, and of no others."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

RATE_HZ = 48_000
KNOCK = np.sin(np.arange(900) / 3) * np.exp(-np.arange(900) / 90)


@pytest.fixture
def told(
    show: Callable[..., Any], spoken: Any, write: Any, at_rate: Any, tmp_path: Path
) -> Callable[..., list[Any]]:
    """The findings about the loudness of the talk at `level`, with a knock of `knock` every so many seconds."""

    def publish(level: float, knock: float = 0.0, every_s: float = 2.0, settings: str = "") -> Any:
        sound = at_rate(spoken.samples, RATE_HZ) * np.float32(level)
        for at in range(RATE_HZ // 2, len(sound) - len(KNOCK), round(RATE_HZ * every_s)):
            sound[at : at + len(KNOCK)] += np.float32(knock) * KNOCK.astype(np.float32)
        harbour = show(settings)
        folder = harbour.episode()
        write(folder / "recording.wav", np.clip(sound, -1, 1), RATE_HZ)
        (made,) = harbour.publish().outcomes
        assert not made.problems, made.problems
        about = [each for each in made.findings if each.rule.startswith("sound-")]
        return [(each.severity, each.rule) for each in about], about, made.loudness

    return publish


@pytest.mark.parametrize("level", [0.1, 0.6])
def test_nothing_is_said_of_speech_alone(told: Callable[..., Any], level: float) -> None:
    """Quiet or loud, it comes out at the target with little limiting, and nobody is told."""
    rules, _, loudness = told(level)
    assert rules == []
    assert loudness.integrated_lufs == pytest.approx(-16, abs=0.3)


def test_much_taken_from_knocks_is_a_note(told: Callable[..., Any]) -> None:
    """The sound is at the target, but its knocks were pressed by more than 12 dB."""
    rules, about, loudness = told(0.05, knock=0.95)
    assert rules == [("note", "sound-limited")]
    assert loudness.integrated_lufs == pytest.approx(-16, abs=0.3)
    assert "-16 LUFS" in about[0].what
    assert float(about[0].what.split("up to ")[1].split(" dB")[0]) > 12
    assert "knocks" in about[0].mend


def test_a_sound_that_misses_the_target_is_a_warning(told: Callable[..., Any]) -> None:
    """It is published as loud as it became, and that is said with the target beside it."""
    rules, about, loudness = told(0.005, 0.95, 0.3, "[audio]\ntarget_lufs = -9\n")
    assert rules == [("warning", "sound-off-target")]
    assert abs(loudness.integrated_lufs + 9) > 0.3
    assert f"{loudness.integrated_lufs:.1f} LUFS" in about[0].what
    assert "instead of -9 and -1" in about[0].what
    assert about[0].mend


@pytest.mark.parametrize(("level", "every_s"), [(0.05, 0.6), (0.01, 0.6), (0.05, 0.2)])
def test_the_limiter_is_not_given_the_talk(
    level: float, every_s: float, show: Callable[..., Any], spoken: Any, write: Any, at_rate: Any
) -> None:
    """2.4 s of quiet words between knocks get 10 to 15 dB, stay under the target, and that is told."""
    sound = at_rate(spoken.samples[24_000 * 2 :], RATE_HZ)[: round(2.4 * RATE_HZ)]
    sound *= np.float32(level / np.abs(sound).max())
    for at in range(RATE_HZ // 20, len(sound) - len(KNOCK), round(RATE_HZ * every_s)):
        sound[at : at + len(KNOCK)] += np.float32(0.9) * KNOCK.astype(np.float32)
    harbour = show()
    folder = harbour.folder / "2026-03-15-knocks"
    folder.mkdir()
    write(folder / "recording.wav", sound, RATE_HZ)
    (made,) = harbour.publish().outcomes
    assert not made.problems, made.problems
    (told,) = [each for each in made.findings if each.rule == "sound-off-target"]
    assert 10 < float(told.what.split("up to ")[1].split(" dB")[0]) < 16
    assert -30 < made.loudness.integrated_lufs < -20
    assert made.loudness.true_peak_dbtp <= -1
