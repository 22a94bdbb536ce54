"""From recognised words to sentences with times: which are there, and where they begin and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from segmentcast.alignment.activity import Activity
from segmentcast.alignment.data import Heard, Word
from segmentcast.alignment.word_matching import match

_ENOUGH = 0.5
_SUPPORT_WORDS, _NEIGHBOUR_WORDS = 2, 3
_ALONE_WORDS = 4
_APART_MS = 3000
_HEAD_GAP_MS = 700
_IN_PAUSE_MS = 40
_STRAY_GAP_MS, _STRAY_LETTERS = 450, 3
_WEAK, _CONTENT_LETTERS, _CONTENT_WORDS = 0.4, 4, 2
"""Of sentences that were not said, chance recognises up to 0.34 by weight, most of it in short words."""

_STRETCHED, _LONG_WORD = 3.0, 1.5
_FITTING = (0.4, 2.0)
_LONE_GAP_MS = 1_500
_LONE_FITS = (0.3, 2.5, 200)


@dataclass(frozen=True, slots=True)
class Placed:
    """One sentence in the recording. `confidence` is the share of its words that were recognised.

    `words` are the indices of the recognised words, each with what was heard.
    `whole_start`: the first word is among them.
    """

    start_ms: int
    end_ms: int
    confidence: float
    words: tuple[tuple[int, Heard], ...]

    @property
    def whole_start(self) -> bool:
        return self.words[0][0] == 0


def lasting_ms(words: Sequence[Word]) -> int:
    """About how long these words take, in ms."""
    return sum(90 + 55 * len(word.spoken) for word in words)


def weigh(words: Sequence[Word]) -> float:
    """The weight of these words as evidence: longer ones have more."""
    return float(sum(1 + min(len(word.spoken), 8) / 4 for word in words))


def place(
    sentences: Sequence[Sequence[Word]],
    heard: Sequence[Heard],
    activity: Activity,
    *,
    unsure: bool = False,
) -> list[Placed | None]:
    """Where each sentence is; None for one that is missing.

    With `unsure`, a sentence of which less than half was recognised is placed too, if that lies
    between its neighbours, in sound of a fitting length, and is more than chance recognises.
    """
    owners = [
        (sentence, at) for sentence, words in enumerate(sentences) for at in range(len(words))
    ]
    expected = [word.spoken for words in sentences for word in words]
    pairs = _supported(match(expected, [word.spoken for word in heard]))
    by_sentence: dict[int, list[tuple[int, int]]] = {}
    for ours, theirs in pairs:
        sentence, at = owners[ours]
        by_sentence.setdefault(sentence, []).append((at, theirs))
    for sentence, run_pairs in by_sentence.items():
        run = _together(run_pairs, sentences[sentence], heard)
        by_sentence[sentence] = _without_stray(run, sentences[sentence], heard)
    supported = {
        sentence: run_pairs
        for sentence, run_pairs in by_sentence.items()
        if _is_there(sentence, by_sentence, sentences)
    }
    if unsure:
        supported = dict(sorted({**supported, **_weak(sentences, supported, heard)}.items()))
    return _timed(sentences, supported, heard, activity)


def _weak(
    sentences: Sequence[Sequence[Word]],
    supported: dict[int, list[tuple[int, int]]],
    heard: Sequence[Heard],
) -> dict[int, list[tuple[int, int]]]:
    """The words of sentences that are only weakly there, between the neighbours that are."""
    weak: dict[int, list[tuple[int, int]]] = {}
    after_last = 0
    order = [*sorted(supported), len(sentences)]
    for before, sentence in pairwise([-1, *order]):
        first = supported[sentence][0][1] if sentence in supported else len(heard)
        run = range(before + 1, sentence)
        owners = [(at, number) for at in run for number in range(len(sentences[at]))]
        between = [word.spoken for word in heard[after_last:first]]
        expected = [sentences[at][number].spoken for at, number in owners]
        for ours, theirs in match(expected, between) if expected and between else ():
            at, number = owners[ours]
            weak.setdefault(at, []).append((number, after_last + theirs))
        after_last = supported[sentence][-1][1] + 1 if sentence in supported else len(heard)
    return {
        at: run_pairs
        for at, pairs in weak.items()
        if _is_weakly_there(
            run_pairs := _together(pairs, sentences[at], heard), sentences[at], heard
        )
    }


def _is_weakly_there(
    pairs: Sequence[tuple[int, int]], words: Sequence[Word], heard: Sequence[Heard]
) -> bool:
    content = sum(len(words[at].spoken) >= _CONTENT_LETTERS for at, _ in pairs)
    share = _share(pairs, words)
    many = content >= _CONTENT_WORDS or (share >= _ENOUGH and len(pairs) > _ALONE_WORDS)
    if share < _WEAK or not many:
        return False
    (first, begin), (last, end) = pairs[0], pairs[-1]
    said_ms = heard[end].end_ms - heard[begin].start_ms
    return _FITTING[0] <= said_ms / lasting_ms(words[first : last + 1]) <= _FITTING[1]


def _supported(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs that have another one nearby in both texts."""

    def near(one: tuple[int, int], other: tuple[int, int]) -> bool:
        return other[0] - one[0] <= _SUPPORT_WORDS + 1 and other[1] - one[1] <= _SUPPORT_WORDS + 1

    return [
        pair
        for at, pair in enumerate(pairs)
        if (at > 0 and near(pairs[at - 1], pair))
        or (at + 1 < len(pairs) and near(pair, pairs[at + 1]))
    ]


def _together(
    pairs: list[tuple[int, int]], words: Sequence[Word], heard: Sequence[Heard]
) -> list[tuple[int, int]]:
    """The heaviest run of words that are close together in time."""
    runs = [[pairs[0]]]
    for before, after in pairwise(pairs):
        gap_ms = heard[after[1]].start_ms - heard[before[1]].end_ms
        if gap_ms > 2 * lasting_ms(words[before[0] + 1 : after[0]]) + _APART_MS:
            runs.append([])
        runs[-1].append(after)
    return max(runs, key=lambda run: weigh([words[at] for at, _ in run]))


def _without_stray(
    pairs: list[tuple[int, int]], words: Sequence[Word], heard: Sequence[Heard]
) -> list[tuple[int, int]]:
    """The pairs without a short word at either end that a pause separates from the rest: that's noise."""

    def parted(before: tuple[int, int], after: tuple[int, int]) -> bool:
        return heard[after[1]].start_ms - heard[before[1]].end_ms > _STRAY_GAP_MS

    if len(pairs) > 2 and len(words[pairs[0][0]].spoken) <= _STRAY_LETTERS and parted(*pairs[:2]):
        pairs = pairs[1:]
    if len(pairs) > 2 and len(words[pairs[-1][0]].spoken) <= _STRAY_LETTERS and parted(*pairs[-2:]):
        pairs = pairs[:-1]
    return pairs


def _is_there(
    sentence: int,
    by_sentence: dict[int, list[tuple[int, int]]],
    sentences: Sequence[Sequence[Word]],
) -> bool:
    pairs, words = by_sentence[sentence], sentences[sentence]
    if _share(pairs, words) < _ENOUGH:
        return False
    if len(pairs) >= _ALONE_WORDS:
        return True
    before, after = by_sentence.get(sentence - 1), by_sentence.get(sentence + 1)
    return bool(
        (before and pairs[0][1] - before[-1][1] <= _NEIGHBOUR_WORDS)
        or (after and after[0][1] - pairs[-1][1] <= _NEIGHBOUR_WORDS)
    )


def _share(pairs: Sequence[tuple[int, int]], words: Sequence[Word]) -> float:
    return weigh([words[at] for at, _ in pairs]) / weigh(words)


def _timed(
    sentences: Sequence[Sequence[Word]],
    supported: dict[int, list[tuple[int, int]]],
    heard: Sequence[Heard],
    activity: Activity,
) -> list[Placed | None]:
    placed: list[Placed | None] = [None] * len(sentences)
    order = sorted(supported)
    latest_ms = 0
    starts_ms, ends_ms = activity.spans().T
    for place_at, sentence in enumerate(order):
        pairs, words = supported[sentence], sentences[sentence]
        before = supported[order[place_at - 1]][-1][1] if place_at else -1
        after = supported[order[place_at + 1]][0][1] if place_at + 1 < len(order) else len(heard)
        head = words[: pairs[0][0]]
        heard_first = _without_pause(words[pairs[0][0]], heard[pairs[0][1]], starts_ms, ends_ms)
        start_ms = (
            heard_first.start_ms
            if not head
            else _start_ms(head, heard, before, pairs[0][1], starts_ms)
        )
        start_ms = _lone_start_ms(head, start_ms, latest_ms, heard[pairs[0][1]].start_ms, activity)
        end_ms = _end_ms(words[pairs[-1][0] + 1 :], heard, pairs[-1][1], after, activity, ends_ms)
        start_ms = _after_pause(start_ms, heard[pairs[0][1]].end_ms, starts_ms, ends_ms)
        end_ms = _before_pause(end_ms, heard[pairs[-1][1]].start_ms, starts_ms, ends_ms)
        start_ms = max(start_ms, latest_ms)
        latest_ms = max(end_ms, start_ms + 1)
        placed[sentence] = Placed(
            start_ms,
            latest_ms,
            _share(pairs, words),
            ((pairs[0][0], heard_first), *((at, heard[there]) for at, there in pairs[1:])),
        )
    return placed


def _without_pause(
    word: Word, heard: Heard, starts_ms: NDArray[np.int64], ends_ms: NDArray[np.int64]
) -> Heard:
    """A sentence's first word without the pause before it, which the model may take for a part of it.

    The end of the sound before a pause, the pause, and "but" are then one word of 1.4 s.
    """
    lasting = lasting_ms([word])
    if heard.end_ms - heard.start_ms <= _STRETCHED * lasting:
        return heard
    last = int(np.searchsorted(starts_ms, heard.end_ms, side="left")) - 1
    if last < 1 or ends_ms[last - 1] < heard.start_ms:
        return heard
    start_ms = max(int(starts_ms[last]), heard.end_ms - round(_LONG_WORD * lasting))
    return replace(heard, start_ms=start_ms)


def _start_ms(
    head: Sequence[Word],
    heard: Sequence[Heard],
    before: int,
    first: int,
    starts_ms: NDArray[np.int64],
) -> int:
    """When a sentence begins whose first words, `head`, weren't recognised."""
    known_ms = heard[first].start_ms
    if not head:
        return known_ms
    lasting = lasting_ms(head)
    earliest_ms = max(heard[before].end_ms if before >= 0 else 0, known_ms - 2 * lasting - 200)
    starts = [known_ms - lasting]
    for at in range(first - 1, before, -1):
        if (
            heard[at].start_ms < earliest_ms
            or heard[at + 1].start_ms - heard[at].end_ms > _HEAD_GAP_MS
        ):
            break
        starts.append(heard[at].start_ms)
    starts.extend(_between(starts_ms, earliest_ms, known_ms))
    # a heard word or the end of a pause is better evidence than a mere length
    best = min(starts[1:] or starts, key=lambda start: abs(start - (known_ms - lasting)))
    return max(best, earliest_ms)


def _lone_start_ms(
    head: Sequence[Word], start_ms: int, latest_ms: int, known_ms: int, activity: Activity
) -> int:
    """The start of a first word or two that a pause separates from the rest ("No. … I can't say").

    All sound since the previous sentence must be as long as these words, or it is something else.
    """
    if not head:
        return start_ms
    spans = activity.spans()
    spans = spans[(spans[:, 0] >= latest_ms) & (spans[:, 1] <= known_ms)]
    if not len(spans) or spans[0, 0] >= start_ms or known_ms - spans[-1, 1] > _LONE_GAP_MS:
        return start_ms
    sound_ms = int((spans[:, 1] - spans[:, 0]).sum())
    least, most, spare_ms = _LONE_FITS
    lasting = lasting_ms(head)
    fits = least * lasting <= sound_ms <= most * lasting + spare_ms
    return int(spans[0, 0]) if fits else start_ms


def _end_ms(
    tail: Sequence[Word],
    heard: Sequence[Heard],
    last: int,
    after: int,
    activity: Activity,
    ends_ms: NDArray[np.int64],
) -> int:
    """When a sentence ends whose last words, `tail`, weren't recognised."""
    known_ms = heard[last].end_ms
    if not tail:
        return known_ms
    lasting = lasting_ms(tail)
    latest_ms = heard[after].start_ms if after < len(heard) else activity.duration_ms
    ends = [known_ms + lasting]
    ends.extend(_between(ends_ms, known_ms, known_ms + 2 * lasting + 200))
    best = min(ends[1:] or ends, key=lambda end: abs(end - (known_ms + lasting)))
    return max(known_ms, min(best, latest_ms))


def _between(times_ms: NDArray[np.int64], first_ms: int, last_ms: int) -> list[int]:
    left, right = np.searchsorted(times_ms, (first_ms, last_ms), side="left")
    return [int(at) for at in times_ms[left : right + 1] if first_ms <= at <= last_ms]


def _after_pause(
    start_ms: int, latest_ms: int, starts_ms: NDArray[np.int64], ends_ms: NDArray[np.int64]
) -> int:
    """Moves a start within a pause to the sound after it, because noise may pass for a first sound."""
    at = int(np.searchsorted(ends_ms, start_ms, side="right"))
    if at < len(starts_ms) and start_ms + _IN_PAUSE_MS < starts_ms[at] < latest_ms:
        return int(starts_ms[at])
    return start_ms


def _before_pause(
    end_ms: int, earliest_ms: int, starts_ms: NDArray[np.int64], ends_ms: NDArray[np.int64]
) -> int:
    at = int(np.searchsorted(starts_ms, end_ms, side="left")) - 1
    if at >= 0 and earliest_ms < ends_ms[at] < end_ms - _IN_PAUSE_MS:
        return int(ends_ms[at])
    return end_ms
