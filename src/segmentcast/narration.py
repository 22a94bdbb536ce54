"""A reading spoken by its engines: sentences made once, levelled, and joined with their pauses.

Sentences are spoken longest first by as many threads as there are cores; each goes to the
cache under a key of all that decides its bytes, so the order and the number of threads change
nothing. The joined sound is streamed from the cache: an episode of any length takes the memory
of one sentence.
"""

from __future__ import annotations

import math
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

from segmentcast.cache import KeptSpeech, SpeechCache, digest, label_of
from segmentcast.errors import EngineError, Problem, SegmentcastError
from segmentcast.model import Cue, Reading, Speech, Utterance, WordTime
from segmentcast.ports import Engine, Progress
from segmentcast.timing import ms_to_samples, samples_to_ms

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydub import AudioSegment

RATE_HZ = 24_000
"""The rate at which sentences are kept and joined: that of the default engine, enough for speech."""

LEAD_IN_MS = 250
TAIL_MS = 500
_SCHEMA = "narration-1"
_ACTIVE_RMS_DBFS = -23.0
_ACTIVE_GATE_DB = 30.0
_FRAME_MS = 20
_SILENCE_DBFS = -52.0
_HEAD_MARGIN_MS = 30
_TAIL_MARGIN_MS = 70
_FADE_MS = 5
_importing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Narration:
    """The sound of a reading and when each sentence is heard in it."""

    source: NarrationSource
    cues: tuple[Cue, ...]
    spoken: int
    reused: int


class NarrationSource:
    """The joined sentences as a ports.SoundSource: mono float32 at 24 kHz."""

    rate_hz = RATE_HZ
    channels = 1

    def __init__(
        self, cache: SpeechCache, keys: tuple[str, ...], pauses_ms: tuple[int, ...]
    ) -> None:
        self._cache = cache
        self._keys = keys
        self._hold = cache.hold(keys)
        self._pauses_ms = pauses_ms

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        yield _silence(LEAD_IN_MS)
        for key, pause_ms in zip(self._keys, self._pauses_ms, strict=True):
            speech = self._cache.get(key)
            if speech is None:
                raise EngineError(
                    Problem("", "a spoken sentence vanished from the cache", "publish again")
                )
            yield (speech.samples.astype(np.float32) / 32768.0)[:, None]
            yield _silence(pause_ms)
        yield _silence(TAIL_MS)


def sentence_key(utterance: Utterance, engine: Engine) -> str:
    """The hash of all that decides how a sentence sounds, and who speaks it behind a dot."""
    spoken = utterance.spoken
    phonemes = [f"{part.start}-{part.end}-{part.ipa}" for part in spoken.phonemes]
    sounds = digest([_SCHEMA, engine.fingerprint(utterance.voice), spoken.text, *phonemes])
    return f"{sounds}.{label_of(utterance.voice.engine, utterance.voice.name)}"


def sentence_keys(reading: Reading, engines: Mapping[str, Engine]) -> tuple[str, ...]:
    """The keys of a reading's sentences in order, each once."""
    keys = (
        sentence_key(utterance, engines[utterance.voice.engine]) for utterance in reading.utterances
    )
    return tuple(dict.fromkeys(keys))


def unspoken(
    reading: Reading, engines: Mapping[str, Engine], cache: SpeechCache
) -> dict[str, Utterance]:
    """The sentences that the cache does not hold, by key, each once; shared ones are fetched."""
    keyed: dict[str, Utterance] = {}
    for utterance in reading.utterances:
        keyed.setdefault(sentence_key(utterance, engines[utterance.voice.engine]), utterance)
    here = cache.gather(keyed)
    return {key: utterance for key, utterance in keyed.items() if key not in here}


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
    return prepare(speech)


def sound_key(reading: Reading, engines: Mapping[str, Engine]) -> str:
    """The hash of all that decides the joined sound, made without speaking."""
    parts: list[object] = [_SCHEMA, LEAD_IN_MS, TAIL_MS]
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
    cues, damaged = _timeline(reading, keys, cache, names)
    if damaged:
        again = {key: wanted.get(key) or reading.utterances[keys.index(key)] for key in damaged}
        _speak_all(again, engines, cache, workers, progress, task)
        cues, _ = _timeline(reading, keys, cache, names)
    pauses = tuple(utterance.pause_after_ms for utterance in reading.utterances)
    source = NarrationSource(cache, keys, pauses)
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
    reading: Reading, keys: tuple[str, ...], cache: SpeechCache, names: Mapping[str, str]
) -> tuple[tuple[Cue, ...], list[str]]:
    """The cues, and the keys of sentences that the cache cannot give."""
    cues: list[Cue] = []
    damaged: list[str] = []
    position = ms_to_samples(LEAD_IN_MS, RATE_HZ)
    for key, utterance in zip(keys, reading.utterances, strict=True):
        speech = cache.get(key)
        if speech is None:
            damaged.append(key)
            continue
        start_ms = samples_to_ms(position, RATE_HZ)
        position += len(speech.samples)
        cue = Cue(
            start_ms=0,
            end_ms=samples_to_ms(position, RATE_HZ) - start_ms,
            speaker=names[utterance.speaker],
            text=utterance.text,
            turn=utterance.turn,
            paragraph=utterance.paragraph,
            word_times=_words_as_written(speech.words, utterance),
        )
        cues.append(cue.shifted(start_ms))
        position += ms_to_samples(utterance.pause_after_ms, RATE_HZ)
    return tuple(cues), damaged


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
    from scipy.signal import resample_poly

    common = math.gcd(from_hz, to_hz)
    converted = resample_poly(samples, to_hz // common, from_hz // common)
    return np.asarray(converted, dtype=np.float32)


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


def _silence(ms: int) -> NDArray[np.float32]:
    return np.zeros((ms_to_samples(ms, RATE_HZ), 1), np.float32)


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
