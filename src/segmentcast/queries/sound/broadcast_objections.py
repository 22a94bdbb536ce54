"""What a broadcast engineer would object to in a sound: EBU R 128, and the BBC's delivery requirements."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from segmentcast.audio_io import Damage
from segmentcast.loudness import Survey, short_term_lufs
from segmentcast.model import LoudnessTarget
from segmentcast.recording import Condition, VoiceLevels
from segmentcast.timing import clock, samples_to_ms

_TOLERANCE_LU = 0.5
_RANGE_LU = 18.0
_SHORT_TERM_ABOVE_LU = 5.0
_NOISE_BELOW_DB = 30.0
_DEAD_AIR_MS = 3_000
_SILENT_DB = -65.0
_LOW_RATE_HZ = 44_100


def objections(
    survey: Survey,
    condition: Condition,
    damage: Damage,
    levels: VoiceLevels | None,
    target: LoudnessTarget,
) -> Iterator[str]:
    """A sentence for each objection, in numbers; none if there is nothing to object to."""
    loudness = survey.loudness
    if not np.isfinite(loudness.integrated_lufs):
        yield "there is nothing but silence"
        return
    off_lu = loudness.integrated_lufs - target.integrated_lufs
    if abs(off_lu) > _TOLERANCE_LU:
        yield (
            f"{loudness.integrated_lufs:.1f} LUFS is {abs(off_lu):.1f} LU {'over' if off_lu > 0 else 'under'}"
            f" {target.integrated_lufs:g}; R 128 allows {_TOLERANCE_LU:g}"
        )
    if loudness.true_peak_dbtp > target.true_peak_dbtp:
        yield f"the true peak is {loudness.true_peak_dbtp:+.1f} dBTP, over {target.true_peak_dbtp:g} (R 128)"
    short_term = short_term_lufs(survey.momentary_lufs)
    if short_term.size and not abs(off_lu) > _TOLERANCE_LU:
        highest = int(short_term.argmax())
        above_lu = float(short_term[highest]) - target.integrated_lufs
        if above_lu > _SHORT_TERM_ABOVE_LU:
            yield (
                f"three seconds at {clock(highest * 100)} are {above_lu:.1f} LU over the target;"
                f" R 128 s1 allows {_SHORT_TERM_ABOVE_LU:g}"
            )
    if loudness.range_lu > _RANGE_LU:
        yield f"the loudness range is {loudness.range_lu:.0f} LU, over {_RANGE_LU:g} (BBC)"
    if levels:
        yield f"the voices are up to {levels.apart_lu:.0f} LU apart"
    if survey.clipped:
        yield f"{survey.clipped:,} samples are clipped (BBC: no clipping)"
    yield from _of_condition(condition)
    yield from _of_pauses(survey)
    if survey.rate_hz < _LOW_RATE_HZ:
        yield f"{survey.rate_hz:,} Hz has nothing above {survey.rate_hz // 2000:g} kHz"
    if damage:
        places = len(damage.losses) + len(damage.foreign_ms)
        yield f"the file is damaged at {places} places and lacks {damage.lost_ms / 1000:.2f} s"


def _of_condition(condition: Condition) -> Iterator[str]:
    if condition.sides in ("left", "right"):
        yield f"only the {condition.sides} channel has sound"
    elif condition.sides == "apart":
        yield "one voice is only on the left, another only on the right"
    elif condition.correlation < 0.0:
        yield f"the channels are out of phase: correlation {condition.correlation:.2f} (BBC: mono)"
    if any(condition.offsets):
        yield f"the DC offset is {max(condition.offsets, key=abs):+.1%} of full scale"
    if condition.rumbles:
        yield f"rumble below 45 Hz is at {condition.low_db:+.0f} dB relative to the rest"


def _of_pauses(survey: Survey) -> Iterator[str]:
    level_db = survey.levels.energy_db()
    heard = level_db[level_db > _SILENT_DB - 30.0]
    if heard.size:
        floor_db, speech_db = np.percentile(heard, (5, 95))
        if speech_db - floor_db < _NOISE_BELOW_DB:
            yield f"noise is only {speech_db - floor_db:.0f} dB under the speech"
    loud = np.flatnonzero(level_db > _SILENT_DB)
    if not loud.size:
        return
    cell_ms = samples_to_ms(256_000, survey.rate_hz) / 1000
    edges = np.concatenate(([-1], loud, [len(level_db)]))
    gaps = np.diff(edges) - 1
    longest = int(gaps.argmax())
    if gaps[longest] * cell_ms > _DEAD_AIR_MS:
        at_ms = round((edges[longest] + 1) * cell_ms)
        yield f"{gaps[longest] * cell_ms / 1000:.1f} s of dead air at {clock(at_ms)}"
