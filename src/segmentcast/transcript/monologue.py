"""Whether one person says a whole unlabelled text: "I" throughout, and no sign of anybody else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from segmentcast.transcript import address, manners
from segmentcast.transcript.people import Company

_FIRST_PERSON = re.compile(
    r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Ww]e|[Oo]ur|[Uu]s|I['’]\w+|[Ww]e['’]\w+)\b"
)
_SECOND_PERSON = re.compile(r"(?:(?:and|so|but|then|now),? )?you(?:r|['’]\w+)?\b", re.I)
_REPLIES = re.compile(
    r"(?:yes|yeah|no|nope|absolutely|exactly|sure|correct|that['’]s (?:right|correct|true)|thank you|thanks)\b",
    re.I,
)
_LEADS_ALONE = re.compile(
    r"(?:welcome|good |stay with|coming up|tonight|today|talk |this is|from |remind people)", re.I
)
_SHORT = 220


def is_monologue(texts: Sequence[str], company: Company) -> bool:
    """Whether nothing in these paragraphs asks, answers, greets, thanks or calls a second person.

    At least half of them must be told in the first person: a text about others proves nothing.
    """
    named = {at for at, person in enumerate(company.people) if person.named}
    if company.introductions or company.crowded or not named <= set(company.selves.values()):
        return False
    told = sum(bool(_FIRST_PERSON.search(text)) for text in texts)
    if len(texts) < 2 or told * 2 < len(texts) or any("?" in text for text in texts):
        return False
    return not any(_speaks_to_another(at, text) for at, text in enumerate(texts))


def _speaks_to_another(at: int, text: str) -> bool:
    if _REPLIES.match(text) or (len(text) < _SHORT and _SECOND_PERSON.match(text)):
        return True
    if any(True for _ in address.called(text)):
        return True
    manner = manners.manner(text, first=at == 0, last=False)
    return any(
        rule.startswith("thanks") or (rule == "leads" and not _LEADS_ALONE.match(words))
        for rule, words in manner.words
    )
