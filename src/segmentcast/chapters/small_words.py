"""The small words with which people begin to speak, and which say nothing in a title."""

from __future__ import annotations

import re

_FEWEST_WORDS_LEFT = 4
_SMALL = re.compile(
    r"(?:(?:yeah|yes|yep|no|okay|ok|right|sure|well|wow|now|anyway|alright|all right|great|cool|wait|"
    r"absolutely|exactly|interesting|um|uh|er|ah|oh|hmm|mm|hey|see|look|listen|sorry|"
    r"i mean|you know|i guess|i think|i suppose|of course|by the way|"
    r"also|ja|nein|genau|gut|na|äh|ähm|alors|donc|oui|non|bon|ben|euh|bueno|pues|entonces|sí|vale)[,.!…]+\s+|"
    r"(?:and|but|so|or)(?:,| yeah,| then,?| so,?| now,?)?\s+(?=(?:i|you|we|it|is|are|was|were|do|does|did|what|how|why|"
    r"when|where|who|which|can|could|will|would|should|have|has|that|this|if|the|then|there|they|he|she|in|for|"
    r"let['’]s|tell|just|maybe|and|so|yeah|okay|one|a|an|with|as|to|at|on|i['’](?:m|d|ve|ll)|you['’]re|it['’]s|that['’]s|what['’]s)\b)|"
    r"i guess (?=(?:do|does|did|is|are|what|how|why|when|where|who|can|could|the|that|if|in|my|one)\b))",
    re.I,
)


def without_small_words(sentence: str) -> str:
    """The sentence without what says nothing at its beginning ("Yeah, so"), if enough is left."""
    left = sentence
    while (small := _SMALL.match(left)) and len(left[small.end() :].split()) >= _FEWEST_WORDS_LEFT:
        left = left[small.end() :]
    return left if left == sentence else left[:1].upper() + left[1:]
