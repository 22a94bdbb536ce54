"""Aligns a transcript with a recording: when each sentence is heard, and which are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from segmentcast.alignment import pacing
from segmentcast.alignment.activity import Activity, LevelRecorder, cut_out, listen
from segmentcast.alignment.data import Alignment, AlignmentModel, Heard, Word, WrittenSentence
from segmentcast.alignment.placing import Placed, lasting_ms, place, weigh
from segmentcast.alignment.reporting import (
    describe_approximate,
    describe_extra,
    describe_missing,
    describe_unsure,
    refuse,
)
from segmentcast.alignment.sphinx import PocketSphinx
from segmentcast.alignment.spoken_words import find_words
from segmentcast.errors import Problem, TranscriptError
from segmentcast.model import Cue, Transcript, WordTime
from segmentcast.ports import Progress, SoundSource
from segmentcast.reading import split_sentences

TASK = "Aligning"
_BELONGS = 0.2
_HOPELESS = 0.04
_SPARE_MS = 40_000
_BEFORE_MS, _AFTER_MS = 150, 150
_EXTRA_MS, _EXTRA_SHARE = 1_500, 0.4
_UNCLEAR = (0.4, 1.6)
_NEXT_TO_MS = 400


def sentences_of(transcript: Transcript, language: str = "") -> tuple[WrittenSentence, ...]:
    """The sentences of a transcript, in order, each with the name of its speaker."""
    language = language or transcript.language or "en"
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    return tuple(
        WrittenSentence(
            at, number, names.get(turn.speaker, turn.speaker), paragraph.text[start:end]
        )
        for at, turn in enumerate(transcript.turns)
        for number, paragraph in enumerate(turn.paragraphs)
        for start, end in split_sentences(paragraph.text, language)
    )


def align(
    source: SoundSource,
    sentences: Sequence[WrittenSentence],
    *,
    language: str = "en",
    model: AlignmentModel | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    where: str = "recording",
) -> Alignment:
    """Finds every sentence of a transcript in a recording, in order and constant memory.

    The source is read once, or twice if unclear spans need careful recognition. A model that knows
    the `language` (BCP 47) recognises the words; without one the times come from lengths and pauses,
    and a finding says so. The result doesn't depend on `workers`, the number of processes. `where`
    names the recording in findings and errors. Raises TranscriptError if the transcript has no words
    or doesn't belong to the recording; SoundError if the recording can't be read.
    """
    words = [find_words(sentence.text, language) for sentence in sentences]
    if not any(words):
        raise TranscriptError(
            Problem(where, "the transcript has no words to align", "check the transcript's text")
        )
    model = model or PocketSphinx()
    seconds = getattr(getattr(source, "info", None), "duration_ms", 0) / 1000
    if progress:
        progress.start(TASK, seconds, "s")
    why = _why_not(model, language)
    if why:
        alignment = _by_pacing(source, sentences, words, progress, where, why)
    else:
        alignment = _by_words(source, sentences, words, model, workers, progress, where)
    if progress:
        progress.finish(TASK)
    return alignment


def _why_not(model: AlignmentModel, language: str) -> str:
    if not model.knows(language):
        return f"{model.name} has no model for the language {language!r}"
    missing = model.unavailable()
    return f"{missing.why} ({missing.mend})" if missing else ""


# --- by words -------------------------------------------------------------------------------


def _by_words(
    source: SoundSource,
    sentences: Sequence[WrittenSentence],
    words: Sequence[Sequence[Word]],
    model: AlignmentModel,
    workers: int,
    progress: Progress | None,
    where: str,
) -> Alignment:
    levels = LevelRecorder()
    heard: list[Heard] = []
    hearing = model.listen(listen(source, levels), words, workers=workers)
    for window_words in _advancing(hearing, levels, progress):
        heard.extend(window_words)
    activity = levels.finish()
    placed = place(words, heard, activity)
    if _share(placed, words) >= _HOPELESS:
        heard = _hear_again(source, words, placed, heard, activity, model, workers)
        placed = place(words, heard, activity)
    share = _share(placed, words)
    if share < _BELONGS:
        raise refuse(where, share, len(heard), activity)
    placed = place(words, heard, activity, unsure=True)
    return _alignment(sentences, words, placed, activity, where)


def _advancing(
    hearing: Iterable[tuple[Heard, ...]], levels: LevelRecorder, progress: Progress | None
) -> Iterable[tuple[Heard, ...]]:
    told_ms = 0
    for window_words in hearing:
        if progress:
            progress.advance(TASK, (levels.duration_ms - told_ms) / 1000)
            told_ms = levels.duration_ms
        yield window_words


def _share(placed: Sequence[Placed | None], words: Sequence[Sequence[Word]]) -> float:
    """The share of the transcript that was recognised, by weight of words."""
    total = sum(weigh(one) for one in words)
    return sum(
        weigh(one) * at.confidence for one, at in zip(words, placed, strict=True) if at
    ) / max(total, 1e-9)


def _hear_again(
    source: SoundSource,
    words: Sequence[Sequence[Word]],
    placed: Sequence[Placed | None],
    heard: Sequence[Heard],
    activity: Activity,
    model: AlignmentModel,
    workers: int,
) -> list[Heard]:
    """The words heard, after another, careful recognition of the spans in which sentences are missing."""
    holes = _holes(words, placed, activity)
    if not holes:
        return list(heard)
    spans = [span for span, _ in holes]
    phrases = [words[at] for at in sorted({at for _, around in holes for at in around})]
    pieces = [piece for span in spans for piece in activity.divided(*span)]
    again = list(model.listen(cut_out(source, pieces), phrases, workers=workers))
    certain = [
        word
        for word in heard
        if not any(start <= (word.start_ms + word.end_ms) / 2 < end for start, end in spans)
    ]
    fresh = [word for window_words in again for word in window_words]
    return sorted([*certain, *fresh], key=lambda word: (word.start_ms, word.end_ms))


def _holes(
    words: Sequence[Sequence[Word]], placed: Sequence[Placed | None], activity: Activity
) -> list[tuple[tuple[int, int], tuple[int, ...]]]:
    """Spans with sound in which the start of a sentence wasn't recognised.

    Each comes with the indices of the sentences in it and around it.
    """
    holes: list[tuple[tuple[int, int], tuple[int, ...]]] = []
    at = 0
    while at < len(words):
        now = placed[at]
        if not words[at] or (now and now.whole_start):
            at += 1
            continue
        last = at
        while last + 1 < len(words) and not now:
            last += 1
            now = placed[last]
            if now and now.whole_start:
                last -= 1
                break
        before = next((i for i in range(at - 1, -1, -1) if placed[i]), None)
        after = (
            last
            if placed[last]
            else next((i for i in range(last + 1, len(words)) if placed[i]), None)
        )
        span = (_edge_before(placed, before), _edge_after(placed, after, activity))
        expected = sum(lasting_ms(words[i]) for i in range(at, last + 1) if not placed[i])
        if span[1] - span[0] <= _SPARE_MS + 2 * expected and activity.active_ms(*span) >= max(
            200, 0.3 * expected
        ):
            around = range(at if before is None else before, (last if after is None else after) + 1)
            if holes and holes[-1][0][1] > span[0]:
                earlier = holes.pop()
                span = (earlier[0][0], max(span[1], earlier[0][1]))
                around = range(earlier[1][0], around.stop)
            holes.append((span, tuple(around)))
        at = last + 1
    return holes


def _edge_before(placed: Sequence[Placed | None], before: int | None) -> int:
    """Where to start again: with the last words of the previous sentence."""
    now = placed[before] if before is not None else None
    return max(0, now.words[-min(2, len(now.words))][1].start_ms - _BEFORE_MS) if now else 0


def _edge_after(placed: Sequence[Placed | None], after: int | None, activity: Activity) -> int:
    now = placed[after] if after is not None else None
    if not now:
        return activity.duration_ms
    return min(activity.duration_ms, now.words[min(2, len(now.words)) - 1][1].end_ms + _AFTER_MS)


# --- by lengths and pauses ------------------------------------------------------------------


def _by_pacing(
    source: SoundSource,
    sentences: Sequence[WrittenSentence],
    words: Sequence[Sequence[Word]],
    progress: Progress | None,
    where: str,
    why: str,
) -> Alignment:
    levels = LevelRecorder()
    for window in listen(source, levels):
        if progress:
            progress.advance(TASK, (window.end_ms - window.start_ms) / 1000)
    activity = levels.finish()
    voiced = [at for at, sentence in enumerate(words) if sentence]
    letters = sum(len(word.spoken) for sentence in words for word in sentence)
    spans = (
        pacing.pace([lasting_ms(words[at]) for at in voiced], activity)
        if pacing.fits(letters, activity)
        else []
    )
    if not spans:
        raise refuse(where, None, len(voiced), activity)
    placed: list[Placed | None] = [None] * len(sentences)
    for at, (start_ms, end_ms) in zip(voiced, spans, strict=True):
        placed[at] = Placed(start_ms, end_ms, 0.5, ())
    alignment = _alignment(sentences, words, placed, activity, where)
    return Alignment(
        alignment.cues, alignment.matched, alignment.missing, (), alignment.confidence,
        (describe_approximate(where, why),), approximate=True, duration_ms=activity.duration_ms,
    )  # fmt: skip


# --- the result -----------------------------------------------------------------------------


def _alignment(
    sentences: Sequence[WrittenSentence],
    words: Sequence[Sequence[Word]],
    placed: Sequence[Placed | None],
    activity: Activity,
    where: str,
) -> Alignment:
    matched = tuple(at for at, now in enumerate(placed) if now)
    missing = tuple(at for at, now in enumerate(placed) if not now and words[at])
    extra = _extra(words, placed, activity)
    confidence = tuple(round(now.confidence, 3) if now else 0.0 for now in placed)
    runs = [
        [at for _, at in run]
        for _, run in groupby(enumerate(missing), key=lambda item: item[1] - item[0])
    ]
    unclear = [_is_unclear(run, words, placed, activity) for run in runs]
    findings = (
        *(
            describe_missing(where, sentences, run, placed, unclear=doubt)
            for run, doubt in zip(runs, unclear, strict=True)
        ),
        *(describe_extra(where, start, end) for start, end in extra),
        *describe_unsure(where, sentences, placed),
    )
    cues = tuple(_cue(sentences[at], words[at], now) for at, now in enumerate(placed) if now)
    return Alignment(
        cues, matched, missing, extra, confidence, findings, duration_ms=activity.duration_ms,
        unclear=tuple(
            at for run, doubt in zip(runs, unclear, strict=True) if doubt for at in run
        ),
    )  # fmt: skip


def _is_unclear(
    run: Sequence[int],
    words: Sequence[Sequence[Word]],
    placed: Sequence[Placed | None],
    activity: Activity,
) -> bool:
    """Whether there is sound of a fitting length where a run of missing sentences would be."""
    before = next((now for at in range(run[0] - 1, -1, -1) if (now := placed[at])), None)
    after = next((now for at in range(run[-1] + 1, len(placed)) if (now := placed[at])), None)
    sound_ms = activity.active_ms(
        before.end_ms if before else 0, after.start_ms if after else activity.duration_ms
    )
    expected_ms = sum(lasting_ms(words[at]) for at in run)
    return _UNCLEAR[0] * expected_ms <= sound_ms <= _UNCLEAR[1] * expected_ms


def _cue(sentence: WrittenSentence, words: Sequence[Word], now: Placed) -> Cue:
    times = tuple(
        WordTime(
            group[0][1].start_ms, group[-1][1].end_ms,
            words[group[0][0]].start, words[group[0][0]].end,
        )
        for _, items in groupby(now.words, key=lambda item: words[item[0]].start)
        if (group := list(items))
    )  # fmt: skip
    return Cue(
        now.start_ms, now.end_ms, sentence.speaker, sentence.text, sentence.turn,
        sentence.paragraph, times,
    )  # fmt: skip


def _gaps(
    words: Sequence[Sequence[Word]], placed: Sequence[Placed | None], activity: Activity
) -> list[tuple[int, int, int]]:
    """Start and end of the gaps between recognised words, and how long the words that belong there
    should last."""
    gaps: list[tuple[int, int, int]] = []
    edge_ms = expected_ms = 0
    for expected, now in zip(words, placed, strict=True):
        if not now:
            expected_ms += lasting_ms(expected)
            continue
        gaps.append((edge_ms, now.start_ms, expected_ms))
        for (one, before), (other, after) in pairwise(now.words):
            if after.start_ms - before.end_ms > _EXTRA_MS:
                gaps.append((before.end_ms, after.start_ms, lasting_ms(expected[one + 1 : other])))
        edge_ms, expected_ms = now.end_ms, 0
    gaps.append((edge_ms, activity.duration_ms, expected_ms))
    return gaps


def _extra(
    words: Sequence[Sequence[Word]], placed: Sequence[Placed | None], activity: Activity
) -> tuple[tuple[int, int], ...]:
    """Longer spans of sound that no words of the transcript account for."""
    spans = activity.spans()
    extra = []
    for start, end, expected_ms in _gaps(words, placed, activity):
        inner = spans[(spans[:, 1] > start + _NEXT_TO_MS) & (spans[:, 0] < end - _NEXT_TO_MS)]
        if not len(inner):
            continue
        first, last = max(start, int(inner[0, 0])), min(end, int(inner[-1, 1]))
        sound_ms = activity.active_ms(first, last)
        unclear = _UNCLEAR[0] * expected_ms <= sound_ms <= _UNCLEAR[1] * expected_ms
        if not unclear and sound_ms >= max(_EXTRA_MS, _EXTRA_SHARE * (last - first)):
            extra.append((first, last))
    return tuple(extra)
