"""Finds where the sound of a recording begins and ends, so that dead air can be cut off."""

from __future__ import annotations

import numpy as np

from segmentcast.loudness.gain import SURVEY_CELL, Survey

_BELOW_LOUDNESS_DB = 30.0
_QUIETEST_DB = -65.0
_LASTING_MS = 40.0


def find_speech_span(survey: Survey, *, lead_ms: int = 300, tail_ms: int = 700) -> tuple[int, int]:
    """The first frame to keep and one past the last; no word is ever cut.

    Sound is whatever lasts 40 ms at no more than 30 dB below the programme's loudness, so breath and
    soft consonants count; `lead_ms` and `tail_ms` stay around it. If nothing stands out, everything
    stays.
    """
    threshold_db = max(survey.loudness.integrated_lufs - _BELOW_LOUDNESS_DB, _QUIETEST_DB)
    loud = survey.levels.louder_than(threshold_db)
    cell_ms = SURVEY_CELL * 1000.0 / survey.rate_hz
    run = max(1, round(_LASTING_MS / cell_ms))
    lasting = np.ones(max(0, len(loud) - run + 1), dtype=np.bool_)
    for later in range(run):
        lasting &= loud[later : later + len(lasting)]
    if not lasting.any():
        return 0, survey.frames
    begin, last_begin = int(lasting.argmax()), len(lasting) - 1 - int(lasting[::-1].argmax())
    first = begin * SURVEY_CELL - lead_ms * survey.rate_hz // 1000
    last = (last_begin + run) * SURVEY_CELL + tail_ms * survey.rate_hz // 1000
    return max(0, first), min(survey.frames, last)
