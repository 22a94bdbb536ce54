"""Where each sentence lies in the narration: its samples, its silence, and the sections they form."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from segmentcast.cache import SpeechCache, is_credible
from segmentcast.digest import digest
from segmentcast.model import Cue, Reading, Utterance, WordTime
from segmentcast.narration.heard_pauses import heard_pauses_ms
from segmentcast.narration.inner_pauses import Span, cuts, moved, shortened
from segmentcast.narration.prepared_sound import RATE_HZ
from segmentcast.narration.sentence_keys import SCHEMA, sentence_key
from segmentcast.narration.voice_matching import gain_db, tilt_of, tilted
from segmentcast.ports import Engine, Progress, Section
from segmentcast.timing import ms_to_samples, samples_to_ms

LEAD_IN_MS = 250
"""Silence before the first sentence."""
TAIL_MS = 500
"""Silence after the last one."""
_JOINED = "joined-4"
"""Raised when sentences are joined otherwise; what was published stays all the same (docs/adr/0015)."""
_GRID_FRAMES = RATE_HZ * 24 // 1000
"""24 ms, an MP3 frame at 48 kHz: what begins on this grid can be encoded once for every place."""
_LEAD_IN_FRAMES = -(-RATE_HZ * LEAD_IN_MS // 1000 // _GRID_FRAMES) * _GRID_FRAMES
_SILENT_MS = 280
"""After a pause this long, the limiter has released whatever came before."""
_LEAST_SECTION, _MOST_SECTION, _ONE_IN = 10 * RATE_HZ, 40 * RATE_HZ, 3
_LONG_SECTION, _LONGEST_SECTION = 60 * RATE_HZ, 90 * RATE_HZ
"""A section is in memory as a whole, so one without long pauses ends after any sentence."""
_LAYING_OUT = "Laying out"
"""A task of no size: each step only lets whoever shows the progress interrupt the work."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A sentence's place in the sound: `frames` long, with `before` frames of silence ahead of it.

    It is heard with `gain_db` and `tilt` (see `voice_matching`), which follow from content and voice, and
    without `cuts`, the samples of pauses that are too long (see `inner_pauses`).

    `content` is the hash of its samples: some engines don't speak a sentence the same way twice.
    """

    key: str
    content: str
    before: int
    frames: int
    pause_ms: int
    tilt: float = 0.0
    gain_db: float = 0.0
    cuts: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Heard:
    """A cached sentence: the hash of its samples, how many are heard, its words, and how it is joined."""

    content: str
    length: int
    words: tuple[WordTime, ...]
    tilt: float
    gain_db: float
    cuts: tuple[Span, ...]


def sound_key(reading: Reading, engines: Mapping[str, Engine]) -> str:
    """A hash of everything that decides the joined sound; nothing is spoken for it."""
    parts: list[object] = [SCHEMA, _JOINED, LEAD_IN_MS, TAIL_MS]
    pauses_ms = heard_pauses_ms(reading.utterances)
    for utterance, pause_ms in zip(reading.utterances, pauses_ms, strict=True):
        parts += [sentence_key(utterance, engines[utterance.voice.engine]), pause_ms]
    return digest(parts)


def lay_out(
    reading: Reading,
    keys: tuple[str, ...],
    cache: SpeechCache,
    names: Mapping[str, str],
    progress: Progress,
) -> tuple[tuple[Cue, ...], tuple[Slot, ...], list[str]]:
    """The cues, the slots of the sentences, and the keys of those that the cache can't deliver.

    `keys` are the sentences' keys in the reading's order, repeats included; `names` gives the name to
    show for each speaker's key. With any missing key there are no cues and no slots.
    """
    spoken: list[_Heard] = []
    damaged: list[str] = []
    for key, utterance in zip(keys, reading.utterances, strict=True):
        progress.advance(_LAYING_OUT, 0.0)
        speech = cache.get(key, partial(is_credible, utterance.spoken.text, RATE_HZ))
        if speech is None:
            damaged.append(key)
        else:
            content = hashlib.sha256(speech.samples.tobytes()).hexdigest()
            spans = cuts(speech.samples, RATE_HZ, speech.words, utterance.spoken.text)
            samples = shortened(speech.samples, spans, RATE_HZ)
            words = moved(speech.words, spans, RATE_HZ)
            tilt = tilt_of(utterance.voice)
            gain = gain_db(tilted(samples, tilt))
            spoken.append(_Heard(content, len(samples), words, tilt, gain, spans))
    if damaged:
        return (), (), damaged
    slots = _slots(keys, heard_pauses_ms(reading.utterances), spoken)
    cues: list[Cue] = []
    position = 0
    parts = zip(slots, reading.utterances, spoken, strict=True)
    for slot, utterance, heard in parts:
        start_ms = samples_to_ms(position + slot.before, RATE_HZ)
        cue = Cue(
            start_ms=0,
            end_ms=samples_to_ms(position + slot.before + heard.length, RATE_HZ) - start_ms,
            speaker=names[utterance.speaker],
            text=utterance.text,
            turn=utterance.turn,
            paragraph=utterance.paragraph,
            word_times=_words_as_written(heard.words, utterance),
        )
        cues.append(cue.shifted(start_ms))
        position += slot.frames
    return tuple(cues), slots, []


def _slots(
    keys: Sequence[str], pauses_ms: Sequence[int], spoken: Sequence[_Heard]
) -> tuple[Slot, ...]:
    """Lays the sentences one after another on the grid."""
    slots = []
    parts = zip(keys, pauses_ms, spoken, strict=True)
    for number, (key, pause_ms, heard) in enumerate(parts):
        before = 0 if number else _LEAD_IN_FRAMES
        behind = ms_to_samples(pause_ms + (TAIL_MS if number + 1 == len(keys) else 0), RATE_HZ)
        frames = -(-(before + heard.length + behind) // _GRID_FRAMES) * _GRID_FRAMES
        slots.append(
            Slot(
                key, heard.content, before, frames, pause_ms, heard.tilt, heard.gain_db, heard.cuts
            )
        )
    return tuple(slots)


def sectioned(slots: tuple[Slot, ...]) -> tuple[tuple[Slot, ...], ...]:
    """Groups sentences into sections of about half a minute.

    The content of a section's last sentence decides its end, not how many came before: soon after an
    edit, the sections are the previous ones again. A section ends in a pause long enough for the
    limiter to release; in minutes of talk without one (a long paragraph) it ends after any sentence.
    """
    sections: list[tuple[Slot, ...]] = []
    begin = frames = 0
    for number, slot in enumerate(slots):
        frames += slot.frames
        silent = slot.pause_ms >= _SILENT_MS
        chosen = frames >= _LEAST_SECTION and int(slot.content[:8], 16) % _ONE_IN == 0
        too_long = frames >= _LONGEST_SECTION or (chosen and frames >= _LONG_SECTION)
        if too_long or (silent and (chosen or frames >= _MOST_SECTION)):
            sections.append(slots[begin : number + 1])
            begin, frames = number + 1, 0
    if begin < len(slots):
        sections.append(slots[begin:])
    return tuple(sections)


def section(slots: tuple[Slot, ...]) -> Section:
    """The length of a section, and the hash of everything that decides its samples."""
    parts = (
        f"{slot.content} {slot.before} {slot.frames} {slot.tilt:g} {slot.gain_db:.2f} {slot.cuts}"
        for slot in slots
    )
    return Section(digest([_JOINED, *parts]), sum(slot.frames for slot in slots))


def _words_as_written(words: tuple[WordTime, ...], utterance: Utterance) -> tuple[WordTime, ...]:
    """The times of the spoken words; none if they aren't the words of the source."""
    return words if utterance.spoken.text == utterance.text else ()
