"""The voices of an episode are brought together in loudness and treble where they are joined."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast import engines, narration
from segmentcast.audio_io.metering import Meter
from segmentcast.cache import SpeechCache
from segmentcast.model import Reading, Spoken, Utterance, Voice
from segmentcast.narration.voice_matching import TARGET_LUFS, gain_db, tilt_of, tilted

RATE_HZ = narration.RATE_HZ
SENTENCES = (
    "This week the bay has a ferry again, and the first boat left on time.",
    "How was the first morning?",
    "The council says that repairs will take until spring.",
)


class Silent:
    """A progress display that shows nothing."""

    def start(self, task: str, total: float, unit: str) -> None: ...
    def advance(self, task: str, amount: float) -> None: ...
    def finish(self, task: str) -> None: ...
    def say(self, message: str) -> None: ...


def loudness(sound: np.ndarray) -> float:
    meter = Meter(RATE_HZ, 1)
    meter.push(np.asarray(sound, np.float32)[:, None])
    return meter.finish().integrated_lufs


def treble_db(sound: np.ndarray) -> float:
    """The energy from 8 to 11 kHz against that from 0.3 to 3 kHz."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    high, low = (power[(hz >= a) & (hz < b)].sum() for a, b in ((8000, 11000), (300, 3000)))
    return float(10 * np.log10(high / low))


def test_host_and_guest_are_equally_loud_and_nearer_in_treble(tmp_path: Path) -> None:
    """The default voices differ by less than 0.5 LU (BS.1770), and by 8 dB less at 8 to 11 kHz than as spoken."""
    cache = SpeechCache(tmp_path)
    used = (Voice("hibari", "heart"), Voice("piper", "joe"))
    sounds, spoken = [], []
    for voice in used:
        reading = Reading(
            tuple(Utterance(0, 0, "ana", voice, row, Spoken(row), 250) for row in SENTENCES)
        )
        speakers = {voice.engine: engines.get(voice.engine)}
        made = narration.narrate(
            reading, speakers, cache, {"ana": "Ana"}, workers=2, progress=Silent(), task=""
        )
        sounds.append(np.concatenate(list(made.source.blocks()))[:, 0])
        kept = [cache.get(key) for key in narration.sentence_keys(reading, speakers)]
        spoken.append(np.concatenate([row.samples for row in kept if row is not None]) / 32768)
    assert loudness(sounds[0]) == pytest.approx(loudness(sounds[1]), abs=0.5)
    before, after = (abs(treble_db(pair[0]) - treble_db(pair[1])) for pair in (spoken, sounds))
    assert after < before - 8


@given(st.integers(60, 8000), st.floats(0.01, 0.9), st.integers(2_000, 80_000))
def test_every_sentence_has_the_same_loudness(hz: int, peak: float, frames: int) -> None:
    """Whatever its level, length and pitch, the gain brings it to the target, by 6 dB at most."""
    sound = (peak * np.sin(2 * np.pi * hz / RATE_HZ * np.arange(frames))).astype(np.float32)
    gain = gain_db(sound)
    assert -6 <= gain <= 6
    assert gain == round(gain, 2)
    if abs(gain) < 6:
        louder = np.tile(sound, 1 + 2 * RATE_HZ // frames) * 10 ** (gain / 20)
        assert loudness(louder) == pytest.approx(TARGET_LUFS, abs=0.3)


def test_silence_stays_silent() -> None:
    """Neither silence nor an empty sentence is raised."""
    assert gain_db(np.zeros(9_000, np.float32)) == 0
    assert gain_db(np.zeros(0, np.float32)) == 0


def test_a_tilt_keeps_low_sounds_and_the_time() -> None:
    """It changes treble alone, by as much as the formula says, and moves nothing in time."""
    time_s = np.arange(24_000) / RATE_HZ
    for hz, expected_db in ((200, 0.0), (4_000, -1.4), (8_000, -5.2)):
        tone = (8_000 * np.sin(2 * np.pi * hz * time_s)).astype(np.int16)
        plain, bent = tilted(tone, 0.0), tilted(tone, 0.15)
        change = 20 * np.log10(np.sqrt((bent[9:-9] ** 2).mean() / (plain[9:-9] ** 2).mean()))
        assert change == pytest.approx(expected_db, abs=0.1)
        assert np.argmax(np.correlate(bent[:400], plain[:400], "full")) == 399
    assert tilt_of(Voice("hibari", "heart", 0.8)) == 0.15
    assert tilt_of(Voice("tone", "low")) == 0
