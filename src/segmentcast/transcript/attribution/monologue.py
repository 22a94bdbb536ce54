"""Whether one person says a whole unlabelled text: "I" throughout, and no sign of anybody else."""

from __future__ import annotations

import re

from segmentcast.patterns import compile_late
from segmentcast.transcript.attribution.naming.clues import forms_of_address
from segmentcast.transcript.attribution.people import Company
from segmentcast.transcript.attribution.sequence import Talk
from segmentcast.transcript.text.prose import ends_with_question

_FIRST_PERSON = compile_late(
    r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Ww]e|[Oo]ur|[Uu]s|I['’]\w+|[Ww]e['’]\w+)\b"
)
_SECOND_PERSON = compile_late(r"(?:(?:and|so|but|then|now),? )?you(?:r|['’]\w+)?\b", re.I)
_REPLIES = compile_late(
    r"(?:yes|yeah|no|nope|absolutely|exactly|sure|correct|that['’]s (?:right|correct|true)|thank you|thanks)\b",
    re.I,
)
_TO_ANOTHER = compile_late(
    r"\b(?:thank you|thanks)\b[^.?!]{0,60}?\bfor (?:being|joining|coming|talking|speaking|your|sharing|taking|making|having|inviting|asking)|"
    r"^(?:glad|happy|good|great|nice|pleased|delighted) to be (?:here|with you|on)|\bwelcome,|\b(?:tell|give|walk) (?:us|me)\b|\blet me ask\b|"
    r"\bwhat do you\b|\bi(?:['’]m| am) (?:\w+ )?joined\b",
    re.I,
)
_SHORT = 220
_FEW = 6


def is_monologue(talk: Talk, company: Company) -> bool:
    """Whether nothing in these paragraphs asks, answers, greets, thanks or calls a second person.

    At least half of them must be told in the first person: a text about others proves nothing. A
    question within what somebody tells asks nobody; one that a short paragraph ends with may.
    """
    texts = talk.turns
    named = {at for at, person in enumerate(company.people) if person.named}
    if company.introductions or company.crowded or not named <= set(company.selves.values()):
        return False
    told = sum(bool(_FIRST_PERSON.search(text)) for text in texts)
    asked = sum("?" in text for text in texts)
    if len(texts) < 2 or told * 2 < len(texts) or asked * _FEW > len(texts):
        return False
    return not any(_speaks_to_another(text) for text in texts)


def _speaks_to_another(text: str) -> bool:
    if ends_with_question(text) and len(text) < _SHORT:
        return True
    if _REPLIES.match(text) or (len(text) < _SHORT and _SECOND_PERSON.match(text)):
        return True
    return _TO_ANOTHER.search(text) is not None or any(True for _ in forms_of_address.called(text))
