"""What a text says a person is: ", who is directing relief efforts ...", ", a professor of law"."""

from __future__ import annotations

import re

_WHO_IS = re.compile(r",?\s+who(?:\s+is|['’]s|\s+was)\s+(?:(?:now|currently|also)\s+)?")
_APPOSITION = re.compile(r",\s+(?:(?:an?|the|our|its|their)\s+)?(?=[^\W\d_])")
_OF = re.compile(r"\s+(?:of|from|with|at)\s+(?=the\s|[^\W\d_a-z])")
_STOP = re.compile(
    r",|;|:|\s[—–-]{1,2}\s|[?!]|\.(?=\s|$)|\bjoins?\b|\bjoined\b|\breports?\b|\bhas (?:the|more|our|this)\b| and (?=[^\W\d_a-z][^\W\d_]+ [^\W\d_a-z])|\n"
)
_ABBREVIATED = re.compile(r"(?:\b[A-Z]|\b(?:Dr|St|Inc|Ltd|Co|Mr|Mrs|Ms))$")
_NO_ROLE = re.compile(
    r"(?:joins?|thanks?|welcome|how|what|why|where|when|who|good|hello|hi|and|or|but|so|to|as|in|on|with|we|you|i|is|are|was|it|he|she|they|"
    r"about|that|this|there|here|has|have|had|let|please|for|great|nice|thank|both|jr|sr|from|speaks?|says?|said|talks?|discuss\w*|explains?)\b",
    re.I,
)
_BIDS = re.compile(
    r"(?:tell|can|could|do|does|did|will|would|should|if|after|before|because|while|yes|no|well|now|my|your|"
    r"today|tonight|live|again|give|explain|take|walk|remind|when|was|were|going|maybe|perhaps|still)(?![\w'’-])",
    re.I,
)
"""Words with which a clause after a name speaks to the person, not about them."""
_FRAME = frozenset(
    "a an the our my your his their this that these those with by to and or me us him her them you i we he she they it "
    "is are was were am be been joins join joined joining introducing introduce welcome welcoming meet meeting "
    "now today tonight here there also then too again next guest guests host hosts speaking talking "
    "calling thanks thank hello hi good morning evening afternoon please including namely".split()
)
"""Words of an introduction: what stands after the last of them may be a role, they are none."""
_PUBLICATIONS = frozenset(
    "episode edition segment show podcast program programme interview conversation series season week".split()
)
"""What stands before a name and is no role: "In this episode Jane Roe talks ..."."""
_LONGEST = 160
_LOWER_BEFORE = re.compile(
    r"(?:^|[,.:;]\s+|\b(?:with|to|by|is|are|and|me|us|now|joins|join)\s+)((?:(?:an?|the|our)\s+)?[^\W\d_][\w'’-]*(?:\s+[a-z][\w'’-]*){0,3})\s+$"
)


def role_after(text: str, at: int, end: int) -> str:
    """The role that follows a name ending at `at`, without article; "" when none does."""
    if who := _WHO_IS.match(text, at, end):
        start = who.end()
    elif apposition := _APPOSITION.match(text, at, end):
        start = apposition.end()
    elif of := _OF.match(text, at, end):
        start = of.end()
        role = _until_stop(text, start, end)
        return role if 3 <= len(role) <= 90 else ""
    else:
        return ""
    if _NO_ROLE.match(text, start) or _BIDS.match(text, start):
        return ""
    role = _until_stop(text, start, end)
    return role if 3 <= len(role) <= _LONGEST and " " in role + " " else ""


def _until_stop(text: str, start: int, end: int) -> str:
    stop = min(end, start + _LONGEST + 1)
    for found in _STOP.finditer(text, start, stop):
        if found[0] == "." and _ABBREVIATED.search(
            text[max(start, found.start() - 6) : found.start()]
        ):
            continue
        stop = found.start()
        break
    else:
        if stop < end:
            return ""
    return text[start:stop].strip(" ,.;:—–-")


def role_before(text: str, at: int, start: int) -> str:
    """The role in front of a name: "economist Jane Roe" -> "economist"."""
    found = _LOWER_BEFORE.search(text[max(start, at - 60) : at])
    if found is None:
        return ""
    words = found[1].split()
    framing = [at for at, word in enumerate(words) if word.casefold() in _FRAME]
    role = " ".join(words[framing[-1] + 1 :] if framing else words)
    if not role or _NO_ROLE.match(role) or _BIDS.match(role) or role.split()[-1] in _PUBLICATIONS:
        return ""
    if role[0].isupper() and not (at - len(role) - 1 <= start + 1):
        return ""
    if len(role) < 4 or role.endswith(("ly", "ing", "ed")):
        return ""
    return role[0].lower() + role[1:] if role[1:2].islower() else role
