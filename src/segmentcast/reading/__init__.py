"""Transcript + cast + lexicon -> Reading: what to speak, in which voice, with which pauses.

`compose` makes a reading; `prove` checks that it has the transcript's words and no others.
"""

from segmentcast.reading.compose import Pauses, compose, speak
from segmentcast.reading.proof import prove
from segmentcast.reading.sentences import split_sentences
from segmentcast.reading.text_pieces import LONGEST_PIECE

__all__ = [
    "LONGEST_PIECE",
    "Pauses",
    "compose",
    "prove",
    "speak",
    "split_sentences",
]
