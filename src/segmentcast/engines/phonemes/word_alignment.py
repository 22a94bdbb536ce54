"""Which phonemes belong to which words: for a lexicon's pronunciations, and for the words' times.

An engine turns a whole sentence into phonemes, and merges, drops, and softens words as people do ("of
the" becomes one group). So each piece of the text is also turned into phonemes by itself, and banded
dynamic programming aligns the two, in linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from segmentcast.engines.phonemes.alphabets import is_vowel
from segmentcast.model import Phonemes, WordTime
from segmentcast.timing import samples_to_ms

BREAK = "\n"
"""Separates the sentences that an engine makes from one utterance."""
BAND = 60
"""How far the alignment may leave the diagonal, in phonemes."""
TRUSTED = 0.6
"""The share of phonemes that must agree in an alignment."""
_GAP = 0.8
_SEPARATES = frozenset(' \n,;:.!?—…"“”()¿¡')
_NON_SPACE = re.compile(r"\S+")
_POSSESSIVE = frozenset({"'s", "’s"})


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A word, or a part of one, or the words that one lexicon entry covers: `text[start:end]`."""

    start: int
    end: int
    ipa: str = ""


@dataclass(frozen=True, slots=True)
class Aligned:
    """The sentence's phonemes, and where each piece's own are: `(first, after last)` or None."""

    symbols: tuple[str, ...]
    spans: tuple[tuple[int, int] | None, ...]


def pieces(text: str, phonemes: Sequence[Phonemes]) -> tuple[TextPiece, ...]:
    """Cuts the text at white space and at the edges of lexicon entries.

    Entries that overlap an earlier one or lie outside the text are ignored.
    """
    result: list[TextPiece] = []
    at = 0
    for entry in sorted(phonemes, key=lambda entry: entry.start):
        if at <= entry.start < entry.end <= len(text):
            result += _words(text, at, entry.start)
            result.append(TextPiece(entry.start, entry.end, entry.ipa))
            at = entry.end
    return (*result, *_words(text, at, len(text)))


def align(
    text: str,
    parts: Sequence[TextPiece],
    symbols: Sequence[str],
    say: Callable[[str], Sequence[str]],
) -> Aligned | None:
    """Finds each piece in `symbols`. `say` gives the phonemes of a piece by itself.

    None if the two agree too little.
    """
    expected: list[str] = []
    owner: list[int] = []
    for number, part in enumerate(parts):
        piece = text[part.start : part.end]
        sounds = [s for s in (["z"] if piece in _POSSESSIVE else say(piece)) if _sounds(s)]
        expected += sounds
        owner += [number] * len(sounds)
    heard = [index for index, symbol in enumerate(symbols) if _sounds(symbol)]
    if not expected or not heard:
        return None
    pairs = _paired(expected, [symbols[index] for index in heard])
    if pairs is None:
        return None
    same = sum(expected[e] == symbols[heard[h]] for e, h in pairs)
    if same < TRUSTED * max(len(expected), len(heard)):
        return None
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for e, h in pairs:
        first.setdefault(owner[e], heard[h])
        last[owner[e]] = heard[h] + 1
    spans = [(first[n], last[n]) if n in first else None for n in range(len(parts))]
    return Aligned(tuple(symbols), tuple(_filled(spans, symbols)))


def respelled(aligned: Aligned, spellings: Sequence[Sequence[str] | None]) -> Aligned:
    """Replaces the phonemes of some pieces; `spellings` has an entry, or None, for each piece."""
    symbols: list[str] = []
    spans: list[tuple[int, int] | None] = []
    at = 0
    for span, spelling in zip(aligned.spans, spellings, strict=True):
        if span is None:
            spans.append(None)
            continue
        symbols += aligned.symbols[at : span[0]]
        own = aligned.symbols[span[0] : span[1]] if spelling is None else spelling
        spans.append((len(symbols), len(symbols) + len(own)))
        symbols += own
        at = span[1]
    return Aligned((*symbols, *aligned.symbols[at:]), tuple(spans))


def sentences(symbols: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Divides the symbols at each BREAK."""
    groups: list[list[str]] = [[]]
    for symbol in symbols:
        if symbol == BREAK:
            groups.append([])
        else:
            groups[-1].append(symbol)
    return tuple(tuple(sentence) for sentence in groups if sentence)


def joined(sentence_lengths: Sequence[Sequence[int]], scale: float) -> list[int]:
    """The lengths in samples of all symbols, between those of the silence before and after.

    `sentence_lengths` holds, for each sentence, the lengths of its beginning, each symbol, and its
    end. A break lasts for the end before it and the beginning after it. `scale` is the factor of
    resampling.
    """
    lengths: list[int] = []
    end = 0
    for number, (start, *inner, after) in enumerate(sentence_lengths):
        lengths += [end + start, *inner] if number else [start, *inner]
        end = after
    edges = [round(edge * scale) for edge in accumulate([*lengths, end], initial=0)]
    return [high - low for low, high in pairwise(edges)]


def times(
    text: str,
    parts: Sequence[TextPiece],
    aligned: Aligned,
    lengths: Sequence[int],
    rate_hz: int,
    *,
    shift_ms: int = 0,
) -> tuple[WordTime, ...] | None:
    """When each word of the text is heard, from the length in samples of each symbol.

    `lengths` comes from `joined`. None if it doesn't fit the symbols, or if more than a tenth of the
    words are missing; a single missing word is placed between its neighbours.
    """
    if len(lengths) != len(aligned.symbols) + 2:
        return None
    edges = list(accumulate(lengths))
    known: list[tuple[int, int, int, int]] = []
    for part, span in zip(parts, aligned.spans, strict=True):
        if span is not None:
            known.append((part.start, part.end, edges[span[0]], edges[span[1]]))
    words = [_core(text, match.start(), match.end()) for match in _NON_SPACE.finditer(text)]
    words = [word for word in words if word[0] < word[1]]
    placed = [_placed(word, known) for word in words]
    if not words or sum(place is None for place in placed) > len(words) // 10:
        return None
    total_ms = samples_to_ms(edges[-1], rate_hz)
    result: list[WordTime] = []
    for number, ((start, end), place) in enumerate(zip(words, placed, strict=True)):
        before_ms = result[-1].end_ms if result else 0
        if place is None:
            after = next((p for p in placed[number:] if p is not None), None)
            start_ms = before_ms
            end_ms = samples_to_ms(after[0], rate_hz) + shift_ms if after else total_ms
        else:
            start_ms, end_ms = (samples_to_ms(sample, rate_hz) + shift_ms for sample in place)
        start_ms = min(max(start_ms, before_ms), total_ms)
        result.append(WordTime(start_ms, min(max(end_ms, start_ms), total_ms), start, end))
    return tuple(result)


def _words(text: str, start: int, end: int) -> list[TextPiece]:
    matches = _NON_SPACE.finditer(text, start, end)
    return [TextPiece(*match.span()) for match in matches if any(c.isalnum() for c in match[0])]


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _placed(
    word: tuple[int, int], known: Sequence[tuple[int, int, int, int]]
) -> tuple[int, int] | None:
    """First and last sample of the pieces that overlap the word, interpolated by letters."""
    hits = []
    for start, end, first, last in known:
        low, high = max(start, word[0]), min(end, word[1])
        if low < high:
            scale = (last - first) / (end - start)
            inside = start < word[0] or end > word[1]
            begin = first + round((low - start) * scale) if inside and low > start else first
            finish = first + round((high - start) * scale) if inside and _more(end, word) else last
            hits.append((begin, finish))
    return (min(h[0] for h in hits), max(h[1] for h in hits)) if hits else None


def _more(end: int, word: tuple[int, int]) -> bool:
    """Whether the piece continues for more than a punctuation mark or two after the word."""
    return end - word[1] > 2


def _sounds(symbol: str) -> bool:
    return symbol == "ᵊ" or unicodedata.category(symbol[:1] or " ") in {"Ll", "Lo", "Lu"}


def _cost(a: str, b: str) -> float:
    if a == b:
        return 0.0
    return 0.7 if is_vowel(a) == is_vowel(b) else 1.5


def _paired(expected: Sequence[str], heard: Sequence[str]) -> list[tuple[int, int]] | None:
    """Index pairs of the cheapest alignment within the band, or None if it leaves the band."""
    rows, columns = len(expected), len(heard)
    if abs(rows - columns) >= BAND:
        return None
    infinite = float("inf")
    previous = [column * _GAP for column in range(columns + 1)]
    steps: list[tuple[int, bytearray]] = []
    for row in range(1, rows + 1):
        centre = row * columns // rows
        low, high = max(1, centre - BAND), min(columns, centre + BAND)
        current = [infinite] * (columns + 1) if low > 1 else [row * _GAP] + [infinite] * columns
        step = bytearray(high - low + 1)
        for column in range(low, high + 1):
            pair = previous[column - 1] + _cost(expected[row - 1], heard[column - 1])
            skip, extra = previous[column] + _GAP, current[column - 1] + _GAP
            if pair <= skip and pair <= extra:
                current[column] = pair
            elif skip <= extra:
                current[column], step[column - low] = skip, 1
            else:
                current[column], step[column - low] = extra, 2
        steps.append((low, step))
        previous = current
    row, column = rows, columns
    pairs: list[tuple[int, int]] = []
    while row and column:
        low, step = steps[row - 1]
        if not 0 <= column - low < len(step):
            return None
        way = step[column - low]
        if way == 0:
            pairs.append((row - 1, column - 1))
        row -= way != 2
        column -= way != 1
    return pairs[::-1]


def _filled(
    spans: list[tuple[int, int] | None], symbols: Sequence[str]
) -> list[tuple[int, int] | None]:
    """Spans widened over the marks between them: stress to the right, length to the left."""
    order = [number for number, span in enumerate(spans) if span is not None]
    result = list(spans)
    edges = [(0, 0), *[span for span in spans if span is not None], (len(symbols),) * 2]
    for place, number in enumerate(order, start=1):
        before, own, after = edges[place - 1][1], edges[place], edges[place + 1][0]
        start, end = own
        gap = [index for index in range(before, start) if symbols[index] in _SEPARATES]
        if gap:
            start = gap[-1] + 1
        elif place == 1:
            start = 0
        else:
            start = _mark(symbols, before, start)
        gap = [index for index in range(end, after) if symbols[index] in _SEPARATES]
        if gap or place == len(order):
            end = gap[0] if gap else len(symbols)
        else:
            end = _mark(symbols, end, after)
        result[number] = (start, end)
    return result


def _mark(symbols: Sequence[str], low: int, high: int) -> int:
    """Where the right-hand word begins, of two that no space separates."""
    return next((index for index in range(low, high) if symbols[index] in "ˈˌ"), high)
