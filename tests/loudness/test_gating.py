"""Gated loudness against the equations of the standards, worked out one block at a time."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from segmentcast.loudness import gating


def _energy(lufs: float) -> float:
    return math.pow(10.0, lufs / 10.0)


def _level(energies: list[float]) -> float:
    return 10.0 * math.log10(math.fsum(energies) / len(energies))


def integrated(blocks: list[float]) -> float:
    """BS.1770-4, equations 5 to 7, as they are printed: energies here carry the -0.691 already."""
    above = [block for block in blocks if block > -70.0]
    if not above:
        return -math.inf
    relative = _level([_energy(block) for block in above]) - 10.0
    return _level([_energy(block) for block in above if block > relative])


def loudness_range(blocks: list[float]) -> float:
    """EBU Tech 3342: 3 s blocks every 100 ms, gates at -70 LUFS and 20 LU, 10 % to 95 %.

    A 3 s block is half of a 400 ms block and the seven that follow it in a row.
    """
    short = []
    for first in range(len(blocks) - 28):
        parts = [_energy(blocks[first + 4 * place]) for place in range(1, 8)]
        short.append((0.5 * _energy(blocks[first]) + math.fsum(parts)) / 7.5)
    levels = [10.0 * math.log10(energy) for energy in short]
    above = [level for level in levels if level > -70.0]
    if not above:
        return 0.0
    relative = _level([_energy(level) for level in above]) - 20.0
    gated = sorted(level for level in above if level > relative)
    return gated[round((len(gated) - 1) * 0.95)] - gated[round((len(gated) - 1) * 0.10)]


def programme(seed: int, count: int) -> list[float]:
    """Levels that wander between speech, pauses and silence."""
    chance = random.Random(seed)
    level, levels = -23.0, []
    for _ in range(count):
        level = min(-5.0, max(-95.0, level + chance.gauss(0, 3)))
        if chance.random() < 0.02:
            level = chance.choice([-20.0, -35.0, -68.0, -90.0])
        levels.append(level)
    return levels


@pytest.mark.parametrize("count", [1, 28, 29, 30, 400, 4096, 4124, 4125, 9000])
@pytest.mark.parametrize("seed", [1, 2])
def test_both_figures_are_those_of_the_equations(seed: int, count: int) -> None:
    """Programmes of any length have the loudness and the range of the printed equations."""
    blocks = programme(seed, count)
    readings = np.array(blocks)
    assert gating.integrated_lufs(readings) == pytest.approx(integrated(blocks), abs=1e-9)
    assert gating.range_lu(readings) == pytest.approx(loudness_range(blocks), abs=2e-4)


def test_single_precision_is_enough() -> None:
    """Readings that are kept in 32 bits give the same figures to a thousandth."""
    blocks = programme(3, 5000)
    readings = np.array(blocks, dtype=np.float32)
    assert gating.integrated_lufs(readings) == pytest.approx(integrated(blocks), abs=1e-3)
    assert gating.range_lu(readings) == pytest.approx(loudness_range(blocks), abs=1e-3)


def test_what_is_just_at_the_absolute_gate_is_silence() -> None:
    """A block of exactly -70 LUFS does not count, one just above does."""
    assert gating.integrated_lufs(np.array([-70.0] * 40)) == -math.inf
    assert gating.integrated_lufs(np.array([-69.999] * 40)) == pytest.approx(-69.999)
    assert gating.range_lu(np.array([-70.0] * 40)) == 0.0
    assert gating.integrated_lufs(np.array([])) == -math.inf


def test_the_relative_gate_is_ten_below() -> None:
    """Of two levels in equal parts the lower counts only when it is within 10 LU of their mean."""
    kept = [-20.0] * 50 + [-32.9] * 50  # their mean is -22.8; the gate is at -32.8
    assert gating.integrated_lufs(np.array(kept)) == pytest.approx(-20.0)
    close = [-20.0] * 50 + [-32.7] * 50
    assert gating.integrated_lufs(np.array(close)) == pytest.approx(integrated(close))
    assert gating.integrated_lufs(np.array(close)) < -22.0


def test_a_range_needs_three_seconds() -> None:
    """Without one block of 3 s there is no range; with one it is nothing."""
    assert gating.range_lu(np.array([-20.0] * 28)) == 0.0
    assert gating.range_lu(np.array([-20.0] * 29)) == 0.0


@pytest.mark.parametrize(("low", "high"), [(-30.0, -20.0), (-38.0, -20.0)])
def test_the_range_of_two_levels_is_their_distance(low: float, high: float) -> None:
    """Two long levels within the gate of 20 LU have their distance as range."""
    readings = np.array([low] * 500 + [high] * 500)
    assert gating.range_lu(readings) == pytest.approx(high - low, abs=1e-3)


def test_what_is_twenty_below_is_no_part_of_the_range() -> None:
    """A level more than 20 LU under the mean is a pause, and does not widen the range."""
    readings = np.array([-43.5] * 300 + [-20.0] * 700)
    assert gating.range_lu(readings) < 10.0
