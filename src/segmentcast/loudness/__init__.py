"""Loudness in pure numbers: gates, true peak, limiter, gain, and where speech begins and ends.

ITU-R BS.1770-4 and EBU Tech 3341/3342. Nothing here decodes or filters a file: samples and readings
come in, numbers and samples go out. Everything is deterministic and independent of how the sound is
divided into blocks.
"""

from __future__ import annotations

from segmentcast.loudness.gain import GainPlan, Survey, Surveyor, cut, one_side, solve_gain
from segmentcast.loudness.gating import integrated_lufs, range_lu, short_term_lufs
from segmentcast.loudness.levels import NO_LEVELS, Levels
from segmentcast.loudness.limiter import (
    Limited,
    Limiter,
    heard_peaks,
    limit,
    lower,
    reach_frames,
)
from segmentcast.loudness.memory_pages import own_pages
from segmentcast.loudness.span import find_speech_span
from segmentcast.loudness.true_peak import CELL, TruePeak, from_db, to_db
from segmentcast.loudness.weighting import HOPS_A_SECOND, k_weighting, momentary_lufs

__all__ = [
    "CELL",
    "HOPS_A_SECOND",
    "NO_LEVELS",
    "GainPlan",
    "Levels",
    "Limited",
    "Limiter",
    "Survey",
    "Surveyor",
    "TruePeak",
    "cut",
    "find_speech_span",
    "from_db",
    "heard_peaks",
    "integrated_lufs",
    "k_weighting",
    "limit",
    "lower",
    "momentary_lufs",
    "one_side",
    "own_pages",
    "range_lu",
    "reach_frames",
    "short_term_lufs",
    "solve_gain",
    "to_db",
]
