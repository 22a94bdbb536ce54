"""How a turn sounds: like the one who leads a talk, or the one who answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from segmentcast.transcript.phrases import compile_phrases
from segmentcast.transcript.prose import ends_with_question, excerpt, lowered

_THANKS_GUEST = re.compile(
    r"\b(?:thank you|thanks)\b[^.?!]{0,60}?\b(?:for (?:being (?:with|here)|joining|coming|talking|speaking|your (?:time|work|insight|reporting)|"
    r"sharing|taking the time|making (?:the )?time|calling|walking us|explaining|helping)|to (?:you|both))\b",
    re.I,
)
_PLEASED = (
    r"^(?:it['’]s |it is |it was )?(?:my|a|great) (?:great |real )?(?:pleasure|honou?r)|"
    r"^(?:glad|happy|good|great|nice|pleased|delighted) to be (?:here|with you|on)"
)
_PLEASED_GUEST = re.compile(_PLEASED, re.I)
_THANKS_HOST = re.compile(
    r"\b(?:thank you|thanks)\b[^.?!]{0,40}?\bfor (?:having|inviting|hosting|asking|your interest|the invitation|covering)|"
    rf"{_PLEASED}|"
    r"^(?:thank you|thanks)(?: (?:so|very) much)?[.,!]?$",
    re.I,
)
_WELCOMES = compile_phrases(
    "welcome (?:to|back|,)", "good (?:morning|evening|afternoon|day)", "thank you (?:so much )?for joining", "thanks for (?:joining|being)",
    "stay with us", "we['’]ll be (?:right )?back", "coming up", "tonight on", "today on", r"from [\w ]{2,30}, i['’]m",
    r"this is \w+ (?:edition|newshour|today)", "our (?:guest|next guest|conversation)", "let['’]s (?:talk|start|begin|turn|move|get)",
    "i want to (?:ask|turn|start|begin|get|play)", "let me (?:ask|turn|play|bring)", "tell (?:us|me|our listeners)", "walk us through",
    "help us understand", "we (?:understand|want to) (?:from|ask)", "i['’]m (?:curious|wondering)", "remind (?:us|me|our listeners|people)",
    "give us", "describe for us", "talk (?:a (?:little )?(?:bit )?)?about (?:that|this|the)", "what do you make",
    "in the (?:few |last )?(?:seconds|minute|time) (?:we have )?left",
)  # fmt: skip
_ANSWERS = re.compile(
    r"(?:well|yes|yeah|no|nope|absolutely|exactly|sure|oh|thank you|thanks|that['’]s (?:right|correct|true|a (?:good|great|fair|hard|tough|very))|right|unfortunately|"
    r"i think|i don['’]t|i would|i mean|i was|i['’]d|i believe|we (?:have|are|were|don|see|saw|think|know|need|had|did)|my |of course|definitely|basically|look|honestly|"
    r"not (?:at all|yet|really|quite)|correct|it['’]s|it (?:is|was|depends)|so far|a (?:lot|little|few)|mostly|partly|because|good (?:morning|evening|afternoon),? (?!I))\b",
    re.I,
)
_ASKS_START = re.compile(
    r"(?:(?:and|so|but|now|ok|okay|then|well)[, ]+)*(?:what|how|why|who|where|when|which|is|are|was|were|do|does|did|can|could|would|will|should|has|have|had|isn['’]t|aren['’]t|"
    r"you (?:mention|said|say|wrote|write|describe|call|talk|have|were|are|grew|spent|spoke|told|argue)\w*|tell|explain|describe|give|walk)\b",
    re.I,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manner:
    """How much a turn sounds like the host's: positive log-odds for the host, and the words why."""

    score: float
    words: tuple[tuple[str, str], ...]


def manner(text: str, *, first: bool, last: bool) -> Manner:
    """Whether the turn sounds like the one who asks or the one who answers."""
    score = 0.0
    words: list[tuple[str, str]] = []
    tail = text[-320:]
    if ends_with_question(text):
        score += 2.2
        words.append(("question", _last_sentence(tail)))
    elif "?" in text:
        share = text.count("?") / max(1.0, len(text) / 200)
        score += 0.7 if share >= 0.5 else 0.1
    elif len(text) < 220 and _ASKS_START.match(text) and not last:
        score += 0.5
    small = lowered(text)
    thanking = "thank" in small
    if thanking and (thanks := _THANKS_GUEST.search(text)):
        score += 3.0
        words.append(("thanks", thanks[0]))
    pleased = _THANKS_HOST.search(text[:200]) if thanking else _PLEASED_GUEST.match(text[:200])
    if thanks := pleased:
        score -= 2.6
        words.append(("thanks-for-having-me", thanks[0]))
    if welcome := _WELCOMES.search(small):
        score += 1.2
        words.append(("leads", text[welcome.start() : welcome.end()]))
    if not ends_with_question(text):
        if answer := _ANSWERS.match(text):
            score -= 1.0
            words.append(("answers", answer[0]))
        if not first and len(text) > 260:
            score -= 0.9
        if not first and len(text) > 600:
            score -= 0.4
    return Manner(max(-5.0, min(6.0, score)), tuple(words))


def _last_sentence(tail: str) -> str:
    start = 0
    for found in re.finditer(r"[.?!]\s+", tail[:-1]):
        start = found.end()
    return excerpt(tail[start:], 120)
