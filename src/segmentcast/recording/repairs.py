"""Repairs a recording where its measured condition asks for it, in the order of the audio path.

Spikes, offset, rumble, sides: each makes the next measurable, and all come before trimming, levelling,
gain, and limiter. A sound without faults passes as the same object.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from segmentcast import audio_io
from segmentcast.audio_io import Converted
from segmentcast.model import Finding
from segmentcast.ports import SoundSource
from segmentcast.recording.condition import Condition

_RUMBLE_HZ = 35.0


def repaired(source: SoundSource, condition: Condition) -> SoundSource:
    """The sound without the faults, but with its spikes; the source itself if there are none."""
    if any(condition.offsets):
        offsets = np.array(condition.offsets, np.float32)
        source = Converted(source, source.channels, lambda block: block - offsets)
    if condition.rumbles:
        source = audio_io.high_passed(source, _RUMBLE_HZ)
    if condition.sides == "inverted":
        turned = np.array([1.0, -1.0], np.float32)
        return Converted(source, 2, lambda block: block * turned)
    weights = _TO_MONO.get(condition.sides)
    if weights is not None:
        return Converted(source, 1, lambda block: np.ascontiguousarray(block @ weights))
    return source


def without_spikes(source: SoundSource, above: float) -> SoundSource:
    """The sound with straight lines in place of samples above an amplitude."""
    return Converted(
        source,
        source.channels,
        lambda block: audio_io.interpolated(block, np.abs(block) <= np.float32(above)),
    )


_TO_MONO = {
    "left": np.array([[1.0], [0.0]], np.float32),
    "right": np.array([[0.0], [1.0]], np.float32),
    "apart": np.array([[1.0], [1.0]], np.float32),
    "in part": np.array([[1.0], [0.0]], np.float32),
    "inverted to one": np.array([[0.5], [-0.5]], np.float32),
}


def condition_findings(condition: Condition, where: str) -> Iterator[Finding]:
    """What was repaired, and what can't be."""
    if condition.spikes_above:
        yield Finding(
            "warning",
            "recording-spikes",
            where,
            "a few samples are far over full scale, and over everything else; straight lines replace"
            " them",
            "listen for clicks, and export the recording again",
        )
        return
    if any(condition.offsets):
        most = max(condition.offsets, key=abs)
        yield Finding(
            "note",
            "recording-offset",
            where,
            f"the waveform is off its middle by {abs(most):.1%} of full scale (DC offset); it was centred",
            "check the microphone's cable and the sound card",
        )
    if condition.rumbles:
        yield Finding(
            "note",
            "recording-rumble",
            where,
            f"wind, handling, or traffic below 35 Hz is at {condition.low_db:+.0f} dB relative to the"
            " rest; a high-pass removed it",
            "use a windshield, or the microphone's low cut",
        )
    yield from _side_findings(condition, where)


def _side_findings(condition: Condition, where: str) -> Iterator[Finding]:
    if condition.sides in ("left", "right"):
        yield Finding(
            "note",
            "recording-one-side",
            where,
            f"only the {condition.sides} channel has the talk; it is published in mono",
            "export it in mono, or in stereo with both channels, if that is wrong",
        )
    elif condition.sides == "apart":
        yield Finding(
            "note",
            "recording-apart",
            where,
            "one voice is only in the left channel, another only in the right; they are published"
            " in mono",
            "mix the recording in stereo if that is wrong",
        )
    elif condition.sides == "in part":
        yield Finding(
            "warning",
            "recording-inverted",
            where,
            "one channel is inverted in some parts, so that a listener in mono would not hear them;"
            " the left channel, which is the same sound, is published in mono",
            "check the wiring of the microphone or the mixer",
        )
    elif condition.sides != "as they are":
        yield Finding(
            "warning",
            "recording-inverted",
            where,
            "the right channel is inverted, so that a listener in mono would hear nothing; it was"
            " turned round"
            + (", and both are published as one" if condition.sides.endswith("one") else ""),
            "check the wiring of the microphone or the mixer",
        )
    elif condition.out_of_phase:
        yield Finding(
            "warning",
            "recording-out-of-phase",
            where,
            f"the channels are out of phase (correlation {condition.correlation:.2f}): in mono, much"
            " of the sound cancels out",
            "listen in mono, and export the recording again",
        )
