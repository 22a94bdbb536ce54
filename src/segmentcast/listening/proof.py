"""Proof by ear: which sentences of a sound do not come back as they are written.

Whole sentences of up to 25 s are heard without being told what is expected. Where the words differ,
the recogniser weighs both wordings of that place: how much likelier is what was heard than what is
written? Only a clear answer counts, a clearer one for a word that is a matter of spelling than for a
number or a negation (thresholds: benchmarks/proof_by_ear.py, chosen on one half of its sentences).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from segmentcast import timing
from segmentcast.alignment import RATE_HZ, Window
from segmentcast.alignment.activity import cut_out
from segmentcast.listening.comparison import (
    ComparedWord,
    WordDifference,
    compared_words,
    differences,
    names_in,
)
from segmentcast.listening.homophones import sound_alike
from segmentcast.model import Cue, Finding
from segmentcast.ports import Progress, SoundSource
from segmentcast.transcript.text.prose import excerpt

if TYPE_CHECKING:
    from segmentcast.listening.recogniser import HeardWord, SpeechRecogniser

TASK = "Proof by ear"
RULE = "heard-otherwise"
LONGEST_MS = 25_000
_AROUND_MS = 120
_LONGEST_GAP_MS = 2_000
"""In a longer gap something else may be heard, such as a repeated notice or a sting."""
CLEAR = 8.3
"""How much likelier (natural logarithm) what was heard must be than what is written."""
CLEAR_IF_TELLING = 3.0
"""The same where a number or a negation differs."""


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """A sentence that should be heard, and when."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Mishearing:
    """A place that was heard otherwise than it is written.

    `sentence` is its index. `written` or `heard` is empty where words are missing or too many.
    `log_ratio` says how much likelier what was heard is.
    """

    sentence: int
    written: str
    heard: str
    at_ms: int
    log_ratio: float
    telling: bool

    @property
    def is_clear(self) -> bool:
        """Whether it is more than a matter of spelling or of a doubtful sound."""
        return self.log_ratio >= (CLEAR_IF_TELLING if self.telling else CLEAR)


def grouped(sentences: Sequence[SpokenSentence]) -> Iterator[range]:
    """Sentences that follow each other, as many as fit into one hearing."""
    first = 0
    for at in range(1, len(sentences) + 1):
        over = at < len(sentences) and (
            sentences[at].end_ms - sentences[first].start_ms > LONGEST_MS
            or sentences[at].start_ms < sentences[at - 1].start_ms
            or sentences[at].start_ms - sentences[at - 1].end_ms > _LONGEST_GAP_MS
        )
        if at == len(sentences) or over:
            yield range(first, at)
            first = at


def span_of(sentences: Sequence[SpokenSentence], group: range) -> tuple[int, int]:
    """Start and end of a group in the sound, with a little room."""
    chosen = sentences[group.start : group.stop]
    return max(0, chosen[0].start_ms - _AROUND_MS), max(one.end_ms for one in chosen) + _AROUND_MS


def prove_by_ear(
    windows: Iterable[Window],
    sentences: Sequence[SpokenSentence],
    groups: Sequence[range],
    recogniser: SpeechRecogniser,
    language: str,
) -> Iterator[tuple[Mishearing, ...]]:
    """What was heard otherwise, group by group; `windows` hold the sound of each group."""
    kept: list[Window] = []
    names = names_in(sentence.text for sentence in sentences)

    def keeping() -> Iterator[Window]:
        for window in windows:
            kept.append(window)
            yield window

    for group, heard in zip(groups, recogniser.listen(keeping(), language), strict=True):
        window = kept.pop(0)
        yield tuple(_weighed(window, sentences, group, heard.words, recogniser, language, names))


def _weighed(
    window: Window,
    sentences: Sequence[SpokenSentence],
    group: range,
    words: Sequence[HeardWord],
    recogniser: SpeechRecogniser,
    language: str,
    names: Collection[str],
) -> Iterator[Mishearing]:
    """The places of one group, each with how much likelier it is as it was heard.

    A place that is clear in the company of other sentences, and not when its sentence is heard alone,
    is left out: it is the recogniser that is unsure.
    """
    texts = [sentences[at].text for at in group]
    written_text = " ".join(texts)
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    heard_text = " ".join(word.text for word in words)
    written = compared_words(written_text, language, names)
    heard = compared_words(heard_text, language)
    places = _places(written, heard, language)
    if not places:
        return
    spans = [_texts_of(place, written, heard, written_text, heard_text) for place in places]
    others = [
        heard_text[:start].rstrip() + f" {wording} " + heard_text[end:].lstrip()
        for wording, _, start, end in spans
    ]
    samples = window.samples[: LONGEST_MS * RATE_HZ // 1000 + RATE_HZ]
    own, *scores = recogniser.log_probabilities(samples, language, [heard_text, *others])
    at_word = list(accumulate((len(word.text) + 1 for word in words), initial=0))
    for place, (wording, heard_words, start, _), score in zip(places, spans, scores, strict=True):
        first, last = _written_span(place, written)
        number = min(bisect_right(starts, first) - 1, len(group) - 1)
        sentence = group.start + number
        near = words[min(bisect_right(at_word, start) - 1, len(words) - 1)] if words else None
        mishearing = Mishearing(
            sentence,
            wording,
            heard_words,
            near.start_ms if near else sentences[sentence].start_ms,
            round(own - score, 2),
            place.telling,
        )
        alone = window if len(group) == 1 else _part_of(window, sentences[sentence])
        span = (first - starts[number], last - starts[number])
        if (
            not mishearing.is_clear
            or alone is window
            or _differs_at(span, alone, sentences[sentence], recogniser, language, names)
        ):
            yield mishearing


def _places(
    written: Sequence[ComparedWord], heard: Sequence[ComparedWord], language: str
) -> list[WordDifference]:
    """Where the words differ, and sound different."""
    return [
        place
        for place in differences(written, heard)
        if not sound_alike(
            [written[at].spoken for at in place.written],
            [heard[at].spoken for at in place.heard],
            language,
        )
    ]


def _part_of(window: Window, sentence: SpokenSentence) -> Window:
    """The sound of one sentence."""
    start_ms = max(window.start_ms, sentence.start_ms - _AROUND_MS)
    first = (start_ms - window.start_ms) * RATE_HZ // 1000
    end = (sentence.end_ms + _AROUND_MS - window.start_ms) * RATE_HZ // 1000
    return Window(start_ms, window.samples[first:end])


def _differs_at(
    span: tuple[int, int],
    window: Window,
    sentence: SpokenSentence,
    recogniser: SpeechRecogniser,
    language: str,
    names: Collection[str],
) -> bool:
    """Whether a sentence that is heard alone differs at these characters, too."""
    written = compared_words(sentence.text, language, names)
    heard = compared_words(recogniser.hear(window.samples, language).text, language)
    spans = (_written_span(place, written) for place in _places(written, heard, language))
    return any(first <= span[1] and last >= span[0] for first, last in spans)


def _written_span(place: WordDifference, written: Sequence[ComparedWord]) -> tuple[int, int]:
    """The characters of the written words; of none, the end of the word before."""
    if place.written:
        return written[place.written.start].start, written[place.written.stop - 1].end
    at = place.written.start - 1
    end = written[at].end if 0 <= at < len(written) else 0
    return end, end


def _texts_of(
    place: WordDifference,
    written: Sequence[ComparedWord],
    heard: Sequence[ComparedWord],
    written_text: str,
    heard_text: str,
) -> tuple[str, str, int, int]:
    """The wording on each side, and the span of the heard one."""
    wording = _slice(written_text, [written[at] for at in place.written])
    if place.heard:
        words = [heard[at] for at in place.heard]
        start, end = words[0].start, words[-1].end
    else:
        start = end = (
            heard[place.heard.start].start if place.heard.start < len(heard) else len(heard_text)
        )
    return wording, heard_text[start:end], start, end


def _slice(text: str, words: Sequence[ComparedWord]) -> str:
    return text[words[0].start : words[-1].end] if words else ""


def prove_sound(
    source: SoundSource,
    cues: Sequence[Cue],
    recogniser: SpeechRecogniser,
    language: str,
    progress: Progress | None = None,
) -> list[Mishearing]:
    """Every place of the cues' words that is clearly heard otherwise. The index is that of the cue.

    `source` is read once, in constant memory. Raises UsageError for a language that the model doesn't
    know, SoundError for a sound that cannot be read.
    """
    numbers = [at for at, cue in enumerate(cues) if any(char.isalnum() for char in cue.text)]
    sentences = [
        SpokenSentence(cues[at].text, cues[at].start_ms, cues[at].end_ms) for at in numbers
    ]
    groups = list(grouped(sentences))
    if progress:
        progress.start(TASK, len(sentences), "sentences")
    clear: list[Mishearing] = []
    windows = cut_out(source, [span_of(sentences, group) for group in groups])
    for group, heard in zip(
        groups, prove_by_ear(windows, sentences, groups, recogniser, language), strict=True
    ):
        clear += (replace(one, sentence=numbers[one.sentence]) for one in heard if one.is_clear)
        if progress:
            progress.advance(TASK, len(group))
    if progress:
        progress.finish(TASK)
    return clear


def describe(where: str, cue: Cue, mishearing: Mishearing) -> Finding:
    """What a person is told of a place: when, both wordings, and the sentence."""
    wording = (
        f'"{mishearing.written}" is written, "{mishearing.heard}" is heard'
        if mishearing.written and mishearing.heard
        else f'"{mishearing.written}" is written and not heard'
        if mishearing.written
        else f'"{mishearing.heard}" is heard and not written'
    )
    who = f"{cue.speaker}: " if cue.speaker else ""
    return Finding(
        "warning",
        RULE,
        where,
        f"at {timing.clock(mishearing.at_ms)} {wording} ({who}{excerpt(cue.text)})",
        "listen to it; correct the words, or the lexicon",
    )
