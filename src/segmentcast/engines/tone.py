"""The engine for tests: a tone for each word, without a model, a network, or randomness.

Settings: none. Each letter or digit lasts 60 ms, words are 40 ms apart, and a word's note depends on
its letters, so that different texts sound different.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from segmentcast.engines import quality
from segmentcast.engines.engine_settings import SettingsReader
from segmentcast.engines.provenance import fingerprint
from segmentcast.model import Speech, Spoken, Voice, VoiceInfo, WordTime
from segmentcast.timing import ms_to_samples, samples_to_ms

if TYPE_CHECKING:
    from segmentcast.engines import Decode
    from segmentcast.ports import Unavailable

RATE_HZ = 24_000
CHARACTER_MS = 60
GAP_MS = 40
NOTES_HZ = {"low": 110.0, "middle": 165.0, "high": 220.0, "top": 330.0}
_WORD = re.compile(r"\S+")


class Tone:
    """See the module."""

    name = "tone"

    def unavailable(self) -> Unavailable | None:
        """None: it always works."""
        return None

    def voices(self) -> tuple[VoiceInfo, ...]:
        """Four notes, which claim to speak English."""
        return tuple(
            VoiceInfo("tone", name, "en", f"a tone of {hz:g} Hz, for tests", "GPL-3.0-or-later")
            for name, hz in NOTES_HZ.items()
        )

    def fingerprint(self, voice: Voice) -> str:
        """Schema, voice, pitch, pace."""
        quality.known(voice, self.voices(), self.name)
        return fingerprint("tone", schema=1, voice=voice.name, pitch=voice.pitch, pace=voice.pace)

    def synth(self, spoken: Spoken, voice: Voice) -> Speech:
        """A tone for each word, with the times of the words."""
        import numpy as np

        quality.known(voice, self.voices(), self.name)
        text = quality.plain(spoken.text, self.name)
        gap = np.zeros(ms_to_samples(round(GAP_MS * voice.pace), RATE_HZ), np.float32)
        parts, words, at = [gap], [], gap.size
        for match in _WORD.finditer(text):
            letters = sum(char.isalnum() for char in match[0])
            if not letters:
                continue
            length = ms_to_samples(round(CHARACTER_MS * letters * voice.pace), RATE_HZ)
            semitones = zlib.crc32(match[0].encode()) % 5
            hz = NOTES_HZ[voice.name] * voice.pitch * 2 ** (semitones / 12)
            wave = 0.25 * np.sin(2 * np.pi * hz / RATE_HZ * np.arange(length))
            ramp = np.minimum(1.0, np.minimum(np.arange(length), np.arange(length)[::-1]) / 120)
            parts += [(wave * ramp).astype(np.float32), gap]
            start_ms, end_ms = samples_to_ms(at, RATE_HZ), samples_to_ms(at + length, RATE_HZ)
            words.append(WordTime(start_ms, end_ms, match.start(), match.end()))
            at += length + gap.size
        samples = quality.checked(np.concatenate(parts), RATE_HZ, text, self.name)
        return Speech(samples, RATE_HZ, tuple(words))


def build(settings: Mapping[str, object], decode: Decode | None = None) -> Tone:  # noqa: ARG001
    """The engine; see the module for its settings."""
    SettingsReader("tone", settings).done()
    return Tone()
