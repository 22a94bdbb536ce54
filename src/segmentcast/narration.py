"""A reading spoken by its engines: sentences made once, levelled, and joined with their pauses.

Sentences are spoken longest first by as many threads as there are cores; each goes to the
cache under a key of all that decides its bytes, so the order and the number of threads change
nothing. The joined sound is streamed from the cache: an episode of any length takes the memory
of one sentence.
"""

from __future__ import annotations

import hashlib
import math
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

from segmentcast.cache import KeptSpeech, SpeechCache, is_credible, label_of
from segmentcast.digest import digest
from segmentcast.errors import EngineError, Problem, SegmentcastError
from segmentcast.model import Cue, Reading, Speech, Utterance, WordTime
from segmentcast.polyphase import converted
from segmentcast.ports import Engine, Progress, Section, WithEarlierFingerprints
from segmentcast.timing import ms_to_samples, samples_to_ms

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydub import AudioSegment

RATE_HZ = 24_000
"""The rate at which sentences are kept and joined: that of the default engine, enough for speech."""

LEAD_IN_MS = 250
TAIL_MS = 500
_SCHEMA = "narration-1"
_JOINED = "joined-2"
_GRID_FRAMES = RATE_HZ * 24 // 1000
"""24 ms, which are an MP3 frame at 48 kHz: what begins on it can be encoded once for all places."""

_LEAD_IN_FRAMES = -(-RATE_HZ * LEAD_IN_MS // 1000 // _GRID_FRAMES) * _GRID_FRAMES
_SILENT_MS = 280
"""So long does the limiter let go of what was before."""

_LEAST_SECTION, _MOST_SECTION, _ONE_IN = 10 * RATE_HZ, 40 * RATE_HZ, 3
_LONG_SECTION, _LONGEST_SECTION = 60 * RATE_HZ, 90 * RATE_HZ
"""A section is in memory as a whole: one without long pauses ends at any sentence."""

_ACTIVE_RMS_DBFS = -23.0
_ACTIVE_GATE_DB = 30.0
_FRAME_MS = 20
_SILENCE_DBFS = -52.0
_HEAD_MARGIN_MS = 30
_TAIL_MARGIN_MS = 70
_FADE_MS = 5
_LAYING_OUT = "Laying out"
"""Counts for nothing: whoever shows the progress may end the work at each step."""

_importing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Narration:
    """The sound of a reading and when each sentence is heard in it."""

    source: NarrationSource
    cues: tuple[Cue, ...]
    spoken: int
    reused: int


class NarrationSource:
    """The joined sentences as a ports.SectionedSource: mono float32 at 24 kHz."""

    rate_hz = RATE_HZ
    channels = 1

    def __init__(self, cache: SpeechCache, slots: tuple[Slot, ...]) -> None:
        self._cache = cache
        self._hold = cache.hold([slot.key for slot in slots])
        self._sections = _sectioned(slots)
        self.sections = tuple(_section(slots) for slots in self._sections)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        for slots in self._sections:
            yield from self._spoken(slots)

    def section(self, number: int) -> NDArray[np.float32]:
        """The samples of a section, shape (frames, 1)."""
        return np.concatenate(list(self._spoken(self._sections[number])))

    def _spoken(self, slots: tuple[Slot, ...]) -> Iterator[NDArray[np.float32]]:
        for slot in slots:
            speech = self._cache.get(slot.key)
            if speech is None or slot.before + len(speech.samples) > slot.frames:
                raise _vanished()
            sound = np.zeros((slot.frames, 1), np.float32)
            end = slot.before + len(speech.samples)
            np.divide(speech.samples, np.float32(32768.0), out=sound[slot.before : end, 0])
            yield sound


@dataclass(frozen=True, slots=True)
class Slot:
    """A sentence's place in the sound: `frames` long, with `before` frames of silence ahead of it.

    `content` is the hash of its samples: some engines say the same sentence in two ways.
    """

    key: str
    content: str
    before: int
    frames: int
    pause_ms: int


def _slots(
    keys: Sequence[str], pauses_ms: Sequence[int], spoken: Sequence[tuple[str, int]]
) -> tuple[Slot, ...]:
    """The sentences, each a hash and a length, one after the other on the grid of MP3 frames."""
    slots = []
    parts = zip(keys, pauses_ms, spoken, strict=True)
    for number, (key, pause_ms, (content, length)) in enumerate(parts):
        before = 0 if number else _LEAD_IN_FRAMES
        behind = ms_to_samples(pause_ms + (TAIL_MS if number + 1 == len(keys) else 0), RATE_HZ)
        frames = -(-(before + length + behind) // _GRID_FRAMES) * _GRID_FRAMES
        slots.append(Slot(key, content, before, frames, pause_ms))
    return tuple(slots)


def _sectioned(slots: tuple[Slot, ...]) -> tuple[tuple[Slot, ...], ...]:
    """Sentences put together to sections of some half a minute.

    What ends a section is in its last sentences and not in how many came before: behind an edit
    the sections soon are those of before. A section ends in a pause, in which the limiter lets go;
    in minutes of talk without one (a long paragraph) it ends in the short pause after a sentence.
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


def _section(slots: tuple[Slot, ...]) -> Section:
    parts = (f"{slot.content} {slot.before} {slot.frames}" for slot in slots)
    return Section(digest([_JOINED, *parts]), sum(slot.frames for slot in slots))


def sentence_key(utterance: Utterance, engine: Engine) -> str:
    """The hash of all that decides how a sentence sounds, and who speaks it behind a dot."""
    return _key(utterance, engine.fingerprint(utterance.voice))


def earlier_keys(utterance: Utterance, engine: Engine) -> tuple[str, ...]:
    """The keys under which earlier versions kept the same sentence."""
    if not isinstance(engine, WithEarlierFingerprints):
        return ()
    return tuple(_key(utterance, each) for each in engine.earlier_fingerprints(utterance.voice))


def _key(utterance: Utterance, fingerprint: str) -> str:
    spoken = utterance.spoken
    phonemes = [f"{part.start}-{part.end}-{part.ipa}" for part in spoken.phonemes]
    sounds = digest([_SCHEMA, fingerprint, spoken.text, *phonemes])
    return f"{sounds}.{label_of(utterance.voice.engine, utterance.voice.name)}"


def sentence_keys(reading: Reading, engines: Mapping[str, Engine]) -> tuple[str, ...]:
    """The keys of a reading's sentences in order, each once."""
    keys = (
        sentence_key(utterance, engines[utterance.voice.engine]) for utterance in reading.utterances
    )
    return tuple(dict.fromkeys(keys))


def earlier_sentence_keys(reading: Reading, engines: Mapping[str, Engine]) -> tuple[str, ...]:
    """The keys under which earlier versions may have kept a reading's sentences."""
    keys = (
        key
        for utterance in reading.utterances
        for key in earlier_keys(utterance, engines[utterance.voice.engine])
    )
    return tuple(dict.fromkeys(keys))


def unspoken(
    reading: Reading, engines: Mapping[str, Engine], cache: SpeechCache
) -> dict[str, Utterance]:
    """The sentences that the cache does not hold, by key, each once; shared ones are fetched.

    One that an earlier version kept on this machine under another key is kept under today's from now
    on. The shared place is not asked for such keys: they are several a sentence, and rarely there.
    """
    keyed = _keyed(reading, engines)
    here = cache.gather(keyed)
    absent = {key: utterance for key, utterance in keyed.items() if key not in here}
    earlier = _earlier(absent, engines)
    kept = cache.here(key for keys in earlier.values() for key in keys)
    for key, keys in earlier.items():
        if any(cache.keep_as(old, key) for old in keys if old in kept):
            del absent[key]
    return absent


def missing(
    reading: Reading, engines: Mapping[str, Engine], cache: SpeechCache
) -> dict[str, Utterance]:
    """The sentences that would have to be spoken, by key; nothing is fetched."""
    keyed = _keyed(reading, engines)
    absent = {key: keyed[key] for key in cache.missing(keyed)}
    earlier = _earlier(absent, engines)
    kept = cache.here(key for keys in earlier.values() for key in keys)
    return {key: said for key, said in absent.items() if kept.isdisjoint(earlier.get(key, ()))}


def _keyed(reading: Reading, engines: Mapping[str, Engine]) -> dict[str, Utterance]:
    keyed: dict[str, Utterance] = {}
    for utterance in reading.utterances:
        keyed.setdefault(sentence_key(utterance, engines[utterance.voice.engine]), utterance)
    return keyed


def _earlier(
    keyed: Mapping[str, Utterance], engines: Mapping[str, Engine]
) -> dict[str, tuple[str, ...]]:
    """The earlier keys of sentences, by their keys of today; only of those that have any."""
    found = {key: earlier_keys(said, engines[said.voice.engine]) for key, said in keyed.items()}
    return {key: keys for key, keys in found.items() if keys}


def say(utterance: Utterance, engine: Engine) -> KeptSpeech:
    """One sentence, ready to be kept. Raises VoiceError or EngineError."""
    try:
        speech = engine.synth(utterance.spoken, utterance.voice)
    except SegmentcastError:
        raise
    except Exception as error:
        # Engines may come from elsewhere; what one does wrong is its episode's failure alone.
        what = f"engine {engine.name} failed: {type(error).__name__}: {error}"
        raise EngineError(Problem("", what, "choose another voice")) from error
    spoken = utterance.spoken.text
    kept = prepare(speech)
    if kept.words and not is_credible(spoken, RATE_HZ, kept):
        kept = KeptSpeech(kept.samples, kept.rate_hz)  # without the times of its words
    if not is_credible(spoken, RATE_HZ, kept):
        seconds = len(kept.samples) / kept.rate_hz
        what = (
            f"engine {engine.name} spoke {seconds:.0f} s for a sentence of {len(spoken)} characters"
        )
        raise EngineError(Problem("", what, "choose another voice"))
    return kept


def sound_key(reading: Reading, engines: Mapping[str, Engine]) -> str:
    """The hash of all that decides the joined sound, made without speaking."""
    parts: list[object] = [_SCHEMA, _JOINED, LEAD_IN_MS, TAIL_MS]
    for utterance in reading.utterances:
        parts += [
            sentence_key(utterance, engines[utterance.voice.engine]),
            utterance.pause_after_ms,
        ]
    return digest(parts)


def narrate(
    reading: Reading,
    engines: Mapping[str, Engine],
    cache: SpeechCache,
    names: Mapping[str, str],
    *,
    workers: int,
    progress: Progress,
    task: str,
) -> Narration:
    """Speaks what the cache does not hold, and joins all.

    `engines` holds an engine for each voice of the reading; `names` the name to show for each
    speaker's key. Raises VoiceError or EngineError.
    """
    keys = tuple(
        sentence_key(utterance, engines[utterance.voice.engine]) for utterance in reading.utterances
    )
    hold = cache.hold(keys)
    wanted = unspoken(reading, engines, cache)
    if wanted:
        _speak_all(wanted, engines, cache, workers, progress, task)
    cues, slots, damaged = _timeline(reading, keys, cache, names, progress)
    if damaged:
        again = {key: wanted.get(key) or reading.utterances[keys.index(key)] for key in damaged}
        _speak_all(again, engines, cache, workers, progress, task)
        cues, slots, damaged = _timeline(reading, keys, cache, names, progress)
        if damaged:
            raise _vanished()
    source = NarrationSource(cache, slots)
    del hold  # from here on the source has its own
    return Narration(source, cues, len(wanted), len(set(keys)) - len(wanted))


def _speak_all(
    wanted: Mapping[str, Utterance],
    engines: Mapping[str, Engine],
    cache: SpeechCache,
    workers: int,
    progress: Progress,
    task: str,
) -> None:
    longest_first = sorted(wanted.items(), key=lambda item: (-len(item[1].spoken.text), item[0]))
    progress.start(
        task, sum(len(utterance.spoken.text) for utterance in wanted.values()), "characters"
    )

    def speak(key: str, utterance: Utterance) -> None:
        cache.put(key, say(utterance, engines[utterance.voice.engine]))
        progress.advance(task, len(utterance.spoken.text))

    try:
        _in_threads(workers, [partial(speak, key, utterance) for key, utterance in longest_first])
    finally:
        progress.finish(task)


def _in_threads(workers: int, jobs: list[Callable[[], None]]) -> None:
    """Runs the jobs; at the first failure or interruption no further one is begun."""
    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        spoken = [pool.submit(job) for job in jobs]
        try:
            for future in as_completed(spoken):
                future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _timeline(
    reading: Reading,
    keys: tuple[str, ...],
    cache: SpeechCache,
    names: Mapping[str, str],
    progress: Progress,
) -> tuple[tuple[Cue, ...], tuple[Slot, ...], list[str]]:
    """The cues, the places of the sentences, and the keys of those that the cache cannot give."""
    spoken: list[tuple[str, int, tuple[WordTime, ...]]] = []
    damaged: list[str] = []
    for key, utterance in zip(keys, reading.utterances, strict=True):
        progress.advance(_LAYING_OUT, 0.0)
        speech = cache.get(key, partial(is_credible, utterance.spoken.text, RATE_HZ))
        if speech is None:
            damaged.append(key)
        else:
            content = hashlib.sha256(speech.samples.tobytes()).hexdigest()
            spoken.append((content, len(speech.samples), speech.words))
    if damaged:
        return (), (), damaged
    pauses_ms = [utterance.pause_after_ms for utterance in reading.utterances]
    slots = _slots(keys, pauses_ms, [(content, length) for content, length, _ in spoken])
    cues: list[Cue] = []
    position = 0
    parts = zip(slots, reading.utterances, spoken, strict=True)
    for slot, utterance, (_, length, words) in parts:
        start_ms = samples_to_ms(position + slot.before, RATE_HZ)
        cue = Cue(
            start_ms=0,
            end_ms=samples_to_ms(position + slot.before + length, RATE_HZ) - start_ms,
            speaker=names[utterance.speaker],
            text=utterance.text,
            turn=utterance.turn,
            paragraph=utterance.paragraph,
            word_times=_words_as_written(words, utterance),
        )
        cues.append(cue.shifted(start_ms))
        position += slot.frames
    return tuple(cues), slots, []


def _vanished() -> EngineError:
    what = "a spoken sentence vanished from the cache"
    return EngineError(Problem("", what, "look whether the disk is full, then publish again"))


def _words_as_written(words: tuple[WordTime, ...], utterance: Utterance) -> tuple[WordTime, ...]:
    """Times of spoken words, for the words of the source; none when the two differ."""
    return words if utterance.spoken.text == utterance.text else ()


def prepare(speech: Speech) -> KeptSpeech:
    """A sentence as it is kept: 24 kHz, silence trimmed to a margin, levelled, edges faded."""
    samples = resample(speech.samples, speech.rate_hz, RATE_HZ)
    samples = levelled(samples)
    segment_type, leading_silence = _pydub()
    segment = segment_type(
        data=(np.clip(samples, -1.0, 1.0) * 32767.0).round().astype("<i2").tobytes(),
        sample_width=2,
        frame_rate=RATE_HZ,
        channels=1,
    )
    head_ms = max(0, leading_silence(segment, _SILENCE_DBFS, 10) - _HEAD_MARGIN_MS)
    tail_ms = max(0, leading_silence(segment.reverse(), _SILENCE_DBFS, 10) - _TAIL_MARGIN_MS)
    segment = segment[head_ms : len(segment) - tail_ms].fade_in(_FADE_MS).fade_out(_FADE_MS)
    kept = np.frombuffer(segment.raw_data, "<i2")
    words = tuple(
        WordTime(
            max(0, word.start_ms - head_ms), max(0, word.end_ms - head_ms), word.start, word.end
        )
        for word in speech.words or ()
    )
    return KeptSpeech(kept, RATE_HZ, words)


def resample(samples: NDArray[np.float32], from_hz: int, to_hz: int) -> NDArray[np.float32]:
    """Band-limited conversion of a short mono sound, shape (n,)."""
    if from_hz == to_hz:
        return samples
    return converted(samples, to_hz, from_hz)


def levelled(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Brings the RMS of the speech itself (20 ms frames within 30 dB of the loudest) to -23 dBFS.

    Engines differ by several dB; pauses in a sentence do not count. Never past full scale.
    """
    frame = RATE_HZ * _FRAME_MS // 1000
    whole = samples[: len(samples) // frame * frame].reshape(-1, frame).astype(np.float64)
    powers = (whole**2).mean(axis=1)
    if powers.size == 0 or powers.max() <= 0:
        return samples
    active = powers[powers >= powers.max() * 10 ** (-_ACTIVE_GATE_DB / 10)]
    gain = 10 ** (_ACTIVE_RMS_DBFS / 20) / math.sqrt(active.mean())
    gain = min(gain, 0.99 / float(np.abs(samples).max()))
    return (samples * gain).astype(np.float32)


@lru_cache(maxsize=1)
def _pydub() -> tuple[type[AudioSegment], Callable[[AudioSegment, float, int], int]]:
    """pydub's segment and its silence detector.

    Its import warns where no ffmpeg program is found; none is needed for what is used here.
    """
    # Which warnings are shown is a matter of the whole process: one thread at a time.
    with _importing, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
        from pydub.silence import detect_leading_silence
    return AudioSegment, detect_leading_silence
