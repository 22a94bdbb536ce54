"""The recogniser: which words are heard in a sound, when, and how likely each is.

Whisper, run by CTranslate2 on the processor. What was measured for it (docs/adr/0020-listening.md):
its own filter for silence loses words, so it isn't used; a stretch with sound and without words is
heard again by itself; what it was told before makes it repeat itself, so every window stands alone.
A window that repeats words is heard again without any repetition of three words: no chance is
involved, unlike with Whisper's own second tries at a higher temperature, so the same sound gives the
same words, whatever the number of threads.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from segmentcast.alignment import RATE_HZ, Window
from segmentcast.alignment.activity import Activity, activity_of
from segmentcast.errors import Problem, RecogniserError, UsageError
from segmentcast.libraries import inference
from segmentcast.listening.model_files import ModelFiles, open_model
from segmentcast.vocabulary.languages import primary

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BEAM = 5
_REPEATS = 2.4
"""A text that compresses better than this repeats itself (Whisper's own limit)."""
_SHORTEST_MS = 120
_ROOM_MS = 300
"""Silence kept around the sound of a window: given a second of nothing, Whisper makes up words."""
_UNHEARD_MS = 2_000
"""Sound that lasts longer without a word is heard again."""
_INSTANT_MS = 20
"""A step of Whisper's clock: nobody says a word in that."""
UNSPACED = frozenset({"ja", "zh", "yue", "th", "lo", "my", "km"})
"""Languages that are written without spaces between words."""
_CODES = {"nb": "no", "iw": "he", "jv": "jw", "fil": "tl"}
"""Whisper's codes, where they differ from BCP 47."""
_LEAST = 1e-10


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word with the marks that belong to it, when it is heard, and its probability (0 to 1)."""

    text: str
    start_ms: int
    end_ms: int
    probability: float


@dataclass(frozen=True, slots=True)
class RecognisedWindow:
    """The words of one window of a recording, in order; times count from the recording's start."""

    start_ms: int
    end_ms: int
    words: tuple[HeardWord, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """A language (BCP 47 primary tag) and how likely it is the one that is spoken, 0 to 1."""

    tag: str
    probability: float


class SpeechRecogniser:
    """Hears speech. Creating one checks that it can run here; the model is loaded when first used.

    `model` is a folder; without one the packages' model is used. `workers` windows are heard at once.
    One instance serves many threads. Raises RecogniserError if the extra or the model is missing.
    """

    def __init__(self, model: Path | None = None, *, workers: int = 1) -> None:
        self._files = open_model(model)
        self.model_name = self._files.name
        self._model_key = self._files.key
        self.workers = max(1, workers)
        self._lock = threading.Lock()
        self._loaded: Any = None

    @property
    def fingerprint(self) -> str:
        """All that decides what is heard, but for the sound and its language."""
        libraries = (f"{name} {version(name)}" for name in ("faster-whisper", "ctranslate2"))
        return "; ".join((f"1; {self.model_name} {self._model_key[:16]}", *libraries))

    # --- languages ----------------------------------------------------------------------------

    def code_of(self, language: str) -> str:
        """The model's code for a language (BCP 47). Raises UsageError if it doesn't know it."""
        tag = primary(language)
        code = _CODES.get(tag, tag)
        known = self._model().supported_languages
        if code in known:
            return code
        what = "knows English alone" if len(known) == 1 else f"doesn't know {language!r}"
        raise UsageError(
            Problem(
                "--language",
                f"the model {self.model_name} {what}",
                "give another language, or another model with --model",
            )
        )

    def language_of(self, windows: Iterable[Window]) -> SpokenLanguage:
        """The language that is spoken most probably in these windows; of silence, English at 0."""
        model = self._model()
        if not model.model.is_multilingual:
            return SpokenLanguage("en", 1.0)
        sums: dict[str, float] = {}
        heard_ms = 0
        for window in windows:
            activity = activity_of(window.samples)
            weight = activity.active_ms(0, activity.duration_ms)
            if weight < _SHORTEST_MS:
                continue
            heard_ms += weight
            _, _, shares = model.detect_language(_as_float(window.samples))
            for code, share in shares:
                sums[code] = sums.get(code, 0.0) + share * weight
        if not sums:
            return SpokenLanguage("en", 0.0)
        best = max(sums, key=lambda code: (sums[code], code))
        tags = {code: tag for tag, code in _CODES.items()}
        return SpokenLanguage(tags.get(best, best), round(sums[best] / heard_ms, 3))

    # --- words --------------------------------------------------------------------------------

    def listen(self, windows: Iterable[Window], language: str) -> Iterator[RecognisedWindow]:
        """The words of each window, in order, a few windows ahead at most."""
        code = self.code_of(language)
        waiting: deque[Future[RecognisedWindow]] = deque()
        source = iter(windows)
        with ThreadPoolExecutor(self.workers) as pool:
            try:
                for window in islice(source, self.workers + 1):
                    waiting.append(pool.submit(self._hear_window, window, code))
                while waiting:
                    heard = waiting.popleft().result()
                    for window in islice(source, 1):
                        waiting.append(pool.submit(self._hear_window, window, code))
                    yield heard
            finally:
                for future in waiting:
                    future.cancel()

    def hear(self, samples: NDArray[np.int16], language: str) -> RecognisedWindow:
        """The words of mono sound at 16 kHz, 25 s at most."""
        return self._hear_window(Window(0, samples), self.code_of(language))

    def _hear_window(self, window: Window, code: str) -> RecognisedWindow:
        activity = activity_of(window.samples)
        words = self._words_between(window.samples, activity, 0, activity.duration_ms, code)
        for start_ms, end_ms in _without_words(words, activity):
            words += self._words_between(window.samples, activity, start_ms, end_ms, code)
        words.sort(key=lambda word: (word.start_ms, word.end_ms))
        shifted = tuple(
            HeardWord(
                word.text,
                word.start_ms + window.start_ms,
                word.end_ms + window.start_ms,
                word.probability,
            )
            for word in words
        )
        return RecognisedWindow(window.start_ms, window.end_ms, shifted)

    def _words_between(
        self,
        samples: NDArray[np.int16],
        activity: Activity,
        start_ms: int,
        end_ms: int,
        code: str,
    ) -> list[HeardWord]:
        """The words of a part of a window, whose silent ends are left out."""
        spans = activity.spans()
        inside = spans[(spans[:, 1] > start_ms) & (spans[:, 0] < end_ms)]
        if not len(inside) or activity.active_ms(start_ms, end_ms) < _SHORTEST_MS:
            return []
        first_ms = max(start_ms, int(inside[0, 0]) - _ROOM_MS)
        last_ms = min(end_ms, int(inside[-1, 1]) + _ROOM_MS)
        part = _as_float(samples[first_ms * RATE_HZ // 1000 : last_ms * RATE_HZ // 1000])
        segments = self._segments(part, code)
        if _repeats(segments):
            again = self._segments(part, code, no_repeat_ngram_size=3)
            segments = min(segments, again, key=_repetition)
        pieces = [
            piece
            for segment in segments
            if not _is_invented(segment)
            for piece in segment.words or ()
            if piece.word.strip()
        ]
        return list(_whole_words(pieces, first_ms, spaced=code not in UNSPACED))

    def _segments(self, samples: NDArray[np.float32], code: str, **options: Any) -> list[Any]:
        segments, _ = self._model().transcribe(
            samples,
            language=code,
            beam_size=_BEAM,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
            **options,
        )
        return list(segments)

    # --- how likely given words are ------------------------------------------------------------

    def log_probabilities(
        self, samples: NDArray[np.int16], language: str, texts: Sequence[str]
    ) -> list[float]:
        """How likely each text is what is said in this sound (25 s at most): a log-probability."""
        pad_or_trim = inference.load("faster_whisper.audio").pad_or_trim
        model, tokenizer = self._model(), self._tokenizer(self.code_of(language))
        features = model.feature_extractor(_as_float(samples))
        frames = features.shape[-1]
        encoded = model.encode(pad_or_trim(features))
        scores = []
        for text in texts:
            tokens = tokenizer.encode(" " + text.strip())
            if not tokens:
                scores.append(0.0)
                continue
            (aligned,) = model.model.align(encoded, tokenizer.sot_sequence, [tokens], frames)
            scores.append(
                float(sum(math.log(max(share, _LEAST)) for share in aligned.text_token_probs))
            )
        return scores

    def _tokenizer(self, code: str) -> Any:
        module = inference.load("faster_whisper.tokenizer")
        model = self._model()
        return module.Tokenizer(
            model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=code
        )

    def _model(self) -> Any:
        """The loaded model; its files' bytes are dropped."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._files, self.workers)
                self._files = replace(self._files, contents=None)
            return self._loaded


def _load(model: ModelFiles, workers: int) -> Any:
    """The model, ready to hear. Raises RecogniserError for files that hold none."""
    whisper = inference.load("faster_whisper")
    try:
        return whisper.WhisperModel(
            str(model.folder or model.name),
            device="cpu",
            compute_type="int8",
            cpu_threads=1,
            num_workers=workers,
            files=dict(model.contents) if model.contents else None,
            local_files_only=True,
        )
    except (RuntimeError, ValueError) as error:
        raise RecogniserError(
            Problem(
                str(model.folder or model.name),
                f"the model cannot be loaded: {error}",
                "give a Whisper model that was converted for CTranslate2",
            )
        ) from error


def _as_float(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    return samples.astype(np.float32) / np.float32(32768)


def _repetition(segments: Sequence[Any]) -> float:
    return max((float(segment.compression_ratio) for segment in segments), default=0.0)


def _repeats(segments: Sequence[Any]) -> bool:
    return _repetition(segments) > _REPEATS


def _whole_words(pieces: Sequence[Any], first_ms: int, *, spaced: bool) -> Iterator[HeardWord]:
    """Whisper's words; what it cuts off within one (4 .5 %) is joined again, where words have spaces."""
    groups: list[list[Any]] = []
    for piece in pieces:
        if groups and spaced and not piece.word[0].isspace():
            groups[-1].append(piece)
        else:
            groups.append([piece])
    for group in groups:
        yield HeardWord(
            "".join(piece.word for piece in group).strip(),
            first_ms + round(group[0].start * 1000),
            first_ms + round(group[-1].end * 1000),
            round(float(min(piece.probability for piece in group)), 4),
        )


def _is_invented(segment: Any) -> bool:
    """Whether most of its words last no time at all: Whisper adds such to the end of a sound."""
    words = segment.words or ()
    brief = sum((word.end - word.start) * 1000 <= _INSTANT_MS for word in words)
    return len(words) > 1 and brief * 2 > len(words)


def _without_words(words: Sequence[HeardWord], activity: Activity) -> Iterator[tuple[int, int]]:
    """The spans of more than two seconds of sound in which no word was heard."""
    if not words:
        return  # it was heard by itself already
    edges = [(0, 0), *((word.start_ms, word.end_ms) for word in words)]
    edges.append((activity.duration_ms, activity.duration_ms))
    for (_, end_ms), (start_ms, _) in pairwise(edges):
        if start_ms - end_ms > _UNHEARD_MS and activity.active_ms(end_ms, start_ms) > _UNHEARD_MS:
            yield end_ms, start_ms
