"""Another rate for a sentence: the samples of scipy's filter, without its import."""

import math
import subprocess
import sys

import numpy as np
import pytest
from scipy.signal import resample_poly

from segmentcast.polyphase import converted

RATES_HZ = [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000]


@pytest.mark.parametrize("from_hz", RATES_HZ)
@pytest.mark.parametrize("length", [1, 100, 1_471, 22_050])
def test_a_sentence_at_another_rate_is_what_scipy_makes_of_it(from_hz: int, length: int):
    """Every sample is the same to the last bit, so that what was kept before is what is made now."""
    samples = np.random.default_rng(length).standard_normal(length).astype(np.float32)
    common = math.gcd(24_000, from_hz)
    wanted = resample_poly(samples, 24_000 // common, from_hz // common)
    made = converted(samples, 24_000, from_hz)
    assert made.dtype == np.float32
    assert np.array_equal(made, wanted)


@pytest.mark.parametrize(("up", "down"), [(20, 23), (50, 77), (100, 103), (9, 8)])
def test_a_pitch_that_is_moved_is_what_scipy_makes_of_it(up: int, down: int):
    """The same for the odd ratios by which a voice is made higher or lower."""
    samples = np.random.default_rng(4).standard_normal(9_000).astype(np.float32)
    assert np.array_equal(converted(samples, up, down), resample_poly(samples, up, down))


def test_silence_of_no_length_stays_that():
    """Nothing in, nothing out."""
    assert len(converted(np.zeros(0, np.float32), 160, 147)) == 0


def test_a_sentence_is_made_ready_without_the_large_package():
    """To bring a sentence to its rate loads no signal package, which takes as long as to speak some."""
    code = (
        "import sys, numpy as np\n"
        "from segmentcast import narration\n"
        "from segmentcast.engines import pitch\n"
        "from segmentcast.model import Speech\n"
        "tone = np.sin(np.arange(22_050) / 9).astype(np.float32) / 2\n"
        "narration.prepare(Speech(pitch.shifted(tone, 0.9), 22_050))\n"
        "assert 'scipy.signal' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
