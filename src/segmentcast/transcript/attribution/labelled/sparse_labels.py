"""Paragraphs behind a label that read like a conversation: the other turns of the page have lost their labels.

Of 960 labelled transcripts with whole labels, 6 have fewer than three labels in ten paragraphs; in
these, at most 12 of 100 paragraphs ask and are followed by another, or begin as replies do. Where
three labels in four and more were taken out of the same transcripts, it is 12 to 38.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from segmentcast.transcript.attribution.host_model import log_odds
from segmentcast.transcript.text.prose import word_count

_MOST_LABELS = 0.3
"""Share of paragraphs with a label up to which labels are sparse."""
_FEWEST = 8
"""Paragraphs without a label that are looked at, all together."""
_TALKING = 0.13
"""Share of paragraphs that ask or reply from which more than one person seems to speak."""
_LONGEST_QUESTION = 80
_LONG_RUN = 10
_ASKS_OFTEN = 0.25
_FEWEST_QUESTIONS = 3
_SHORT_RUN = 3
_FEWEST_LONG = 2
_MOST_ODDS = 6.0
_LIKELIER = 1.25
_REPLIES = re.compile(
    r"(?:yes|yeah|yep|no|nope|absolutely|exactly|sure|correct|right|okay|ok|well|oh|mm|mhm|uh|um|hi|hello|hey|thank you|thanks|"
    r"ja|nein|genau|danke|oui|non|merci|sí|claro|gracias|sì|grazie)\b",
    re.I,
)


def swallowed(groups: Sequence[Sequence[str]]) -> frozenset[int]:
    """The groups, by number from 0, that more than one person may say.

    Each has the paragraphs from one label to the next.
    """
    total = sum(map(len, groups))
    behind = total - len(groups)
    asking = [_questions(group) for group in groups]
    signs = sum(asking) + sum(map(_replies, groups))
    if behind >= _FEWEST and len(groups) <= total * _MOST_LABELS and signs >= total * _TALKING:
        return frozenset(at for at, group in enumerate(groups) if len(group) >= _SHORT_RUN)
    return frozenset(
        at
        for at, group in enumerate(groups)
        if len(group) >= _LONG_RUN
        and asking[at] >= max(_FEWEST_QUESTIONS, len(group) * _ASKS_OFTEN)
    )


def alternate(answers: Sequence[Sequence[str]]) -> bool:
    """Whether two people seem to say each of these answers in turns; each has its paragraphs.

    A question in a heading may stand above a conversation. Of 47 talks with long answers 6 are
    taken for such, of 39 conversations cut into pieces of 3 to 6 turns 33.
    """
    long = [answer for answer in answers if len(answer) >= _SHORT_RUN]
    if len(long) < _FEWEST_LONG or len(long) * 2 < len(answers):
        return False
    by_turns = together = 0.0
    for answer in long:
        odds = [max(-_MOST_ODDS, min(_MOST_ODDS, log_odds(text))) for text in answer]
        by_turns += abs(sum(odds[::2]) - sum(odds[1::2]))
        together += abs(sum(odds))
    return by_turns > together * _LIKELIER


def _questions(group: Sequence[str]) -> int:
    """Paragraphs that ask, and are followed by one of which it is not said who says it."""
    return sum(text.endswith(("?", "？", "؟")) and word_count(text) <= _LONGEST_QUESTION for text in group[:-1])  # fmt: skip


def _replies(group: Sequence[str]) -> int:
    return sum(_REPLIES.match(text) is not None for text in group[1:])
