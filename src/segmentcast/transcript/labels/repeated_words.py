"""Words that paragraphs begin with like labels, whatever their form: no label that is unknown goes unseen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from segmentcast.transcript.labels.label_forms import Label
from segmentcast.transcript.labels.label_shapes import LabelShape, begins_like_speech, is_clause
from segmentcast.transcript.text.names import is_name_word

_WORDS = re.compile(r"([^:：.?!;\n]{1,60}(?:\.[^:：?!;\n]{1,60}){0,3})(?:[:：]{1,3}(?=\s)|：)")
_FIRST = re.compile(r"[\W_]*([^\W\d_][\w'’-]*)")
_FEWEST = 3
_MOST = 8
_FEWEST_NAMES = 2
_FEWEST_TURNS = 6
_NEARLY_ALL = 0.75
_CAPITALISED = 0.6
_TRIED = 4
"""Paragraphs at a page's head that need not begin so."""


def before_colons(texts: Sequence[str], *, dense: bool = False) -> dict[int, Label]:
    """By place in `texts`, the words before the first colon that three and more of them begin with.

    `dense`: nearly all paragraphs have a label, so that what looks like a title and a name counts once.
    """
    words = {at: match[1].strip() for at, text in enumerate(texts) if (match := _WORDS.match(text))}
    counts = Counter(words.values())
    return {
        at: _label(one)
        for at, one in words.items()
        if (counts[one] >= _FEWEST or (dense and _is_titled(one)))
        and len(one.split()) <= _MOST
        and not one.isdecimal()
        and not (is_clause(one) or begins_like_speech(one))
    }


def in_front(texts: Sequence[str]) -> dict[int, Label]:
    """By place in `texts`, the names that nearly all paragraphs of an unlabelled page begin with, two or more in turns."""
    firsts = [match[1] if (match := _FIRST.match(text)) else "" for text in texts]
    body = firsts[
        next((at for at, word in enumerate(firsts[:_TRIED]) if firsts.count(word) >= _FEWEST), 0) :
    ]
    counts = Counter(word for word in body if is_name_word(word) and not begins_like_speech(word))
    names = {word for word, count in counts.items() if count >= _FEWEST}
    covered = sum(counts[word] for word in names)
    if len(names) < _FEWEST_NAMES or covered < max(_FEWEST_TURNS, len(body) * _NEARLY_ALL):
        return {}
    return {at: _label(word) for at, word in enumerate(firsts) if word in names}


def _label(words: str) -> Label:
    return Label(f"{words}:", words, strength=1, shape=LabelShape.PHRASE)


def _is_titled(words: str) -> bool:
    """Whether most of several words are written large, the first and the last among them: "Sgt. 1st Class Kay Stone"."""
    parts = words.split()
    large = [part[:1].isupper() for part in parts]
    return len(parts) > 1 and large[0] and large[-1] and sum(large) >= len(parts) * _CAPITALISED
