"""Prepares recorded sound for the master: trims, levels, joins it with narration, sets it in music.

Everything here is a `ports.SoundSource` that is read in blocks: a recording of any length takes the
memory of a few seconds. When a cue is heard is arithmetic on frames, done once, apart from the sound.
"""

from __future__ import annotations

from segmentcast.recording.background import Background, measure_background, reduced
from segmentcast.recording.condition import Condition, Observed
from segmentcast.recording.mixing import Mixture, Stint, mix
from segmentcast.recording.recorded import Recording, open_recording
from segmentcast.recording.stretch import SourceSlice, Whole, fitted
from segmentcast.recording.surroundings import Surrounded, Surroundings, surround
from segmentcast.recording.untouched import copy_frames
from segmentcast.recording.voice_levels import VoiceLevels, VoiceTurn, level_voices, turn_levels

__all__ = [
    "Background",
    "Condition",
    "Mixture",
    "Observed",
    "Recording",
    "SourceSlice",
    "Stint",
    "Surrounded",
    "Surroundings",
    "VoiceLevels",
    "VoiceTurn",
    "Whole",
    "copy_frames",
    "fitted",
    "level_voices",
    "measure_background",
    "mix",
    "open_recording",
    "reduced",
    "surround",
    "turn_levels",
]
