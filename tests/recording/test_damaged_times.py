"""Times of a container's frames that jump: a short gap is lost sound, a long one is a damaged time."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from segmentcast import audio_io

RATE_HZ = 48_000
FRAME = 960
FRAMES = 600


def write_jump(path: Path, jump_s: int) -> None:
    """12 s of a tone, whose second half says that it comes so much later."""
    tone = 0.2 * np.sin(2 * np.pi * 220 / RATE_HZ * np.arange(FRAME * FRAMES), dtype=np.float32)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libopus", rate=RATE_HZ, layout="mono")
        for at, samples in enumerate(tone.reshape(FRAMES, 1, FRAME)):
            frame = av.AudioFrame.from_ndarray(samples, format="flt", layout="mono")
            frame.sample_rate, frame.time_base = RATE_HZ, Fraction(1, RATE_HZ)
            frame.pts = at * FRAME + (jump_s * RATE_HZ if at >= FRAMES // 2 else 0)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.mark.parametrize(("jump_s", "lost_s"), [(1, 1), (100, 0)])
def test_only_a_short_jump_of_the_times_is_lost_sound(
    jump_s: int, lost_s: int, tmp_path: Path
) -> None:
    """Nobody fills a hundred seconds with silence for a number that is wrong."""
    write_jump(tmp_path / "talk.opus", jump_s)
    source = audio_io.open_source(tmp_path / "talk.opus")
    length_s = sum(len(block) for block in source.blocks()) / source.rate_hz
    assert length_s == pytest.approx(12 + lost_s, abs=0.1)
    assert source.damage.lost_ms == pytest.approx(1000 * lost_s, abs=50)
