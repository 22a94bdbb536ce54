"""How much a turn's own words sound like the one who leads a conversation, or the one who answers.

A logistic regression over the words and pairs of words of the turn, those of its start and of its
end (each hashed into a table of weights) and some plain features. Its numbers are in
host_model.json, with their source and licence; scripts/fit_attribution.py fits them, ADR 16 says
how well that does. A single turn is right three times in four; what makes a conversation of it is
`attribution`. Names are masked: the weights know of no person.
"""

from __future__ import annotations

import json
import re
from array import array
from base64 import b64decode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from importlib.resources import files
from itertools import pairwise
from math import log1p, sqrt
from operator import itemgetter, mul
from zlib import crc32

from segmentcast.transcript.text.prose import ends_with_question

BITS = 13
"""Each of the three tables (all words, the start, the end) has 2**BITS weights."""
_EDGE = 6
_LONGEST = 20_000
"""Characters of a turn that are looked at, half of them from its end."""
_WORD = re.compile(r"\w[\w'’]*|[?!]")
_NAME, _NUMBER = "@", "#"
_SENTENCE_ENDS = frozenset('.?!:"“”‘—–-…»«¿¡(')
_YOU = frozenset("you your you're yours".split())
_I = frozenset("i my we our i'm i've i'd we're we've".split())
_OPENS = frozenset("so and but now".split())
_REPLIES = frozenset("well yeah yes no right okay ok exactly absolutely oh".split())
_THANKS_FOR_HAVING = re.compile(
    r"thank(?:s| you)[^.?!]{0,20} for having|(?:glad|happy|great|good|nice) to be here", re.I
)
_TRAILS_OFF = ("…", "...", "--", "—")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights: three hashed tables in a row, their scale, the plain features' weights, the constant."""

    tables: array[int]
    scale: float
    plain: tuple[float, ...]
    constant: float
    participants: tuple[tuple[float, ...], ...] = ()
    """Weights of the signs of who leads and who answers (`participants.KINDS`), then a constant: of two people, of more."""
    headcount: tuple[tuple[float, ...], ...] = ()
    """Weights of what tells how many talk (`headcount.KINDS`), then a constant: two, one who leads, one who answers."""
    third_voice: tuple[float, ...] = ()
    """Whether one person leads: the weight of the log-odds by `headcount`, those of signs of a third person (`third_voice.KINDS`), a constant."""
    confidence: tuple[tuple[float, ...], ...] = ()
    """Weights of what a turn's confidence rests on (`confidence.KINDS`), then a constant: for two people, for more."""


def words_of(text: str) -> list[str]:
    """The words in small letters, question and exclamation marks; capitalised ones within a sentence masked."""
    words: list[str] = []
    for found in _WORD.finditer(text):
        word = found[0]
        if word[0].isdigit():
            words.append(_NUMBER)
        elif word[0].isupper() and _is_name(text, found.start(), word):
            words.append(_NAME)
        else:
            words.append(word.lower().replace("’", "'"))
    return words


def _is_name(text: str, at: int, word: str) -> bool:
    if len(word) == 1 or word[1] in "'’":
        return False
    before = text[max(0, at - 2) : at].rstrip()
    return bool(before) and before[-1] not in _SENTENCE_ENDS


def plain_features(text: str, words: Sequence[str]) -> list[float]:
    """Length, questions, "you" and "I", and a few openings and courtesies, each about 0 to 1."""
    count = sum(word not in "?!" for word in words)
    asked = words.count("?")
    small = text.lower()
    first = words[0] if words else ""
    return [
        log1p(count) / 3,
        float(count < 4),
        float(count < 8),
        float(count < 15),
        float(count > 40),
        float(count > 80),
        float(count > 150),
        min(asked, 4) / 2,
        float(ends_with_question(text)),
        float(asked > 0 and count < 25),
        5 * sum(word in _YOU for word in words) / (count + 5),
        5 * sum(word in _I for word in words) / (count + 5),
        float(first in _OPENS),
        float(first in _REPLIES),
        float("welcome" in small),
        float("thank" in small),
        float(_THANKS_FOR_HAVING.search(small) is not None),
        float(text.rstrip().endswith(_TRAILS_OFF)),
    ]


def grams_of(words: Sequence[str]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Words and pairs of words: of the whole turn, of its start, of its end."""
    everywhere = Counter(words)
    everywhere.update(map(" ".join, pairwise(words)))
    return everywhere, _edge(words[:_EDGE], words[:2]), _edge(words[-_EDGE:], words[-2:])


def _edge(words: Sequence[str], pair: Sequence[str]) -> Counter[str]:
    grams = Counter(words)
    if len(pair) == 2:
        grams[" ".join(pair)] += 1
    return grams


@lru_cache(maxsize=1 << 15)
def place_of(table: int, gram: str) -> int:
    """Where the weight of a word or pair stands."""
    return (table << BITS) + (crc32(gram.encode("utf-8", "replace")) & ((1 << BITS) - 1))


def log_odds(text: str, model: Model | None = None) -> float:
    """Log-odds, from this turn alone, that it is the host's. Not calibrated: neighbours decide."""
    model = model or shipped()
    text = _cut(text)
    words = words_of(text)
    total = model.constant + sum(
        weight * value
        for weight, value in zip(model.plain, plain_features(text, words), strict=True)
    )
    return total + sum([part for _, part in _parts(words, model)])


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} {text[-_LONGEST // 2 :]}"


def _parts(words: Sequence[str], model: Model) -> list[tuple[str, float]]:
    tables = model.tables
    parts: list[tuple[str, float]] = []
    for table, grams in enumerate(grams_of(words)):
        norm = model.scale / sqrt(sum(map(mul, grams.values(), grams.values())) or 1)
        parts += [
            (gram, tables[place_of(table, gram)] * count * norm) for gram, count in grams.items()
        ]
    return parts


def telling_words(text: str, *, host: bool, most: int = 3) -> str:
    """The words that speak most for (or against) the host, in the order in which they stand."""
    words = words_of(_cut(text[:2000]))
    weights: dict[str, float] = {}
    for gram, part in _parts(words, shipped()):
        weights[gram] = weights.get(gram, 0) + (part if host else -part)
    for mark in ("?", "!", _NAME, _NUMBER):
        weights.pop(mark, None)
    best = [gram for gram, part in nlargest(most, weights.items(), key=itemgetter(1)) if part > 0]
    joined = " ".join(words)
    return ", ".join(sorted(best, key=joined.find))


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model of this version."""
    text = files(__package__).joinpath("host_model.json").read_text(encoding="utf-8")
    return from_json(text)


def from_json(text: str) -> Model:
    """A model as scripts/fit_attribution.py writes it."""
    data = json.loads(text)
    tables = array("b")
    tables.frombytes(b64decode(data["tables"]))
    return Model(
        tables,
        data["scale"],
        tuple(data["plain"]),
        data["constant"],
        tuple(tuple(row) for row in data.get("participants", ())),
        tuple(tuple(row) for row in data.get("headcount", ())),
        tuple(data.get("third_voice", ())),
        tuple(tuple(row) for row in data.get("confidence", ())),
    )
