"""Forms before a transcript: "Date: ...", "Length: ...", "Language: ...", a line each, are about it and nobody's words.

Interviews kept by archives and researchers begin so, and the Word files of call recorders. The lines
look like labelled turns; but each label is there once, what is behind it is no sentence, and they end
where the first label begins that comes again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from segmentcast.transcript.document import Block
from segmentcast.transcript.labels.label_starts import at_start
from segmentcast.transcript.text.prose import ends_sentence, word_count

_FEWEST = 3
_MOST_WORDS = 14
_WITHOUT_STOP = 0.75
_WITHIN = 80
"""Blocks at the start that are looked at."""


def places_of(blocks: Sequence[Block]) -> frozenset[int]:
    """Where the fields of such a form are; none where fewer than three begin the text."""
    starts = [at_start(block.text, block.lead) for block in blocks]
    keys = [start[0].key if start and start[0].strength else "" for start in starts]
    counts = Counter(key for key in keys if key)
    first = next((at for at, key in enumerate(keys) if key and counts[key] > 1), len(keys))
    if first in (0, len(keys)) or first > _WITHIN:
        return frozenset()
    fields = [at for at in range(first) if keys[at] and not blocks[at].heading]
    values = [
        blocks[at].text[start[1] :] for at in fields if (start := starts[at]) is not None
    ]  # fmt: skip
    if len(fields) < _FEWEST or any(word_count(value) > _MOST_WORDS for value in values):
        return frozenset()
    plain = sum(not ends_sentence(value) for value in values)
    return frozenset(fields) if plain >= len(values) * _WITHOUT_STOP else frozenset()
