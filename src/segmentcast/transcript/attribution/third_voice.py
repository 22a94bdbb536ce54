"""What a page's words say of a third person: two who are greeted together, a co-host, "Rosa's question".

Two who ask one guest strictly in turn alternate like a talk of two; the words of one side only are then
two people's. These signs are rare, but rarer still where two people talk. Their weights are added to the
log-odds of `headcount`; scripts/fit_third_voice.py fits them on whole pages of which the people are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import exp, log, log1p

from segmentcast.patterns import compile_late
from segmentcast.transcript.attribution import host_model
from segmentcast.transcript.attribution.headcount import Headcount
from segmentcast.transcript.attribution.naming.candidates import Candidate
from segmentcast.transcript.attribution.naming.name_knowledge.given_names import is_given_name
from segmentcast.transcript.text.names import given

KINDS = (
    "both_at_the_edges", "both_within", "greeted_together", "introduced_together", "co_host", "and_i",
    "point_of", "more_greeted",
)  # fmt: skip
_BEGINNING, _END = 6, 6
"""Turns in which people are introduced, and take their leave."""
_NAME = r"[^\W\d_a-z][^\W\d_]+(?:-[^\W\d_]+)?"
_AND_SURNAME = r"(?: [^\W\d_a-z][\w’'-]+)?"
_BOTH = re.compile(
    # "You two years before" and "both gentlemen want it" are said of others.
    r"\b(?:both of you|you two(?! \w+s\b)|(?:the )?two of you|either of you)\b|"
    r"(?:^|(?:(?<!ladies and)(?<!both)(?<!two)(?<!these)(?<!those)(?<!the)) )gentlemen(?=[,.?!;:]|$)",
    re.I | re.M,
)
_GREETING = (
    r"(?i:hi|hello|hey|welcome(?: back)?|thank(?:s| you)(?: so much| very much)?|"
    r"g(?:ood )?(?:morning|afternoon|evening)|g['’]day|bye|goodbye|cheers|congratulations)(?: to)?"
)
_GREETED = re.compile(
    rf"\b{_GREETING},? ({_NAME}){_AND_SURNAME}"
    rf"(?:,? (?:and|&) (?:[^.?!]{{0,20}}\b{_GREETING},? )?|[,.!]? (?:and )?{_GREETING},? )({_NAME})\b"
)
_THANKS_TO = compile_late(r"\bthank(?:s|\s?you)(?: so much| very much)? to\b", re.I)
_FOR_COMING = compile_late(
    r"[^.?!]{0,60}\bfor (?:joining|coming|being (?:here|with|on)|speaking|talking|sitting down|stopping by|making (?:the )?time|(?:their|your) time)"
)
"""Behind "thanks to Rosa and Otto": they are here. Else a programme thanks those who made it."""
_INTRODUCED = re.compile(
    r"\b(?:conversation|interview|chat(?:ting|ted)?|talk(?:ing|ed)?|sp(?:eak|oke|eaking)|sit(?:ting)? down|joined|here|"
    r"hosts?|guests?|with us|welcome|(?:have|had|got)(?: both)?)(?: today| now| again| is| are){0,3},?"
    rf"(?: (?:with|to|by|both|about))?,? ({_NAME}){_AND_SURNAME} and ({_NAME})\b"
)
_GREETED_BY = ("greets", "presented", "welcomed")
_ONE_NAME = re.compile(r"[^\W\d_a-z](?:[^\W\d_A-Z]|-[^\W\d_])+")
_CO_HOST = re.compile(
    r"\b(?:my|our|your|the other|fellow|regular|today['’]s) co-?(?:host|presenter|anchor)s?\b", re.I
)
_BESIDE = re.compile(rf"\b(?:[Tt]ogether|[Aa]long) with ({_NAME})\b|\b[Aa]longside ({_NAME})\b")
_AND_I = re.compile(
    rf"\b(?:({_NAME}) )?({_NAME}) and (?:I|me|myself)\b|\b(?:me|myself) and ({_NAME})\b"
)
# "My name is Rosa and I will ask": another sentence begins with "and".
_ENDS_A_CLAUSE = compile_late(
    r"(?:\b(?:is|am|was|on|in|at|from|of|by|for|about|against|President|Minister)|['’]m)(?: [^\W\d_a-z][\w.'’-]*)* $"
)
_REACH = 60
_POINT_OF = re.compile(
    rf"\b({_NAME})['’]s? (?:(?:just|earlier|original|first|last|other|previous) ){{0,2}}(?:point|question|comment)\b|"
    rf"\b(?:like|as|what) ({_NAME})(?:['’]s)? (?:(?:just|already|also|was|has) ){{0,2}}"
    r"(?:said|saying|mentioned|mentioning|pointed|described|asked|alluded|suggested|explained)\b|"
    rf"\b({_NAME}) (?:just|already) (?:said|mentioned|asked|used|brought|touched|explained|alluded|pointed)\b"
)


def row_of(
    known: Sequence[Candidate],
    pair: Sequence[Candidate | None],
    turns: Sequence[str],
) -> tuple[float, ...]:
    """One number a kind. `pair`: the two who seem to talk, as far as they have names."""
    edges = [at for at in range(len(turns)) if at < _BEGINNING or at >= len(turns) - _END]
    opening = "\n".join(turns[at] for at in edges)
    inner = "\n".join(turns[_BEGINNING:-_END])
    called = {given(one.name) for one in known if one.signs and not one.counts["thing"]}
    everything = "\n".join(turns)
    points = {name for (name,) in _names(_POINT_OF, everything) if _is_first_name(name)}
    together = sum(
        all(map(_is_first_name, pair)) or (called.issuperset(pair))
        for pair in (
            match.groups()
            for match in _GREETED.finditer(everything)
            if not _THANKS_TO.search(match[0]) or _FOR_COMING.match(everything, match.end())
        )
        if pair[0] != pair[1]
    )
    introduced = sum(
        all(map(_is_first_name, match.groups())) for match in _INTRODUCED.finditer(opening)
    )
    beside, with_me = (
        sum(any(name in called or _is_first_name(name) for name in names) for names in groups)
        for groups in (_names(_BESIDE, opening), _with_the_speaker(opening))
    )
    return (
        log1p(len(_BOTH.findall(opening))),
        log1p(len(_BOTH.findall(inner))),
        min(2.0, together + _greets_two(known)),
        min(1.0, introduced),
        log1p(len(_CO_HOST.findall(everything)) + beside),
        min(2.0, with_me),
        min(2.0, len(points)),
        _more_greeted(known, pair),
    )


def _names(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, ...]]:
    """The words in the places of a name, for each place that matches."""
    for match in pattern.finditer(text):
        yield tuple(filter(None, match.groups()))


def _with_the_speaker(text: str) -> Iterator[tuple[str, ...]]:
    """The names in "Rosa and I", "me and Rosa"."""
    for match in _AND_I.finditer(text):
        before = text[max(0, match.start() - _REACH) : match.start()]
        if not (match[0].endswith(" I") and _ENDS_A_CLAUSE.search(before)):
            yield tuple(filter(None, match.groups()))


def _is_first_name(word: str) -> bool:
    return is_given_name(word) and not word.isupper()


def _greets_two(known: Sequence[Candidate]) -> int:
    """In how many turns two people are greeted: "Good morning Rosa, good morning Otto"."""
    greeted: dict[int, set[str]] = {}
    for one in known:
        if not one.counts["thing"] and not one.counts["spelled_small"]:
            for kind, turn in one.signs:
                if kind == "greets":
                    greeted.setdefault(turn, set()).add(given(one.name))
    return sum(len(names) > 1 for names in greeted.values())


def _more_greeted(known: Sequence[Candidate], pair: Sequence[Candidate | None]) -> float:
    """How many more than two are greeted or presented, or have one of the sides: "Hey Rosa." "Hey Otto. We have Mia here"."""
    greeted = [
        one
        for one in known
        if one not in pair
        and any(kind in _GREETED_BY for kind, _ in one.signs)
        and not (one.counts["thing"] or one.counts["spelled_small"])
        and _ONE_NAME.fullmatch(given(one.name))
    ]
    named = sum(one is not None for one in pair)
    return min(2.0, max(0, named + len(greeted) - 2))


def one_leads(counted: Headcount, row: Sequence[float]) -> float:
    """The probability that one person leads, with what the words say of a third.

    Of the fitted weights the first is that of the log-odds so far, the last a constant.
    """
    weights = host_model.shipped().third_voice
    if not weights:
        return counted.one_leads
    total = weights[0] * log_odds_of(counted.one_leads) + weights[-1]
    total += sum(weight * value for weight, value in zip(weights[1:-1], row, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def log_odds_of(share: float) -> float:
    """Log-odds of a probability, which is bounded as those of pages not fitted on are."""
    bounded = max(0.002, min(0.998, share))
    return log(bounded / (1 - bounded))
