"""Speaking the sentences that the cache lacks, on several threads, the longest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial

from segmentcast.cache import KeptSpeech, SpeechCache, is_credible
from segmentcast.errors import EngineError, Problem, SegmentcastError
from segmentcast.model import Utterance
from segmentcast.narration.prepared_sound import RATE_HZ, prepare
from segmentcast.ports import Engine, Progress


def speak_all(
    wanted: Mapping[str, Utterance],
    engines: Mapping[str, Engine],
    cache: SpeechCache,
    workers: int,
    progress: Progress,
    task: str,
) -> None:
    """Speaks sentences (by key) into the cache; counts their characters as progress.

    The longest go first, so that no thread is left with a long one at the end. Raises VoiceError or
    EngineError at the first sentence that fails.
    """
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


def say(utterance: Utterance, engine: Engine) -> KeptSpeech:
    """One sentence as it is cached (see `prepare`), with the times of its words if they are credible.

    Raises VoiceError or EngineError.
    """
    try:
        speech = engine.synth(utterance.spoken, utterance.voice)
    except SegmentcastError:
        raise
    except Exception as error:
        # Other packages may supply engines: a fault in one fails its episode, not the publish.
        what = f"engine {engine.name} failed: {type(error).__name__}: {error}"
        raise EngineError(Problem("", what, "choose another voice")) from error
    spoken = utterance.spoken.text
    sentence = prepare(speech)
    if sentence.words and not is_credible(spoken, RATE_HZ, sentence):
        sentence = KeptSpeech(sentence.samples, sentence.rate_hz)  # without the times of its words
    if not is_credible(spoken, RATE_HZ, sentence):
        seconds = len(sentence.samples) / sentence.rate_hz
        what = (
            f"engine {engine.name} spoke {seconds:.0f} s for a sentence of {len(spoken)} characters"
        )
        raise EngineError(Problem("", what, "choose another voice"))
    return sentence


def _in_threads(workers: int, jobs: list[Callable[[], None]]) -> None:
    """Runs the jobs; after the first failure or interruption, no other one starts."""
    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        futures = [pool.submit(job) for job in jobs]
        try:
            for future in as_completed(futures):
                future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
