"""What no rule, lexicon entry, or dictionary knows, and every engine reads as it thinks best."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from segmentcast.lexicon.lookup import Lexicon
from segmentcast.lexicon.unknown import UnknownWord, everyday
from segmentcast.model import Reading, Utterance
from segmentcast.vocabulary.languages import primary

_TOKEN = re.compile(r"(?:[^\s—…\"“”()\[\]{}.]|\.(?!\.))+")
_EDGES = "\"'“”‘’«»()[]{}<>.,;:!?…—–-*_`|"
_ENDING = re.compile(r"['’]s?$")
_LETTERS = r"[^\W\d_]"
# What both offline voices read alike and right.
_PLAIN = re.compile(
    rf"(?:{_LETTERS}|[-'’&])+"
    rf"|(?:{_LETTERS}\.){{1,6}}{_LETTERS}{{0,2}}"  # U.S, a.m, Ph.D
    r"|[-−+]?[$£€]?\d{1,3}(?:,\d{3})*(?:\.\d{1,4})?%?"
    r"|\d{1,4}(?:s|st|nd|rd|th)?|\d{1,3}0{3,9}"
    r"|\d{1,2}:\d\d(?:[ap]m)?|\d{1,2}[ap]m"
    r"|(?:[A-Z]{1,6}|v)-?\d{1,4}[A-Za-z]?s?|\d{1,3}(?:[A-Zk]|ers)|\d{1,3}\+"  # G20, v2, 5G, 49ers, 50+
    r"|@[A-Za-z]+|[A-Z]\+{1,2}|50/50|[A-Za-z]+/[A-Za-z]+"
    r"|[$£€]?\d[\d,.]*(?:-(?:to|and|or|\d[\d,.]*))*(?:-[A-Za-z]+)+"  # 10-year-old, 5-to-10-year
    r"|[A-Za-z]+(?:-[A-Za-z]+)*-\d{1,4}"  # mid-1990, COVID-19
)
# DoD, LLaMA, BitMEX: capitals where it isn't clear whether they are a word or letters. Both voices
# read iPad, YouTube, GraphQL, and McConnell right.
_ODD_CAPITALS = re.compile(r"\b[A-Z][a-z]{1,2}[A-Z]s?\b|[A-Z]{2}[a-z]+[A-Z]|[a-z][A-Z]{3}")
_LONGEST = 40


def unread_forms(readings: Iterable[Reading], lexicon: Lexicon) -> tuple[UnknownWord, ...]:
    """The odd forms that are said as they stand: mixed letters and figures, odd capitals, signs.

    Only in English, for which there are rules; whatever an edit touches is known. The most frequent
    come first, then in the order of the text. Linear in the text.
    """
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for reading in readings:
        if primary(reading.language) != "en":
            continue
        for utterance in reading.utterances:
            for token in _odd(utterance, lexicon, reading.language):
                counts[token] += 1
                examples.setdefault(token, utterance.text)
    ordered = sorted(counts, key=lambda token: -counts[token])
    return tuple(UnknownWord(token, "form", counts[token], examples[token]) for token in ordered)


def _odd(utterance: Utterance, lexicon: Lexicon, language: str) -> Iterator[str]:
    text = utterance.text
    known: list[tuple[int, int]] | None = None
    for match in _TOKEN.finditer(text):
        token = _ENDING.sub("", match[0].strip(_EDGES))
        if (
            len(token) < 2
            or token in everyday()
            or (_PLAIN.fullmatch(token) and not _ODD_CAPITALS.search(token))
        ):
            continue
        if known is None:
            known = [
                (edit.start, edit.end)
                for edit in utterance.edits
                if edit.kind != "symbol"
                or edit.written.strip(_EDGES)
                or any(map(str.isalpha, edit.spoken))
            ]
            known += [(hit.start, hit.end) for hit in lexicon.find(text, language)]
        if not any(start < match.end() and end > match.start() for start, end in known):
            yield token[:_LONGEST]
